//! What can be chosen about the layout. Plain data; the defaults are buf's layout.

/// Everything is off, or as buf has it, by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns for each level of indentation.
    pub indent_width: usize,
    /// A tab for each level of indentation instead.
    pub tabs: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { indent_width: 2, tabs: false }
    }
}

impl Style {
    pub(super) fn indent(&self) -> String {
        if self.tabs { "\t".to_owned() } else { " ".repeat(self.indent_width) }
    }
}
