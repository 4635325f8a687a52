//! What every store must do, whether it is the one table on AWS or the one in memory.
//!
//! Each case gets an empty store with policy and creditor in force. [`store_contract`](crate::store_contract) makes
//! a test of each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken contract is a failed test"
)]

pub mod accounts;
pub mod agenda;
pub mod archive;
pub mod bounds;
pub mod chain;
pub mod changes;
pub mod decisions;
pub mod digests;
pub mod dynamodb;
pub mod fixtures;
pub mod letters;
pub mod lists;
pub mod originals;
pub mod retention;

/// A test of each case of the contract, on a store that `$new_store`, an async function, makes for each.
#[macro_export]
macro_rules! store_contract {
    ($new_store:path) => {
        $crate::store_contract! { @cases $new_store =>
            accounts: nobody_is_none,
            accounts: a_new_account_is_created_once,
            accounts: everything_reads_back_as_it_was_written,
            accounts: a_change_on_an_old_version_is_a_conflict_and_writes_nothing,
            accounts: a_ledger_of_300_invoices_is_read_whole_and_in_order,
            accounts: a_load_is_one_version_however_many_write,
            bounds: an_account_and_an_invoice_at_their_bounds_are_kept,
            bounds: a_customer_of_several_pages_is_read_whole,
            changes: a_change_of_100_writes_is_written,
            changes: a_closed_invoice_leaves_the_open_ones_and_comes_back,
            changes: an_invoice_may_be_closed_at_once,
            changes: an_instalment_is_an_invoice_of_its_own,
            changes: a_reopened_invoice_may_change_in_the_same_change,
            changes: a_task_is_open_once_until_it_is_closed,
            changes: a_task_that_is_closed_and_opened_at_once_is_the_new_one,
            changes: a_story_is_told_in_order_and_once,
            changes: names_lead_to_every_account_and_invoice_that_goes_by_them,
            decisions: decisions_are_kept_by_day_and_in_order,
            decisions: decisions_of_many_changes_are_kept_in_order,
            decisions: whoever_comes_too_late_adds_no_decisions_and_takes_none,
            decisions: the_decisions_about_5000_invoices_are_one_record,
            agenda: only_accounts_with_a_day_that_has_come_are_due,
            agenda: a_shard_is_read_in_order_over_any_number_of_pages,
            agenda: a_page_may_start_behind_an_account_that_is_gone,
            letters: a_letter_is_written_with_its_claim,
            letters: a_letter_is_read_alone_as_it_stands,
            letters: news_is_recorded_while_the_state_is_what_it_was,
            letters: news_leaves_the_version_alone,
            letters: letters_stay_as_long_as_an_open_invoice_may_need_them,
            letters: letters_of_many_pages_stay_as_long_as_an_open_invoice_may_need_them,
            chain: whatever_is_told_is_one_chain,
            chain: a_change_never_writes_over_news_of_its_letter,
            digests: news_is_kept_with_its_change_until_it_is_told,
            digests: a_managers_news_is_the_managers_alone,
            digests: news_of_letters_alone_may_come_before_its_change,
            digests: told_news_is_laid_by_and_read_with_what_waits,
            digests: a_digest_is_claimed_once_a_day,
            digests: open_tasks_are_listed_oldest_first_with_their_heads,
            retention: what_closed_is_forgotten_ten_years_later,
            retention: a_letter_is_forgotten_behind_its_story,
            retention: a_receipt_is_forgotten_once_nobody_needs_it,
            retention: a_settled_payments_account_is_forgotten,
            lists: a_stronger_reason_to_suppress_stands,
            lists: a_lifted_address_is_free_but_a_complaint_needs_a_word_of_its_own,
            lists: an_address_is_suppressed_in_any_spelling,
            lists: a_backlog_turn_is_given_once,
            lists: payments_are_known_up_to_the_latest_day,
            lists: unmatched_payments_are_kept_once_and_oldest_first,
            lists: a_receipt_is_of_a_version_and_is_replaced,
        }
    };
    (@cases $new_store:path => $($module:ident: $case:ident,)*) => {
        $( $crate::store_contract! { @case $new_store => $module: $case } )*
    };
    (@case $new_store:path => $module:ident: $case:ident) => {
        #[tokio::test]
        async fn $case() {
            let store = $new_store().await;
            $crate::contract::$module::$case(&store).await;
        }
    };
}
