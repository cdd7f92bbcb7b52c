//! What options say: which field of an options message each one sets, and to which bytes. The same
//! for standard and custom options; `descriptor.proto` is a file like any other here.

mod tree;
mod value;

use crate::diagnostic::{Diagnostic, Place};
use crate::encoding;
use crate::schema::features::{Features, RepeatedFieldEncoding};
use crate::schema::file::*;
use crate::schema::problems::{self, Problems, error_at};
use crate::schema::resolve::{Inside, Type, Typed};
use crate::schema::symbols::{Scope, Symbol};
use crate::schema::view::Schema;
use crate::schema::{Global, checks};
use crate::syntax::{Node, NodeKind, OptionEntry, OptionNamePart};
use std::ops::Range;
pub(crate) use tree::{Record, Value};
use value::Encoder;

/// What the options of one file say, row by row as in its table.
pub struct Interpretations {
    rows: Vec<Row>,
    paths: Vec<Global<FieldId>>,
    bytes: Vec<u8>,
    /// Whether each import brings something that an option needs.
    pub(super) used: Vec<bool>,
    pub(super) problems: Problems,
}

/// Ranges of `paths` and `bytes`.
#[derive(Clone, Default)]
struct Row {
    path: Range<u32>,
    /// The value of a scalar, without tag and length.
    value: Range<u32>,
}

/// The fields that the name of an option goes through: `features`, then `enum_type`.
#[derive(Clone, Copy)]
pub struct OptionPath<'s> {
    typed: &'s Typed,
    fields: &'s [Global<FieldId>],
}

impl OptionPath<'_> {
    /// The option means something.
    pub fn is_known(self) -> bool {
        !self.fields.is_empty()
    }

    /// The numbers of the fields.
    pub(crate) fn numbers(self) -> Vec<i32> {
        let number = |field: &Global<FieldId>| self.typed.linked.file(field.file)[field.id].number;
        self.fields.iter().filter_map(number).collect()
    }

    /// The option sets one element of a repeated field.
    pub(crate) fn is_repeated(self) -> bool {
        self.fields.last().is_some_and(|&field| self.typed.is_repeated(field))
    }

    /// These very fields of the options message, by number; none of them an extension.
    pub fn is(self, numbers: &[i32]) -> bool {
        self.fields.len() == numbers.len()
            && self.fields.iter().zip(numbers).all(|(field, &number)| {
                let row = &self.typed.linked.file(field.file)[field.id];
                row.number == Some(number) && matches!(row.parent, FieldParent::Message(_))
            })
    }
}

impl Interpretations {
    pub(super) fn path<'s>(&'s self, id: OptionId, typed: &'s Typed) -> OptionPath<'s> {
        let row = &self.rows[id.index()];
        OptionPath { typed, fields: &self.paths[row.path.start as usize..row.path.end as usize] }
    }

    /// The value, when it is encoded as a varint.
    pub(super) fn varint(&self, id: OptionId) -> Option<u64> {
        let value = &self.rows[id.index()].value;
        let mut bytes = &self.bytes[value.start as usize..value.end as usize];
        encoding::get_varint(&mut bytes).filter(|_| bytes.is_empty())
    }
}

/// What can have options.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    File,
    Message(MessageId),
    Field(FieldId),
    Oneof(OneofId),
    Range(MessageId, RangeId),
    Enum(EnumId),
    Value(ValueId),
    Service(ServiceId),
    Method(MethodId),
}

impl Owner {
    /// The message of `descriptor.proto` that its options are fields of.
    fn options_message(self) -> &'static str {
        match self {
            Owner::File => "FileOptions",
            Owner::Message(_) => "MessageOptions",
            Owner::Field(_) => "FieldOptions",
            Owner::Oneof(_) => "OneofOptions",
            Owner::Range(..) => "ExtensionRangeOptions",
            Owner::Enum(_) => "EnumOptions",
            Owner::Value(_) => "EnumValueOptions",
            Owner::Service(_) => "ServiceOptions",
            Owner::Method(_) => "MethodOptions",
        }
    }

    /// The innermost message in whose scope option names are looked up.
    fn scope(self, file: &File) -> Option<MessageId> {
        match self {
            Owner::File | Owner::Service(_) | Owner::Method(_) => None,
            Owner::Message(id) | Owner::Range(id, _) => Some(id),
            Owner::Field(id) => match file[id].parent {
                FieldParent::Message(message) => Some(message),
                FieldParent::Extend(extend) => file[extend].parent,
            },
            Owner::Oneof(id) => Some(file[id].message),
            Owner::Enum(id) => file[id].parent,
            Owner::Value(id) => file[file[id].parent].parent,
        }
    }

    fn options(self, file: &File) -> Rows<OptionId> {
        match self {
            Owner::File => file.file_options,
            Owner::Message(id) => file[id].options,
            Owner::Field(id) => file[id].options,
            Owner::Oneof(id) => file[id].options,
            Owner::Range(_, id) => file[id].options,
            Owner::Enum(id) => file[id].options,
            Owner::Value(id) => file[id].options,
            Owner::Service(id) => file[id].options,
            Owner::Method(id) => file[id].options,
        }
    }

    /// What it inherits features from.
    fn parent(self, file: &File) -> Option<Owner> {
        let scope = |parent: Option<MessageId>| Some(parent.map_or(Owner::File, Owner::Message));
        match self {
            Owner::File => None,
            Owner::Message(id) => scope(file[id].parent),
            Owner::Range(id, _) => Some(Owner::Message(id)),
            Owner::Field(id) => match (file[id].oneof, file[id].parent) {
                (Some(oneof), _) => Some(Owner::Oneof(oneof)),
                (None, FieldParent::Message(message)) => Some(Owner::Message(message)),
                (None, FieldParent::Extend(extend)) => scope(file[extend].parent),
            },
            Owner::Oneof(id) => Some(Owner::Message(file[id].message)),
            Owner::Enum(id) => scope(file[id].parent),
            Owner::Value(id) => Some(Owner::Enum(file[id].parent)),
            Owner::Service(_) => Some(Owner::File),
            Owner::Method(id) => Some(Owner::Service(file[id].parent)),
        }
    }
}

/// Everything in a file that can have options.
fn owners(file: &File) -> impl Iterator<Item = Owner> {
    let ids = |len: usize| 0..len as u32;
    let ranges = ids(file.messages.len()).map(MessageId).flat_map(|message| {
        file[message].extension_ranges.iter().map(move |range| Owner::Range(message, range))
    });
    std::iter::once(Owner::File)
        .chain(ids(file.messages.len()).map(|id| Owner::Message(MessageId(id))))
        .chain(ids(file.fields.len()).map(|id| Owner::Field(FieldId(id))))
        .chain(ids(file.oneofs.len()).map(|id| Owner::Oneof(OneofId(id))))
        .chain(ranges)
        .chain(ids(file.enums.len()).map(|id| Owner::Enum(EnumId(id))))
        .chain(ids(file.values.len()).map(|id| Owner::Value(ValueId(id))))
        .chain(ids(file.services.len()).map(|id| Owner::Service(ServiceId(id))))
        .chain(ids(file.methods.len()).map(|id| Owner::Method(MethodId(id))))
}

impl Typed {
    /// What the options of `file` say.
    pub fn interpret(&self, file: FileId) -> Interpretations {
        let data = self.linked.file(file);
        let mut out = Interpretations {
            rows: vec![Row::default(); data.options.len()],
            paths: Vec::new(),
            bytes: Vec::new(),
            used: vec![false; data.imports.len()],
            problems: Problems::default(),
        };
        let mut interpreter = Interpreter { typed: self, at: file, is_for_features: false, out: &mut out };
        // Ranges of one statement share their options.
        let mut last_range = Rows::default();
        for owner in owners(data) {
            let options = owner.options(data);
            if options.is_empty() || matches!(owner, Owner::Range(..)) && options == last_range {
                continue;
            }
            last_range = options;
            for id in options.iter() {
                interpreter.option(owner, id);
            }
        }
        checks::fields(self, file, &mut out.problems);
        out
    }

    /// Puts together what [`Typed::interpret`] gave, in the order of the files.
    pub fn finish(mut self, options: Vec<Interpretations>) -> Schema {
        assert_eq!(options.len(), self.types.len(), "one part for each file");
        let mut options = options;
        let mut problems = std::mem::take(&mut self.linked.problems);
        for (types, options) in self.types.iter_mut().zip(&mut options) {
            problems.append(&mut types.problems.take());
            problems.append(&mut options.problems.take());
        }
        problems::order_and_cap(&mut problems);
        Schema { typed: self, options, problems }
    }

    /// The features of a declaration, after inheritance.
    pub(super) fn features_of(&self, file: FileId, owner: Owner) -> Features {
        let data = self.linked.file(file);
        let mut features = Features::of_edition(data.edition);
        if !data.edition.is_edition() {
            return features;
        }
        let mut chain: Vec<Owner> = std::iter::successors(Some(owner), |owner| owner.parent(data)).collect();
        chain.reverse();
        for owner in chain {
            let said = owner.options(data).iter().filter(|&id| is_about_features(data, id));
            for id in said {
                if let Some(Record { value: Value::Message(set), .. }) = self.record(file, owner, id, true) {
                    features.apply(&set);
                }
            }
        }
        features
    }

    /// A repeated scalar field is packed by its option, else by its features.
    pub(super) fn is_packed(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        match plain_value(file, file[field.id].options, "packed") {
            Some(value) => value == "true",
            None => {
                let features = self.features_of(field.file, Owner::Field(field.id));
                features.repeated_field_encoding == RepeatedFieldEncoding::Packed
            }
        }
    }

    /// What the options of a declaration say, as records of its options message.
    pub(crate) fn records(&self, file: FileId, owner: Owner) -> Vec<Record> {
        let options = owner.options(self.linked.file(file)).iter();
        options.filter_map(|id| self.record(file, owner, id, false)).collect()
    }

    fn record(&self, file: FileId, owner: Owner, id: OptionId, is_for_features: bool) -> Option<Record> {
        let data = self.linked.file(file);
        let mut out = Interpretations {
            rows: Vec::new(),
            paths: Vec::new(),
            bytes: Vec::new(),
            used: vec![false; data.imports.len()],
            problems: Problems::default(),
        };
        let mut interpreter = Interpreter { typed: self, at: file, is_for_features, out: &mut out };
        let (path, value) = interpreter.interpret(owner, entry_of(data, id)?).ok()?;
        let (&last, around) = path.split_last()?;
        let number = |field: Global<FieldId>| self.linked.file(field.file)[field.id].number;
        let innermost = Record { field: last, number: number(last)?, value };
        around.iter().rev().try_fold(innermost, |inner, &field| {
            Some(Record { field, number: number(field)?, value: Value::Message(vec![inner]) })
        })
    }
}

fn is_about_features(file: &File, id: OptionId) -> bool {
    let first = entry_of(file, id).and_then(|entry| entry.name_parts().next());
    first.is_some_and(|part| part.node().text() == "features")
}

/// The text of the value that an option without dots and extensions is given last.
pub(super) fn plain_value<'f>(file: &'f File, options: Rows<OptionId>, name: &str) -> Option<&'f str> {
    options.iter().rev().find_map(|id| {
        let entry = entry_of(file, id)?;
        if entry.name()?.text() == name { Some(entry.value()?.text()) } else { None }
    })
}

fn entry_of(file: &File, id: OptionId) -> Option<OptionEntry<'_>> {
    OptionEntry::cast(file.tree.node(file[id].node))
}

/// An option could not be made sense of; the problem is in the list.
struct Meaningless;

type Interpreted<T> = Result<T, Meaningless>;

struct Interpreter<'s, 'o> {
    typed: &'s Typed,
    at: FileId,
    /// Only the features of an option are asked for.
    is_for_features: bool,
    out: &'o mut Interpretations,
}

impl<'s> Interpreter<'s, '_> {
    fn option(&mut self, owner: Owner, id: OptionId) {
        let Some(entry) = entry_of(self.typed.linked.file(self.at), id) else { return };
        let Ok((path, value)) = self.interpret(owner, entry) else { return };
        let out = &mut self.out;
        let (path_start, value_start) = (out.paths.len() as u32, out.bytes.len() as u32);
        out.paths.extend(path);
        if let Value::Scalar(bytes) = value {
            out.bytes.extend(bytes);
        }
        out.rows[id.index()] =
            Row { path: path_start..out.paths.len() as u32, value: value_start..out.bytes.len() as u32 };
    }

    /// The fields that an option's name goes through, and its value.
    fn interpret(
        &mut self,
        owner: Owner,
        entry: OptionEntry<'s>,
    ) -> Interpreted<(Vec<Global<FieldId>>, Value)> {
        // A broken option is reported by the parser.
        let value = entry.value().ok_or(Meaningless)?;
        let parts: Vec<OptionNamePart<'s>> = entry.name_parts().collect();
        if is_pseudo_option(owner, &parts) {
            return Ok((Vec::new(), Value::Scalar(Vec::new())));
        }
        let linked = &self.typed.linked;
        let descriptor_id = linked.descriptor_of[self.at.0 as usize];
        let descriptor = linked.file(descriptor_id);
        let Some(Symbol::Message(message)) = descriptor.lookup(Scope::PACKAGE, owner.options_message())
        else {
            return Err(Meaningless);
        };
        let mut message = Global { file: descriptor_id, id: message };
        let mut path = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let field = self.name_part(owner, message, *part)?;
            path.push(field);
            if index + 1 < parts.len() {
                message = self.step_into(field, *part)?;
            }
        }
        let field = *path.last().ok_or(Meaningless)?;
        let mut encoder = Encoder::new(self);
        let value = encoder.value(field, value)?;
        Ok((path, value))
    }

    fn name_part(
        &mut self,
        owner: Owner,
        message: Global<MessageId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<FieldId>> {
        let Some(extension) = part.extension() else { return self.plain_field(message, part.node()) };
        let file = self.typed.linked.file(self.at);
        let inside = Inside { file: self.at, message: owner.scope(file) };
        self.extension(message, extension, inside)
    }

    fn plain_field(&mut self, message: Global<MessageId>, name: Node<'s>) -> Interpreted<Global<FieldId>> {
        let file = self.typed.linked.file(message.file);
        if let Some(Symbol::Field(id)) = file.lookup(Scope::message(message.id), name.text())
            && file[id].parent == FieldParent::Message(message.id)
        {
            return Ok(Global { file: message.file, id });
        }
        let (text, full) = (name.text(), file.name(file[message.id].full_name));
        let problem = self.problem(name, format!("`{full}` has no field `{text}`"));
        let fields = file[message.id].fields.iter().map(|id| file.name(file[id].name));
        let near = fields.map(|known| (strsim::jaro_winkler(known, text), known));
        let near = near.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0));
        let problem = match near {
            Some((_, known)) => problem.help(format!("did you mean `{known}`?")),
            None => problem.help("a custom option stands in parentheses: `(package.name)`"),
        };
        self.fail(problem)
    }

    /// The extension of `message` that a path means.
    fn extension(
        &mut self,
        message: Global<MessageId>,
        path: Node<'s>,
        inside: Inside,
    ) -> Interpreted<Global<FieldId>> {
        let text = path_text(path);
        let linked = &self.typed.linked;
        match linked.find(self.at, inside, &text, |_| true, true) {
            Ok(Global { file, id: Symbol::Field(id) }) => {
                let field = Global { file, id };
                self.must_extend(field, message, path)?;
                linked.mark_used(self.at, file, &mut self.out.used);
                Ok(field)
            }
            Ok(other) => {
                let place = Place::new(other.file, linked.file(other.file).symbol_span(other.id));
                let problem =
                    self.problem(path, format!("`{text}` is not an extension")).label(place, "declared here");
                self.fail(problem)
            }
            Err(miss) => {
                linked.report_miss(self.at, &text, path.span(), &miss, &mut self.out.problems);
                Err(Meaningless)
            }
        }
    }

    fn must_extend(
        &mut self,
        field: Global<FieldId>,
        message: Global<MessageId>,
        path: Node<'s>,
    ) -> Interpreted<()> {
        let file = self.typed.linked.file(field.file);
        let extendee = match file[field.id].parent {
            FieldParent::Extend(extend) => self.typed.types(field.file).extendees[extend.index()],
            FieldParent::Message(_) => None,
        };
        if extendee == Some(message) {
            return Ok(());
        }
        let wanted =
            self.typed.linked.full_name(Global { file: message.file, id: Symbol::Message(message.id) });
        let place = Place::new(field.file, file[field.id].name_span);
        let problem = self
            .problem(path, format!("`{}` does not extend `{wanted}`", path_text(path)))
            .label(place, "declared here");
        self.fail(problem)
    }

    fn step_into(
        &mut self,
        field: Global<FieldId>,
        part: OptionNamePart<'s>,
    ) -> Interpreted<Global<MessageId>> {
        match self.typed.field_type(field) {
            Type::Message(message) => Ok(message),
            Type::Unknown => Err(Meaningless),
            Type::Scalar(_) | Type::Enum(_) => {
                let node = part.node();
                let problem =
                    self.problem(node, format!("`{}` is not a message, it has no fields", node.text()));
                self.fail(problem)
            }
        }
    }

    fn problem(&self, node: Node<'s>, message: String) -> Diagnostic {
        error_at(Place::new(self.at, node.span()), message)
    }

    fn fail<T>(&mut self, problem: Diagnostic) -> Interpreted<T> {
        self.out.problems.push(problem);
        Err(Meaningless)
    }
}

/// `default` and `json_name` look like options, and are parts of the field.
fn is_pseudo_option(owner: Owner, parts: &[OptionNamePart<'_>]) -> bool {
    matches!(owner, Owner::Field(_))
        && matches!(parts, [part] if matches!(part.node().text(), "default" | "json_name"))
}

/// A path without the spaces and comments that may stand in it.
fn path_text(path: Node<'_>) -> String {
    debug_assert_eq!(path.kind(), NodeKind::Path);
    path.own_tokens().map(|token| path.tree().token_text(token)).collect()
}
