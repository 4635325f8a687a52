//! A pick gets its random minute, and a one-time schedule that carries it to the sending.

use aws::lambda::{body, serve_queue, start_logging};
use aws::metrics::Metric;
use aws::wire::read_pick;
use aws::{Clients, LetterSchedules};
use dunning::flow::schedule::{Outcome, schedule};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    start_logging();
    let clients = Clients::from_environment()?;
    let schedules = LetterSchedules::from_environment(clients.scheduler())?;
    serve_queue(async |record, counts| {
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
