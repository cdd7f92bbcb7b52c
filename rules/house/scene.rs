//! Values of the views: what an expression reads of a schema. Knows no rule.

use super::Param;
use super::side::{Side, Users};
use super::view::{self, Listed, VIEWS};
use crate::module::Group;
use protune_cel::{Failure, Host, Messages, Object, Value};
use protune_compiler::schema::{
    DeclarationView, EnumId, EnumView, FieldId, FieldView, FileId, FileView, ImportId, ImportView, MessageId,
    MessageView, MethodId, MethodView, OneofId, OneofView, OptionValue, OptionView, RangeId, RangeView,
    ReservedNameView, RowId, Schema, ServiceId, ServiceView, ValueId, ValueView, View,
};
use protune_compiler::syntax::Node;
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
    /// Fields of the message that was asked last: each of its fields asks for those around it.
    fields: Mutex<Option<(u64, Value<'static>)>>,
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
        Scene { schema: file.schema(), params, sides, messages: Mutex::default(), fields: Mutex::default() }
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

    /// The value of the fields of a message.
    pub(super) fn fields(&self, message: u64) -> Value<'static> {
        let mut last = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, fields)) if *known == message => fields.clone(),
            _ => last.insert((message, list(self.message(message).fields()))).1.clone(),
        }
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
        if let Some(written) = self.pseudo_option(object, name) {
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

    /// The value of an option that is not in the options message, if it is set; `None` for other options.
    fn pseudo_option(&self, object: Object, name: &str) -> Option<Option<Node<'s>>> {
        let is_pseudo = view::PSEUDO_OPTIONS.contains(&name) && VIEWS[object.view.index()].of == "field";
        is_pseudo.then(|| self.field(object.key).pseudo_option(name))
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
    Value::Object(view::SCHEMA.object(0))
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
                let found = match key.split_once(':') {
                    Some(("enum", name)) => {
                        side.and_then(|side| side.enumeration(name)).map(|key| view::ENUM.object(key))
                    }
                    Some((_, name)) => {
                        side.and_then(|side| side.message(name)).map(|key| view::MESSAGE.object(key))
                    }
                    None => None,
                };
                Ok(Some(found.map_or(Value::Null, Value::Object)))
            }
            _ => self.option(object, key),
        }
    }

    fn has_key(&self, object: Object, key: &str) -> Result<bool, Failure> {
        if let Some(written) = self.pseudo_option(object, key) {
            return Ok(written.is_some());
        }
        Ok(self.options(object).iter().any(|option| is_named(*option, key)))
    }
}

/// Rows whose values are all of one view.
pub(super) trait Viewed: RowId {
    const VIEW: Listed;
}

macro_rules! viewed {
    ($($id:ident => $view:ident),* $(,)?) => {
        $(impl Viewed for $id {
            const VIEW: Listed = view::$view;
        })*
    };
}

viewed! {
    ImportId => IMPORT,
    MessageId => MESSAGE,
    FieldId => FIELD,
    OneofId => ONEOF,
    EnumId => ENUM,
    ValueId => VALUE,
    RangeId => RESERVED,
    ServiceId => SERVICE,
    MethodId => METHOD,
}

fn object<I: Viewed>(declaration: View<'_, I>) -> Object {
    I::VIEW.object(key(declaration.file, declaration.row()))
}

/// Value of a declaration.
pub(super) fn one<I: Viewed>(declaration: View<'_, I>) -> Value<'static> {
    Value::Object(object(declaration))
}

pub(super) fn key(file: FileView<'_>, row: u32) -> u64 {
    (file.id.index() as u64) << 32 | u64::from(row)
}

pub(super) fn file(file: FileView<'_>) -> Value<'static> {
    Value::Object(view::FILE.object(key(file, 0)))
}

/// Value of a declaration that may be missing.
pub(super) fn maybe<I: Viewed>(declaration: Option<View<'_, I>>) -> Value<'static> {
    declaration.map_or(Value::Null, one)
}

pub(super) fn list<'s, I: Viewed>(all: impl Iterator<Item = View<'s, I>>) -> Value<'static> {
    Value::list(all.map(one))
}

/// Values of a view, given their keys.
pub(super) fn keyed<I: Viewed>(keys: &[u64]) -> Value<'static> {
    Value::list(keys.iter().map(|&key| Value::Object(I::VIEW.object(key))))
}

impl<'s> Element<'s> {
    /// The value of `this`; `null` if it has none.
    #[inline]
    pub(super) fn this(self) -> Option<Object> {
        Some(match self {
            Element::File(it) => view::FILE.object(key(it, 0)),
            Element::Package(it) => view::PACKAGE.object(key(it.files[0], 0)),
            Element::Import(it) => object(it),
            Element::Declaration(DeclarationView::Message(it)) => object(it),
            Element::Declaration(DeclarationView::Field(it)) => object(it),
            Element::Declaration(DeclarationView::Oneof(it)) => object(it),
            Element::Declaration(DeclarationView::Enum(it)) => object(it),
            Element::Declaration(DeclarationView::Value(it)) => object(it),
            Element::Declaration(DeclarationView::Service(it)) => object(it),
            Element::Declaration(DeclarationView::Method(it)) => object(it),
            Element::Declaration(_) => return None,
            Element::Range(it, _) => object(it),
            Element::Name(it, _) => view::RESERVED.object(key(it.file, it.row()) | NAME),
        })
    }

    /// The value of `parent`; `null` if it has none.
    pub(super) fn parent(self) -> Option<Object> {
        match self {
            Element::File(_) | Element::Package(_) => None,
            Element::Declaration(DeclarationView::Message(it)) => it.parent().map(object),
            Element::Declaration(DeclarationView::Field(it)) => it.scope().map(object),
            Element::Declaration(DeclarationView::Oneof(it)) => Some(object(it.message())),
            Element::Declaration(DeclarationView::Enum(it)) => it.parent().map(object),
            Element::Declaration(DeclarationView::Value(it)) => Some(object(it.parent())),
            Element::Declaration(DeclarationView::Method(it)) => Some(object(it.service())),
            Element::Import(_) | Element::Declaration(_) => Some(self.file_value()),
            Element::Range(_, Owner::Message(it)) | Element::Name(_, Owner::Message(it)) => Some(object(it)),
            Element::Range(_, Owner::Enum(it)) | Element::Name(_, Owner::Enum(it)) => Some(object(it)),
        }
    }

    /// The value of `file`.
    pub(super) fn file_value(self) -> Object {
        view::FILE.object(key(self.file(), 0))
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
        Type::Message(_) if field.group().is_some() => "group",
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
