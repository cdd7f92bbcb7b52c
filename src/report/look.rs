//! What the place that output goes to can show, and the colors that things have there. Asks no
//! terminal; the command line does.

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
    /// Columns.
    pub width: usize,
}

impl Look {
    /// A file, or anything else that is not a terminal.
    pub const PLAIN: Look = Look { colors: false, links: false, unicode: true, width: 100 };

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

    fn style(self, style: Style) -> Style {
        if self.colors { style } else { Style::new() }
    }
}

/// The text with its control characters made visible: a source that is looked at must not be able
/// to steer the terminal. A tab is left alone.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    if !is_plain && text.chars().any(is_control) {
        return Cow::Owned(text.replace(is_control, REPLACEMENT));
    }
    Cow::Borrowed(text)
}

pub(super) const REPLACEMENT: &str = "\u{fffd}";

pub(super) fn is_control(c: char) -> bool {
    c.is_control() && c != '\t'
}
