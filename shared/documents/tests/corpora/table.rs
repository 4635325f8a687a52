//! The table by format: files, then values.

use std::collections::BTreeMap;

use crate::Verdict;

#[derive(Default)]
struct Row {
    right: u32,
    wrong: u32,
    refused_rightly: u32,
    refused_wrongly: u32,
    values: u32,
    values_right: u32,
    due_by_terms: u32,
}

/// What came of the files so far.
#[derive(Default)]
pub(crate) struct Table(BTreeMap<String, Row>);

impl Table {
    /// Counts a file; a complaint for each thing that is wrong with it.
    pub(crate) fn count(&mut self, path: &str, format: &str, verdict: &Verdict) -> Vec<String> {
        let row = self.0.entry(format.to_owned()).or_default();
        match verdict {
            Verdict::RefusedRightly => row.refused_rightly += 1,
            Verdict::RefusedWrongly(fault) => {
                row.refused_wrongly += 1;
                return vec![format!("{path}: {}", fault.what)];
            }
            Verdict::Read(marks) => {
                row.values += marks.values;
                row.values_right += marks.right;
                row.due_by_terms += marks.due_by_terms;
                if marks.faults.is_empty() {
                    row.right += 1;
                } else {
                    row.wrong += 1;
                }
                return marks
                    .faults
                    .iter()
                    .map(|fault| format!("{path}: {}", fault.what))
                    .collect();
            }
        }
        Vec::new()
    }

    pub(crate) fn print(&self) {
        println!("{:>31}{:>18}{:>26}", "files read", "files refused", "values");
        println!(
            "{:<16}{:>8}{:>7}{:>10}{:>8}{:>10}{:>8}{:>8}{:>9}",
            "format", "right", "wrong", "rightly", "wrongly", "compared", "right", "%", "by terms"
        );
        let mut all = Row::default();
        for (format, row) in &self.0 {
            row.print(format);
            all.right += row.right;
            all.wrong += row.wrong;
            all.refused_rightly += row.refused_rightly;
            all.refused_wrongly += row.refused_wrongly;
            all.values += row.values;
            all.values_right += row.values_right;
            all.due_by_terms += row.due_by_terms;
        }
        all.print("all");
        println!(
            "by terms: due dates read out of the text of the terms, where no field of the file states one"
        );
    }
}

impl Row {
    fn print(&self, name: &str) {
        // Cut off, not rounded: 100 means all.
        let share = (u64::from(self.values_right) * 10_000).checked_div(self.values.into());
        let share = share.map_or("-".to_owned(), |share| {
            format!("{}.{:02}", share / 100, share % 100)
        });
        println!(
            "{name:<16}{:>8}{:>7}{:>10}{:>8}{:>10}{:>8}{share:>8}{:>9}",
            self.right,
            self.wrong,
            self.refused_rightly,
            self.refused_wrongly,
            self.values,
            self.values_right,
            self.due_by_terms
        );
    }
}
