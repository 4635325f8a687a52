//! `make screenshots`: every letter in every language, the account manager's digest and the answers page, as people see
//! them on a phone and at a desk, by day and by night, and on the narrowest phone by day. To be looked at; nothing is
//! compared.

use std::path::Path;

use dunning::account::Language;
use dunning::answer::{GivenAnswer, Said};
use dunning::flow::respond::{Silence, View};
use dunning::letter::LetterId;
use dunning::ports::DigestScribe;
use dunning::reminder::Words;
use dunning::stage::Tone;
use letters::combinations::combinations;
use letters::page::{Filled, Pages, Part, Problem, ToMend};
use letters::sample::{sample_digest, sample_reminder, sample_view};
use letters::{Writer, for_display};
use tests::browser::{Browser, DESKTOP, NARROW, PHONE, Screen};
use tests::local_cloud::{Error, repository};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let folder = repository().join("target/screenshots");
    std::fs::create_dir_all(&folder)?;
    let mut shown = letters()?;
    shown.extend(pages()?);
    // Pictures of what is changed right now need not wait for all the others.
    if let Some(part) = std::env::args().nth(1) {
        shown.retain(|one| one.name.contains(&part));
    }
    let browser = Browser::start().await?;
    let taken = take(&browser, &folder, &shown).await;
    browser.close().await?;
    taken?;
    println!(
        "{} pages, five pictures each, are in {}",
        shown.len(),
        folder.display()
    );
    Ok(())
}

/// The screens, and whether their colours are dark.
const SEEN: [(Screen, bool); 5] = [
    (NARROW, false),
    (PHONE, false),
    (PHONE, true),
    (DESKTOP, false),
    (DESKTOP, true),
];

/// What is rarer than the sample, and looks different: a name, the tone, and the circumstances.
const RARER: [(&str, Tone, &str); 5] = [
    (
        "several",
        Tone::EarlyLate,
        "5 invoices in 2 currencies, by reply, part paid, a long name, copy on request, asks about arrival",
    ),
    (
        "charges",
        Tone::SecondNotice,
        "1 invoice and 2 coming due, interest and compensation",
    ),
    ("rupees", Tone::EarlyLate, "1 invoice, rupees"),
    (
        "transfer",
        Tone::FinalNotice,
        "2 invoices, more rupees than UPI takes",
    ),
    ("no-way", Tone::HeadsUp, "2 invoices, no way known"),
];

/// Something to look at: a name, its HTML, and the part of it that a link leads to.
struct Shown {
    name: String,
    html: String,
    part: &'static str,
}

async fn take(browser: &Browser, folder: &Path, shown: &[Shown]) -> Result<(), Error> {
    for Shown { name, html, part } in shown {
        let file = folder.join(format!("{name}.html"));
        std::fs::write(&file, html)?;
        for (screen, is_dark) in SEEN {
            browser.screen(screen, is_dark).await?;
            browser.open(&format!("file://{}{part}", file.display())).await?;
            let colours = if is_dark { "dark" } else { "light" };
            let picture = folder.join(format!("{name}-{}-{colours}.png", screen.name));
            browser.screenshot(screen, is_dark, &picture).await?;
        }
    }
    Ok(())
}

fn letters() -> Result<Vec<Shown>, Error> {
    let writer = Writer::new()?;
    let mut shown = Vec::new();
    for language in letters::languages() {
        for tone in Tone::ALL {
            shown.push(Shown {
                name: format!("letter-{}-{}", language.code(), tone.name()),
                html: for_display(&writer.write(&sample_reminder(tone, *language))?),
                part: "",
            });
        }
        for (name, tone, circumstances) in RARER {
            shown.push(Shown {
                name: format!("letter-{}-{name}", language.code()),
                html: for_display(&rarer(&writer, *language, tone, circumstances)?),
                part: "",
            });
        }
        shown.push(Shown {
            name: format!("digest-{}", language.code()),
            html: writer.digest_words(&sample_digest(*language))?.html,
            part: "",
        });
    }
    Ok(shown)
}

fn rarer(writer: &Writer, language: Language, tone: Tone, circumstances: &str) -> Result<Words, Error> {
    let combination = combinations(language, tone)
        .find(|one| one.circumstances == circumstances)
        .ok_or_else(|| format!("no letter is written when {circumstances}"))?;
    Ok(writer.write(&combination.reminder)?)
}

fn pages() -> Result<Vec<Shown>, Error> {
    let pages = Pages::new()?;
    let mut shown = Vec::new();
    for language in letters::languages() {
        let one = sample_view(*language, 1);
        let several = sample_view(*language, 3);
        let mut page = |name: &str, view: &View, part: &'static str, to_mend: Option<&ToMend>| {
            let html = pages.answers(view, &[0].into(), "token", "form", to_mend)?;
            shown.push(Shown {
                name: format!("page-{}-{name}", language.code()),
                html,
                part,
            });
            Ok::<_, Error>(())
        };
        page("closed", &one, "", None)?;
        page("paid", &several, "#paid", None)?;
        page("promise", &one, "#promise", None)?;
        page("wrong", &several, "#wrong", None)?;
        page("person", &one, "#person", None)?;
        let to_mend = ToMend {
            part: Part::Person,
            filled: Filled {
                name: "Bea Billing".to_owned(),
                email: "bea".to_owned(),
                ..Filled::default()
            },
            problem: Problem::NoAddress,
        };
        page("mend", &one, "#person", Some(&to_mend))?;
        page("noted", &noted(one)?, "", None)?;
        let other = noted(several)?;
        page("noted-several", &other, "", None)?;
    }
    Ok(shown)
}

/// The page after a promise; of several invoices, the last two are not in it.
fn noted(mut view: View) -> Result<View, Error> {
    let days = |count| view.today + chrono::TimeDelta::days(count);
    let (on, until) = (days(9), days(10));
    for told in view.open.iter_mut().take(1) {
        told.silence = Some(Silence::Before(until));
    }
    view.answers.push(GivenAnswer {
        letter: LetterId::parse(&format!("{}-20261208", "0".repeat(32)))?,
        on: view.today,
        said: Said::WillPay { on },
        fingerprint: String::new(),
    });
    Ok(view)
}
