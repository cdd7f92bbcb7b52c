//! Terminal: the abilities of standard output, and errors on standard error. The only file that reads the
//! environment about it.

use super::Exit;
use crate::config::Note;
use crate::report::{Look, visible};
use crate::workspace::{Base, Scope};
use crate::write;
use clap::ColorChoice;
use clap::builder::styling::{AnsiColor, Style};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::PanicHookInfo;

/// In columns. Nothing can be drawn in less.
const MIN_WIDTH: u16 = 40;

pub(super) struct Terminal {
    /// Abilities of standard output.
    pub look: Look,
    /// Somebody looks at standard output while we write.
    pub is_watched: bool,
    /// Whether standard error can be redrawn in place.
    pub can_animate: bool,
    colors_on_stderr: bool,
    /// Standard output is taken: findings go to standard error.
    is_aside: bool,
}

impl Terminal {
    pub(super) fn new(choice: ColorChoice) -> Terminal {
        let is_watched = io::stdout().is_terminal();
        let colors = wants_colors(choice, is_watched);
        let is_capable = !matches!(variable("TERM").as_deref(), Some("dumb" | "linux"));
        let look = Look {
            colors,
            links: colors && is_watched && is_capable,
            unicode: is_capable || !is_watched,
            is_watched,
            width: width().map_or(Look::PLAIN.width, |width| width.max(MIN_WIDTH).into()),
        };
        let stderr_is_watched = io::stderr().is_terminal();
        Terminal {
            look,
            is_watched,
            can_animate: stderr_is_watched && is_capable,
            colors_on_stderr: wants_colors(choice, stderr_is_watched),
            is_aside: false,
        }
    }

    /// The same, for what is to be said while standard output carries a text.
    pub(super) fn aside(&self) -> Terminal {
        let look = Look { colors: self.colors_on_stderr, links: false, ..self.look };
        Terminal { look, is_aside: true, ..*self }
    }

    /// Makes a clean page, if somebody looks.
    pub(super) fn clear(&self) {
        if self.is_watched && self.can_animate {
            // The screen, what was scrolled out of it, and back to the top.
            self.write(|out| out.write_all(b"\x1b[2J\x1b[3J\x1b[H"));
        }
    }

    /// Says that something could not be done.
    pub(super) fn fail(&self, what: impl Display) -> Exit {
        let style = if self.colors_on_stderr { AnsiColor::Red.on_default().bold() } else { Style::new() };
        put(format_args!("{style}error:{style:#} "), what);
        Exit::Failed
    }

    /// Says that something could not be done, and more in lines of their own. Their names are harmless already.
    pub(super) fn fail_in_lines(&self, lines: &str) -> Exit {
        let mut lines = lines.lines();
        self.fail(lines.next().unwrap_or_default());
        lines.for_each(tell);
        Exit::Failed
    }

    /// Says what the user should know of.
    pub(super) fn warn(&self, what: impl Display) {
        let style = if self.colors_on_stderr { AnsiColor::Yellow.on_default().bold() } else { Style::new() };
        put(format_args!("{style}warning:{style:#} "), what);
    }

    /// Says what is odd about the configurations.
    pub(super) fn configurations(&self, scope: &Scope) {
        scope.notes().for_each(|note| self.note(note));
    }

    /// Says which folders are left out, and which import roots are not there.
    pub(super) fn left_out(&self, scope: &Scope) {
        scope.passed_over().for_each(|note| self.note(note));
        self.roots(scope);
    }

    /// Says which commit was chosen to compare with, and what makes that worth little.
    pub(super) fn tell_base(&self, base: &Base, quiet: bool) {
        if !quiet {
            tell(base);
        }
        if let Some(doubt) = &base.doubt {
            self.warn(doubt);
        }
    }

    /// Says which import roots are not there.
    pub(super) fn roots(&self, scope: &Scope) {
        for root in scope.missing_roots() {
            self.warn(format_args!("the import root {} does not exist", root.display()));
        }
    }

    /// Says what is odd about a configuration.
    pub(super) fn note(&self, note: &Note) {
        self.warn(&note.message);
        if let Some(help) = &note.help {
            tell(format_args!("  help: {help}"));
        }
    }

    /// Writes to standard output. That its reader went away, as `head` does, is not a failure.
    pub(super) fn write(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
        let stream: Box<dyn Write> =
            if self.is_aside { Box::new(io::stderr().lock()) } else { Box::new(io::stdout().lock()) };
        let mut out = BufWriter::with_capacity(1 << 16, stream);
        match fill(&mut out).and_then(|()| out.flush()) {
            Ok(()) => Exit::Clean,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
            Err(error) => {
                self.fail(format_args!("cannot write to standard output: {}", write::reason(&error)))
            }
        }
    }
}

/// Writes a line to standard error, in which nothing steers a terminal and no name begins a line of its own.
pub(super) fn tell(line: impl Display) {
    put("", line);
}

/// Writes a line behind a label. If that fails, nobody can see an error either.
fn put(label: impl Display, line: impl Display) {
    let line = line.to_string();
    let _ = writeln!(io::stderr(), "{label}{}", visible(&line));
}

/// Prints what clap answers in place of a command: an error, a page of help, the version. An error may repeat the
/// arguments, so those that would steer a terminal are asked about once more in a harmless spelling.
pub(super) fn answer(answer: &clap::Error, again: impl FnOnce(Vec<OsString>) -> Option<clap::Error>) -> Exit {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let harmless = |argument: &OsString| OsString::from(&*visible(&argument.to_string_lossy()));
    let spelled: Vec<OsString> = arguments.iter().map(harmless).collect();
    let printed = match (answer.use_stderr() && spelled != arguments).then(|| again(spelled)) {
        None => answer.print(),
        Some(Some(answer)) => answer.print(),
        Some(None) => {
            // Only so does clap understand them; the words of its error are all that is left.
            tell(answer.render());
            Ok(())
        }
    };
    match printed.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ if answer.use_stderr() => Exit::Failed,
        _ => Exit::Clean,
    }
}

/// Says that a panic is a mistake of ours.
pub(super) fn report_bug(panic: &PanicHookInfo<'_>) {
    tell(format_args!("error: this is a bug in protune {}: {panic}", env!("CARGO_PKG_VERSION")));
    tell(format_args!(
        "Please report it, with the schema if you can: {}/issues",
        env!("CARGO_PKG_REPOSITORY")
    ));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        trace.to_string().lines().for_each(tell);
    }
}

/// Columns of the terminal; where there is none, of the one that `COLUMNS` stands for.
fn width() -> Option<u16> {
    match terminal_size::terminal_size() {
        Some((width, _)) => Some(width.0),
        None => variable("COLUMNS")?.parse().ok(),
    }
}

/// `--color` decides; then `NO_COLOR`; then `CLICOLOR_FORCE` and `FORCE_COLOR`; then whether somebody looks.
fn wants_colors(choice: ColorChoice, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if variable("NO_COLOR").is_some() => false,
        ColorChoice::Auto if ["CLICOLOR_FORCE", "FORCE_COLOR"].into_iter().any(is_on) => true,
        ColorChoice::Auto => is_terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

fn is_on(name: &str) -> bool {
    variable(name).is_some_and(|value| value != "0" && value != "false")
}

/// An environment variable that is set to something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
