//! Names of formats on the command line: read, offered to shells and listed in the help, all from the lists of
//! [`report`](crate::report).

use super::output::{Output, buf_format, buf_format_of_changes, output};
use super::reshape_output::{ReshapeOutput, output_named};
use crate::report::{BUF_FORMATS, BufFormat, FORMATS, PROFILE_FORMATS, ProfileFormat, RESHAPE_FORMATS};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Command};
use protune_rules::Wing;
use std::ffi::OsStr;

/// Reads a value that begins with a name, and offers the names to shells.
#[derive(Clone)]
pub(super) struct Named<T: 'static> {
    read: fn(&str) -> Result<T, String>,
    names: Vec<PossibleValue>,
}

impl<T: Clone + Send + Sync> TypedValueParser for Named<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        self.read.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().cloned()))
    }
}

/// `FORMAT[:FILE]`.
pub(super) fn outputs() -> Named<Output> {
    let names = FORMATS.iter().map(|format| {
        PossibleValue::new(format.name).aliases(format.aliases).help(format!("for {}", format.doc))
    });
    Named { read: output, names: names.collect() }
}

/// `FORMAT[:FILE]` of `reshape`.
pub(super) fn reshape_outputs() -> Named<ReshapeOutput> {
    let names = RESHAPE_FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format!("for {}", format.doc)));
    Named { read: output_named, names: names.collect() }
}

/// Help of `--format`.
pub(super) fn help_of_outputs() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    format!(
        "How to report, and into which file: {}; can be given several times [default: full on a terminal, text \
         otherwise]",
        either(&names)
    )
}

/// Help of `--select` of `lint`.
pub(super) fn help_of_selection() -> String {
    let wings = Wing::names(Wing::OF_LINT);
    format!("Run only these rules: ids, categories, {wings} or ALL; see `protune rules`")
}

/// Help of the words of `rules`.
pub(super) fn help_of_rules() -> String {
    let wings: Vec<Wing> = Wing::OF_LINT.iter().copied().chain(Wing::BESIDES_LINT.iter().copied()).collect();
    format!("Rules to list: ids, categories, {} or ALL", Wing::names(&wings))
}

/// One of buf's formats.
pub(super) fn buf_formats() -> Named<&'static BufFormat> {
    Named { read: buf_format, names: buf_names(|_| true).map(PossibleValue::new).collect() }
}

/// One of buf's formats of `buf breaking`.
pub(super) fn buf_formats_of_changes() -> Named<&'static BufFormat> {
    let names = buf_names(|format| format.is_for_changes);
    Named { read: buf_format_of_changes, names: names.map(PossibleValue::new).collect() }
}

/// Help of `--error-format`, with the formats that suit.
pub(super) fn help_of_buf_formats(suits: fn(&BufFormat) -> bool) -> String {
    let names: Vec<&str> = buf_names(suits).collect();
    format!("Report to standard output as buf does: {}", either(&names))
}

fn buf_names(suits: fn(&BufFormat) -> bool) -> impl Iterator<Item = &'static str> {
    BUF_FORMATS.iter().filter(move |format| suits(format)).map(|format| format.name)
}

/// A format of profiles.
pub(super) fn profile_format() -> impl TypedValueParser<Value = &'static ProfileFormat> {
    let names = PROFILE_FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.doc));
    PossibleValuesParser::new(names).map(|name| {
        let named = PROFILE_FORMATS.iter().copied().find(|format| format.name == name);
        named.expect("the parser knows these names alone")
    })
}

/// `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
