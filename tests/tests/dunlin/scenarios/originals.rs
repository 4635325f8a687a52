//! The invoice itself goes with the letter where it is to be had; a letter waits for no file, and claims none.

use dunning::arrival::{Arrival, DocumentKind, InvoiceArrival};
use dunning::attachment::AttachmentKind;
use dunning::flow::send::{ORIGINAL_BYTES_AT_MOST, ORIGINALS_AT_MOST, ORIGINALS_BYTES_AT_MOST};
use dunning::original::StoredFile;
use dunning::policy::Policy;
use dunning::ports::{InForce, Ledgers};
use tests::world::{Fate, Sending, Stroke, ready};

use crate::book::{address, business, customer, euros, in_force, invoice, standard};
use crate::story::{Story, key};

const DUE: &str = "2026-11-24";

/// A customer who owes these invoices, uploaded early enough for every letter.
fn owing(in_force: InForce, numbers: &[&str]) -> Story {
    let mut story = Story::begin_with(in_force, "2026-10-20");
    let invoices = numbers
        .iter()
        .map(|number| Arrival::Invoice(invoice("C-1", number, "2026-10-20", DUE)));
    let arrivals = [customer("C-1")].into_iter().chain(invoices).collect();
    story.upload("2026-10-20 12:00", arrivals);
    story
}

fn pdf(content: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{content}").into_bytes()
}

fn pdf_of(bytes: u64) -> Vec<u8> {
    let mut pdf = pdf("");
    pdf.resize(usize::try_from(bytes).unwrap(), b'.');
    pdf
}

fn put(story: &Story, object: &str, content: Vec<u8>) -> StoredFile {
    StoredFile {
        object: object.into(),
        version: Some(story.days.world.outbox.put_original(object, content)),
    }
}

fn attached(sending: &Sending) -> Vec<&str> {
    let attachments = sending.mail.attachments.iter();
    attachments
        .map(|attachment| attachment.file_name.as_str())
        .collect()
}

/// The files of each mail.
fn files(story: &Story) -> Vec<Vec<&str>> {
    story.days.sendings.iter().map(attached).collect()
}

/// What the story says of originals.
fn told(story: &Story) -> Vec<String> {
    let timeline = ready(story.days.world.store.timeline(&key("C-1"))).unwrap();
    let of_originals = timeline
        .into_iter()
        .filter(|entry| entry.what == "letter_originals");
    of_originals.map(|entry| entry.detail).collect()
}

#[test]
fn the_first_overdue_letter_carries_the_file_under_the_invoices_number() {
    let mut story = owing(standard(), &["2026/17"]);
    put(&story, "originals/2026%2F17.pdf", pdf("the invoice"));
    story.until("2026-12-02");
    assert_eq!(
        files(&story),
        [vec![], vec![], vec![], vec!["2026-17.pdf"], vec![]],
        "heads_up, upcoming, due_today, early_late, late_late"
    );
    let carried = &story.days.sendings[3].mail.attachments[0];
    assert_eq!(
        (carried.kind, &carried.content),
        (AttachmentKind::Pdf, &pdf("the invoice"))
    );
    assert_eq!(told(&story), ["2026/17 attached"]);
    let looked: Vec<_> = story.days.world.calls();
    let fetched = looked.iter().filter(|call| call.name == "original").count();
    assert_eq!(fetched, 1, "nothing is fetched where no stage attaches");
}

#[test]
fn what_can_not_go_with_the_letter_is_left_out_and_the_story_says_why() {
    let nothing = "there is no such file, or no right to read it";
    for (content, why) in [
        (None, nothing.to_owned()),
        (Some(b"<html>sign in</html>".to_vec()), "is no PDF".into()),
        (
            Some(pdf_of(ORIGINAL_BYTES_AT_MOST + 1)),
            format!("it has 5000001 bytes, and at most {ORIGINAL_BYTES_AT_MOST} are handed out"),
        ),
    ] {
        let mut story = owing(standard(), &["INV-1"]);
        if let Some(content) = content {
            put(&story, "originals/INV-1.pdf", content);
        }
        // What looks alike is another invoice's.
        for other in [
            "originals/inv-1.pdf",
            "originals/INV-01.pdf",
            "originals/INV 1.pdf",
        ] {
            put(&story, other, pdf("another customer's"));
        }
        story.until("2026-11-27");
        assert_eq!(files(&story), [vec![""; 0], vec![], vec![], vec![]], "{why}");
        let [told] = told(&story).try_into().unwrap();
        assert!(
            told.starts_with("INV-1 not attached: originals/INV-1.pdf"),
            "{told}"
        );
        assert!(told.ends_with(&why), "{told}");
    }
}

/// Two invoices with files, on the eve of their first overdue letter.
fn on_the_eve() -> Story {
    let mut story = owing(standard(), &["INV-1", "INV-2"]);
    put(&story, "originals/INV-1.pdf", pdf("1"));
    put(&story, "originals/INV-2.pdf", pdf("2"));
    story.until("2026-11-26");
    story
}

#[test]
fn a_letter_leaves_in_its_minute_though_the_files_can_not_be_read() {
    let mut story = on_the_eve();
    let before = story.days.world.calls().len();
    story.until("2026-11-27");
    let calls = story.days.world.calls();
    let first_fetch = calls
        .iter()
        .skip(before)
        .position(|call| call.name == "original")
        .unwrap()
        + 1;
    for stroke in [Stroke::FailsBefore, Stroke::CrashesBefore] {
        let mut story = on_the_eve();
        story.days.world.strike_at(first_fetch, stroke);
        story.until("2026-11-27");
        assert_eq!(story.days.world.struck(), Some("original"));
        let mails = story.mails();
        assert_eq!(
            mails.last().unwrap(),
            "2026-11-27 INV-1 early_late, INV-2 early_late"
        );
        let last = story.days.sendings.last().unwrap();
        if stroke == Stroke::FailsBefore {
            assert_eq!(attached(last), Vec::<&str>::new());
            assert_eq!(
                told(&story),
                ["INV-1 not attached, and no other: originals/INV-1.pdf: original failed: bad luck"]
            );
        } else {
            // The function died before it had claimed anything: the next try has it all.
            assert_eq!(attached(last), ["INV-1.pdf", "INV-2.pdf"]);
        }
    }
}

#[test]
fn the_oldest_go_first_and_no_letter_grows_too_large() {
    let numbers: Vec<String> = (1..=7).map(|number| format!("INV-{number}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let mut story = owing(standard(), &numbers);
    for number in &numbers {
        put(&story, &format!("originals/{number}.pdf"), pdf(number));
    }
    story.until("2026-11-27");
    let last = story.days.sendings.last().unwrap();
    assert_eq!(
        attached(last),
        ["INV-1.pdf", "INV-2.pdf", "INV-3.pdf", "INV-4.pdf", "INV-5.pdf"]
    );
    assert_eq!(attached(last).len(), ORIGINALS_AT_MOST);
    assert!(told(&story)[0].ends_with("; 2 more not looked for: only the oldest go with a letter"));

    let mut story = owing(standard(), &["INV-1", "INV-2", "INV-3"]);
    put(&story, "originals/INV-1.pdf", pdf_of(4_000_000));
    put(&story, "originals/INV-2.pdf", pdf_of(4_000_000));
    put(&story, "originals/INV-3.pdf", pdf_of(3_000_000));
    story.until("2026-11-27");
    let last = story.days.sendings.last().unwrap();
    assert_eq!(attached(last), ["INV-1.pdf", "INV-3.pdf"]);
    let bytes: usize = last
        .mail
        .attachments
        .iter()
        .map(|attachment| attachment.content.len())
        .sum();
    assert!(u64::try_from(bytes).unwrap() <= ORIGINALS_BYTES_AT_MOST);
    assert!(told(&story)[0].contains("INV-2 not attached: originals/INV-2.pdf: it has 4000000 bytes"));
}

/// The uploaded version goes out, whatever lies under its name by now.
#[test]
fn the_uploaded_pdf_is_the_invoice_until_a_newer_version_says_otherwise() {
    let due = |sum: &str| InvoiceArrival {
        payable: euros(sum),
        ..invoice("C-1", "INV-1", "2026-10-20", DUE)
    };
    let corrected = InvoiceArrival {
        kind: DocumentKind::CorrectedInvoice,
        ..due("100")
    };
    let balance = InvoiceArrival {
        balance_as_of: Some("2026-11-02".parse().unwrap()),
        ..due("80")
    };
    for (what, newer, goes_out) in [
        ("nothing newer", None, "uploaded"),
        ("an export's balance", Some(balance), "uploaded"),
        ("another sum", Some(due("90")), "put beside"),
        ("a correction", Some(corrected), "put beside"),
    ] {
        let mut story = Story::begin("2026-10-20");
        let original = put(&story, "invoices/rechnung.pdf", pdf("uploaded"));
        put(
            &story,
            "invoices/rechnung.pdf",
            pdf("another customer's, of the same name"),
        );
        put(&story, "originals/INV-1.pdf", pdf("put beside"));
        let uploaded = InvoiceArrival {
            original: Some(original),
            ..due("100")
        };
        story.upload(
            "2026-10-20 12:00",
            vec![customer("C-1"), Arrival::Invoice(uploaded)],
        );
        if let Some(newer) = newer {
            story.upload("2026-11-03 12:00", vec![Arrival::Invoice(newer)]);
        }
        story.until("2026-11-27");
        let last = story.days.sendings.last().unwrap();
        assert_eq!(last.mail.attachments[0].content, pdf(goes_out), "{what}");
    }
}

#[test]
fn the_pdf_of_an_invoice_that_is_known_already_is_kept() {
    let mut story = owing(standard(), &["INV-1"]);
    let original = put(&story, "invoices/INV-1.pdf", pdf("uploaded"));
    let same = InvoiceArrival {
        original: Some(original.clone()),
        ..invoice("C-1", "INV-1", "2026-10-20", DUE)
    };
    story.upload("2026-10-21 12:00", vec![Arrival::Invoice(same.clone())]);
    // The same file again changes nothing.
    let again = InvoiceArrival {
        original: Some(put(&story, "invoices/INV-1.pdf", pdf("uploaded"))),
        ..same
    };
    story.upload("2026-10-22 12:00", vec![Arrival::Invoice(again)]);
    story.until("2026-10-23");
    assert_eq!(story.ledger("C-1").invoices[0].original, Some(original));
    assert_eq!(
        story
            .timeline("C-1")
            .iter()
            .filter(|what| *what == "original_arrived")
            .count(),
        1
    );
    story.until("2026-11-27");
    assert_eq!(attached(story.days.sendings.last().unwrap()), ["INV-1.pdf"]);
}

/// Each mail's address, and the mails that it refers to.
fn conversation(story: &Story) -> Vec<String> {
    let line = |sending: &Sending| {
        let name = sending.mail.to.as_str().split('@').next().unwrap_or_default();
        format!(
            "{} {name}: {}",
            sending.mail.letter.day,
            sending.mail.earlier.join(" ")
        )
    };
    story
        .days
        .sendings
        .iter()
        .map(line)
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[test]
fn reminders_about_one_invoice_are_one_conversation() {
    let mut story = owing(standard(), &["INV-1"]);
    let other = invoice("C-1", "INV-2", "2026-10-20", "2026-12-09");
    story.upload("2026-10-20 13:00", vec![Arrival::Invoice(other)]);
    story.until("2026-11-30");
    assert_eq!(
        conversation(&story),
        [
            "2026-11-17 ap:",
            "2026-11-20 ap: message-1",
            "2026-11-24 ap: message-1 message-2",
            "2026-11-27 ap: message-1 message-2 message-3",
        ]
    );
    let money = crate::book::payment("B-1", "100", "2026-11-30", "INV-1");
    story.upload("2026-11-30 12:00", vec![Arrival::Payment(money)]);
    story.until("2026-12-04");
    assert_eq!(story.mails()[4], "2026-12-02 INV-2 heads_up");
    // Nothing was said of this invoice before: a conversation of its own.
    assert_eq!(
        conversation(&story)[4..],
        ["2026-12-02 ap:", "2026-12-04 ap: message-5"]
    );
}

/// The second contact reads of no letter to the first, and what came back is no part of the conversation.
#[test]
fn a_conversation_is_with_one_address() {
    let mut story = Story::begin("2026-10-20");
    let contacts = ["first@c-1.example.com", "second@c-1.example.com"];
    story
        .days
        .fates(contacts[0], &[Fate::Delivered, Fate::HardBounce]);
    let arrivals = vec![
        Arrival::Customer(business("C-1", "IT", &contacts)),
        Arrival::Invoice(invoice("C-1", "INV-1", "2026-10-20", DUE)),
    ];
    story.upload("2026-10-20 12:00", arrivals);
    story.until("2026-11-27");
    let told = conversation(&story);
    assert_eq!(told[..2], ["2026-11-17 first:", "2026-11-20 first: message-1"]);
    assert!(told[2].ends_with(" second:"), "{told:?}");
    assert!(told[3].ends_with(" second: message-3"), "{told:?}");
}

#[test]
fn a_due_date_for_the_calendar_goes_with_friendly_letters_if_the_policy_says_so() {
    let mut policy: Policy = standard().policy;
    for stage in &mut policy.ladder {
        stage.attaches_due_date = stage.is_letter_before_due();
    }
    let mut story = owing(in_force(policy), &["INV-1"]);
    story.until("2026-11-24");
    assert_eq!(files(&story), [vec!["due.ics"], vec!["due.ics"], vec![]]);
    let calendar = &story.days.sendings[0].mail.attachments[0];
    assert_eq!(calendar.kind, AttachmentKind::Calendar);
    assert_eq!(story.days.sendings[0].mail.to.as_str(), address("C-1"));
}
