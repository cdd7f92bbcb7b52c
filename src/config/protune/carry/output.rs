//! A protune.toml that another configuration is carried over to, and what stays behind. Knows none of the others.

use crate::config::protune::init::{comment, quoted};
use std::fmt::Display;
use std::path::Path;

/// A configuration in our words.
pub struct Carried {
    pub text: String,
    /// Settings that were not carried over, in words.
    pub left: Vec<String>,
}

/// A protune.toml as far as it is written.
pub(super) struct Output {
    /// Name of the other file.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) left: Vec<String>,
}

impl Output {
    /// A file that begins with where it comes from, and `more` about that.
    pub(super) fn of(path: &Path, more: &str) -> Output {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = format!("# Carried over from {name}{more}.\n");
        Output { name, text, left: Vec::new() }
    }

    pub(super) fn carried(self) -> Carried {
        Carried { text: self.text, left: self.left }
    }

    pub(super) fn leave(&mut self, line: usize, what: impl Display) {
        let what = format!("{}:{line}: {what}", self.name);
        self.text += &comment(&format!("Not carried over: {what}."));
        self.left.push(what);
    }

    pub(super) fn list(&mut self, key: &str, items: impl IntoIterator<Item = String>) {
        let items: Vec<String> = items.into_iter().map(|item| quoted(&item)).collect();
        match items.len() {
            0 => {}
            1..=3 => self.text += &format!("{key} = [{}]\n", items.join(", ")),
            _ => self.text += &format!("{key} = [\n    {},\n]\n", items.join(",\n    ")),
        }
    }
}
