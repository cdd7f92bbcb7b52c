//! Choices of the layout. Plain data; the defaults are buf's layout.

/// Everything is off, or as buf has it, by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns for each level of indentation.
    pub indent_width: usize,
    /// A tab for each level of indentation instead.
    pub tabs: bool,
    /// The names, and the numbers, of fields and enum values that stand on adjacent lines begin in the
    /// same column.
    pub align_fields: bool,
    /// An empty line stands around each declaration that has a body.
    pub blank_lines: bool,
    /// Columns of a line. What is wider goes on below: the prose of comments, and options with brackets. No
    /// limit when there is none.
    pub line_width: Option<usize>,
    /// Several options in brackets stand on the line of their field where `line_width` has room.
    pub inline_options: bool,
    /// Imports stand in groups, parted by empty lines: those that begin with the first of these, then those
    /// that begin with the second, and so on; all others come last. No groups when it is empty.
    pub import_groups: Vec<String>,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            indent_width: 2,
            tabs: false,
            align_fields: false,
            blank_lines: false,
            line_width: None,
            inline_options: false,
            import_groups: Vec::new(),
        }
    }
}

impl Style {
    pub(super) fn indent(&self) -> String {
        if self.tabs { "\t".to_owned() } else { " ".repeat(self.indent_width) }
    }

    /// Lines may be changed again once they are written.
    pub(super) fn rewrites_lines(&self) -> bool {
        self.align_fields || self.line_width.is_some()
    }

    /// The columns of a text without newlines; a tab is as wide as a level of indentation.
    pub(super) fn columns(&self, text: &str) -> usize {
        text.chars().map(|c| if c == '\t' { self.indent_width } else { 1 }).sum()
    }

    /// The number of the group that an import belongs to.
    pub(super) fn import_group(&self, name: &str) -> usize {
        let group = self.import_groups.iter().position(|prefix| name.starts_with(prefix));
        group.unwrap_or(self.import_groups.len())
    }
}
