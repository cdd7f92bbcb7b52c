//! Values of the views: what an expression reads of a schema. Knows no rule.

use super::Param;
use super::side::{Side, Users};
use super::view::{self, VIEWS};
use crate::module::Group;
use protune_cel::{Failure, Host, Messages, Object, Value};
use protune_compiler::schema::{
    DeclarationView, EnumView, FieldView, FileId, FileView, ImportView, MessageView, MethodView, OneofView,
    OptionValue, OptionView, RangeView, ReservedNameView, RowId, Schema, ServiceView, ValueView, View,
};
use protune_compiler::syntax::{Node, NodeKind};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// Views of a schema while one file is checked.
pub(super) struct Scene<'s> {
    schema: &'s Schema,
    params: &'s [Param],
    /// Files around the one that is checked, for rules that read more than one: the module, and before a change that of
    /// the old side.
    sides: &'s [Side<'s>],
    /// Messages that files see, which the values of their options are read with.
    messages: Mutex<FxHashMap<FileId, Messages>>,
}

/// Part of a schema that rules are about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element<'s> {
    File(FileView<'s>),
    /// Files of a module that have a package in common; at least one.
    Package(&'s Group<'s>),
    Import(ImportView<'s>),
    Declaration(DeclarationView<'s>),
    /// Numbers that a message or an enum reserves.
    Range(RangeView<'s>, Owner<'s>),
    /// Name that a message or an enum reserves.
    Name(ReservedNameView<'s>, Owner<'s>),
}

/// Declaration that reserves numbers and names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'s> {
    Message(MessageView<'s>),
    Enum(EnumView<'s>),
}

impl<'s> Scene<'s> {
    pub(super) fn new(file: FileView<'s>, params: &'s [Param], sides: &'s [Side<'s>]) -> Scene<'s> {
        Scene { schema: file.schema(), params, sides, messages: Mutex::default() }
    }

    /// The package with this key, which is that of its first file.
    pub(super) fn package(&self, key: u64) -> &'s Group<'s> {
        let first = self.file(key).id;
        let mut all = self.sides.iter().flat_map(|side| side.package_of(first));
        all.next().expect("values of packages come from the sides")
    }

    /// Keys of everything that refers to a declaration.
    pub(super) fn users(&self, key: u64, of: fn(&Users) -> &FxHashMap<u64, Vec<u64>>) -> &[u64] {
        let file = self.file(key).id;
        let is_old = |side: &&Side<'_>| side.has(file) && !self.sides[0].has(file);
        let side = self.sides.iter().find(is_old).or(self.sides.first());
        side.and_then(|side| of(side.users()).get(&key)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn file(&self, key: u64) -> FileView<'s> {
        self.schema.file(FileId::new((key >> 32) as usize))
    }

    fn at<I: RowId>(&self, key: u64) -> View<'s, I> {
        self.file(key).in_row(key as u32)
    }

    pub(super) fn import(&self, key: u64) -> ImportView<'s> {
        self.at(key)
    }

    pub(super) fn message(&self, key: u64) -> MessageView<'s> {
        self.at(key)
    }

    pub(super) fn field(&self, key: u64) -> FieldView<'s> {
        self.at(key)
    }

    pub(super) fn oneof(&self, key: u64) -> OneofView<'s> {
        self.at(key)
    }

    pub(super) fn enumeration(&self, key: u64) -> EnumView<'s> {
        self.at(key)
    }

    pub(super) fn value(&self, key: u64) -> ValueView<'s> {
        self.at(key)
    }

    pub(super) fn service(&self, key: u64) -> ServiceView<'s> {
        self.at(key)
    }

    pub(super) fn method(&self, key: u64) -> MethodView<'s> {
        self.at(key)
    }

    /// Returns what is reserved: numbers, or a name.
    pub(super) fn reserved(&self, key: u64) -> Result<RangeView<'s>, ReservedNameView<'s>> {
        match key & NAME {
            0 => Ok(self.at(key)),
            _ => Err(self.at(key & !NAME)),
        }
    }

    /// Options of the declaration that a view of options is of.
    fn options(&self, object: Object) -> Vec<OptionView<'s>> {
        let key = object.key;
        match VIEWS[object.view.index()].of {
            "file" => self.file(key).options().collect(),
            "message" => self.message(key).options().collect(),
            "field" => self.field(key).options().collect(),
            "oneof" => self.oneof(key).options().collect(),
            "enum" => self.enumeration(key).options().collect(),
            "value" => self.value(key).options().collect(),
            "service" => self.service(key).options().collect(),
            _ => self.method(key).options().collect(),
        }
    }

    fn option(&self, object: Object, name: &str) -> Result<Option<Value<'static>>, Failure> {
        if VIEWS[object.view.index()].of == "field" && view::PSEUDO_OPTIONS.contains(&name) {
            let written = self.field(object.key).pseudo_option(name);
            return Ok(written.map(|node| Value::from(written_text(node))));
        }
        let values = set_to(&self.options(object), name);
        let Some(first) = values.first() else { return Ok(None) };
        let options = VIEWS[object.view.index()].options_message();
        let messages = self.messages_of(first.file_id());
        let decoded = messages.decode_owned(options, &OptionValue::encode(&values))?;
        let Value::Message(message) = decoded else { return Ok(None) };
        let number = first.number();
        Ok(message.fields().iter().find(|(known, _)| *known == number).map(|(_, value)| value.clone()))
    }

    /// The messages that a file sees. Those of the old side of a change are others than those of the new one.
    fn messages_of(&self, file: FileId) -> Messages {
        let mut known = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(file).or_insert_with(|| Messages::around(self.schema.file(file))).clone()
    }

    fn reserves(&self, key: u64, number: i32) -> bool {
        self.message(key).reserved_ranges().any(|range| range.numbers().contains(&number))
    }
}

/// The value of `params`.
pub(super) fn params() -> Value<'static> {
    Value::Object(Object { view: view::params(), key: 0 })
}

/// The value of `schema`.
pub(super) fn schema() -> Value<'static> {
    Value::Object(Object { view: view::id("schema"), key: 0 })
}

/// Marks the key of a reserved name.
const NAME: u64 = 1 << 31;

/// Values that options give to the field of this name, in text order.
pub(super) fn set_to<'s>(options: &[OptionView<'s>], name: &str) -> Vec<OptionValue<'s>> {
    options.iter().filter(|option| is_named(**option, name)).filter_map(|option| option.value()).collect()
}

/// Whether an option sets the field of this name, or a part of it: an extension by its full name.
pub(super) fn is_named(option: OptionView<'_>, name: &str) -> bool {
    option.field().is_some_and(|field| match field.is_extension() {
        true => field.extension_name() == name,
        false => field.name() == name,
    })
}

/// Text of a value as it is written, without quotes.
fn written_text(node: Node<'_>) -> String {
    let text = node.text();
    let inner = text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
    inner.unwrap_or(text).to_owned()
}

impl Host for Scene<'_> {
    fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure> {
        match VIEWS.get(object.view.index()) {
            Some(view) => Ok((view.members[member as usize].get)(self, object.key)),
            None => Ok(self.params[member as usize].value.clone()),
        }
    }

    fn key<'h>(&'h self, object: Object, key: &str) -> Result<Option<Value<'h>>, Failure> {
        match VIEWS[object.view.index()].name {
            // The function `reserves` of messages.
            "message" => {
                let number = key.parse().map_err(|_| Failure::new("not a field number"))?;
                Ok(Some(Value::Bool(self.reserves(object.key, number))))
            }
            // The functions `message` and `enum` of the schema.
            "schema" => {
                let side = self.sides.first();
                let found = |view: &str, found: Option<u64>| {
                    found.map_or(Value::Null, |key| Value::Object(Object { view: view::id(view), key }))
                };
                Ok(Some(match key.split_once(':') {
                    Some(("enum", name)) => found("enum", side.and_then(|side| side.enumeration(name))),
                    Some((_, name)) => found("message", side.and_then(|side| side.message(name))),
                    None => Value::Null,
                }))
            }
            _ => self.option(object, key),
        }
    }

    fn has_key(&self, object: Object, key: &str) -> Result<bool, Failure> {
        if view::PSEUDO_OPTIONS.contains(&key) {
            return Ok(self.option(object, key)?.is_some());
        }
        Ok(self.options(object).iter().any(|option| is_named(*option, key)))
    }
}

/// Value of a view.
pub(super) fn object<I: RowId>(view: &str, declaration: View<'_, I>) -> Value<'static> {
    Value::Object(Object { view: view::id(view), key: key(declaration.file, declaration.row()) })
}

pub(super) fn key(file: FileView<'_>, row: u32) -> u64 {
    (file.id.index() as u64) << 32 | u64::from(row)
}

pub(super) fn file(file: FileView<'_>) -> Value<'static> {
    Value::Object(Object { view: view::id("file"), key: key(file, 0) })
}

/// Value of the view with this name, of a declaration that may be missing.
pub(super) fn maybe<I: RowId>(view: &str, declaration: Option<View<'_, I>>) -> Value<'static> {
    declaration.map_or(Value::Null, |declaration| object(view, declaration))
}

pub(super) fn list<'s, I: RowId>(view: &str, all: impl Iterator<Item = View<'s, I>>) -> Value<'static> {
    // The name is looked up once for all of them.
    let view = view::id(view);
    let key = |declaration: View<'s, I>| key(declaration.file, declaration.row());
    Value::list(all.map(|declaration| Value::Object(Object { view, key: key(declaration) })))
}

/// Values of a view, given their keys.
pub(super) fn keyed(view: &str, keys: &[u64]) -> Value<'static> {
    let view = view::id(view);
    Value::list(keys.iter().map(|&key| Value::Object(Object { view, key })))
}

pub(super) fn range(range: RangeView<'_>) -> Value<'static> {
    object("reserved", range)
}

pub(super) fn name(name: ReservedNameView<'_>) -> Value<'static> {
    Value::Object(Object { view: view::id("reserved"), key: key(name.file, name.row()) | NAME })
}

impl<'s> Element<'s> {
    /// The value of `this`.
    pub(super) fn this(self) -> Value<'static> {
        match self {
            Element::File(it) => file(it),
            Element::Package(it) => {
                Value::Object(Object { view: view::id("package"), key: key(it.files[0], 0) })
            }
            Element::Import(it) => object("import", it),
            Element::Declaration(it) => declaration(it),
            Element::Range(it, _) => range(it),
            Element::Name(it, _) => name(it),
        }
    }

    /// The value of `parent`.
    pub(super) fn parent(self) -> Value<'static> {
        match self {
            Element::File(_) | Element::Package(_) => Value::Null,
            Element::Import(it) => file(it.file),
            Element::Declaration(DeclarationView::Message(it)) => maybe("message", it.parent()),
            Element::Declaration(DeclarationView::Field(it)) => maybe("message", it.scope()),
            Element::Declaration(DeclarationView::Oneof(it)) => object("message", it.message()),
            Element::Declaration(DeclarationView::Enum(it)) => maybe("message", it.parent()),
            Element::Declaration(DeclarationView::Value(it)) => object("enum", it.parent()),
            Element::Declaration(DeclarationView::Method(it)) => object("service", it.service()),
            Element::Declaration(it) => file(it.file()),
            Element::Range(_, Owner::Message(it)) | Element::Name(_, Owner::Message(it)) => {
                object("message", it)
            }
            Element::Range(_, Owner::Enum(it)) | Element::Name(_, Owner::Enum(it)) => object("enum", it),
        }
    }

    pub(super) fn file(self) -> FileView<'s> {
        match self {
            Element::File(it) => it,
            Element::Package(it) => it.files[0],
            Element::Import(it) => it.file,
            Element::Declaration(it) => it.file(),
            Element::Range(it, _) => it.file,
            Element::Name(it, _) => it.file,
        }
    }

    /// Word for its kind.
    pub(super) fn word(self) -> &'static str {
        match self {
            Element::File(_) => "file",
            Element::Package(_) => "package",
            Element::Import(_) => "import",
            Element::Declaration(it) => it.word(),
            Element::Range(..) => "reserved range",
            Element::Name(..) => "reserved name",
        }
    }

    /// Name, or what stands for it.
    pub(super) fn name(self) -> Cow<'s, str> {
        match self {
            Element::File(it) => base(it.name()).into(),
            Element::Package(it) => it.name.into(),
            Element::Import(it) => it.name().into(),
            Element::Declaration(it) => it.name().into(),
            Element::Range(it, _) => it.file.text()[it.span().range()].to_owned().into(),
            Element::Name(it, _) => it.name().into(),
        }
    }

    /// Full name; the path of a file.
    pub(super) fn full_name(self) -> String {
        match self {
            Element::File(it) => it.name().to_owned(),
            Element::Package(it) => it.name.to_owned(),
            Element::Import(it) => it.name().to_owned(),
            Element::Declaration(it) => it.file().schema().full_name(it.symbol()),
            Element::Range(..) | Element::Name(..) => self.name().into_owned(),
        }
    }

    pub(super) fn comment(self) -> String {
        match self {
            Element::File(it) => header(it),
            Element::Package(_) => String::new(),
            Element::Import(it) => prose(&leading(it.node())),
            Element::Declaration(it) => prose(&it.leading_comment()),
            Element::Range(it, _) => of_statement(it.file, it.span()),
            Element::Name(it, _) => of_statement(it.file, it.span()),
        }
    }

    pub(super) fn trailing_comment(self) -> String {
        match self {
            Element::File(_) | Element::Package(_) => String::new(),
            Element::Import(it) => behind(it.file, it.span().end),
            Element::Declaration(it) => behind(it.file(), it.node().span().end),
            Element::Range(it, _) => behind(it.file, it.span().end),
            Element::Name(it, _) => behind(it.file, it.span().end),
        }
    }

    pub(super) fn options(self) -> Vec<OptionView<'s>> {
        match self {
            Element::File(it) => it.options().collect(),
            Element::Declaration(it) => it.options(),
            _ => Vec::new(),
        }
    }
}

fn declaration(it: DeclarationView<'_>) -> Value<'static> {
    match it {
        DeclarationView::Message(it) => object("message", it),
        DeclarationView::Field(it) => object("field", it),
        DeclarationView::Oneof(it) => object("oneof", it),
        DeclarationView::Enum(it) => object("enum", it),
        DeclarationView::Value(it) => object("value", it),
        DeclarationView::Service(it) => object("service", it),
        DeclarationView::Method(it) => object("method", it),
        _ => Value::Null,
    }
}

/// Last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A comment without its marks and the blanks around its lines.
pub(super) fn prose(comment: &str) -> String {
    let lines: Vec<&str> = comment.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

pub(super) fn leading(node: Node<'_>) -> String {
    protune_compiler::syntax::leading_comment(node)
}

/// Comment behind a declaration on its last line.
pub(super) fn behind(file: FileView<'_>, end: u32) -> String {
    let comment = crate::edits::comment_behind(&file.text()[end as usize..]);
    prose(comment.trim_start().trim_start_matches('/'))
}

/// Comment above the statement that a part of it stands in.
pub(super) fn of_statement(file: FileView<'_>, part: protune_compiler::text::Span) -> String {
    let text = file.text();
    let line = text[..part.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let above = text[..line].lines().rev();
    let comment: Vec<&str> = above
        .map_while(|line| line.trim().strip_prefix("//"))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    prose(&comment.join("\n"))
}

/// Comment at the top of a file, before its first statement.
pub(super) fn header(file: FileView<'_>) -> String {
    let mut rest = file.text();
    let mut lines = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("//") {
            let end = comment.find('\n').unwrap_or(comment.len());
            lines.push(comment[..end].to_owned());
            rest = &comment[end..];
        } else if let Some((comment, after)) = rest.strip_prefix("/*").and_then(|rest| rest.split_once("*/"))
        {
            lines.extend(comment.lines().map(|line| line.trim().trim_start_matches('*').to_owned()));
            rest = after;
        } else {
            return prose(&lines.join("\n"));
        }
    }
}

/// Type of a field as it is written in full: `int32`, `acme.v1.Cat`, `map<string, int32>`.
pub(super) fn type_name(field: FieldView<'_>) -> Cow<'_, str> {
    use protune_compiler::schema::Type;
    if field.is_map() {
        let entry = field.message_type();
        let part = |at: usize| entry.and_then(|entry| entry.fields().nth(at));
        let name = |at: usize| part(at).map_or(Cow::Borrowed("?"), type_name);
        return format!("map<{}, {}>", name(0), name(1)).into();
    }
    match field.ty() {
        Type::Scalar(scalar) => scalar.name().into(),
        Type::Message(_) => field.message_type().map_or("", |it| it.full_name()).into(),
        Type::Enum(_) => field.enum_type().map_or("", |it| it.full_name()).into(),
        Type::Unknown => "".into(),
    }
}

/// Kind of the type of a field.
pub(super) fn kind(field: FieldView<'_>) -> &'static str {
    use protune_compiler::schema::Type;
    match field.ty() {
        _ if field.is_map() => "map",
        Type::Message(_) if field.node().kind() == NodeKind::Group => "group",
        Type::Message(_) => "message",
        Type::Enum(_) => "enum",
        Type::Scalar(_) | Type::Unknown => "scalar",
    }
}

pub(super) fn presence(field: FieldView<'_>) -> &'static str {
    use protune_compiler::schema::Cardinality;
    match field.cardinality() {
        Cardinality::Explicit => "explicit",
        Cardinality::Implicit => "implicit",
        Cardinality::Required => "required",
        Cardinality::Repeated | Cardinality::Map => "none",
    }
}
