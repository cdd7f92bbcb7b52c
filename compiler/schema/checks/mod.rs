//! Checks of the language beyond grammar and names, one file for each kind of declaration. Each check reads one file of
//! the schema and its references, and reports.

mod casing;
mod enum_json;
mod enums;
mod extensions;
mod fields;
mod files;
mod json_names;
mod lifetimes;
mod messages;
mod ranges;
mod style;
mod visibility;

pub(super) use casing::value_in_code;
pub(super) use messages::default_json_name;
pub(super) use style::wanted_style;

use super::Global;
use super::file::*;
use super::options::{Interpreted, Value};
use super::owner::Owner;
use super::problems::{Problems, Reported};
use super::resolve::{Type, Typed};
use crate::diagnostic::Place;
use crate::problem::Problem;
use crate::syntax::{Node, NodeId, OptionEntry};
use crate::text::Span;
use extensions::Extended;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

impl Interpreted {
    /// Checks one file. What an earlier phase reported is not reported again.
    pub fn check(&self, file: FileId) -> Problems {
        let mut problems = Problems::default();
        check(self, file, &mut problems);
        problems
    }
}

fn check(interpreted: &Interpreted, at: FileId, problems: &mut Problems) {
    let typed = &interpreted.typed;
    let mut checker = Checker {
        interpreted,
        typed,
        at,
        file: typed.linked.file(at),
        problems,
        extended: FxHashMap::default(),
        value_names: FxHashMap::default(),
    };
    checker.file();
    for id in ids(checker.file.messages.len()).map(MessageId) {
        checker.message(id);
    }
    for id in ids(checker.file.fields.len()).map(FieldId) {
        checker.field(id);
    }
    for id in ids(checker.file.enums.len()).map(EnumId) {
        checker.enumeration(id);
    }
    for id in ids(checker.file.extends.len()).map(ExtendId) {
        checker.extend(id);
    }
    checker.extension_numbers();
    checker.lifetimes();
    checker.hidden_types();
    if checker.file.edition >= Edition::E2024 {
        checker.naming_style();
        checker.visibility();
    }
}

fn ids(len: usize) -> std::ops::Range<u32> {
    0..len as u32
}

struct Checker<'s, 'o> {
    interpreted: &'s Interpreted,
    typed: &'s Typed,
    at: FileId,
    file: &'s File,
    problems: &'o mut Problems,
    /// Cached declarations of messages that this file extends.
    extended: FxHashMap<Global<MessageId>, Rc<Extended>>,
    /// Names of the values of enums, if the table of symbols does not have them.
    value_names: FxHashMap<Global<EnumId>, FxHashSet<&'s str>>,
}

impl<'s> Checker<'s, '_> {
    fn place(&self, span: Span) -> Place {
        Place::new(self.at, span)
    }

    fn report(&mut self, span: Span, problem: impl Problem) {
        self.problem(span, problem);
    }

    /// Reports a problem that is to have labels.
    fn problem(&mut self, span: Span, problem: impl Problem) -> Reported<'_> {
        self.problems.report(self.place(span), problem)
    }

    fn name(&self, name: super::Name) -> &'s str {
        self.file.name(name)
    }

    fn node(&self, id: NodeId) -> Node<'s> {
        self.file.tree.node(id)
    }

    fn is_edition(&self) -> bool {
        self.file.edition.is_edition()
    }

    /// The text of the value that an option without dots and extensions is given last.
    fn value(&self, options: Rows<OptionId>, name: &str) -> Option<&'s str> {
        self.file.plain_value(options, name)
    }

    fn is_set(&self, options: Rows<OptionId>, name: &str) -> bool {
        self.value(options, name) == Some("true")
    }

    fn entry(&self, options: Rows<OptionId>, name: &str) -> Option<OptionEntry<'s>> {
        self.file.plain_entry(options, name)
    }

    fn field_type(&self, id: FieldId) -> Type {
        self.typed.types(self.at).fields[id.index()]
    }

    /// Values of the options of a declaration of this file.
    fn values(&self, owner: Owner) -> impl DoubleEndedIterator<Item = Value<'s>> + use<'s> {
        self.interpreted.values(self.at, owner)
    }

    fn features(&self, owner: Owner) -> super::Features {
        self.typed.features_of(self.at, owner)
    }

    /// The whole of a repeated field; a map field is one.
    fn is_repeated(&self, id: FieldId) -> bool {
        self.typed.is_repeated(Global { file: self.at, id })
    }
}
