//! Lists of what there is.

use clap::Subcommand;

/// Lists
#[derive(Debug, Subcommand)]
pub(crate) enum Lists {
    /// List what waits for a person
    Tasks,
    /// Show who owes how much for how long, and how many days of sales that is
    ///
    /// Open invoices by days overdue, for each customer and currency. Below, for each currency, days sales outstanding:
    /// what is open today ÷ what was sold on account in the last 90 days × 90. Sold on account is what customers are
    /// asked to pay by themselves, by the day of issue, less credit notes; not direct debits, card payments, or what
    /// was paid before it was imported. No figure is given until Dunlin has known the invoices for 90 days.
    ///
    /// Reads the whole table once: half a read unit for each 4 KB stored.
    Aging,
}
