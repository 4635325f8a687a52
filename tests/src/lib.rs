//! Where Dunlin is tried as a whole: the world in memory, the contract of the ports, the local cloud.

pub mod contract;
pub mod demo;
pub mod local_cloud;
pub mod world;
