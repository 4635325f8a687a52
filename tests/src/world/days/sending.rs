//! The sending at its minute, and who may be faster.

use std::cell::Cell;
use std::rc::Rc;

use dunning::account::AccountKey;
use dunning::arrival::Arrival;
use dunning::flow::ingest::{Upload, ingest};
use dunning::flow::send::{Post, send};
use dunning::message::PlannedLetter;

use super::{Days, Happening, ready};

/// A file that comes in while a letter is being sent.
#[derive(Clone)]
struct Rival {
    upload: Upload,
    arrivals: Vec<Arrival>,
    was_applied: Rc<Cell<bool>>,
}

impl Days {
    /// Delivers a schedule's message.
    pub(super) fn send(&mut self, letter: &PlannedLetter) {
        let rival = self.let_a_rival_in(&letter.letter.account);
        let mut outcomes = Vec::new();
        let mut sendings = Vec::new();
        let clock_is_off_by = self.clock_is_off_by;
        self.deliver(|frail, truly_at| {
            let at = truly_at + clock_is_off_by;
            let before = frail.outbox.posted.borrow().len();
            let post = Post {
                mailer: frail,
                scribe: frail,
                answer_links: frail,
                originals: frail,
                archive: frail,
            };
            let outcome = ready(send(frail, &post, letter, at)).map_err(|error| error.to_string());
            for posted in frail.outbox.posted.borrow().iter().skip(before) {
                sendings.push((truly_at, at, posted.clone()));
            }
            outcomes.push((at, outcome.clone()));
            outcome.map(|_| ())
        });
        self.outcomes.extend(outcomes);
        if let Some(rival) = rival {
            self.see_off(rival);
        }
        for (truly_at, at, posted) in sendings {
            self.note(letter.at, truly_at, at, posted);
        }
    }

    /// Lets a customer's waiting file, if there is one, be faster than the next commit.
    fn let_a_rival_in(&mut self, account: &AccountKey) -> Option<Rival> {
        let (object, arrivals) = self.rivals.get_mut(account)?.pop_front()?;
        let upload = Upload {
            version: self.now.to_rfc3339(),
            at: self.now,
            object,
        };
        let rival = Rival {
            upload,
            arrivals,
            was_applied: Rc::new(Cell::new(false)),
        };
        let theirs = rival.clone();
        self.world.meanwhile(move |frail| {
            let ingested = ready(ingest(frail, frail, &theirs.upload, theirs.arrivals, || true));
            theirs.was_applied.set(ingested.is_ok());
        });
        Some(rival)
    }

    /// What a rival did counts; what it could not do, it does now.
    fn see_off(&mut self, rival: Rival) {
        self.world.nobody_meanwhile();
        if rival.was_applied.get() {
            self.note_applied(rival.upload.object);
        } else {
            self.plan(self.now, Happening::Upload(rival.upload, rival.arrivals));
        }
    }
}
