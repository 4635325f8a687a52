//! The invoice itself behind a letter's link: for that letter's open invoices alone, and only what is fit to be seen.

use std::collections::BTreeSet;

use dunning::arrival::Arrival;
use dunning::attachment::Attachment;
use dunning::flow::respond::{SHOWN_BYTES_AT_MOST, View, shown, with_originals};
use dunning::original::StoredFile;
use tests::world::ready;

use crate::book::{customer, day, invoice, payment};
use crate::story::Story;

/// Walks to the first overdue letter of C-1, about INV-1001 and INV-1002. C-2 owes INV-2001.
fn reminded() -> Story {
    let mut story = Story::begin("2026-11-02");
    let owed = [("C-1", "INV-1001"), ("C-1", "INV-1002"), ("C-2", "INV-2001")];
    let invoices = owed
        .map(|(customer, number)| Arrival::Invoice(invoice(customer, number, "2026-10-20", "2026-11-24")));
    let customers = [customer("C-1"), customer("C-2")];
    story.upload(
        "2026-11-02 12:00",
        customers.into_iter().chain(invoices).collect(),
    );
    story.until("2026-11-27 10:00");
    story
}

fn put(story: &Story, object: &str, content: &[u8]) {
    story.days.world.outbox.put_original(object, content.to_vec());
}

fn seen(story: &Story) -> View {
    let letter = story.letter("C-1", "2026-11-27").id;
    story.days.view(&letter).unwrap()
}

fn offered(story: &Story) -> BTreeSet<usize> {
    ready(with_originals(&story.days.world.outbox, &seen(story)))
}

fn opened(story: &Story, line: usize) -> Option<Attachment> {
    ready(shown(&story.days.world.outbox, &seen(story), line)).unwrap()
}

fn line_of(story: &Story, number: &str) -> usize {
    let seen = seen(story);
    let told = seen.open.iter().find(|told| told.invoice.id.number == number);
    told.unwrap().line
}

#[test]
fn the_letters_own_invoices_are_opened_and_no_other() {
    let mut story = reminded();
    assert_eq!(offered(&story), BTreeSet::new());
    put(&story, "originals/INV-1002.pdf", b"%PDF-1.7 the second");
    put(&story, "originals/INV-2001.pdf", b"%PDF-1.7 another customer's");
    let (first, second) = (line_of(&story, "INV-1001"), line_of(&story, "INV-1002"));
    let before = story.ledger("C-1");

    assert_eq!(offered(&story), BTreeSet::from([second]));
    let original = opened(&story, second).unwrap();
    assert_eq!(original.file_name, "INV-1002.pdf");
    assert_eq!(original.content, b"%PDF-1.7 the second");
    for line in [first, 2, 199, usize::MAX] {
        assert_eq!(opened(&story, line), None, "{line}");
    }
    assert_eq!(story.ledger("C-1"), before, "looking changes nothing");

    // What is paid is no longer this page's business.
    let paid = payment("B-1", "100", "2026-11-27", "INV-1002");
    story.upload("2026-11-27 12:00", vec![Arrival::Payment(paid)]);
    story.until("2026-11-27 13:00");
    assert_eq!(opened(&story, second), None);
    assert_eq!(offered(&story), BTreeSet::new());
}

#[test]
fn what_was_uploaded_as_the_invoice_is_opened_in_that_very_version() {
    let mut story = Story::begin("2026-11-02");
    let outbox = &story.days.world.outbox;
    let version = outbox.put_original("invoices/a.pdf", b"%PDF-1.7 as uploaded".to_vec());
    let mut owed = invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24");
    owed.original = Some(StoredFile {
        object: "invoices/a.pdf".into(),
        version: Some(version),
    });
    story.upload("2026-11-02 12:00", vec![customer("C-1"), Arrival::Invoice(owed)]);
    story.until("2026-11-27 10:00");
    put(&story, "invoices/a.pdf", b"%PDF-1.7 another customer's by now");
    assert_eq!(offered(&story), BTreeSet::from([0]));
    assert_eq!(opened(&story, 0).unwrap().content, b"%PDF-1.7 as uploaded");
}

#[test]
fn only_a_pdf_of_bearable_size_is_handed_out() {
    let story = reminded();
    let line = line_of(&story, "INV-1001");
    for page in [
        "<html><script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "MZ",
        "",
    ] {
        put(&story, "originals/INV-1001.pdf", page.as_bytes());
        assert_eq!(opened(&story, line), None, "{page}");
    }
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(usize::try_from(SHOWN_BYTES_AT_MOST).unwrap(), b'.');
    put(&story, "originals/INV-1001.pdf", &large);
    assert!(opened(&story, line).is_some() && offered(&story).contains(&line));
    large.push(b'.');
    put(&story, "originals/INV-1001.pdf", &large);
    assert!(opened(&story, line).is_none() && !offered(&story).contains(&line));
    assert_eq!(seen(&story).today, day("2026-11-27"));
}
