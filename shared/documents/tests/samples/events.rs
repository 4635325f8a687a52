//! What the mail service tells, and how a file is shown to machines.

use documents::{MailEventKind, inspect, read_mail_events};

use crate::{bytes, samples};

#[test]
fn events_mean_the_same_in_every_wrapping() {
    let table: [(&str, &[&str]); 9] = [
        ("events/send.json", &["Send Some(Sent)"]),
        ("events/delivery-in-sns.json", &["Delivery Some(Delivered)"]),
        (
            "events/hard-bounce-in-eventbridge.json",
            &["Bounce Some(Bounced { permanent: true })"],
        ),
        (
            "events/soft-bounces-in-sqs.json",
            &[
                "Bounce Some(Bounced { permanent: false })",
                "Bounce Some(Bounced { permanent: false })",
            ],
        ),
        ("events/out-of-office.json", &["Bounce None"]),
        (
            "events/complaint-in-lambda-sns.json",
            &["Complaint Some(Complained)"],
        ),
        ("events/not-spam.json", &["Complaint None"]),
        (
            "events/rendering-failure.json",
            &["Rendering Failure Some(Rejected { why: \"Attribute 'name' is not present\" })"],
        ),
        ("events/topic-greeting.json", &[]),
    ];
    for (path, expected) in table {
        let events = read_mail_events(&bytes(path)).unwrap();
        let said: Vec<String> = events
            .iter()
            .map(|event| format!("{} {:?}", event.kind.name(), event.letter_event()))
            .collect();
        assert_eq!(said, expected, "{path}");
        for event in &events {
            assert_eq!(event.message_id, "0100-demo-000001");
            assert_eq!(event.recipients, ["rechnung@birkenhof.example.com"]);
        }
    }
    assert_eq!(table.len(), samples("events").len());
    let send = read_mail_events(&bytes("events/send.json")).unwrap().remove(0);
    assert_eq!(send.tags["letter"], ["0123456789abcdef0123456789abcdef-20261117"]);
    assert_eq!(send.at.to_rfc3339(), "2026-11-17T05:16:02.100+00:00");
    let away = read_mail_events(&bytes("events/out-of-office.json"))
        .unwrap()
        .remove(0);
    assert!(matches!(
        away.kind,
        MailEventKind::Bounce {
            out_of_office: true,
            ..
        }
    ));
}

#[test]
fn inspection_keeps_its_shape() {
    let json = |path: &str| serde_json::to_string(&inspect(path, &bytes(path))).unwrap();
    assert_eq!(
        json("invoices/direct-debit.xml"),
        concat!(
            r#"{"path":"invoices/direct-debit.xml","format":"ubl-invoice","outcome":"read","error":null,"#,
            r#""documents":[{"kind":"invoice","number":"XR-2026-13","issue_date":"2026-11-05","#,
            r#""due_date":"2026-11-19","due_from":"document","currency":"EUR","amount_due":"30.00","#,
            r#""seller_name":"Dunlin Vorführ GmbH","buyer_name":"Käserei Grün","buyer_email":null,"#,
            r#""buyer_country":"DE","instalments":[],"payment_means":"59","dunnable":false,"#,
            r#""reason":"direct_debit"}],"payments":[],"events":[]}"#
        )
    );
    assert_eq!(
        json("broken/bad-email.csv"),
        concat!(
            r#"{"path":"broken/bad-email.csv","format":"csv","outcome":"refused","error":"#,
            r#"{"place":"line 2, column 6","field":"customer_email","#,
            r#""message":"expected an e-mail address such as name@example.com"},"#,
            r#""documents":[],"payments":[],"events":[]}"#
        )
    );
    assert!(json("events/send.json").ends_with(
        r#""events":[{"type":"Send","message_id":"0100-demo-000001","recipients":["rechnung@birkenhof.example.com"]}]}"#
    ));
}
