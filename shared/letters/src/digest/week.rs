//! The weekly report in words.

use chrono::NaiveDate;
use dunning::digest::{Settled, Week};
use dunning::hold::HoldKind;

use super::{RowView, SectionView, Speaker};
use crate::locale::Counted;

impl Speaker {
    /// The report's figures, a row each, and where the rest is to be had.
    pub(super) fn week(&self, week: &Week, today: NaiveDate) -> SectionView {
        let phrases = self.phrases;
        let mut rows = vec![self.settled(&week.paid, phrases.week_paid)];
        if week.credited.count > 0 {
            rows.push(self.settled(&week.credited, phrases.week_credited));
        }
        rows.push(self.answered(week));
        let opened = week.opened.iter();
        rows.push(RowView::of(
            self.counted(week.opened.values().sum(), phrases.tasks),
            opened
                .map(|(kind, count)| self.figure((phrases.task)(*kind), *count))
                .collect(),
        ));
        let open = self.counted(week.open, phrases.waiting_tasks);
        rows.push(RowView::of(format!("{open}, {}", self.day(today)), Vec::new()));
        let days = [("{from}", week.span.from), ("{to}", week.span.last())];
        let heading = days.iter().fold(phrases.week.to_owned(), |heading, (name, day)| {
            heading.replace(name, &self.day(*day))
        });
        SectionView {
            heading,
            rows,
            more: Some(phrases.whole_report.to_owned()),
        }
    }

    fn settled(&self, settled: &Settled, how: Counted) -> RowView {
        let billed = settled.billed.iter();
        RowView::of(
            self.counted(settled.count, how),
            billed.map(|sum| self.locale.money(*sum)).collect(),
        )
    }

    /// Each kind of answer has the name of the hold that it makes.
    fn answered(&self, week: &Week) -> RowView {
        let answered = week.answered;
        let pay_by = week.span.until;
        let kinds = [
            (HoldKind::ClaimsPaid, answered.paid),
            (HoldKind::Promise { pay_by }, answered.will_pay),
            (HoldKind::Dispute, answered.dispute),
            (HoldKind::WrongPerson, answered.wrong_person),
        ];
        let all = kinds.iter().map(|(_, count)| count).sum();
        let some = kinds.iter().filter(|(_, count)| *count > 0);
        RowView::of(
            self.counted(all, self.phrases.week_answers),
            some.map(|(kind, count)| self.figure((self.phrases.hold)(*kind), *count))
                .collect(),
        )
    }

    fn figure(&self, name: &str, count: usize) -> String {
        format!("{name}{} {count}", self.colon)
    }
}
