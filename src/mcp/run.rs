//! Runs of the program itself: its arguments in, the lines that it prints out.

use super::jobs::Stop;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// The most that is kept of standard error, in bytes.
const MOST_SAID: u64 = 8 << 10;

/// Longest line that is read whole, in bytes.
const LONGEST: u64 = 4 << 20;

/// End of a run.
pub(super) struct Ended {
    /// Exit code: 0 and 1 for work that was done, 2 for work that could not be done.
    pub(super) code: i32,
    /// Notes and errors, as they were printed.
    pub(super) said: String,
}

impl Ended {
    /// Whether the work could not be done, or not all of it.
    pub(super) fn has_failed(&self) -> bool {
        self.code > 1
    }
}

/// Runs a command in a folder, and hands its lines over as they come. The error is for the agent.
pub(super) fn run(
    arguments: Vec<OsString>,
    folder: &Path,
    stop: &Stop,
    mut take: impl FnMut(&str),
) -> Result<Ended, String> {
    let failed = |error: std::io::Error| format!("cannot run protune: {error}");
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    command.arg("--color=never").args(arguments).current_dir(folder).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    stop.follow(child);
    let said = thread::spawn(move || stderr.map(said).unwrap_or_default());
    if let Some(stdout) = stdout {
        lines(&mut BufReader::new(stdout), &mut take).map_err(failed)?;
    }
    let said = said.join().unwrap_or_default();
    let code = stop.wait().map_err(failed)?;
    if stop.is_asked() {
        return Err("the call was taken back".to_owned());
    }
    match code {
        Some(code) => Ok(Ended { code, said }),
        None => Err("protune was ended from outside".to_owned()),
    }
}

fn lines(output: &mut impl BufRead, take: &mut impl FnMut(&str)) -> std::io::Result<()> {
    loop {
        let mut line = Vec::new();
        output.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        if line.len() as u64 == LONGEST && !line.ends_with(b"\n") {
            output.skip_until(b'\n')?;
        }
        let line = String::from_utf8_lossy(&line);
        take(line.strip_suffix('\n').unwrap_or(&line));
    }
}

/// Reads what is said, and passes over the rest, so that the run does not wait for a reader.
fn said(mut stderr: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = stderr.by_ref().take(MOST_SAID).read_to_end(&mut bytes);
    let more = std::io::copy(&mut stderr, &mut std::io::sink()).unwrap_or(0);
    let text = String::from_utf8_lossy(&bytes);
    // Nobody there can look at the help.
    let mut text =
        text.trim_end().trim_end_matches("For more information, try '--help'.").trim_end().to_owned();
    if more > 0 {
        text.push_str(" …");
    }
    text
}
