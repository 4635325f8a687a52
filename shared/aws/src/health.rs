//! What the services say of themselves: the facts that `dunlin doctor` judges, one file a service. Nothing here says
//! what is good.

pub mod mail;
pub mod queues;
pub mod schedules;
