//! The sample book: what is uploaded, and whose invoice is whose, read from the files themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;

use documents::{Buyer, Content, Customer};
use dunning::account::AccountKey;
use dunning::arrival::folded_vat_id;

use crate::local_cloud::{Error, repository};

/// The id in `infra/creditor.toml`, part of every account's key.
const CREDITOR: &str = "lagopus";

/// A customer of the book.
#[derive(Clone, Debug)]
pub struct Debtor {
    /// The account's key.
    pub key: AccountKey,
    /// The company's name.
    pub name: String,
    /// Every address of the directory.
    pub addresses: Vec<String>,
}

/// The book.
#[derive(Debug)]
pub struct Book {
    folder: PathBuf,
    /// The customers, in the directory's order.
    pub debtors: Vec<Debtor>,
    /// The account that each invoice belongs to.
    pub owners: BTreeMap<String, AccountKey>,
}

impl Book {
    /// Reads `tests/demo-book`.
    ///
    /// # Errors
    /// If a file that should be good is not.
    pub fn open() -> Result<Self, Error> {
        let folder = repository().join("tests/demo-book");
        let directory = documents::read(&std::fs::read(folder.join("customers/directory.csv"))?)?;
        let mut book = Self {
            folder,
            debtors: Vec::new(),
            owners: BTreeMap::new(),
        };
        book.debtors = directory.customers.iter().filter_map(debtor).collect();
        for file in std::fs::read_dir(book.folder.join("invoices"))? {
            // The file with a broken line is refused whole: none of its invoices belongs to anybody.
            if let Ok(content) = documents::read(&std::fs::read(file?.path())?) {
                book.note_owners(&content, &directory.customers)?;
            }
        }
        Ok(book)
    }

    fn note_owners(&mut self, content: &Content, customers: &[Customer]) -> Result<(), Error> {
        for document in &content.documents {
            let owner = customers
                .iter()
                .find(|customer| is_same(customer, &document.buyer));
            let owner = owner
                .and_then(debtor)
                .ok_or_else(|| format!("{} belongs to nobody", document.number))?;
            self.owners.insert(document.number.clone(), owner.key);
        }
        Ok(())
    }

    /// The bytes of a file of the book.
    ///
    /// # Errors
    /// If it is not there.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, Error> {
        std::fs::read(self.folder.join(name)).map_err(|error| format!("{name}: {error}").into())
    }

    /// The name of an account's customer.
    pub fn name(&self, key: &AccountKey) -> &str {
        self.debtors
            .iter()
            .find(|debtor| &debtor.key == key)
            .map_or("?", |debtor| &debtor.name)
    }
}

fn debtor(customer: &Customer) -> Option<Debtor> {
    Some(Debtor {
        key: AccountKey::derive(CREDITOR, &customer.reference.identity()?),
        name: customer.reference.name.clone()?,
        addresses: customer
            .contacts
            .iter()
            .map(|contact| contact.email.folded())
            .collect(),
    })
}

fn is_same(customer: &Customer, buyer: &Buyer) -> bool {
    let by_vat_id =
        |id: &String| customer.reference.vat_id.as_deref().map(folded_vat_id) == Some(folded_vat_id(id));
    match &buyer.number {
        Some(number) => customer.reference.number.as_ref() == Some(number),
        None => buyer.vat_id.as_ref().is_some_and(by_vat_id),
    }
}
