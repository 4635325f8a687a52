//! Where Dunlin is tried as a whole: the world in memory, the contract of the ports, the local cloud, a
//! browser.

pub mod answers_page;
pub mod browser;
pub mod contract;
pub mod demo;
pub mod local_cloud;
pub mod world;
