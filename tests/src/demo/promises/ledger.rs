//! What the table says.

use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::decide::Decision;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::Lookup;
use dunning::plan::plan;
use dunning::ports::Ledgers;

use super::{Found, found};
use crate::demo::book::Book;
use crate::demo::watching::Seen;
use crate::local_cloud::{Error, LocalCloud};

/// Every closed invoice of the book.
pub(super) async fn closed(cloud: &LocalCloud, book: &Book) -> Result<Vec<(AccountKey, Invoice)>, Error> {
    let mut closed = Vec::new();
    for (number, owner) in &book.owners {
        let invoice = cloud
            .table
            .load_closed(owner, &InvoiceId::whole(number.clone()))
            .await?;
        closed.extend(invoice.map(|invoice| (owner.clone(), invoice)));
    }
    Ok(closed)
}

/// An invoice that waits has an agenda that comes back to it in time; one that stopped has its reason.
pub(super) fn nothing_forgotten(seen: &Seen) -> Found {
    let Some(in_force) = &seen.in_force else {
        return Err("no settings".to_owned());
    };
    let mut broken = Vec::new();
    let (mut waiting, mut stopped) = (0, 0);
    for ledger in seen.ledgers.values() {
        for (invoice, decision) in plan(ledger, in_force, seen.last_day).decisions {
            match decision {
                Decision::Stop(_) => stopped += 1,
                Decision::Remind(_) => waiting += 1,
                Decision::Wait { until, .. } => {
                    waiting += 1;
                    // A reason may change in between (payment data grow old); what counts is that nothing falls due unseen.
                    let overlooks = |agenda: NaiveDate| {
                        until.iter_days().take_while(|day| *day < agenda).any(|day| {
                            let plan = plan(ledger, in_force, day);
                            plan.letter.is_some() || !plan.questions.is_empty()
                        })
                    };
                    if ledger.account.agenda.is_none_or(overlooks) {
                        broken.push(format!(
                            "{invoice} waits until {until}, the agenda is {:?}",
                            ledger.account.agenda
                        ));
                    }
                }
            }
        }
    }
    found(
        &broken,
        format!("{waiting} wait for a day, {stopped} stopped for a reason"),
    )
}

pub(super) async fn broken_file(cloud: &LocalCloud, book: &Book, seen: &Seen) -> Result<Found, Error> {
    let mut broken = Vec::new();
    let [file] = seen.refused.as_slice() else {
        return Ok(Err(format!(
            "{} files are refused instead of one",
            seen.refused.len()
        )));
    };
    let kept = cloud.bucket.list("rejected/").await?;
    for name in [
        format!("rejected/{}", file.object),
        format!("rejected/{}.error.json", file.object),
    ] {
        if !kept.iter().any(|listed| listed.object == name) {
            broken.push(format!("{name} is not kept"));
        }
    }
    if !file.why.contains("line 3") || !file.why.contains("due_date") {
        broken.push(format!("the error does not name line and field: {}", file.why));
    }
    for number in ["LC1901", "LC1902"] {
        if !cloud
            .table
            .find(&Lookup::InvoiceNumber(number.to_owned()))
            .await?
            .is_empty()
        {
            broken.push(format!("{number} of the refused file was applied"));
        }
    }
    for number in book.owners.keys() {
        let folded = dunning::invoice::folded_number(number);
        if cloud.table.find(&Lookup::InvoiceNumber(folded)).await?.is_empty() {
            broken.push(format!("{number} never arrived"));
        }
    }
    Ok(found(
        &broken,
        format!(
            "1 file refused and kept, {} other documents applied",
            book.owners.len()
        ),
    ))
}
