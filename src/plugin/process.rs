//! Runs a program with an input, and takes its output, within limits of time, output and memory. Knows no protocol.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Most of the standard error of a program that is kept, in bytes.
const MOST_ERRORS: usize = 64 << 10;
/// Memory of a program for its data, in bytes. Room that it only reserves does not count.
#[cfg(target_os = "linux")]
const MOST_MEMORY: u64 = 4 << 30;
/// Time that the output of a program has to end after the program. Others that it started may hold it open.
const GRACE: Duration = Duration::from_millis(500);

/// Limits of a run.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub time: Duration,
    /// In bytes.
    pub output: usize,
}

/// Reason why there is no output.
pub(super) struct Failure {
    pub reason: Reason,
    /// Standard error, as much as is kept of it.
    pub errors: String,
}

pub(super) enum Reason {
    /// It could not be started.
    Start(io::Error),
    /// It did not end in this time.
    Time(Duration),
    /// It wrote more than this many bytes.
    Output(usize),
    /// It ended with an exit code other than 0, or was killed.
    Status(ExitStatus),
    /// The same of a WebAssembly module.
    #[cfg(feature = "wasm")]
    Code(i32),
    /// A WebAssembly module did what it may not, in words about `it`.
    #[cfg(feature = "wasm")]
    Trap(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Start(error) => write!(f, "it cannot be started: {error}"),
            Reason::Time(limit) => write!(f, "it did not answer within {}", Seconds(*limit)),
            Reason::Output(most) => write!(f, "it wrote more than {} MiB", most >> 20),
            #[cfg(feature = "wasm")]
            Reason::Code(code) => write!(f, "it ended with exit code {code}"),
            #[cfg(feature = "wasm")]
            Reason::Trap(why) => f.write_str(why),
            Reason::Status(status) => match (status.code(), signal(*status)) {
                (Some(code), _) => write!(f, "it ended with exit code {code}"),
                (None, Some(signal)) => write!(f, "it was killed by signal {signal}"),
                (None, None) => f.write_str("it was killed"),
            },
        }
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            1 => f.write_str("a second"),
            seconds => write!(f, "{seconds} seconds"),
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

/// Runs a program in a folder, and returns its output if it ends with 0. It has the environment of this process, and no terminal.
pub(super) fn run(
    program: &Path,
    args: &[String],
    folder: &Path,
    input: Vec<u8>,
    limits: Limits,
) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // What it starts can be killed with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child =
        command.spawn().map_err(|error| Failure { reason: Reason::Start(error), errors: String::new() })?;
    Running::new(child, input, limits).finish()
}

/// Bytes of a stream that were read so far.
type Taken = Arc<Mutex<Vec<u8>>>;

enum Event {
    /// There is no more.
    End,
    /// There is more than there may be.
    TooMuch,
}

struct Running {
    child: Child,
    limits: Limits,
    begin: Instant,
    output: Taken,
    errors: Taken,
    events: Receiver<Event>,
    errors_end: Receiver<Event>,
    /// Its output goes on.
    is_open: bool,
}

impl Running {
    fn new(mut child: Child, input: Vec<u8>, limits: Limits) -> Running {
        limit_memory(&child);
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // A program that does not read its input may still answer.
        thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
        let (output, events) = take(stdout, limits.output, true);
        let (errors, errors_end) = take(stderr, MOST_ERRORS, false);
        Running { child, limits, begin: Instant::now(), output, errors, events, errors_end, is_open: true }
    }

    fn finish(mut self) -> Result<Vec<u8>, Failure> {
        let waited = self.wait();
        // Also others that hold the output of a program open that ended. Without those, its id may be that of another now.
        if waited.is_err() || self.is_open {
            kill(&mut self.child);
            let _ = self.child.wait();
        }
        let _ = self.errors_end.recv_timeout(GRACE);
        let errors = String::from_utf8_lossy(&taken(&self.errors)).into_owned();
        match waited {
            Ok(status) if status.success() => Ok(taken(&self.output)),
            Ok(status) => Err(Failure { reason: Reason::Status(status), errors }),
            Err(reason) => Err(Failure { reason, errors }),
        }
    }

    /// Waits until the program and its output end.
    fn wait(&mut self) -> Result<ExitStatus, Reason> {
        let mut ended: Option<(ExitStatus, Instant)> = None;
        let mut pause = Duration::from_micros(200);
        loop {
            if ended.is_none() {
                let status = self.child.try_wait().map_err(Reason::Start)?;
                ended = status.map(|status| (status, Instant::now()));
            }
            match ended {
                Some((status, _)) if !self.is_open => return Ok(status),
                Some((status, at)) if at.elapsed() > GRACE => return Ok(status),
                None if self.begin.elapsed() > self.limits.time => {
                    return Err(Reason::Time(self.limits.time));
                }
                _ => {}
            }
            if !self.is_open {
                thread::sleep(pause);
            } else {
                match self.events.recv_timeout(pause) {
                    Ok(Event::TooMuch) => return Err(Reason::Output(self.limits.output)),
                    Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => self.is_open = false,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

/// Reads a stream on a thread of its own. What is beyond the limit is an event, or is read and forgotten.
fn take(
    stream: Option<impl Read + Send + 'static>,
    most: usize,
    is_strict: bool,
) -> (Taken, Receiver<Event>) {
    let (sender, receiver) = mpsc::channel();
    let taken = Taken::default();
    let into = taken.clone();
    thread::spawn(move || {
        if let Some(stream) = stream {
            read(stream, most, is_strict, &into, &sender);
        }
        let _ = sender.send(Event::End);
    });
    (taken, receiver)
}

fn read(mut stream: impl Read, most: usize, is_strict: bool, into: &Taken, events: &Sender<Event>) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let len = match stream.read(&mut buffer) {
            Ok(0) => return,
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
        let room = most - into.len();
        into.extend_from_slice(&buffer[..len.min(room)]);
        if len > room && is_strict {
            let _ = events.send(Event::TooMuch);
            return;
        }
    }
}

fn taken(taken: &Taken) -> Vec<u8> {
    std::mem::take(&mut *taken.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Kills a program, and on Unix everything that it started and that stayed in its process group.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
}

#[cfg(target_os = "linux")]
fn limit_memory(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let limit = Rlimit { current: Some(MOST_MEMORY), maximum: Some(MOST_MEMORY) };
    // Where that is not possible, there is no such limit.
    let _ = prlimit(Pid::from_raw(child.id().cast_signed()), Resource::Data, limit);
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_child: &Child) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limits: Limits) -> Result<Vec<u8>, Failure> {
        let args = ["-c", script].map(str::to_owned);
        run(Path::new("/bin/sh"), &args, Path::new("/"), b"input".to_vec(), limits)
    }

    const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 1 << 20 };

    #[test]
    fn output_and_errors_are_taken() {
        let output = shell("cat; echo odd >&2", LIMITS).ok().expect("it ends with 0");
        assert_eq!(output, b"input");
        let failure = shell("echo odd >&2; exit 3", LIMITS).expect_err("it fails");
        assert_eq!(
            (failure.reason.to_string(), &*failure.errors),
            ("it ended with exit code 3".into(), "odd\n")
        );
        let failure = shell("kill -9 $$", LIMITS).expect_err("it fails");
        assert_eq!(failure.reason.to_string(), "it was killed by signal 9");
    }

    #[test]
    fn limits_hold_for_what_it_starts_too() {
        let short = Limits { time: Duration::from_millis(300), ..LIMITS };
        let begin = Instant::now();
        let failure = shell("sleep 30 & sleep 30", short).expect_err("it takes too long");
        assert!(matches!(failure.reason, Reason::Time(_)));
        // A program that ended does not wait for those that hold its output open.
        let output = shell("echo x; sleep 30 &", LIMITS).ok().expect("it ends with 0");
        assert_eq!(output, b"x\n");
        let failure = shell("cat /dev/zero", LIMITS).expect_err("it never ends");
        assert_eq!(failure.reason.to_string(), "it wrote more than 1 MiB");
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    }

    #[test]
    fn input_need_not_be_read() {
        let args = ["-c", "exec <&-; echo done"].map(str::to_owned);
        let input = vec![0; 1 << 20];
        let output = run(Path::new("/bin/sh"), &args, Path::new("/"), input, LIMITS);
        assert_eq!(output.ok(), Some(b"done\n".to_vec()));
    }
}
