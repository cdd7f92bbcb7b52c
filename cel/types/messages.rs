//! Messages, enums and extensions of a schema, as types of values. What a message has is read from the schema when it
//! is asked for first, and kept, so that a program does not borrow the schema.

use super::ty::Type;
use protune_compiler::schema::{
    Cardinality, DefaultValue, EnumId, FieldView, FileId, FileView, Global, MessageId, Scalar, Schema,
    Type as FieldKind,
};
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

/// Messages, enums and extensions that expressions can name.
///
/// ```
/// use protune_cel::{Env, Messages, Type};
///
/// let cat = r#"syntax = "proto3"; package pets; message Cat { int32 lives = 1; }"#;
/// let schema = protune_compiler::compile([("cat.proto", cat)], |_| None);
///
/// let mut env = Env::standard();
/// env.messages(Messages::of(&schema));
/// env.variable("this", Type::message("pets.Cat"));
/// assert_eq!(env.check("this.lives").unwrap().ty(), &Type::Int);
/// let problem = env.check("this.live > 9").unwrap_err().remove(0);
/// assert_eq!(problem.message, "`pets.Cat` has no field `live`");
/// ```
#[derive(Clone)]
pub struct Messages {
    table: Arc<Table>,
    /// Files that can be seen; `None` for all.
    visible: Option<Arc<[bool]>>,
}

struct Table {
    schema: Schema,
    messages: FxHashMap<Box<str>, Entry>,
    enums: FxHashMap<Box<str>, Global<EnumId>>,
    extensions: FxHashMap<Box<str>, (FileId, Arc<FieldType>)>,
    /// Names of extensions, by the message and the number.
    numbered: FxHashMap<Box<str>, FxHashMap<i32, Box<str>>>,
}

struct Entry {
    id: Global<MessageId>,
    ty: OnceLock<Arc<MessageType>>,
}

/// Message as a type of values.
pub(crate) struct MessageType {
    pub(crate) name: Arc<str>,
    /// In order of number.
    pub(crate) fields: Vec<Arc<FieldType>>,
    by_name: FxHashMap<Box<str>, u32>,
}

/// Field as a type of values.
#[derive(Debug)]
pub(crate) struct FieldType {
    /// The full name for an extension.
    pub(crate) name: Arc<str>,
    pub(crate) number: i32,
    pub(crate) ty: Type,
    /// Kind of one element.
    pub(crate) kind: Kind,
    /// Kind of the keys of a map.
    pub(crate) key: Option<Scalar>,
    pub(crate) cardinality: Cardinality,
    pub(crate) default: Default,
    /// The message that it extends.
    pub(crate) extendee: Option<Arc<str>>,
}

/// Kind of one element of a field.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Kind {
    Scalar(Scalar),
    Enum,
    Message(Arc<str>),
    Unknown,
}

/// Value of a field that is not set.
#[derive(Clone, Debug)]
pub(crate) enum Default {
    None,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// The well-known messages, for environments whose schema does not have them.
static WELL_KNOWN: LazyLock<Messages> = LazyLock::new(|| {
    let imports = ["any", "duration", "struct", "timestamp", "wrappers", "empty", "field_mask"];
    let text: String =
        imports.iter().map(|name| format!("import \"google/protobuf/{name}.proto\";\n")).collect();
    let schema =
        protune_compiler::compile([("well_known.proto", format!("syntax = \"proto3\";\n{text}"))], |_| None);
    Messages::of(&schema)
});

impl Messages {
    /// Returns everything that a schema declares. Copies of a schema share nearly everything, so this keeps it.
    #[must_use]
    pub fn of(schema: &Schema) -> Messages {
        Messages::of_files(schema, |_| true)
    }

    /// Returns what some files of a schema declare, such as those of one of two versions that are linked together.
    #[must_use]
    pub fn of_files(schema: &Schema, is_part: impl Fn(FileId) -> bool) -> Messages {
        Messages::of_these(schema, schema.files().filter(|file| is_part(file.id)))
    }

    fn of_these<'s>(schema: &Schema, files: impl Iterator<Item = FileView<'s>>) -> Messages {
        let mut table = Table {
            schema: schema.clone(),
            messages: FxHashMap::default(),
            enums: FxHashMap::default(),
            extensions: FxHashMap::default(),
            numbered: FxHashMap::default(),
        };
        for file in files {
            for message in file.messages().filter(|message| !message.is_map_entry()) {
                let entry = Entry { id: message.global(), ty: OnceLock::new() };
                table.messages.entry(message.full_name().into()).or_insert(entry);
            }
            for of in file.enums() {
                table.enums.entry(of.full_name().into()).or_insert(of.global());
            }
            for field in file.fields().filter(|field| field.is_extension()) {
                let name = field.extension_name();
                if let Some(field) = field_type(field, Some(name)) {
                    let of = field.extendee.as_deref().unwrap_or("");
                    table.numbered.entry(of.into()).or_default().entry(field.number).or_insert(name.into());
                    table.extensions.entry(name.into()).or_insert((file.id, Arc::new(field)));
                }
            }
        }
        Messages { table: Arc::new(table), visible: None }
    }

    /// Returns what a file and its imports declare, the imports of imports included. Costs as much as there is in these
    /// files, however many the schema has.
    #[must_use]
    pub fn around(file: FileView<'_>) -> Messages {
        let mut ids = vec![file.id];
        let mut next = 0;
        while let Some(&id) = ids.get(next) {
            next += 1;
            for target in file.schema().file(id).imports().filter_map(|import| import.target()) {
                if !ids.contains(&target.id) {
                    ids.push(target.id);
                }
            }
        }
        Messages::of_these(file.schema(), ids.into_iter().map(|id| file.schema().file(id)))
    }

    /// Type of a field of a message, by its name, or of an extension of the message, by its full name.
    #[must_use]
    pub fn field_type(&self, message: &str, field: &str) -> Option<Type> {
        if let Some(ty) = self.message(message) {
            if let Some(field) = ty.field(field) {
                return Some(field.ty.clone());
            }
        }
        let extension = self.extension(field)?;
        (extension.extendee.as_deref() == Some(message)).then(|| extension.ty.clone())
    }

    /// Names of the fields of a message, and full names of its extensions, in order.
    #[must_use]
    pub fn field_names(&self, message: &str) -> Vec<String> {
        let fields = self.message(message);
        let own = fields.iter().flat_map(|ty| &ty.fields).map(|field| field.name.to_string());
        let extensions = self.table.numbered.get(message).into_iter().flat_map(|known| known.values());
        let mut names: Vec<String> = own.chain(extensions.map(|name| name.to_string())).collect();
        names.sort_unstable();
        names
    }

    /// Returns the messages that a file and its imports declare, the imports of imports included. The well-known
    /// messages are always there.
    #[must_use]
    pub fn visible_from(&self, file: FileId) -> Messages {
        let schema = &self.table.schema;
        let mut seen = vec![false; file.index() + 1];
        let mut next = vec![file];
        while let Some(id) = next.pop() {
            if seen.len() <= id.index() {
                seen.resize(id.index() + 1, false);
            }
            if !std::mem::replace(&mut seen[id.index()], true) {
                next.extend(
                    schema.file(id).imports().filter_map(|import| import.target()).map(|file| file.id),
                );
            }
        }
        Messages { table: Arc::clone(&self.table), visible: Some(seen.into()) }
    }

    /// The well-known messages of `google/protobuf` alone.
    #[must_use]
    pub fn well_known() -> Messages {
        WELL_KNOWN.clone()
    }

    fn sees(&self, file: FileId) -> bool {
        self.visible.as_ref().is_none_or(|visible| visible.get(file.index()).is_some_and(|&seen| seen))
    }

    pub(crate) fn message(&self, name: &str) -> Option<Arc<MessageType>> {
        match self.table.messages.get(name).filter(|entry| self.sees(entry.id.file)) {
            Some(entry) => Some(Arc::clone(entry.ty.get_or_init(|| Arc::new(self.read(name, entry.id))))),
            None if Arc::ptr_eq(&self.table, &WELL_KNOWN.table) => None,
            None => WELL_KNOWN.message(name).filter(|_| name.starts_with("google.protobuf.")),
        }
    }

    fn read(&self, name: &str, id: Global<MessageId>) -> MessageType {
        let message = self.table.schema.at(id);
        let mut fields: Vec<Arc<FieldType>> =
            message.fields().filter_map(|field| field_type(field, None)).map(Arc::new).collect();
        fields.sort_by_key(|field| field.number);
        let by_name =
            fields.iter().enumerate().map(|(at, field)| ((&*field.name).into(), at as u32)).collect();
        MessageType { name: name.into(), fields, by_name }
    }

    /// The number of the value of an enum, by its full name: that of the enum, and the name of the value.
    pub(crate) fn enum_value(&self, name: &str) -> Option<i32> {
        let (of, value) = name.rsplit_once('.')?;
        match self.table.enums.get(of).filter(|id| self.sees(id.file)) {
            Some(&id) => self
                .table
                .schema
                .at(id)
                .values()
                .find(|known| known.name() == value)
                .and_then(|value| value.number()),
            None if Arc::ptr_eq(&self.table, &WELL_KNOWN.table) => None,
            None => WELL_KNOWN.enum_value(name).filter(|_| name.starts_with("google.protobuf.")),
        }
    }

    /// Names of the values of an enum; `None` if there is no such enum.
    pub(crate) fn enum_values(&self, name: &str) -> Option<Vec<&str>> {
        let id = *self.table.enums.get(name).filter(|id| self.sees(id.file))?;
        Some(self.table.schema.at(id).values().map(|value| value.name()).collect())
    }

    pub(crate) fn extension(&self, name: &str) -> Option<Arc<FieldType>> {
        let (file, field) = self.table.extensions.get(name)?;
        self.sees(*file).then(|| Arc::clone(field))
    }

    /// The extension of a message with a number.
    pub(crate) fn extension_numbered(&self, extendee: &str, number: i32) -> Option<Arc<FieldType>> {
        self.extension(self.table.numbered.get(extendee)?.get(&number)?)
    }

    /// Names of messages that end like a name, or are in its package, for messages about unknown ones.
    pub(crate) fn similar(&self, name: &str) -> Vec<&str> {
        let package = name.rsplit_once('.').map_or("", |(package, _)| package);
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_similar = |known: &str, entry: &Entry| {
            let is_in_package =
                known.strip_prefix(package).is_some_and(|rest| rest.starts_with('.') || package.is_empty());
            self.sees(entry.id.file) && (is_in_package || known.ends_with(last))
        };
        let known = self.table.messages.iter().filter(|(known, entry)| is_similar(known, entry));
        let mut similar: Vec<&str> = known.map(|(known, _)| &**known).collect();
        similar.sort_unstable();
        similar
    }
}

impl MessageType {
    pub(crate) fn field(&self, name: &str) -> Option<&Arc<FieldType>> {
        self.by_name.get(name).map(|&at| &self.fields[at as usize])
    }

    pub(crate) fn numbered(&self, number: i32) -> Option<&Arc<FieldType>> {
        let at = self.fields.binary_search_by_key(&number, |field| field.number).ok()?;
        Some(&self.fields[at])
    }
}

impl FieldType {
    /// Returns whether unset is distinct from the default value.
    pub(crate) fn has_presence(&self) -> bool {
        match self.cardinality {
            Cardinality::Explicit | Cardinality::Required => true,
            Cardinality::Implicit => matches!(self.kind, Kind::Message(_)),
            Cardinality::Repeated | Cardinality::Map => false,
        }
    }
}

fn field_type(field: FieldView<'_>, extension: Option<&str>) -> Option<FieldType> {
    let number = field.number()?;
    let cardinality = field.cardinality();
    let (mut kind, mut element) = kind_of(field);
    let mut key = None;
    let mut ty = element.clone();
    match cardinality {
        Cardinality::Map => {
            let entry = field.message_type()?;
            let mut parts = entry.fields();
            let (key_field, value_field) = (parts.next()?, parts.next()?);
            let FieldKind::Scalar(scalar) = key_field.ty() else { return None };
            key = Some(scalar);
            (kind, element) = kind_of(value_field);
            ty = Type::map(kind_of(key_field).1, element);
        }
        Cardinality::Repeated => ty = Type::list(element),
        _ => {}
    }
    let default = default_of(field, &ty);
    let name = extension.unwrap_or(field.name()).into();
    let extendee = extension.and_then(|_| field.extendee()).map(|message| message.full_name().into());
    Some(FieldType { name, number, ty, kind, key, cardinality, default, extendee })
}

fn kind_of(field: FieldView<'_>) -> (Kind, Type) {
    match field.ty() {
        FieldKind::Scalar(scalar) => (Kind::Scalar(scalar), scalar_type(scalar)),
        FieldKind::Enum(_) => (Kind::Enum, Type::Int),
        FieldKind::Message(_) => match field.message_type() {
            Some(message) => (Kind::Message(message.full_name().into()), Type::message(message.full_name())),
            None => (Kind::Unknown, Type::Dyn),
        },
        FieldKind::Unknown => (Kind::Unknown, Type::Dyn),
    }
}

fn scalar_type(scalar: Scalar) -> Type {
    match scalar {
        Scalar::Double | Scalar::Float => Type::Double,
        Scalar::Int64
        | Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sint64
        | Scalar::Sfixed32
        | Scalar::Sfixed64 => Type::Int,
        Scalar::Uint64 | Scalar::Uint32 | Scalar::Fixed32 | Scalar::Fixed64 => Type::Uint,
        Scalar::Bool => Type::Bool,
        Scalar::String => Type::String,
        Scalar::Bytes => Type::Bytes,
    }
}

fn default_of(field: FieldView<'_>, ty: &Type) -> Default {
    match field.default_value() {
        Some(DefaultValue::Bool(value)) => Default::Bool(value),
        Some(DefaultValue::Int(value)) if *ty == Type::Uint => Default::Uint(value as u64),
        Some(DefaultValue::Int(value)) => Default::Int(value as i64),
        Some(DefaultValue::Float(value)) => Default::Double(value),
        Some(DefaultValue::Bytes(bytes)) if *ty == Type::String => {
            Default::String(String::from_utf8_lossy(&bytes).into())
        }
        Some(DefaultValue::Bytes(bytes)) => Default::Bytes(bytes.as_ref().into()),
        Some(DefaultValue::Enum(value)) => Default::Int(value.number().unwrap_or(0).into()),
        None => Default::None,
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("messages", &self.table.messages.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MessageType").field(&self.name).finish()
    }
}
