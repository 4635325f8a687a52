//! Stories of customers over the world in memory, told by the real flows.
