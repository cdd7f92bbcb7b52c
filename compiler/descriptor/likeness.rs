//! Whether descriptors from before a change say the same as those from after it, but for what the
//! change was allowed to do. Works on encoded descriptors of whatever compiler; judges no text.

use crate::encoding::part::{Part, WireValue};
use crate::encoding::{self, WireType};
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, HashSet};
use std::fmt;

/// Files that were compiled together.
#[derive(Debug)]
pub struct Compiled {
    files: Vec<CompiledFile>,
    /// Packages, messages and enums, each with those below it; the first holds all.
    scopes: Vec<Scope>,
    /// The numbers of enum values.
    values: FxHashMap<(Declared, String), u64>,
}

/// One of the files of [`Compiled`].
#[derive(Debug)]
pub struct CompiledFile {
    /// Key of the file before and after; not its import name, which may change.
    pub key: String,
    /// An encoded `FileDescriptorProto`.
    pub descriptor: Vec<u8>,
    /// The files it imports, by their places among all.
    pub imports: Vec<usize>,
}

/// A full name. Longer ones are found part by part: what nests below a long name could take the square of the text.
#[derive(Default, Debug)]
struct Scope {
    /// By their last parts, their places among all.
    below: FxHashMap<Box<str>, usize>,
    /// Messages and enums of the name. Files that do not see each other may declare the same.
    declared: Vec<Declared>,
}

/// A message or an enum: its file, and its place among those of the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Declared {
    file: usize,
    at: usize,
}

/// Differences that a change may cause, besides removed imports and added `reserved` statements.
#[derive(Clone, Copy)]
pub struct Allowed<'a> {
    /// Declarations and references may have other names, but references must still refer to the same declarations.
    pub names: bool,
    /// Options may say something else, or the same in other bytes: what declares them has changed.
    pub options: bool,
    /// In files of these keys declarations may come and go, so that a reference to one of them means
    /// no more than the file.
    pub is_open: &'a (dyn Fn(&str) -> bool + Sync),
}

impl fmt::Debug for Allowed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Allowed");
        shown.field("names", &self.names).field("options", &self.options).finish_non_exhaustive()
    }
}

impl Compiled {
    /// Reads the names that the files declare.
    pub fn new(files: Vec<CompiledFile>) -> Compiled {
        let mut compiled = Compiled { files, scopes: vec![Scope::default()], values: FxHashMap::default() };
        for file in 0..compiled.files.len() {
            let descriptor = std::mem::take(&mut compiled.files[file].descriptor);
            let package = text_of(&descriptor, 2).into_iter().flat_map(|package| package.split('.'));
            let scope = package.fold(0, |scope, part| compiled.scope(scope, part));
            compiled.declare(file, &mut 0, scope, Kind::File, &descriptor);
            compiled.files[file].descriptor = descriptor;
        }
        compiled
    }

    /// The files, in their order.
    pub fn files(&self) -> &[CompiledFile] {
        &self.files
    }

    /// The scope of this name right below another.
    fn scope(&mut self, scope: usize, name: &str) -> usize {
        let next = self.scopes.len();
        let at = *self.scopes[scope].below.entry(name.into()).or_insert(next);
        if at == next {
            self.scopes.push(Scope::default());
        }
        at
    }

    fn declare(&mut self, file: usize, next: &mut usize, scope: usize, kind: Kind, bytes: &[u8]) {
        for (number, value) in fields(bytes) {
            let (Role::Declares(kind @ (Kind::Message | Kind::Enum)), WireValue::Len(part)) =
                (role(kind, number), value)
            else {
                continue;
            };
            let declared = Declared { file, at: *next };
            *next += 1;
            let own = self.scope(scope, text_of(part.bytes, 1).unwrap_or_default());
            if kind == Kind::Enum {
                self.declare_values(declared, part.bytes);
            } else {
                self.declare(file, next, own, kind, part.bytes);
            }
            self.scopes[own].declared.push(declared);
        }
    }

    fn declare_values(&mut self, declared: Declared, bytes: &[u8]) {
        for (_, value) in fields(bytes).filter(|(number, _)| *number == 2) {
            let WireValue::Len(value) = value else { continue };
            let number = fields(value.bytes).find(|(number, _)| *number == 2);
            if let (Some(name), Some((_, WireValue::Varint(number)))) = (text_of(value.bytes, 1), number) {
                self.values.insert((declared, name.to_owned()), number);
            }
        }
    }

    fn visible(&self, file: usize) -> HashSet<usize> {
        let mut seen = HashSet::from([file]);
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            open.extend(self.files[file].imports.iter().copied().filter(|&import| seen.insert(import)));
        }
        seen
    }
}

/// Returns a description of the first difference that is not allowed between two files.
pub fn difference(
    before: (&Compiled, usize),
    after: (&Compiled, usize),
    allowed: Allowed<'_>,
) -> Option<String> {
    let [old, new] = [before, after].map(|(compiled, file)| Normal::of(compiled, file, allowed));
    if let Some(import) = new.imports.difference(&old.imports).next() {
        return Some(format!("has a new import, `{import}`"));
    }
    if !old.reserved.is_subset(&new.reserved) {
        return Some("has lost something that was reserved".to_owned());
    }
    let at = old.parts.iter().zip(&new.parts).position(|(old, new)| old.bytes != new.bytes);
    let at = at.or((old.parts.len() != new.parts.len()).then_some(old.parts.len().min(new.parts.len())));
    let part = [old, new].into_iter().find_map(|normal| normal.parts.into_iter().nth(at?));
    part.map(|part| format!("differs in {}", part.what))
}

/// A descriptor with what may differ taken out, and references by what they mean.
#[derive(Default)]
struct Normal {
    imports: BTreeSet<String>,
    /// With the declaration that they are reserved in.
    reserved: BTreeSet<Vec<u8>>,
    /// Other parts at the top level of the file, in order.
    parts: Vec<NormalPart>,
}

struct NormalPart {
    /// In words.
    what: String,
    bytes: Vec<u8>,
}

impl Normal {
    fn of(compiled: &Compiled, file: usize, allowed: Allowed<'_>) -> Normal {
        let mut normal = Normal::default();
        let descriptor = &compiled.files[file].descriptor;
        let mut reader =
            Reader { compiled, file, allowed, visible: None, reserved: BTreeSet::new(), path: vec![] };
        let dependencies: Vec<&str> = texts_of(descriptor, 3).collect();
        for (number, value) in fields(descriptor) {
            match (role(Kind::File, number), value) {
                (Role::Import(how), WireValue::Varint(at)) => {
                    let import = dependencies.get(at as usize).copied().unwrap_or_default();
                    normal.imports.insert(format!("{how}{import}"));
                }
                (Role::Import(how), WireValue::Len(name)) => {
                    normal.imports.insert(format!("{how}{}", String::from_utf8_lossy(name.bytes)));
                }
                (Role::NotSaid, _) => {}
                (_, value) => {
                    let mut bytes = Vec::new();
                    reader.field(Kind::File, number, value, &mut bytes);
                    normal.parts.push(NormalPart { what: described(number, value), bytes });
                }
            }
        }
        normal.reserved = reader.reserved;
        normal
    }
}

fn described(number: i32, value: WireValue<'_>) -> String {
    let name = match value {
        WireValue::Len(part) => text_of(part.bytes, 1).unwrap_or_default(),
        _ => "",
    };
    match number {
        4 => format!("the message `{name}`"),
        5 => format!("the enum `{name}`"),
        6 => format!("the service `{name}`"),
        7 => format!("the extension `{name}`"),
        8 => "its options".to_owned(),
        _ => "its package or syntax".to_owned(),
    }
}

struct Reader<'c> {
    compiled: &'c Compiled,
    file: usize,
    allowed: Allowed<'c>,
    /// The files that this one sees; found when a name is not unique.
    visible: Option<HashSet<usize>>,
    reserved: BTreeSet<Vec<u8>>,
    /// Path in the descriptor that is being read: the number of fields before each declaration.
    path: Vec<usize>,
}

impl Reader<'_> {
    fn message(&mut self, kind: Kind, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        let mut enumeration = None;
        // What is reserved may come, and must not move the path of others.
        let declared = fields(bytes).filter(|(number, _)| role(kind, *number) != Role::Reserved);
        for (at, (number, value)) in declared.enumerate() {
            self.path.push(at);
            match (role(kind, number), value) {
                (Role::Refers, WireValue::Len(name)) if self.allowed.names => {
                    enumeration = self.find(name.bytes);
                    self.reference(number, name.bytes, &mut out);
                }
                (Role::Default, WireValue::Len(name)) if self.allowed.names => {
                    let key = enumeration.zip(str::from_utf8(name.bytes).ok());
                    let number_of =
                        key.and_then(|(it, name)| self.compiled.values.get(&(it, name.to_owned())));
                    match number_of {
                        Some(value) => put(number, WireValue::Varint(*value), &mut out),
                        None => put(number, value, &mut out),
                    }
                }
                _ => self.field(kind, number, value, &mut out),
            }
            self.path.pop();
        }
        for (number, value) in fields(bytes).filter(|(number, _)| role(kind, *number) == Role::Reserved) {
            let mut entry: Vec<u8> = self.path.iter().flat_map(|at| at.to_le_bytes()).collect();
            put(number, value, &mut entry);
            self.reserved.insert(entry);
        }
        out
    }

    fn field(&mut self, kind: Kind, number: i32, value: WireValue<'_>, out: &mut Vec<u8>) {
        match (role(kind, number), value) {
            _ if self.allowed.options && is_options(kind, number) => {}
            (Role::Declares(kind), WireValue::Len(part)) => {
                let bytes = self.message(kind, part.bytes);
                encoding::put_len(out, number, &bytes);
            }
            (Role::Names, _) if self.allowed.names => {}
            _ => put(number, value, out),
        }
    }

    /// By the declaration that a name means, where that is known.
    fn reference(&mut self, number: i32, name: &[u8], out: &mut Vec<u8>) {
        match self.find(name) {
            Some(Declared { file, at }) => {
                let key = &self.compiled.files[file].key;
                let is_open = (self.allowed.is_open)(key);
                let place = if is_open { key.clone() } else { format!("{key}#{at}") };
                encoding::put_len(out, number, place.as_bytes());
            }
            None => encoding::put_len(out, number, name),
        }
    }

    fn find(&mut self, name: &[u8]) -> Option<Declared> {
        let scopes = &self.compiled.scopes;
        let mut parts = str::from_utf8(name).ok()?.strip_prefix('.')?.split('.');
        let scope = parts.try_fold(0, |scope, part| scopes[scope].below.get(part).copied())?;
        let candidates = &scopes[scope].declared;
        if let [one] = candidates[..] {
            return Some(one);
        }
        let visible = self.visible.get_or_insert_with(|| self.compiled.visible(self.file));
        candidates.iter().copied().find(|candidate| visible.contains(&candidate.file))
    }
}

/// The messages of `descriptor.proto` that have names in them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Message,
    Field,
    FieldOptions,
    EditionDefault,
    Oneof,
    Enum,
    Value,
    Service,
    Method,
}

/// Purpose of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Declares(Kind),
    /// Names the declaration, in source or JSON.
    Names,
    /// Names a message or an enum.
    Refers,
    /// Names an enum value when the field is of an enum.
    Default,
    /// Form of an import: a name, or an index among those.
    Import(&'static str),
    Reserved,
    /// Positions of declarations, and the name of the file.
    NotSaid,
    /// Anything else.
    Says,
}

fn is_options(kind: Kind, number: i32) -> bool {
    match kind {
        Kind::File | Kind::Field => number == 8,
        Kind::Message => number == 7,
        Kind::Enum | Kind::Value | Kind::Service => number == 3,
        Kind::Method => number == 4,
        Kind::Oneof => number == 2,
        Kind::FieldOptions | Kind::EditionDefault => false,
    }
}

fn role(kind: Kind, number: i32) -> Role {
    match (kind, number) {
        (Kind::File, 1 | 9) => Role::NotSaid,
        (Kind::File, 3) => Role::Import(""),
        (Kind::File, 10) => Role::Import("public "),
        (Kind::File, 11) => Role::Import("weak "),
        (Kind::File, 15) => Role::Import("option "),
        (Kind::File, 4) | (Kind::Message, 3) => Role::Declares(Kind::Message),
        (Kind::File, 5) | (Kind::Message, 4) => Role::Declares(Kind::Enum),
        (Kind::File, 6) => Role::Declares(Kind::Service),
        (Kind::File, 7) | (Kind::Message, 2 | 6) => Role::Declares(Kind::Field),
        (Kind::Message, 8) => Role::Declares(Kind::Oneof),
        (Kind::Enum, 2) => Role::Declares(Kind::Value),
        (Kind::Service, 2) => Role::Declares(Kind::Method),
        (Kind::Message, 9 | 10) | (Kind::Enum, 4 | 5) => Role::Reserved,
        (Kind::Field, 2 | 6) | (Kind::Method, 2 | 3) => Role::Refers,
        (Kind::Field, 7) => Role::Default,
        (Kind::Field, 8) => Role::Declares(Kind::FieldOptions),
        // That a declaration is in another package is seen where it is referred to.
        (Kind::File, 2) => Role::Names,
        (Kind::FieldOptions, 20) => Role::Declares(Kind::EditionDefault),
        // The value is a text, in which names may stand.
        (Kind::Field, 10) | (Kind::EditionDefault, 2) => Role::Names,
        (Kind::File | Kind::FieldOptions | Kind::EditionDefault, _) => Role::Says,
        (_, 1) => Role::Names,
        _ => Role::Says,
    }
}

/// The fields of a message up to the first that is damaged, numbers first.
fn fields(bytes: &[u8]) -> impl Iterator<Item = (i32, WireValue<'_>)> {
    let fields = Part { bytes, offset: 0 }.fields();
    fields.map_while(Result::ok).map(|field| (field.number, field.value))
}

fn texts_of(bytes: &[u8], wanted: i32) -> impl Iterator<Item = &str> {
    fields(bytes).filter_map(move |(number, value)| match value {
        WireValue::Len(part) if number == wanted => str::from_utf8(part.bytes).ok(),
        _ => None,
    })
}

fn text_of(bytes: &[u8], wanted: i32) -> Option<&str> {
    texts_of(bytes, wanted).next()
}

fn put(number: i32, value: WireValue<'_>, out: &mut Vec<u8>) {
    match value {
        WireValue::Varint(value) => {
            encoding::put_tag(out, number, WireType::Varint);
            encoding::put_varint(out, value);
        }
        WireValue::Fixed64(value) => {
            encoding::put_tag(out, number, WireType::Fixed64);
            out.extend_from_slice(&value.to_le_bytes());
        }
        WireValue::Fixed32(value) => {
            encoding::put_tag(out, number, WireType::Fixed32);
            out.extend_from_slice(&value.to_le_bytes());
        }
        WireValue::Len(part) | WireValue::Group(part) => encoding::put_len(out, number, part.bytes),
    }
}
