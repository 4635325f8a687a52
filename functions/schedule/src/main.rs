//! A pick gets its random minute, and a one-time schedule that carries it to the sending.

use std::time::Duration;

use aws::lambda::{Shift, body, serve_queue, start_logging};
use aws::metrics::Metric;
use aws::wire::read_pick;
use aws::{Clients, LetterSchedules};
use dunning::flow::schedule::{Outcome, schedule};

/// A schedule is one call, or three where the customer has moved; more than fifteen seconds is a service that is tried
/// again and again because it is asked too fast.
const SHIFT: Shift = Shift {
    lasts: Duration::from_secs(60),
    a_record_needs: Duration::from_secs(26),
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let schedules = LetterSchedules::from_environment(clients.scheduler())?;
    serve_queue(SHIFT, async |record, counts, _time| {
        let pick = read_pick(body(record))?;
        match schedule(&schedules, &pick).await? {
            Outcome::Planned(at, scheduled) => {
                tracing::info!(letter = %pick.letter, %at, ?scheduled, "planned");
            }
            Outcome::TooLate => {
                counts.count(Metric::LettersLate);
                tracing::warn!(letter = %pick.letter, picked_at = %pick.picked_at, "picked after its minute; the next sweep plans anew");
            }
        }
        Ok(())
    })
    .await
}
