//! What the hostile files cost: each is read alone, by this program started anew, so that its memory is its own.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What one file may cost.
const TIME_AT_MOST: Duration = Duration::from_secs(1);
/// The same, of memory: the whole process at its peak.
const KIB_AT_MOST: u64 = 256 * 1024;
/// When a reader that doesn't come back is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads one file and prints what it cost: microseconds, and the peak of memory in KiB where the system tells it.
pub(crate) fn read_alone(file: &Path) -> ExitCode {
    let bytes = std::fs::read(file).unwrap();
    let started = Instant::now();
    let outcome = if documents::read(&bytes).is_ok() {
        "read"
    } else {
        "refused"
    };
    let elapsed = started.elapsed().as_micros();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("{elapsed} {} {outcome}", peak.unwrap_or("0"));
    ExitCode::SUCCESS
}

/// Reads each file alone and prints what the worst cost; a complaint for each that costs too much.
pub(crate) fn measure(folder: &Path, files: &[String], verbose: bool) -> Vec<String> {
    let mut complaints = Vec::new();
    let (mut slowest, mut largest) = (Duration::ZERO, 0);
    for file in files {
        match alone(&folder.join(file)) {
            Ok((time, kib, outcome)) => {
                slowest = slowest.max(time);
                largest = largest.max(kib);
                if verbose {
                    println!("{file}: {outcome} in {time:.1?}, {} MiB at its peak", kib / 1024);
                }
                if time > TIME_AT_MOST || kib > KIB_AT_MOST {
                    complaints.push(format!(
                        "{file}: costs more than {TIME_AT_MOST:?} or {KIB_AT_MOST} KiB"
                    ));
                }
            }
            Err(why) => complaints.push(format!("{file}: {why}")),
        }
    }
    println!(
        "hostile: {} files, each within {slowest:.1?} and {} MiB (of one second and 256 MiB)",
        files.len(),
        largest / 1024
    );
    complaints
}

fn alone(file: &Path) -> Result<(Duration, u64, String), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .arg("--alone")
        .arg(file)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let started = Instant::now();
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            return Err(format!("was not read within {PATIENCE:?}"));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut words = said.split_whitespace();
    let mut number = || words.next()?.parse::<u64>().ok();
    match (number(), number(), words.next()) {
        (Some(micros), Some(kib), Some(outcome)) => {
            Ok((Duration::from_micros(micros), kib, outcome.to_owned()))
        }
        _ => Err(format!("the reader fell over: {}", output.status)),
    }
}
