//! The store's contract on the world in memory.

use tests::contract::archive::a_letter_is_kept_under_the_hash_of_its_words;
use tests::contract::fixtures::in_force;
use tests::contract::originals::a_file_is_had_in_the_version_asked_for_or_not_at_all;
use tests::world::{Memory, Outbox};

async fn new_memory() -> Memory {
    Memory::new(in_force())
}

#[tokio::test]
async fn originals() {
    let outbox = Outbox::default();
    let put = async |object: &str, content: &[u8]| outbox.put_original(object, content.to_vec());
    a_file_is_had_in_the_version_asked_for_or_not_at_all(&outbox, put).await;
}

#[tokio::test]
async fn archive() {
    let outbox = Outbox::default();
    let read = async |object: &str| outbox.archived.borrow()[object].clone().into_bytes();
    a_letter_is_kept_under_the_hash_of_its_words(&outbox, read).await;
}

tests::store_contract! { new_memory }
