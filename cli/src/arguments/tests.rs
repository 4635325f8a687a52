//! The arguments fit together, and the documentation shows those that there are.

mod documented;

use super::*;

#[test]
fn the_arguments_fit_together() {
    groups::grouped(Arguments::command()).debug_assert();
}

#[test]
fn an_invoice_or_a_customer_but_not_both() {
    let parse = |words: &[&str]| Arguments::try_parse_from(words).is_ok();
    assert!(parse(&["dunlin", "pause", "INV-1"]));
    assert!(parse(&["dunlin", "pause", "--customer", "C-1"]));
    assert!(!parse(&["dunlin", "pause"]));
    assert!(!parse(&["dunlin", "pause", "INV-1", "--customer", "C-1"]));
}
