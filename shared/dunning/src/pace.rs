//! How far apart the mails of one function are, so that all that may run at once keep the mail service's rate together.

use std::time::Duration;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The longest pause before a mail. Whoever allows so many functions at once that they would have to wait longer is
/// told so, and the mail service itself holds the rest back.
const PAUSE_AT_MOST: Duration = Duration::from_secs(5);

/// How far apart one function's mails are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    gap: Duration,
}

impl Pace {
    /// The pace of each of `functions` at once, for so many mails a second of all; none if the account may send
    /// nothing at all, which the mail service says itself in better words.
    pub fn of(functions: u32, mails_a_second: Decimal) -> Option<Self> {
        if mails_a_second <= Decimal::ZERO {
            return None;
        }
        let thousand = Decimal::from(1_000_u32);
        let gap_ms = (Decimal::from(functions) * thousand).checked_div(mails_a_second)?;
        Some(Self {
            gap: Duration::from_millis(gap_ms.ceil().to_u64()?),
        })
    }

    /// Whether it is slower than anybody may wait.
    pub fn is_too_slow(self) -> bool {
        self.gap > PAUSE_AT_MOST
    }

    /// How long to wait, so long after the last mail began; not at all before the first.
    pub fn pause(self, since_the_last: Option<Duration>) -> Duration {
        let gap = self.gap.min(PAUSE_AT_MOST);
        since_the_last.map_or(Duration::ZERO, |since| gap.saturating_sub(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(functions: u32, rate: &str) -> Pace {
        Pace::of(functions, rate.parse().unwrap()).unwrap()
    }

    #[test]
    fn all_functions_together_keep_the_rate() {
        for (functions, rate, gap_ms) in [
            (2, "1", 2_000),
            (2, "14", 143),
            (7, "14", 500),
            (1, "1", 1_000),
            (40, "80", 500),
            (3, "0.5", 6_000),
            (1_000, "100", 10_000),
        ] {
            let pace = pace(functions, rate);
            assert_eq!(pace.gap, Duration::from_millis(gap_ms), "{functions} at {rate}");
            // Rounded up, so never faster.
            let milliseconds = Decimal::from(gap_ms) * rate.parse::<Decimal>().unwrap();
            assert!(milliseconds >= Decimal::from(functions * 1_000));
        }
        assert_eq!(Pace::of(2, Decimal::ZERO), None);
        assert_eq!(Pace::of(2, Decimal::NEGATIVE_ONE), None);
        assert_eq!(Pace::of(u32::MAX, Decimal::new(1, 28)), None);
    }

    #[test]
    fn a_function_waits_for_what_is_left_of_the_gap_and_never_long() {
        let sandbox = pace(2, "1");
        let since = |milliseconds| Some(Duration::from_millis(milliseconds));
        assert_eq!(sandbox.pause(None), Duration::ZERO);
        assert_eq!(sandbox.pause(since(0)), Duration::from_secs(2));
        assert_eq!(sandbox.pause(since(1_999)), Duration::from_millis(1));
        assert_eq!(sandbox.pause(since(2_000)), Duration::ZERO);
        assert_eq!(sandbox.pause(since(90_000)), Duration::ZERO);
        assert!(!sandbox.is_too_slow());
        let crowd = pace(1_000, "100");
        assert!(crowd.is_too_slow());
        assert_eq!(crowd.pause(since(0)), PAUSE_AT_MOST);
    }
}
