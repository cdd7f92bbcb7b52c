//! Abilities of the output, and the colors of its parts. Does not ask the terminal; the command line does.

use owo_colors::Style;
use protune_compiler::diagnostic::Severity;
use std::borrow::Cow;

#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub colors: bool,
    /// Text may carry an address that a click opens.
    pub links: bool,
    /// More than ASCII may be drawn with.
    pub unicode: bool,
    /// Somebody looks at it as it is written, so that no program needs it byte for byte.
    pub is_watched: bool,
    /// Columns.
    pub width: usize,
}

impl Look {
    /// A file, or anything else that is not a terminal.
    pub const PLAIN: Look =
        Look { colors: false, links: false, unicode: true, is_watched: false, width: 100 };

    pub fn severity(self, severity: Severity) -> Style {
        self.style(match severity {
            Severity::Error => Style::new().red().bold(),
            Severity::Warning => Style::new().yellow().bold(),
            Severity::Info => Style::new().cyan().bold(),
        })
    }

    pub fn path(self) -> Style {
        self.style(Style::new().bold())
    }

    pub fn help(self) -> Style {
        self.style(Style::new().cyan())
    }

    pub fn added(self) -> Style {
        self.style(Style::new().green())
    }

    pub fn removed(self) -> Style {
        self.style(Style::new().red())
    }

    pub fn aside(self) -> Style {
        self.style(Style::new().dimmed())
    }

    /// Style of the gutter beside the source, and of secondary places in it.
    pub fn gutter(self) -> Style {
        self.style(Style::new().bright_blue().bold())
    }

    fn style(self, style: Style) -> Style {
        if self.colors { style } else { Style::new() }
    }
}

/// Returns a text on one line, with each character that would steer a terminal or end the line replaced. Names, arguments
/// and sources come from anywhere; this is the one door from them to whoever reads along. A tab is left alone.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    if !is_plain && text.chars().any(is_control) {
        return Cow::Owned(text.replace(is_control, REPLACEMENT));
    }
    Cow::Borrowed(text)
}

/// Returns a path that may begin a line, as [`visible`]. Services take a line that begins with `::` or `##` for a command.
pub fn visible_path(path: &str) -> Cow<'_, str> {
    match visible(path) {
        path if path.starts_with([':', '#']) => format!("./{path}").into(),
        path => path,
    }
}

pub(super) const REPLACEMENT: &str = "\u{fffd}";

/// Returns whether a character steers what shows it: control characters, line separators, and marks that change the
/// direction of text.
pub(super) fn is_control(c: char) -> bool {
    match c {
        '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_path};

    #[test]
    fn no_path_is_a_command() {
        assert_eq!(visible_path("::error::a.proto"), "./::error::a.proto");
        assert_eq!(visible_path("##vso[a].proto"), "./##vso[a].proto");
        assert_eq!(visible_path("a::b.proto"), "a::b.proto");
    }

    #[test]
    fn what_steers_is_replaced() {
        assert_eq!(visible("a\tb é中"), "a\tb é中");
        assert_eq!(visible("a\u{1b}[1m\nb"), "a\u{fffd}[1m\u{fffd}b");
        for c in ['\0', '\r', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            assert_eq!(visible(&format!("a{c}b")), "a\u{fffd}b", "{c:?}");
        }
    }
}
