//! The invoice itself goes out with the first overdue letter, and the letters are one conversation.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tests::answers_page::link;
use tests::local_cloud::{Error, LocalCloud, Mailed, repository};

use super::house::{INVOICES, POLICY, at, audit, day, ledger, letters, live, mails_to, opened};

const CUSTOMERS: &str = "\
C-1,Torrefazione Bellini,business,anna.bellini@bellini.example.it,Anna Bellini,yes,1,it,Europe/Rome,IT
C-300,Librairie des Deux Rives,business,compta@deuxrives.example.com,Claire Martin,yes,1,en,Europe/Paris,FR
";

/// The files beside a mail's words as SES was handed them: name, type, content. Codes to scan stand within the words.
fn files(mail: &Mailed) -> Vec<(String, String, Vec<u8>)> {
    let attachments = mail.whole["request"]["Content"]["Simple"]["Attachments"].as_array();
    let text = |attachment: &Value, name: &str| attachment[name].as_str().unwrap_or_default().to_owned();
    let read = |attachment: &Value| {
        assert_eq!(attachment["ContentTransferEncoding"], "BASE64");
        let content = BASE64_STANDARD.decode(text(attachment, "RawContent"));
        (
            text(attachment, "FileName"),
            text(attachment, "ContentType"),
            content.expect("base64"),
        )
    };
    let (within, beside): (Vec<_>, Vec<_>) = attachments
        .into_iter()
        .flatten()
        .partition(|attachment| attachment["ContentDisposition"] == "INLINE");
    for code in within {
        assert_eq!(code["ContentType"], "image/png");
        let shown = format!("cid:{}", text(code, "ContentId"));
        assert!(mail.html.contains(&shown), "{shown}");
    }
    beside.into_iter().map(read).collect()
}

#[tokio::test]
async fn the_original_goes_with_the_first_overdue_letter() -> Result<(), Error> {
    let cloud = opened("attachments", CUSTOMERS).await?;
    let policy = format!("{POLICY}attach_due_date = true\n");
    cloud
        .upload(at("2026-11-09T08:03:00Z"), "settings/policy.toml", policy)
        .await?;
    let invoices = format!(
        "{INVOICES}2026/101,2026-11-02,2026-11-24,EUR,1234.50,C-1\n2026/102,2026-11-02,2026-11-24,EUR,80.00,C-1\n"
    );
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", invoices)
        .await?;
    // An e-invoice that people read and machines too: it is its own original, in the version that was uploaded.
    let factur_x = std::fs::read(repository().join("tests/samples/invoices/factur-x.pdf"))?;
    let when = at("2026-11-10T10:01:00Z");
    cloud
        .upload(when, "invoices/Facture 7.pdf", factur_x.clone())
        .await?;
    let original = b"%PDF-1.7\nan invoice for people \xff\x00".to_vec();
    let when = at("2026-11-10T10:02:00Z");
    cloud
        .upload(when, "originals/2026%2F101.pdf", original.clone())
        .await?;

    // Heads up and first overdue letter of C-1, due on the 24th; the Factur-X is due on 3 December.
    for on in ["2026-11-17", "2026-11-27", "2026-12-02"] {
        live(&cloud, day(on)).await?;
    }
    let mails = mails_to(&cloud, "anna.bellini@bellini.example.it");
    assert_eq!(mails.len(), 3, "{:?}", letters(&cloud, "C-1").await);
    let [due] = files(&mails[0]).try_into().expect("one file");
    assert_eq!((due.0.as_str(), due.1.as_str()), ("due.ics", "text/calendar"));
    let calendar = String::from_utf8(due.2)?;
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(calendar.matches("DTSTART;VALUE=DATE:20261124\r\n").count(), 2);
    assert!(calendar.contains("2026/101: 1.234\\,50\u{a0}EUR"), "{calendar}");

    // One has a file, the other none: the letter carries the one, and the story tells of the other.
    assert_eq!(
        files(&mails[1]),
        [("2026-101.pdf".to_owned(), "application/pdf".to_owned(), original)]
    );
    assert_eq!(files(&mails[2]), [], "the second overdue letter is light");

    // Each names the ones before as SES names them (the local cloud is us-east-1).
    let ids: Vec<String> = mails
        .iter()
        .map(|mail| mail.whole["message_id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let named = |id: &String| format!("<{id}@email.amazonses.com>");
    assert_eq!(
        mails[0].whole["headers"],
        json!({ "Auto-Submitted": "auto-generated" })
    );
    assert_eq!(
        mails[2].whole["headers"],
        json!({
            "Auto-Submitted": "auto-generated",
            "In-Reply-To": named(&ids[1]),
            "References": format!("{} {}", named(&ids[0]), named(&ids[1])),
        })
    );

    let shown = b"%PDF-1.7\nan invoice for people \xff\x00";
    the_page_hands_out_the_same(&cloud, "C-1", &mails[1], &[("2026-101.pdf", shown)]).await?;

    // The name is somebody else's by now.
    let when = at("2026-12-04T10:00:00Z");
    let other = "%PDF-1.7\nno e-invoice";
    cloud.upload(when, "invoices/Facture 7.pdf", other).await?;
    for on in ["2026-12-07", "2026-12-08", "2026-12-09"] {
        live(&cloud, day(on)).await?;
    }
    let paris = mails_to(&cloud, "compta@deuxrives.example.com");
    let carried: Vec<_> = paris
        .iter()
        .flat_map(files)
        .filter(|file| file.1 == "application/pdf")
        .collect();
    assert_eq!(
        carried,
        [(
            "FX-2026-7.pdf".to_owned(),
            "application/pdf".to_owned(),
            factur_x.clone()
        )]
    );
    let last = paris.last().expect("a letter");
    the_page_hands_out_the_same(&cloud, "C-300", last, &[("FX-2026-7.pdf", &factur_x)]).await?;
    audit(&cloud, &["bellini", "anna", "deuxrives", "claire", "Facture 7"]).await
}

/// The letter's page offers these invoices, byte by byte, to GET and to nobody without the link; looking changes nothing.
async fn the_page_hands_out_the_same(
    cloud: &LocalCloud,
    customer: &str,
    mail: &Mailed,
    files: &[(&str, &[u8])],
) -> Result<(), Error> {
    let before = ledger(cloud, customer).await;
    let link = link(&mail.text).expect("the letter has a link");
    let page = get(link)?.body_mut().read_to_string()?;
    let offered: Vec<&str> = page
        .split("&amp;v=")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(offered.len(), files.len(), "{page}");
    for (line, (name, content)) in offered.iter().zip(files) {
        let mut file = get(&format!("{link}&v={line}"))?;
        let header = |name: &str| file.headers()[name].to_str().unwrap_or_default().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(
            header("content-disposition"),
            format!("attachment; filename=\"{name}\"")
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(file.body_mut().read_to_vec()?, *content);
    }
    let (signed, _) = link.rsplit_once('.').expect("a signature");
    for (wrong, status) in [
        (format!("{link}&v=99"), 404),
        (format!("{link}&v=originals%2F2026%252F101.pdf"), 400),
        (format!("{signed}.AAAA&v={}", offered[0]), 404),
    ] {
        let mut refused = get(&wrong)?;
        assert_eq!(refused.status().as_u16(), status, "{wrong}");
        assert!(!refused.body_mut().read_to_string()?.contains("%PDF"));
    }
    assert_eq!(ledger(cloud, customer).await, before);
    Ok(())
}

fn get(url: &str) -> Result<ureq::http::Response<ureq::Body>, Error> {
    let request = ureq::get(url).config().http_status_as_error(false).build();
    Ok(request.call()?)
}
