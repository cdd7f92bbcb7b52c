//! The messages of `descriptor.proto` as they come from the wire, options still encoded. Names are
//! checked to be names, since they will stand in a text; numbers and references mean nothing here.

use crate::encoding::part::{Damage, Part, WireField};
use crate::schema::Scalar;
use crate::syntax::{ImportKind, Label, Visibility};
use rustc_hash::FxHashSet;

/// Encoded options. A message may come in several pieces, which are to be read one after the other.
pub(super) type Options<'b> = Vec<Part<'b>>;

/// Bodies of messages nest this deep at most; the parser takes no more.
const MAX_MESSAGE_DEPTH: u32 = 31;

#[derive(Default)]
pub(super) struct FileProto<'b> {
    pub(super) name: &'b str,
    pub(super) package: &'b str,
    pub(super) imports: Vec<(ImportKind, &'b str)>,
    pub(super) messages: Vec<MessageProto<'b>>,
    pub(super) enums: Vec<EnumProto<'b>>,
    pub(super) services: Vec<ServiceProto<'b>>,
    pub(super) extensions: Vec<FieldProto<'b>>,
    pub(super) options: Options<'b>,
    /// Empty for proto2.
    pub(super) syntax: &'b str,
    /// Start and length of the descriptor.
    pub(super) offset: usize,
    pub(super) size: usize,
    /// Number in `google.protobuf.Edition`.
    pub(super) edition: u64,
    /// `None` when the set is no buf image.
    pub(super) image: Option<ImageFile>,
}

/// Data of a buf image about a file, besides its descriptor; see `buf.alpha.image.v1.ImageFileExtension`.
#[derive(Default)]
pub(super) struct ImageFile {
    pub(super) is_import: bool,
    pub(super) is_syntax_unspecified: bool,
}

#[derive(Default)]
pub(super) struct MessageProto<'b> {
    pub(super) name: &'b str,
    pub(super) fields: Vec<FieldProto<'b>>,
    pub(super) messages: Vec<MessageProto<'b>>,
    pub(super) enums: Vec<EnumProto<'b>>,
    pub(super) extension_ranges: Vec<RangeProto<'b>>,
    pub(super) extensions: Vec<FieldProto<'b>>,
    pub(super) options: Options<'b>,
    pub(super) is_message_set: bool,
    pub(super) is_map_entry: bool,
    pub(super) oneofs: Vec<OneofProto<'b>>,
    pub(super) reserved_ranges: Vec<RangeProto<'b>>,
    pub(super) reserved_names: Vec<&'b str>,
    pub(super) visibility: Option<Visibility>,
}

#[derive(Default)]
pub(super) struct FieldProto<'b> {
    pub(super) name: &'b str,
    /// Message that an extension extends.
    pub(super) extendee: &'b str,
    pub(super) number: i32,
    pub(super) label: Option<Label>,
    pub(super) kind: Kind,
    /// Name of a message or an enum, mostly with a leading dot.
    pub(super) type_name: &'b str,
    pub(super) default: Option<Part<'b>>,
    pub(super) options: Options<'b>,
    pub(super) oneof: Option<u64>,
    pub(super) json_name: Option<&'b str>,
    pub(super) is_proto3_optional: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    Scalar(Scalar),
    #[default]
    Message,
    Group,
    Enum,
}

#[derive(Default)]
pub(super) struct OneofProto<'b> {
    pub(super) name: &'b str,
    pub(super) options: Options<'b>,
}

/// Numbers; as it is encoded, so that the end is included for enums only.
#[derive(Default)]
pub(super) struct RangeProto<'b> {
    pub(super) start: i32,
    pub(super) end: i32,
    pub(super) options: Options<'b>,
}

#[derive(Default)]
pub(super) struct EnumProto<'b> {
    pub(super) name: &'b str,
    pub(super) values: Vec<ValueProto<'b>>,
    pub(super) options: Options<'b>,
    pub(super) reserved_ranges: Vec<RangeProto<'b>>,
    pub(super) reserved_names: Vec<&'b str>,
    pub(super) visibility: Option<Visibility>,
}

#[derive(Default)]
pub(super) struct ValueProto<'b> {
    pub(super) name: &'b str,
    pub(super) number: i32,
    pub(super) options: Options<'b>,
}

#[derive(Default)]
pub(super) struct ServiceProto<'b> {
    pub(super) name: &'b str,
    pub(super) methods: Vec<MethodProto<'b>>,
    pub(super) options: Options<'b>,
}

#[derive(Default)]
pub(super) struct MethodProto<'b> {
    pub(super) name: &'b str,
    pub(super) input: &'b str,
    pub(super) output: &'b str,
    pub(super) options: Options<'b>,
    pub(super) is_client_streaming: bool,
    pub(super) is_server_streaming: bool,
}

/// The files of a `FileDescriptorSet`; of those with the same name the first.
pub(super) fn set(part: Part<'_>) -> Result<Vec<FileProto<'_>>, Damage> {
    let mut files = Vec::new();
    let mut names = FxHashSet::default();
    for field in part.fields() {
        let field = field?;
        if field.number == 1 {
            let file = file(field.part()?)?;
            if names.insert(file.name) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn file(part: Part<'_>) -> Result<FileProto<'_>, Damage> {
    let mut out = FileProto { offset: part.offset, size: part.bytes.len(), ..FileProto::default() };
    let mut dependencies = Dependencies::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = text(field)?,
            2 => out.package = package(field)?,
            3 => dependencies.names.push(text(field)?),
            4 => out.messages.push(message(field.part()?, 1)?),
            5 => out.enums.push(enumeration(field.part()?)?),
            6 => out.services.push(service(field.part()?)?),
            7 => out.extensions.push(self::field(field.part()?)?),
            8 => out.options.push(field.part()?),
            10 => add_indexes(field, &mut dependencies.public)?,
            11 => add_indexes(field, &mut dependencies.weak)?,
            12 => out.syntax = text(field)?,
            14 => out.edition = field.varint()?,
            15 => dependencies.for_options.push(text(field)?),
            8042 => out.image = Some(image_file(field.part()?)?),
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    out.imports = dependencies.imports();
    Ok(out)
}

/// The imports of a file as it has them: one list of names, and lists of places in it.
#[derive(Default)]
struct Dependencies<'b> {
    names: Vec<&'b str>,
    public: FxHashSet<u64>,
    weak: FxHashSet<u64>,
    for_options: Vec<&'b str>,
}

impl<'b> Dependencies<'b> {
    fn imports(self) -> Vec<(ImportKind, &'b str)> {
        let kind = |index: u64| match index {
            _ if self.public.contains(&index) => ImportKind::Public,
            _ if self.weak.contains(&index) => ImportKind::Weak,
            _ => ImportKind::Plain,
        };
        let for_options = self.for_options.iter().map(|&name| (ImportKind::Option, name));
        (0..).map(kind).zip(self.names).chain(for_options).collect()
    }
}

/// Numbers that may be packed.
fn add_indexes(field: WireField<'_>, out: &mut FxHashSet<u64>) -> Result<(), Damage> {
    for index in field.varints() {
        out.insert(index?);
    }
    Ok(())
}

fn image_file(part: Part<'_>) -> Result<ImageFile, Damage> {
    let mut out = ImageFile::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.is_import = field.varint()? != 0,
            3 => out.is_syntax_unspecified = field.varint()? != 0,
            _ => {}
        }
    }
    Ok(out)
}

fn message(part: Part<'_>, depth: u32) -> Result<MessageProto<'_>, Damage> {
    if depth > MAX_MESSAGE_DEPTH {
        return Err(part.damage("messages nest too deep"));
    }
    let mut out = MessageProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.fields.push(self::field(field.part()?)?),
            3 => out.messages.push(message(field.part()?, depth + 1)?),
            4 => out.enums.push(enumeration(field.part()?)?),
            5 => out.extension_ranges.push(range(field.part()?)?),
            6 => out.extensions.push(self::field(field.part()?)?),
            7 => out.options.push(field.part()?),
            8 => out.oneofs.push(oneof(field.part()?)?),
            9 => out.reserved_ranges.push(range(field.part()?)?),
            10 => out.reserved_names.push(text(field)?),
            11 => out.visibility = visibility(field)?,
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    if out.fields.iter().filter_map(|field| field.oneof).any(|oneof| oneof >= out.oneofs.len() as u64) {
        return Err(part.damage("a field is in a oneof that is not there"));
    }
    out.is_message_set = flag(&out.options, 1)?;
    out.is_map_entry = flag(&out.options, 7)?;
    Ok(out)
}

/// A boolean among encoded options.
fn flag(options: &Options<'_>, number: i32) -> Result<bool, Damage> {
    let mut set = false;
    for field in options.iter().flat_map(|part| part.fields()) {
        let field = field?;
        if field.number == number {
            set = field.varint()? != 0;
        }
    }
    Ok(set)
}

fn field(part: Part<'_>) -> Result<FieldProto<'_>, Damage> {
    let mut out = FieldProto::default();
    let mut has_type = false;
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.extendee = path(field)?,
            3 => out.number = field.varint()? as i32,
            4 => out.label = label(field)?,
            5 => {
                out.kind = kind(field)?;
                has_type = matches!(out.kind, Kind::Scalar(_));
            }
            6 => out.type_name = path(field)?,
            7 => out.default = Some(field.part()?),
            8 => out.options.push(field.part()?),
            9 => out.oneof = Some(field.varint()?),
            10 => out.json_name = Some(text(field)?),
            17 => out.is_proto3_optional = field.varint()? != 0,
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    if !has_type && out.type_name.is_empty() {
        return Err(part.damage("a field has no type"));
    }
    Ok(out)
}

fn label(field: WireField<'_>) -> Result<Option<Label>, Damage> {
    Ok(match field.varint()? {
        2 => Some(Label::Required),
        3 => Some(Label::Repeated),
        _ => None,
    })
}

/// A value of `FieldDescriptorProto.Type`.
fn kind(field: WireField<'_>) -> Result<Kind, Damage> {
    Ok(Kind::Scalar(match field.varint()? {
        1 => Scalar::Double,
        2 => Scalar::Float,
        3 => Scalar::Int64,
        4 => Scalar::Uint64,
        5 => Scalar::Int32,
        6 => Scalar::Fixed64,
        7 => Scalar::Fixed32,
        8 => Scalar::Bool,
        9 => Scalar::String,
        10 => return Ok(Kind::Group),
        11 => return Ok(Kind::Message),
        12 => Scalar::Bytes,
        13 => Scalar::Uint32,
        14 => return Ok(Kind::Enum),
        15 => Scalar::Sfixed32,
        16 => Scalar::Sfixed64,
        17 => Scalar::Sint32,
        18 => Scalar::Sint64,
        _ => return Err(Damage { offset: field.offset, what: "there is no such field type" }),
    }))
}

fn oneof(part: Part<'_>) -> Result<OneofProto<'_>, Damage> {
    let mut out = OneofProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.options.push(field.part()?),
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    Ok(out)
}

fn range(part: Part<'_>) -> Result<RangeProto<'_>, Damage> {
    let mut out = RangeProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.start = field.varint()? as i32,
            2 => out.end = field.varint()? as i32,
            3 => out.options.push(field.part()?),
            _ => {}
        }
    }
    Ok(out)
}

fn enumeration(part: Part<'_>) -> Result<EnumProto<'_>, Damage> {
    let mut out = EnumProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.values.push(value(field.part()?)?),
            3 => out.options.push(field.part()?),
            4 => out.reserved_ranges.push(range(field.part()?)?),
            5 => out.reserved_names.push(text(field)?),
            6 => out.visibility = visibility(field)?,
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    Ok(out)
}

fn value(part: Part<'_>) -> Result<ValueProto<'_>, Damage> {
    let mut out = ValueProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.number = field.varint()? as i32,
            3 => out.options.push(field.part()?),
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    Ok(out)
}

fn visibility(field: WireField<'_>) -> Result<Option<Visibility>, Damage> {
    Ok(match field.varint()? {
        1 => Some(Visibility::Local),
        2 => Some(Visibility::Export),
        _ => None,
    })
}

fn service(part: Part<'_>) -> Result<ServiceProto<'_>, Damage> {
    let mut out = ServiceProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.methods.push(method(field.part()?)?),
            3 => out.options.push(field.part()?),
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    Ok(out)
}

fn method(part: Part<'_>) -> Result<MethodProto<'_>, Damage> {
    let mut out = MethodProto::default();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => out.name = identifier(field)?,
            2 => out.input = path(field)?,
            3 => out.output = path(field)?,
            4 => out.options.push(field.part()?),
            5 => out.is_client_streaming = field.varint()? != 0,
            6 => out.is_server_streaming = field.varint()? != 0,
            _ => {}
        }
    }
    must_be_named(out.name, part)?;
    if out.input.is_empty() || out.output.is_empty() {
        return Err(part.damage("a method lacks its request or its response"));
    }
    Ok(out)
}

// Names.

fn must_be_named(name: &str, part: Part<'_>) -> Result<(), Damage> {
    if name.is_empty() { Err(part.damage("something that needs a name has none")) } else { Ok(()) }
}

fn text<'b>(field: WireField<'b>) -> Result<&'b str, Damage> {
    let part = field.part()?;
    std::str::from_utf8(part.bytes).map_err(|_| part.damage("a string is not valid UTF-8"))
}

fn identifier<'b>(field: WireField<'b>) -> Result<&'b str, Damage> {
    let name = text(field)?;
    if is_identifier(name) { Ok(name) } else { Err(field.part()?.damage("a name is no identifier")) }
}

fn package<'b>(field: WireField<'b>) -> Result<&'b str, Damage> {
    let package = path(field)?;
    if package.starts_with('.') {
        Err(field.part()?.damage("a package begins with a dot"))
    } else {
        Ok(package)
    }
}

/// `a.b` or `.a.b`; may be empty.
fn path<'b>(field: WireField<'b>) -> Result<&'b str, Damage> {
    let path = text(field)?;
    let mut is_start = true;
    for byte in path.strip_prefix('.').unwrap_or(path).bytes() {
        match byte {
            b'.' if !is_start => is_start = true,
            _ if is_letter(byte) || byte.is_ascii_digit() && !is_start => is_start = false,
            _ => return Err(field.part()?.damage("a full name is not made of identifiers")),
        }
    }
    if is_start && !path.is_empty() {
        return Err(field.part()?.damage("a full name ends with a dot"));
    }
    Ok(path)
}

pub(super) fn is_identifier(name: &str) -> bool {
    name.bytes().next().is_some_and(is_letter)
        && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}
