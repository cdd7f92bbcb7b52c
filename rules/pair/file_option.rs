//! Options of files that generated code depends on. Each has a room that names the option.

use super::place;
use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::fixes;
use protune_compiler::schema::{FileView, OptionView};
use std::borrow::Cow;

/// An option of `google.protobuf.FileOptions`.
pub(crate) struct FileOption {
    pub(crate) number: i32,
    pub(crate) name: &'static str,
    /// Type and default of the option.
    pub(crate) unset: Unset,
    /// Effect of a change on generated code, in words.
    pub(crate) breaks: &'static str,
}

/// The type of an option, and what it is when nobody sets it.
pub(crate) enum Unset {
    Text,
    Flag(bool),
    /// The names of the values, from number 1; the first one is meant.
    Enum(&'static [&'static str]),
}

/// Reports the option if its value changed.
pub(crate) fn changed(cx: &PairContext<'_>, option: &FileOption, out: &mut Findings) {
    for both in &cx.pair.files {
        let (was, is) = (option.of(both.before), option.of(both.after));
        if was == is {
            continue;
        }
        let path = &[option.number];
        let place = place::or_head(both.after, both.after.option(path).map(OptionView::span));
        let old = place::or_head(both.before, both.before.option(path).map(OptionView::span));
        let name = option.name;
        let message = format!("file option `{name}` changed from {} to {}", shown(&was), shown(&is));
        let finding = cx.finding(place, message);
        let effects = Change::Generated.effects();
        let fix = fixes::restore_file_option(both.before, both.after, option.number, name, effects);
        let finding = effects.tell(finding, &format!("{}; restore it", option.breaks));
        out.push(finding.label(old, format!("it was {} here", shown(&was))).fix(fix));
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "no value".to_owned() } else { format!("`{value}`") }
}

impl FileOption {
    fn of<'s>(&self, file: FileView<'s>) -> Cow<'s, str> {
        let set = file.option(&[self.number]);
        match &self.unset {
            Unset::Text => set.map(OptionView::as_text).unwrap_or_default(),
            Unset::Flag(default) => {
                let value = set.and_then(OptionView::as_bool).unwrap_or(*default);
                Cow::Borrowed(if value { "true" } else { "false" })
            }
            Unset::Enum(names) => {
                let number = set.and_then(OptionView::as_varint).unwrap_or(1) as usize;
                Cow::Borrowed(names.get(number.wrapping_sub(1)).copied().unwrap_or("unknown"))
            }
        }
    }
}
