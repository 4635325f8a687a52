//! Every promise of SPEC 8, on every day.

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use dunning::account::AccountKey;
use dunning::chain::verify;
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterState};
use dunning::message::PlannedLetter;
use dunning::plan::plan;
use dunning::ports::Stories;
use dunning::stage::Tone;
use dunning::task::TaskKind;
use tests::world::{Broken, Fate, LOOK_AHEAD_DAYS, Sending, mail_was_right, nothing_is_forgotten, ready};

use super::super::script::{Customer, Temper, Wrong};
use super::super::truth::{IGNORED_BELOW_CENTS, Owed, number};
use super::{Life, key, name};

/// An unchanged ledger is looked at again after so many days: the agenda is held against more days than that.
const LOOK_AGAIN_AFTER_DAYS: i64 = 15;
/// A changed ledger is looked at for so many days to come, and one change in so many for more: it is most of the work.
const DAYS_AHEAD: usize = 4;
const LOOKS_FAR_EVERY: u64 = 4;
/// So far may an account's agenda lie behind a day whose sweep went well: news that comes late dates it back.
const BEHIND_AT_MOST_DAYS: i64 = 4;
/// So many days after a change of the rules everybody was looked at by the new ones.
const RULES_SETTLE_WITHIN_DAYS: i64 = 2;
/// After so many days nothing is redriven any more for an account that could not be read.
const REDRIVEN_WITHIN_DAYS: i64 = 12;
/// At the end of the year an invoice that has been overdue for so long was spoken of within as many days, or a person
/// has it.
const LEFT_LYING_AFTER_DAYS: i64 = 60;
/// Questions beside the ladder: they do not say that a person has the matter in hand.
const ASIDE: [TaskKind; 3] = [TaskKind::FollowUp, TaskKind::Call, TaskKind::BrokenPromise];
/// Overdue letters that an invoice nobody reacts to must have had so many days after it was due and known.
const EXPECTED: [(Tone, i64); 4] = [
    (Tone::EarlyLate, 45),
    (Tone::LateLate, 75),
    (Tone::SecondNotice, 110),
    (Tone::FinalNotice, 170),
];

impl<'a> Life<'a> {
    pub(super) fn check_day(&mut self, day: u32) -> Result<(), Broken> {
        let sendings: Vec<Sending> = self.days.sendings[self.seen.sendings..].to_vec();
        self.seen.sendings += sendings.len();
        for sending in &sendings {
            mail_was_right(sending, &self.in_force)?;
            let customer = self.customer_of(&sending.mail.letter.account)?;
            self.truth.allows(sending, customer.serial)?;
            self.lived.mails += 1;
            *self.lived.tones.entry(sending.letter()?.tone.name()).or_default() += 1;
            self.react(day, customer, sending)?;
        }
        self.check_schedules()?;
        self.check_ledgers(day)?;
        self.check_spacing(&sendings)?;
        self.check_progress(day)
    }

    /// Every letter on its way has a minute of the early morning, and no round one.
    fn check_schedules(&self) -> Result<(), Broken> {
        let schedules = self.days.world.outbox.schedules.borrow();
        let is_wrong = |planned: &&PlannedLetter| {
            let local = planned.at.with_timezone(&planned.zone);
            local.hour() != 5 || local.minute().is_multiple_of(5)
        };
        match schedules.values().find(is_wrong) {
            None => Ok(()),
            Some(planned) => Err(format!(
                "{} is to leave at {}",
                planned.letter,
                planned.at.with_timezone(&planned.zone)
            )),
        }
    }

    pub(super) fn customer_of(&self, account: &AccountKey) -> Result<&'a Customer, Broken> {
        let mut customers = self.script.customers.iter();
        customers
            .find(|customer| &key(customer.serial) == account)
            .ok_or_else(|| format!("{account} is nobody's account"))
    }

    fn check_ledgers(&mut self, day: u32) -> Result<(), Broken> {
        let today = self.date(day);
        let sweep_went_well = self.sweep_went_well(day);
        let Self {
            script,
            days,
            in_force,
            looked_at,
            last_unreadable,
            rules_changed_on,
            ..
        } = self;
        // A sweep for everybody that fails on one record is redriven, and asks for its own day again.
        let is_redriven =
            rules_changed_on.is_some_and(|changed| (today - changed).num_days() <= REDRIVEN_WITHIN_DAYS);
        // What could not be looked at anew is redriven hours later.
        let rules_are_new =
            rules_changed_on.is_some_and(|changed| (today - changed).num_days() < RULES_SETTLE_WITHIN_DAYS);
        days.world.store.look_at_each(|ledger| {
            let account = &ledger.account;
            let known = looked_at.get(&account.key);
            let is_known = known.is_some_and(|(version, on)| {
                *version == account.version && (today - *on).num_days() < LOOK_AGAIN_AFTER_DAYS
            });
            // What could not be looked at anew is redriven for as long as it can't be read, and hours more.
            let last = last_unreadable.get(&account.key);
            let is_new_to_it = last.is_some_and(|last| {
                rules_changed_on.is_some_and(|changed| *last >= changed)
                    && (today - *last).num_days() < RULES_SETTLE_WITHIN_DAYS
            });
            if !is_known && !rules_are_new && !is_new_to_it {
                let looks_far = (account.version + script.seed).is_multiple_of(LOOKS_FAR_EVERY);
                let days_ahead = if looks_far { LOOK_AHEAD_DAYS } else { DAYS_AHEAD };
                nothing_is_forgotten(days, ledger, in_force, days_ahead)?;
                looked_at.insert(account.key.clone(), (account.version, today));
            }
            // What could not be written for days is redriven with the day on which it came.
            let was_readable = last.is_none_or(|last| (today - *last).num_days() > REDRIVEN_WITHIN_DAYS);
            if sweep_went_well && was_readable && !is_redriven {
                is_not_left_behind(ledger, today)?;
            }
            Ok(())
        })
    }

    /// Whether the day's sweep ran, in time and without a stroke; one unreadable record is no excuse for the others.
    fn sweep_went_well(&mut self, day: u32) -> bool {
        let strokes = self.days.world.strokes_met();
        let struck = std::mem::replace(&mut self.seen.strokes, strokes) != strokes;
        let mut mishaps = self.script.mishaps.iter().filter(|mishap| mishap.day == day);
        let missed = mishaps.any(|mishap| matches!(mishap.what, Wrong::NoSweep | Wrong::SweepLate { .. }));
        !struck && !missed
    }

    /// One letter a day, a letter-free day between two, at most two in seven days and six in thirty.
    fn check_spacing(&self, sendings: &[Sending]) -> Result<(), Broken> {
        for sending in sendings {
            let account = &sending.mail.letter.account;
            let customer = self.customer_of(account)?;
            if customer.fates.iter().any(|fate| *fate != Fate::Delivered) {
                continue;
            }
            let on = sending.mail.letter.day;
            let of_customer = self
                .days
                .sendings
                .iter()
                .filter(|other| &other.mail.letter.account == account);
            let before: Vec<i64> = of_customer
                .map(|other| (on - other.mail.letter.day).num_days())
                .filter(|days| *days >= 0)
                .collect();
            let within = |days: i64| before.iter().filter(|ago| **ago < days).count();
            for (days, at_most) in [(2, 1), (7, 2), (30, 6)] {
                if within(days) > at_most {
                    return Err(format!(
                        "{}: more than {at_most} letters in {days} days (days before: {before:?})",
                        sending.told()?
                    ));
                }
            }
        }
        Ok(())
    }

    /// Whoever never reacts gets one stage after the other, in time.
    fn check_progress(&self, day: u32) -> Result<(), Broken> {
        if !day.is_multiple_of(7) {
            return Ok(());
        }
        let ignore = |customer: &&Customer| {
            customer.temper == Temper::Ignores && !self.last_unreadable.contains_key(&key(customer.serial))
        };
        for customer in self.script.customers.iter().filter(ignore) {
            let Some(ledger) = self.days.ledger(&key(customer.serial)) else {
                continue;
            };
            let of_customer = |owed: &Owed| owed.customer == customer.serial;
            for (serial, owed) in self.truth.invoices.iter().filter(|(_, owed)| of_customer(owed)) {
                self.check_stages(&ledger, *serial, owed, self.date(day))?;
            }
        }
        Ok(())
    }

    fn check_stages(
        &self,
        ledger: &Ledger,
        serial: u32,
        owed: &Owed,
        today: NaiveDate,
    ) -> Result<(), Broken> {
        let Some((_, known)) = owed.known_since else {
            return Ok(());
        };
        let since = owed.due_on.max(known);
        for (tone, after_days) in EXPECTED {
            let is_in_the_dark = ledger.letters.iter().any(|letter| {
                let mut lines = letter.lines.iter();
                letter.state == LetterState::Unknown
                    && lines.any(|line| {
                        line.invoice.to_string() == number(serial)
                            && line.stages.iter().any(|stage| stage.as_str() == tone.name())
                    })
            });
            let is_said = self.truth.was_said(serial, tone.name()) || is_in_the_dark;
            if (today - since).num_days() > after_days && !is_said {
                return Err(format!(
                    "{} of {}, due on {} and known since {known}, had no {} by {today}",
                    number(serial),
                    ledger.account.customer,
                    owed.due_on,
                    tone.name()
                ));
            }
        }
        Ok(())
    }

    /// Nobody knows what became of a letter only where the function died, or the mail service did not answer.
    pub(super) fn check_the_unknown_is_excused(&self) -> Result<(), Broken> {
        let begins_on = self.script.begins_on;
        let is_near = |day: u32, of: NaiveDate| ((of - begins_on).num_days() - i64::from(day)).abs() <= 1;
        for ledger in self.days.world.store.ledgers() {
            let unknown = |letter: &&Letter| letter.state == LetterState::Unknown;
            for letter in ledger.letters.iter().filter(unknown) {
                let day = letter.id.day;
                let mut strokes = self.script.strokes.iter();
                let mut mishaps = self.script.mishaps.iter();
                let is_silent =
                    |wrong: Wrong| matches!(wrong, Wrong::NoAnswer { .. } | Wrong::DiesMailing { .. });
                if !strokes.any(|stroke| is_near(stroke.day, day))
                    && !mishaps.any(|mishap| is_silent(mishap.what) && is_near(mishap.day, day))
                {
                    return Err(format!("{} is unknown without a reason", letter.id));
                }
            }
        }
        Ok(())
    }

    /// At the end, whatever is still owed was spoken of lately, or is silent for a reason, or a person has it.
    /// The chain of each customer's story is whole, whatever was repeated, late or struck.
    pub(super) fn check_every_story_is_whole(&self) -> Result<(), Broken> {
        for customer in &self.script.customers {
            let account = key(customer.serial);
            let story = ready(self.days.world.store.story(&account)).map_err(|error| error.to_string())?;
            verify(&account, &story, DateTime::<Utc>::MIN_UTC)
                .map_err(|fault| format!("the story of {} is broken: {fault}", name(customer.serial)))?;
        }
        Ok(())
    }

    pub(super) fn check_nothing_is_left_lying(&self) -> Result<(), Broken> {
        let today = self.days.now().date_naive();
        let is_long_ago = |day: NaiveDate| (today - day).num_days() > LEFT_LYING_AFTER_DAYS;
        for (serial, owed) in &self.truth.invoices {
            let number = number(*serial);
            let overdue_since = owed.known_since.map(|(_, known)| known.max(owed.due_on));
            if owed.open_cents(u64::MAX) < IGNORED_BELOW_CENTS
                || !overdue_since.is_some_and(is_long_ago)
                || self.truth.is_silent(owed.customer, *serial, today)
                || self.truth.is_perhaps_paid(*serial)
                || self.truth.is_taken_over(*serial)
            {
                continue;
            }
            let Some(ledger) = self.days.ledger(&key(owed.customer)) else {
                return Err(format!(
                    "{} owes {number}, and has no account",
                    name(owed.customer)
                ));
            };
            let was_said_lately = ledger.letters.iter().any(|letter| {
                let is_about_it = letter.lines.iter().any(|line| line.invoice.to_string() == number);
                is_about_it && !is_long_ago(letter.id.day)
            });
            let is_with_a_person = ledger.tasks.iter().any(|task| {
                let is_about_it = task.subject == number || task.subject.is_empty();
                !ASIDE.contains(&task.kind) && (is_about_it || task.kind == TaskKind::SettleLetter)
            });
            if !was_said_lately && !is_with_a_person {
                let decisions = plan(&ledger, &self.in_force, today).decisions;
                let why = decisions.iter().find(|(id, _)| id.to_string() == number);
                return Err(format!(
                    "{number} of {} is left lying: overdue since {overdue_since:?}, {} cents open; Dunlin says {}",
                    name(owed.customer),
                    owed.open_cents(u64::MAX),
                    why.map_or("that it is not open".to_owned(), |(_, decision)| decision
                        .to_string()),
                ));
            }
        }
        Ok(())
    }
}

/// After a sweep that went well an account stands on its day or later.
fn is_not_left_behind(ledger: &Ledger, today: NaiveDate) -> Result<(), Broken> {
    let account = &ledger.account;
    let behind = account.agenda.map_or(0, |agenda| (today - agenda).num_days());
    if behind <= BEHIND_AT_MOST_DAYS {
        return Ok(());
    }
    Err(format!(
        "{} has been due for {behind} days, since {:?}, and nobody looked on {today}",
        account.customer, account.agenda
    ))
}
