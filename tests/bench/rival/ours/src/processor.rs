//! Seconds of processor, user and system, in all threads of this process.

use rustix::time::{ClockId, clock_gettime};

pub(crate) fn seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
