//! The messages between the functions, as JSON. Written and read here, so that sender and receiver can't disagree.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use dunning::account::{AccountKey, EmailAddress};
use dunning::digest::{Reader, TaskName};
use dunning::ledger::AgendaCursor;
use dunning::letter::LetterId;
use dunning::message::{DigestRequest, Pick, PlannedLetter, Reach, SweepPart, SweepRequest, Window};
use dunning::ports::AGENDA_SHARDS;
use dunning::task::TaskKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::row::Spelled;

/// A message that can't be read, or that can't be meant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the message is no {what}: {place} is missing or has an unknown form")]
pub struct WireError {
    /// What it should have been.
    pub what: &'static str,
    /// Where in it.
    pub place: String,
}

#[derive(Serialize, Deserialize)]
struct SweepWire {
    scheduled_time: DateTime<Utc>,
    #[serde(default)]
    reach: ReachWire,
    #[serde(default)]
    part: Option<PartWire>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ReachWire {
    #[default]
    Due,
    Everybody,
}

#[derive(Serialize, Deserialize)]
struct PartWire {
    shard: u8,
    #[serde(default)]
    behind: Option<CursorWire>,
}

#[derive(Serialize, Deserialize)]
struct CursorWire {
    day: NaiveDate,
    account: Spelled<AccountKey>,
}

#[derive(Serialize, Deserialize)]
struct PickWire {
    letter: Spelled<LetterId>,
    zone: Spelled<Tz>,
    window: WindowWire,
    picked_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct WindowWire {
    opens: String,
    closes: String,
}

#[derive(Serialize, Deserialize)]
struct PlannedLetterWire {
    letter: Spelled<LetterId>,
    at: DateTime<Utc>,
    zone: Spelled<Tz>,
    picked_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct DigestEnvelope {
    digest: DigestWire,
}

#[derive(Serialize, Deserialize)]
struct DigestWire {
    scheduled_time: DateTime<Utc>,
    #[serde(default)]
    reader: Option<ReaderWire>,
}

#[derive(Serialize, Deserialize)]
struct ReaderWire {
    manager: Spelled<EmailAddress>,
    open: usize,
    oldest: Vec<TaskNameWire>,
}

#[derive(Serialize, Deserialize)]
struct TaskNameWire {
    account: Spelled<AccountKey>,
    kind: Spelled<TaskKind>,
    subject: String,
}

/// What the sending may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// A letter to a customer.
    Letter(PlannedLetter),
    /// Digests for account managers.
    Digest(DigestRequest),
}

/// `{"digest":{"scheduled_time":"…Z","reader":null}}`, or with `{"manager":"…","open":7,"oldest":[…]}` as its reader.
pub fn write_digest_request(request: &DigestRequest) -> String {
    let task = |task: &TaskName| TaskNameWire {
        account: Spelled(task.account.clone()),
        kind: Spelled(task.kind),
        subject: task.subject.clone(),
    };
    to_json(&DigestEnvelope {
        digest: DigestWire {
            scheduled_time: request.scheduled_time,
            reader: request.reader.as_ref().map(|reader| ReaderWire {
                manager: Spelled(reader.manager.clone()),
                open: reader.open,
                oldest: reader.oldest.iter().map(task).collect(),
            }),
        },
    })
}

/// Reads what [`write_planned_letter`] and [`write_digest_request`] write, and the daily schedule's own input, which
/// names no reader.
///
/// # Errors
/// [`WireError`] for anything else.
pub fn read_sending(text: &str) -> Result<Sending, WireError> {
    if !text.trim_start().starts_with("{\"digest\"") {
        return read_planned_letter(text).map(Sending::Letter);
    }
    let wire: DigestEnvelope = from_json(text, "digest request")?;
    let reader = wire.digest.reader.map(|reader| Reader {
        manager: reader.manager.0,
        open: reader.open,
        oldest: reader
            .oldest
            .into_iter()
            .map(|task| TaskName {
                account: task.account.0,
                kind: task.kind.0,
                subject: task.subject,
            })
            .collect(),
    });
    Ok(Sending::Digest(DigestRequest {
        scheduled_time: wire.digest.scheduled_time,
        reader,
    }))
}

/// `{"scheduled_time":"…Z","reach":"due","part":null}`, or with `"everybody"` as its reach, or with `{"shard":7,"behind":null}` or
/// `{"shard":7,"behind":{"day":"2026-11-17","account":"…"}}` as its part.
pub fn write_sweep_request(request: &SweepRequest) -> String {
    to_json(&SweepWire {
        scheduled_time: request.scheduled_time,
        reach: match request.reach {
            Reach::Due => ReachWire::Due,
            Reach::Everybody => ReachWire::Everybody,
        },
        part: request.part.as_ref().map(|part| PartWire {
            shard: part.shard,
            behind: part.behind.as_ref().map(|cursor| CursorWire {
                day: cursor.day,
                account: Spelled(cursor.account.clone()),
            }),
        }),
    })
}

/// Reads what [`write_sweep_request`] writes, and the daily schedule's own input, which has no part.
///
/// # Errors
/// [`WireError`] for anything else.
pub fn read_sweep_request(text: &str) -> Result<SweepRequest, WireError> {
    let what = "sweep request";
    let wire: SweepWire = from_json(text, what)?;
    let part = wire.part.map(|part| SweepPart {
        shard: part.shard,
        behind: part.behind.map(|cursor| AgendaCursor {
            day: cursor.day,
            account: cursor.account.0,
        }),
    });
    if part.as_ref().is_some_and(|part| part.shard >= AGENDA_SHARDS) {
        return Err(WireError {
            what,
            place: "part.shard".to_owned(),
        });
    }
    Ok(SweepRequest {
        scheduled_time: wire.scheduled_time,
        reach: match wire.reach {
            ReachWire::Due => Reach::Due,
            ReachWire::Everybody => Reach::Everybody,
        },
        part,
    })
}

/// `{"letter":"…","zone":"Europe/Rome","window":{"opens":"05:00","closes":"06:00"},"picked_at":"…Z"}`.
pub fn write_pick(pick: &Pick) -> String {
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    to_json(&PickWire {
        letter: Spelled(pick.letter.clone()),
        zone: Spelled(pick.zone),
        window: WindowWire {
            opens: time(pick.window.opens()),
            closes: time(pick.window.closes()),
        },
        picked_at: pick.picked_at,
    })
}

/// Reads what [`write_pick`] writes.
///
/// # Errors
/// [`WireError`] for anything else.
pub fn read_pick(text: &str) -> Result<Pick, WireError> {
    let what = "pick";
    let wire: PickWire = from_json(text, what)?;
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let window = time(&wire.window.opens)
        .zip(time(&wire.window.closes))
        .and_then(|(opens, closes)| Window::new(opens, closes));
    Ok(Pick {
        letter: wire.letter.0,
        zone: wire.zone.0,
        window: window.ok_or_else(|| WireError {
            what,
            place: "window".to_owned(),
        })?,
        picked_at: wire.picked_at,
    })
}

/// `{"letter":"…","at":"…Z","zone":"Europe/Rome","picked_at":"…Z"}`.
pub fn write_planned_letter(letter: &PlannedLetter) -> String {
    to_json(&PlannedLetterWire {
        letter: Spelled(letter.letter.clone()),
        at: letter.at,
        zone: Spelled(letter.zone),
        picked_at: letter.picked_at,
    })
}

/// Reads what [`write_planned_letter`] writes.
///
/// # Errors
/// [`WireError`] for anything else.
pub fn read_planned_letter(text: &str) -> Result<PlannedLetter, WireError> {
    let wire: PlannedLetterWire = from_json(text, "planned letter")?;
    Ok(PlannedLetter {
        letter: wire.letter.0,
        at: wire.at,
        zone: wire.zone.0,
        picked_at: wire.picked_at,
    })
}

/// The structs above hold texts, dates and small numbers, none of which JSON refuses.
fn to_json(wire: &impl Serialize) -> String {
    serde_json::to_string(wire).unwrap_or_default()
}

fn from_json<Wire: DeserializeOwned>(text: &str, what: &'static str) -> Result<Wire, WireError> {
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| WireError {
        what,
        place: match error.path().to_string() {
            top if top == "." => "a field".to_owned(),
            path => path,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

    fn letter() -> LetterId {
        LetterId::parse(&format!("{ACCOUNT}-20261117-2")).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_sweep_request_reads_back_and_may_lack_its_part() {
        let whole = SweepRequest {
            scheduled_time: at("2026-11-16T09:00:00Z"),
            reach: Reach::Due,
            part: None,
        };
        let text = write_sweep_request(&whole);
        assert_eq!(
            text,
            r#"{"scheduled_time":"2026-11-16T09:00:00Z","reach":"due","part":null}"#
        );
        assert_eq!(read_sweep_request(&text), Ok(whole.clone()));
        assert_eq!(
            read_sweep_request(r#"{"scheduled_time":"2026-11-16T09:00:00Z"}"#),
            Ok(whole.clone())
        );
        for behind in [
            None,
            Some(AgendaCursor {
                day: at("2026-11-17T00:00:00Z").date_naive(),
                account: AccountKey::parse(ACCOUNT).unwrap(),
            }),
        ] {
            let part = SweepRequest {
                reach: Reach::Everybody,
                part: Some(SweepPart { shard: 7, behind }),
                ..whole.clone()
            };
            assert_eq!(read_sweep_request(&write_sweep_request(&part)), Ok(part));
        }
    }

    #[test]
    fn a_pick_and_a_planned_letter_read_back() {
        let pick = Pick {
            letter: letter(),
            zone: Tz::Europe__Rome,
            window: Window::default(),
            picked_at: at("2026-11-16T09:00:03Z"),
        };
        let text = write_pick(&pick);
        assert!(
            text.contains(r#""window":{"opens":"05:00","closes":"06:00"}"#),
            "{text}"
        );
        assert_eq!(read_pick(&text), Ok(pick));
        let planned = PlannedLetter {
            letter: letter(),
            at: at("2026-11-17T04:16:00Z"),
            zone: Tz::Europe__Rome,
            picked_at: at("2026-11-16T09:00:03Z"),
        };
        let text = write_planned_letter(&planned);
        assert_eq!(
            text,
            format!(
                r#"{{"letter":"{ACCOUNT}-20261117-2","at":"2026-11-17T04:16:00Z","zone":"Europe/Rome","picked_at":"2026-11-16T09:00:03Z"}}"#
            )
        );
        assert_eq!(read_planned_letter(&text), Ok(planned));
    }

    #[test]
    fn a_digest_request_reads_back_beside_the_letters() {
        let all = DigestRequest {
            scheduled_time: at("2026-11-17T06:00:00Z"),
            reader: None,
        };
        let text = r#"{"digest":{"scheduled_time":"2026-11-17T06:00:00Z"}}"#;
        assert_eq!(read_sending(text), Ok(Sending::Digest(all.clone())));
        let one = DigestRequest {
            reader: Some(Reader {
                manager: EmailAddress::parse("mara@example.com").unwrap(),
                open: 7,
                oldest: vec![TaskName {
                    account: AccountKey::parse(ACCOUNT).unwrap(),
                    kind: TaskKind::Call,
                    subject: "INV-17 (2)".into(),
                }],
            }),
            ..all.clone()
        };
        for request in [all, one] {
            let text = write_digest_request(&request);
            assert_eq!(read_sending(&text), Ok(Sending::Digest(request)));
        }
        let planned = PlannedLetter {
            letter: letter(),
            at: at("2026-11-17T04:16:00Z"),
            zone: Tz::Europe__Rome,
            picked_at: at("2026-11-16T09:00:03Z"),
        };
        let text = write_planned_letter(&planned);
        assert_eq!(read_sending(&text), Ok(Sending::Letter(planned)));
        let bad = r#"{"digest":{"scheduled_time":"2026-11-17T06:00:00Z","reader":{"manager":"mara"}}}"#;
        assert_eq!(read_sending(bad).unwrap_err().place, "digest.reader.manager");
    }

    #[test]
    fn what_is_no_message_is_refused_with_its_place() {
        let shard = r#"{"scheduled_time":"2026-11-16T09:00:00Z","part":{"shard":64}}"#;
        assert_eq!(read_sweep_request(shard).unwrap_err().place, "part.shard");
        let short = format!(
            r#"{{"letter":"{ACCOUNT}-20261117","zone":"Europe/Rome","window":{{"opens":"05:00","closes":"05:05"}},"picked_at":"2026-11-16T09:00:00Z"}}"#
        );
        assert_eq!(read_pick(&short).unwrap_err().place, "window");
        let elsewhere = short.replace("Europe/Rome", "Middle/Earth");
        assert_eq!(read_pick(&elsewhere).unwrap_err().place, "zone");
        for bad in ["", "[]", "{}", "{\"letter\":\"anna@example.com\"}"] {
            let said = read_planned_letter(bad).unwrap_err().to_string();
            assert!(!said.contains("anna"), "{said}");
        }
    }
}
