//! As fast as SES takes mails from this account, and no faster.
//!
//! Functions know nothing of each other, so each leaves so much time between its own mails that all that may run at
//! once keep the account's rate together. Mails beyond the rate would be refused, released, and tried again minutes
//! later, five times at most: a morning with many letters would lose some of them to the next.

use std::cell::Cell;
use std::time::{Duration, Instant};

use aws::SesMailer;
use aws::environment::SEND_CONCURRENCY;
use aws::lambda::{CallTime, RecordError, chain};
use dunning::pace::Pace;
use dunning::ports::{DigestMail, DigestMailer, Mail, MailError, Mailer};

/// What the call to SES must find left of a shift: SES's ten seconds, and the writing of what came of it. A mail that
/// is cut off in between is a letter in doubt.
const A_MAIL_NEEDS: Duration = Duration::from_secs(13);

/// The mailer of one function, which keeps the pace and begins nothing that it may not live to finish.
pub(crate) struct PacedMailer<M> {
    mailer: M,
    functions: u32,
    pace: Cell<Option<Pace>>,
    was_warned: Cell<bool>,
    last_began: Cell<Option<Instant>>,
    time: Cell<Option<CallTime>>,
}

impl PacedMailer<SesMailer> {
    /// A mailer that does not know its pace yet.
    ///
    /// # Errors
    /// If the environment does not say how many functions may mail at once.
    pub(crate) fn from_environment(mailer: SesMailer) -> Result<Self, RecordError> {
        let functions = SEND_CONCURRENCY.required()?;
        let functions = functions
            .parse()
            .map_err(|error| format!("{} is “{functions}”: {error}", SEND_CONCURRENCY.name()))?;
        Ok(Self::new(mailer, functions))
    }

    /// Asks SES for the account's rate, unless it is known. Without an answer mails leave all the same, and the next
    /// record asks again.
    pub(crate) async fn learn_the_pace(&self) {
        if self.pace.get().is_some() {
            return;
        }
        let warn_once = |why: String| {
            if !self.was_warned.replace(true) {
                tracing::warn!(why, "letters leave without a pace, as fast as they come");
            }
        };
        match self.mailer.mails_a_second().await {
            Err(error) => warn_once(chain(&error)),
            Ok(rate) => {
                let pace = Pace::of(self.functions, rate);
                self.pace.set(pace);
                match pace {
                    None => warn_once(format!("SES names {rate} mails a second")),
                    Some(pace) if pace.is_too_slow() => tracing::warn!(
                        %rate,
                        functions = self.functions,
                        "SES takes too few mails a second for so many at once; lower SendConcurrency"
                    ),
                    Some(_) => {}
                }
            }
        }
    }

    /// Waits until the next mail may begin. Before anything is read for it: what is decided after the wait is decided
    /// from fresh data and by the time that it is then, and no claim stands open meanwhile.
    pub(crate) async fn await_turn(&self, time: CallTime) {
        self.learn_the_pace().await;
        self.pause(time).await;
    }
}

impl<M> PacedMailer<M> {
    fn new(mailer: M, functions: u32) -> Self {
        Self {
            mailer,
            functions,
            pace: Cell::new(None),
            was_warned: Cell::new(false),
            last_began: Cell::new(None),
            time: Cell::new(None),
        }
    }

    async fn pause(&self, time: CallTime) {
        self.time.set(Some(time));
        let since_the_last = self.last_began.get().map(|began| began.elapsed());
        let pause = self.pace.get().map(|pace| pace.pause(since_the_last));
        // A timer of no time at all would still yield.
        if let Some(pause) = pause.filter(|pause| !pause.is_zero()) {
            tokio::time::sleep(pause).await;
        }
    }

    /// Refuses a mail that there is no time left for: it certainly did not leave.
    fn begin(&self) -> Result<(), MailError> {
        if self.time.get().is_some_and(|time| time.left() < A_MAIL_NEEDS) {
            return Err(MailError::NotNow("no time left for it in this call".to_owned()));
        }
        self.last_began.set(Some(Instant::now()));
        Ok(())
    }
}

impl<M: Mailer> Mailer for PacedMailer<M> {
    async fn mail(&self, mail: &Mail) -> Result<String, MailError> {
        self.begin()?;
        self.mailer.mail(mail).await
    }
}

impl<M: DigestMailer> DigestMailer for PacedMailer<M> {
    async fn mail_digest(&self, mail: &DigestMail) -> Result<(), MailError> {
        self.begin()?;
        self.mailer.mail_digest(mail).await
    }
}

#[cfg(test)]
mod tests {
    use aws::lambda::Shift;
    use rust_decimal::Decimal;

    use super::*;

    const SHIFT: Shift = Shift {
        lasts: Duration::from_secs(30),
        a_record_needs: Duration::ZERO,
    };

    #[tokio::test]
    async fn a_mail_waits_for_its_turn_before_anything_is_read_for_it() {
        let mailer = PacedMailer::new((), 2);
        mailer.pace.set(Pace::of(2, Decimal::from(20)));
        let time = CallTime::begin(SHIFT);
        let began = Instant::now();
        for _ in 0..4 {
            mailer.pause(time).await;
            mailer.begin().unwrap();
        }
        // The first at once, three a tenth of a second apart.
        assert!(began.elapsed() >= Duration::from_millis(300));
        // Who mails nothing keeps nobody waiting.
        mailer.pause(time).await;
        let after_the_wait = Instant::now();
        mailer.pause(time).await;
        mailer.pause(time).await;
        assert!(mailer.last_began.get().unwrap() < after_the_wait);
    }

    #[test]
    fn a_mail_that_could_not_be_recorded_in_time_is_not_begun() {
        let mailer = PacedMailer::new((), 2);
        let late = Shift {
            lasts: A_MAIL_NEEDS - Duration::from_millis(1),
            ..SHIFT
        };
        mailer.time.set(Some(CallTime::begin(late)));
        assert!(matches!(mailer.begin(), Err(MailError::NotNow(_))));
        assert_eq!(mailer.last_began.get(), None);
        mailer.time.set(Some(CallTime::begin(SHIFT)));
        assert_eq!(mailer.begin(), Ok(()));
    }
}
