//! The store's contract on the world in memory.

use tests::contract::fixtures::in_force;
use tests::world::Memory;

async fn new_memory() -> Memory {
    Memory::new(in_force())
}

tests::store_contract! { new_memory }
