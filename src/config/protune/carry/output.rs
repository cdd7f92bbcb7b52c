//! A protune.toml that another configuration is carried over to, and what stays behind. Knows none of the others.

use crate::config::protune::init::{comment, quoted};
use std::fmt::Display;

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
