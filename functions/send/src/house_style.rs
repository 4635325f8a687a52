//! The templates in force, asked for only when a letter is to be written, and read again only when they have changed.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use aws::Table;
use dunning::digest::Digest;
use dunning::due_date::DueDates;
use dunning::ports::{DigestScribe, DigestWordsError, PortError, Scribe, ScribeError};
use dunning::reminder::{Reminder, Words, Written};
use letters::{House, TemplateError};

/// Where the creditor's templates are kept.
pub(crate) trait Templates {
    /// Which are in force; none while only the built-in ones are. Costs little.
    async fn version(&self) -> Result<Option<String>, PortError>;
    /// The templates in force, by name.
    async fn files(&self) -> Result<BTreeMap<String, String>, PortError>;
}

impl Templates for Table {
    async fn version(&self) -> Result<Option<String>, PortError> {
        self.templates_version().await
    }

    async fn files(&self) -> Result<BTreeMap<String, String>, PortError> {
        self.templates().await
    }
}

/// Writes in the creditor's style, as it is in force in the minute of writing: what was applied holds from the next
/// letter on. Most messages end without a letter, and cost no look at it.
pub(crate) struct HouseStyle<T> {
    templates: T,
    last_read: Mutex<(Option<String>, Rc<House>)>,
}

impl<T: Templates> HouseStyle<T> {
    /// The built-in style, until the first letter asks.
    pub(crate) fn new(templates: T) -> Result<Self, TemplateError> {
        let built_in = Rc::new(House::of(BTreeMap::new())?);
        Ok(Self {
            templates,
            last_read: Mutex::new((None, built_in)),
        })
    }

    async fn in_force(&self) -> Result<Rc<House>, PortError> {
        let version = self.templates.version().await?;
        let (known, house) = self.last_read();
        if known == version {
            return Ok(house);
        }
        let house = House::of(self.templates.files().await?).map_err(|error| PortError {
            doing: "reading the built-in templates".to_owned(),
            source: Box::new(error),
        })?;
        let house = Rc::new(house);
        *self.last_read.lock().unwrap_or_else(PoisonError::into_inner) = (version, Rc::clone(&house));
        Ok(house)
    }

    fn last_read(&self) -> (Option<String>, Rc<House>) {
        let known = self.last_read.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }
}

impl<T: Templates> Scribe for HouseStyle<T> {
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError> {
        let house = self.in_force().await?;
        Ok(house.write(reminder)?)
    }

    fn due_dates(&self, dates: &DueDates) -> String {
        self.last_read().1.due_dates(dates)
    }
}

impl<T: Templates> DigestScribe for HouseStyle<T> {
    /// A digest has no templates of the creditor's own.
    fn digest_words(&self, digest: &Digest) -> Result<Words, DigestWordsError> {
        self.last_read().1.digest_words(digest)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use dunning::account::Language;
    use dunning::reminder;
    use dunning::stage::Tone;
    use letters::sample::sample_reminder;

    use super::*;

    #[derive(Default)]
    struct Counted {
        files: RefCell<BTreeMap<String, String>>,
        asked: Cell<usize>,
        read: Cell<usize>,
    }

    impl Templates for &Counted {
        async fn version(&self) -> Result<Option<String>, PortError> {
            self.asked.set(self.asked.get() + 1);
            let first = self.files.borrow().values().next().cloned();
            Ok(first)
        }

        async fn files(&self) -> Result<BTreeMap<String, String>, PortError> {
            self.read.set(self.read.get() + 1);
            Ok(self.files.borrow().clone())
        }
    }

    #[tokio::test]
    async fn a_letter_asks_once_and_reads_only_what_changed() {
        let kept = Counted::default();
        let style = HouseStyle::new(&kept).unwrap();
        let letter = sample_reminder(Tone::LateLate, Language::English);
        assert_eq!(
            (kept.asked.get(), kept.read.get()),
            (0, 0),
            "a message without a letter asks nothing"
        );
        for (template, by, read) in [
            (None, reminder::Templates::BuiltIn, 0),
            (
                Some("{% extends \"en/letter.txt\" %}"),
                reminder::Templates::BuiltIn,
                1,
            ),
            (
                Some("{% extends \"en/letter.txt\" %}"),
                reminder::Templates::BuiltIn,
                1,
            ),
            (None, reminder::Templates::BuiltIn, 2),
        ] {
            *kept.files.borrow_mut() = template
                .map(|text: &str| ("en/upcoming.txt".to_owned(), text.to_owned()))
                .into_iter()
                .collect();
            assert_eq!(style.words(&letter).await.unwrap().by, by);
            assert_eq!(kept.read.get(), read);
        }
        assert_eq!(kept.asked.get(), 4);
    }
}
