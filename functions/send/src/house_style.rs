//! The templates in force, read again only when they have changed.

use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use aws::Table;
use aws::lambda::RecordError;
use letters::{House, TemplateError};

/// The creditor's templates, as last read.
pub(crate) struct HouseStyle {
    table: Table,
    in_force: Mutex<(Option<String>, Rc<House>)>,
}

impl HouseStyle {
    /// The built-in style, until the table says otherwise.
    pub(crate) fn new(table: Table) -> Result<Self, TemplateError> {
        let built_in = Rc::new(House::of(Default::default())?);
        Ok(Self {
            table,
            in_force: Mutex::new((None, built_in)),
        })
    }

    /// The style in force now.
    pub(crate) async fn house(&self) -> Result<Rc<House>, RecordError> {
        let version = self.table.templates_version().await?;
        {
            let known = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0 == version {
                return Ok(Rc::clone(&known.1));
            }
        }
        let house = Rc::new(House::of(self.table.templates().await?)?);
        let mut known = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        *known = (version, Rc::clone(&house));
        Ok(house)
    }
}
