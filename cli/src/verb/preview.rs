//! `dunlin preview`: a letter, before anybody gets it.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{Days, NaiveDate};
use dunning::decide::{Case, last_day_to_pay};
use dunning::letter::LetterId;
use dunning::plan::{Draft, DraftLine};
use dunning::policy::Action;
use dunning::ports::{InForce, Settings};
use dunning::reminder::{Reminder, Words};
use dunning::residence::Residence;
use dunning::stage::{StageName, Tone};
use letters::for_display;
use letters::sample::sample_reminder;
use serde::Serialize;

use crate::arguments::{General, Preview};
use crate::book::{FoundInvoice, one_open_invoice};
use crate::failure::Failure;
use crate::forecast::forecast;
use crate::screen::{Look, Screen};
use crate::today::Today;
use crate::verb::letters::{own_templates, writer};
use crate::{Ending, cloud};

/// How far ahead the next letter about an invoice is looked for.
const DAYS_AHEAD: u64 = 180;

#[derive(Serialize)]
struct Answer<'a> {
    tone: &'static str,
    language: &'static str,
    date: NaiveDate,
    subject: &'a str,
    text: &'a str,
    html: &'a str,
}

pub(super) async fn run(
    arguments: &Preview,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let reminder = match &arguments.invoice {
        None => sample_reminder(
            arguments.tone.unwrap_or(Tone::EarlyLate),
            arguments.language.unwrap_or(dunning::account::Language::English),
        ),
        Some(number) => {
            let table = cloud::table(general).await?;
            let in_force = table.settings().await?;
            let found = one_open_invoice(&table, number).await?;
            let mut reminder = about(&found, &in_force, arguments.tone, today)?;
            reminder.language = arguments.language.unwrap_or(reminder.language);
            reminder
        }
    };
    let refused = |error: &dyn std::error::Error| Failure::Refused(error.to_string());
    let writer = writer(own_templates(arguments.templates.as_deref())?.as_ref())?;
    let words = writer.write(&reminder).map_err(|error| refused(&error))?;
    if screen.is_json {
        screen.json(&Answer {
            tone: reminder.tone.name(),
            language: reminder.language.code(),
            date: reminder.today,
            subject: &words.subject,
            text: &words.text,
            html: &for_display(&words),
        })?;
    } else {
        let (tone, language) = (reminder.tone.name(), reminder.language.code());
        screen.line(
            Look::Faint,
            &format!("{tone}, {language}, as of {}", reminder.today),
        )?;
        screen.line(Look::Strong, &format!("Subject: {}", words.subject))?;
        screen.line(Look::Plain, "")?;
        screen.line(Look::Plain, words.text.trim_end())?;
    }
    if arguments.output.is_some() || arguments.open {
        let folder = match &arguments.output {
            Some(folder) => folder.clone(),
            None => own_folder()?,
        };
        let page = write(&folder, &reminder, &words)?;
        screen.note(&format!("written to {}", page.display()));
        if arguments.open {
            show_in_browser(&page)?;
        }
    }
    Ok(Ending::Good)
}

/// The letter about a real invoice: the next one, as it will be; or one of a tone, about this invoice alone.
fn about(
    found: &FoundInvoice,
    in_force: &InForce,
    tone: Option<Tone>,
    today: Today,
) -> Result<Reminder, Failure> {
    let ledger = &found.ledger;
    let residence = Residence::of(&ledger.account, &in_force.creditor);
    let from = today.date(residence.zone);
    let Some(tone) = tone else {
        let to = from.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(from);
        let coming = forecast(ledger, in_force, from, to, |at| today.is_past(at));
        let speaks = |draft: &Draft| draft.lines.iter().any(|line| line.invoice.id == found.invoice.id);
        let next = coming
            .letters
            .iter()
            .map(|letter| &letter.draft)
            .find(|draft| speaks(draft));
        return next.map(|draft| draft.reminder(ledger, in_force, None)).ok_or_else(|| {
            Failure::Refused(format!(
                "no letter about {} is to come in {DAYS_AHEAD} days (`dunlin why` says why); name one by --tone",
                found.invoice.id
            ))
        });
    };
    let needs =
        |what: &str| Failure::Refused(format!("{} has {what}, and a letter needs one", found.invoice.id));
    let due_on = found.invoice.due_on.ok_or_else(|| needs("no due date"))?;
    let to = ledger
        .account
        .addressee()
        .cloned()
        .ok_or_else(|| needs("no contact to write to"))?;
    let day = usual_day(tone, due_on, from);
    let case = Case::new(&found.invoice, &ledger.account, &ledger.letters, in_force);
    let draft = Draft {
        id: LetterId {
            account: ledger.account.key.clone(),
            day,
            attempt: 1,
        },
        to,
        language: residence.language,
        tone,
        lines: vec![DraftLine {
            invoice: found.invoice.clone(),
            stages: stages(in_force, tone),
            due_on,
        }],
        unlisted: 0,
        pay_by: tone.is_overdue().then(|| last_day_to_pay(&case, tone, day)),
    };
    Ok(draft.reminder(ledger, in_force, None))
}

fn stages(in_force: &InForce, tone: Tone) -> Vec<StageName> {
    let speaks = in_force
        .policy
        .ladder
        .iter()
        .filter(|stage| stage.action == Action::Letter(tone));
    speaks.map(|stage| stage.name.clone()).take(1).collect()
}

/// A day on which a letter of this tone may speak of an invoice: as the standard ladder has it, but no overdue
/// letter from the past.
fn usual_day(tone: Tone, due_on: NaiveDate, today: NaiveDate) -> NaiveDate {
    let before = |days| due_on.checked_sub_days(Days::new(days)).unwrap_or(due_on);
    let after = |days| {
        due_on
            .checked_add_days(Days::new(days))
            .unwrap_or(due_on)
            .max(today)
    };
    match tone {
        Tone::HeadsUp => before(7),
        Tone::Upcoming => before(3),
        Tone::DueToday => due_on,
        Tone::EarlyLate => after(5),
        Tone::LateLate => after(8),
        Tone::SecondNotice => after(19),
        Tone::FinalNotice => after(33),
    }
}

/// A folder for a page to open, which others on this machine can neither read nor have put there before.
fn own_folder() -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join(format!("dunlin-preview-{}", std::process::id()));
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let doing = format!("making the folder {} (or name one by --output)", folder.display());
    builder.create(&folder).map_err(Failure::local(doing))?;
    Ok(folder)
}

/// Writes both parts, and returns the page.
fn write(folder: &Path, reminder: &Reminder, words: &Words) -> Result<PathBuf, Failure> {
    let name = format!("{}-{}", reminder.tone.name(), reminder.language.code());
    let page = folder.join(format!("{name}.html"));
    let failed = || Failure::local(format!("writing into {}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed())?;
    std::fs::write(&page, for_display(words)).map_err(failed())?;
    std::fs::write(folder.join(format!("{name}.txt")), &words.text).map_err(failed())?;
    Ok(page)
}

/// Opens a page in the browser.
pub(super) fn show_in_browser(page: &Path) -> Result<(), Failure> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let doing = format!(
        "opening the browser by `{opener}` (open {} yourself)",
        page.display()
    );
    // Nobody waits for the browser; it may outlive this command.
    Command::new(opener)
        .arg(page)
        .spawn()
        .map(|_| ())
        .map_err(Failure::local(doing))
}
