//! Resolves the references of one file: types of fields, extended messages, messages of RPCs. Reads only linked names,
//! so files can be resolved in parallel.

use super::Global;
use super::features::FileFeatures;
use super::file::*;
use super::link::Linked;
use super::names::Name;
use super::packages::PackageId;
use super::problems::{Problems, ReferenceProblem};
use super::results::Results;
use super::symbols::{self, Scope, Symbol};
use crate::diagnostic::Place;
use crate::near::nearest_of;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The type of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// A scalar type.
    Scalar(Scalar),
    /// A message; of a map its entry.
    Message(Global<MessageId>),
    /// An enum.
    Enum(Global<EnumId>),
    /// The reference means nothing; that is reported.
    Unknown,
}

/// Resolved references of one file, row by row as in its tables.
#[derive(Default, Debug)]
pub struct Types {
    pub(super) fields: Vec<Type>,
    pub(super) extendees: Vec<Option<Global<MessageId>>>,
    /// Input and output.
    pub(super) methods: Vec<[Option<Global<MessageId>>; 2]>,
    /// Whether each import brings something that is used.
    pub(super) used: Vec<bool>,
    pub(super) problems: Problems,
}

/// Scope in which a lookup starts: a message of a file, or its package.
#[derive(Clone, Copy)]
pub(super) struct Inside {
    pub(super) file: FileId,
    pub(super) message: Option<MessageId>,
}

/// Meanings of names with dots outside of the messages of a file, as it sees them: for its options, or for all else. Files
/// repeat such names.
#[derive(Default)]
pub(super) struct Outside<'n>(FxHashMap<Cow<'n, str>, Global<Symbol>>);

/// All files, with their references and features resolved.
#[derive(Clone, Debug)]
pub struct Typed {
    pub(super) linked: Linked,
    pub(super) types: Results<Types>,
    pub(super) features: Results<FileFeatures>,
}

impl Linked {
    /// Resolves the references of `file`.
    pub fn resolve(&self, file: FileId) -> Types {
        let mut resolver = Resolver {
            linked: self,
            at: file,
            file: self.file(file),
            outside: Outside::default(),
            types: Types {
                fields: Vec::with_capacity(self.file(file).fields.len()),
                extendees: Vec::new(),
                methods: Vec::new(),
                used: vec![false; self.file(file).imports.len()],
                problems: Problems::default(),
            },
        };
        resolver.run();
        resolver.types
    }

    /// Computes the features of every declaration of `file`.
    pub fn features(&self, file: FileId) -> FileFeatures {
        FileFeatures::of(self.file(file))
    }

    /// Puts together the results of [`Linked::resolve`] and [`Linked::features`], in the order of the files.
    pub fn typed(self, types: Vec<Types>, features: Vec<FileFeatures>) -> Typed {
        assert_eq!(types.len(), self.files.len(), "one part for each file");
        assert_eq!(features.len(), self.files.len(), "one part for each file");
        let (types, features) = (types.into_iter().collect(), features.into_iter().collect());
        Typed { linked: self, types, features }
    }
}

struct Resolver<'s> {
    linked: &'s Linked,
    at: FileId,
    file: &'s File,
    outside: Outside<'s>,
    types: Types,
}

impl Resolver<'_> {
    fn run(&mut self) {
        for extend in &self.file.extends {
            let found =
                self.message(extend.parent, extend.extendee, extend.extendee_span, "the extended type");
            self.types.extendees.push(found);
        }
        for field in &self.file.fields {
            let ty = self.field_type(field);
            self.types.fields.push(ty);
        }
        for method in &self.file.methods {
            let input = self.rpc_type(method, method.input, "the request");
            let output = self.rpc_type(method, method.output, "the response");
            self.types.methods.push([input, output]);
        }
    }

    /// The RPCs of a service are nearer than what stands around it.
    fn rpc_type(&mut self, method: &Method, ty: MethodType, role: &str) -> Option<Global<MessageId>> {
        match self.file.lookup(Scope::service(method.parent), self.file.name(ty.name)) {
            Some(hides) => {
                self.wrong_kind(Global { file: self.at, id: hides }, ty.span, role, "a message");
                None
            }
            None => self.message(None, ty.name, ty.span, role),
        }
    }

    fn field_type(&mut self, field: &Field) -> Type {
        let (name, span) = match field.ty {
            TypeName::Scalar(scalar) => return Type::Scalar(scalar),
            TypeName::Group(id) | TypeName::Map(id) => return Type::Message(Global { file: self.at, id }),
            TypeName::Missing => return Type::Unknown,
            TypeName::Named { name, span } => (name, span),
        };
        let scope = match field.parent {
            FieldParent::Message(message) => Some(message),
            FieldParent::Extend(extend) => self.file[extend].parent,
        };
        match self.reference(scope, name, span, Wanted::FieldType) {
            Some(Global { file, id: Symbol::Message(id) }) => Type::Message(Global { file, id }),
            Some(Global { file, id: Symbol::Enum(id) }) => Type::Enum(Global { file, id }),
            Some(other) => {
                self.wrong_kind(other, span, "the type of a field", "a message or an enum");
                Type::Unknown
            }
            None => Type::Unknown,
        }
    }

    fn message(
        &mut self,
        scope: Option<MessageId>,
        name: Name,
        span: Span,
        role: &str,
    ) -> Option<Global<MessageId>> {
        if name.is_empty() {
            return None;
        }
        if let Some(scalar) = Scalar::from_name(self.file.name(name), self.file.edition) {
            let problem = ReferenceProblem::Scalar { role, scalar: scalar.name() };
            self.types.problems.report(Place::new(self.at, span), problem);
            return None;
        }
        match self.reference(scope, name, span, Wanted::Other)? {
            Global { file, id: Symbol::Message(id) } => Some(Global { file, id }),
            other => {
                self.wrong_kind(other, span, role, "a message");
                None
            }
        }
    }

    /// Resolves a name, and reports it if unknown, or marks the import as used.
    fn reference(
        &mut self,
        scope: Option<MessageId>,
        name: Name,
        span: Span,
        wanted: Wanted,
    ) -> Option<Global<Symbol>> {
        let text = self.file.name(name);
        let inside = Inside { file: self.at, message: scope };
        let accept = match wanted {
            Wanted::FieldType => Symbol::is_type,
            Wanted::Other => |_| true,
        };
        match self.linked.find_again(&mut self.outside, inside, text.into(), accept, false) {
            Ok(symbol) => {
                self.linked.mark_used(self.at, symbol.file, &mut self.types.used);
                Some(symbol)
            }
            Err(miss) => {
                self.linked.report_miss(self.at, text, span, wanted, &miss, &mut self.types.problems);
                None
            }
        }
    }

    fn wrong_kind(&mut self, symbol: Global<Symbol>, span: Span, role: &str, wanted: &str) {
        let problem = ReferenceProblem::WrongKind { role, found: describe(symbol.id), wanted };
        self.types.problems.report(Place::new(self.at, span), problem).label(symbol, "declared here");
    }
}

fn describe(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Message(_) => "a message",
        Symbol::Enum(_) => "an enum",
        Symbol::Value(_) => "an enum value",
        Symbol::Field(_) => "a field",
        Symbol::Oneof(_) => "a oneof",
        Symbol::Service(_) => "a service",
        Symbol::Method(_) => "an RPC",
    }
}

/// Kind of declaration that a reference requires.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Names that are not found may have meant a scalar type.
    FieldType,
    Other,
}

/// A name that was not found.
pub(super) struct Miss {
    why: Why,
    /// Hashes of the names that were looked up in packages on the way.
    looked_up: Vec<u64>,
}

/// Reason why a name was not found.
enum Why {
    Unknown,
    /// Declared in a file that this one does not import.
    NotImported(Global<Symbol>),
    /// Its first part was found in an inner scope, and nothing of the rest there.
    Shadowed(String),
}

impl Miss {
    /// The declaration that is meant, if only an import is missing.
    pub(super) fn not_imported(&self) -> Option<Global<Symbol>> {
        match self.why {
            Why::NotImported(symbol) => Some(symbol),
            Why::Unknown | Why::Shadowed(_) => None,
        }
    }
}

impl Linked {
    /// Finds what `name` means at a place of file `from`: inside `scope`, then in the scopes around
    /// it, as C++ does. `accept` says what a name without dots may mean.
    pub(super) fn find(
        &self,
        from: FileId,
        inside: Inside,
        name: &str,
        accept: fn(Symbol) -> bool,
        for_option: bool,
    ) -> Result<Global<Symbol>, Miss> {
        let search = |looked_up| Search { linked: self, from, for_option, not_imported: None, looked_up };
        if let Some(symbol) = search(None).run(inside, name, accept) {
            return Ok(symbol);
        }
        // Once more, to note what else could have been found.
        let mut search = search(Some(Vec::new()));
        search.run(inside, name, accept);
        let why = match search.not_imported {
            Some(symbol) => Why::NotImported(symbol),
            None => search.shadowed(inside, name).map_or(Why::Unknown, Why::Shadowed),
        };
        Err(Miss { why, looked_up: search.looked_up.unwrap_or_default() })
    }

    /// Finds what a name means at a place of a file that sees it, whose names are found again and again.
    pub(super) fn find_again<'n>(
        &self,
        outside: &mut Outside<'n>,
        inside: Inside,
        name: Cow<'n, str>,
        accept: fn(Symbol) -> bool,
        for_option: bool,
    ) -> Result<Global<Symbol>, Miss> {
        let from = inside.file;
        let parts = name.split_once('.');
        let is_outside =
            parts.is_some_and(|(first, _)| self.in_messages(inside, first, is_aggregate).is_none());
        if !is_outside {
            return self.find(from, inside, &name, accept, for_option);
        }
        if let Some(&known) = outside.0.get(&name) {
            return Ok(known);
        }
        let found = self.find(from, inside, &name, accept, for_option)?;
        outside.0.insert(name, found);
        Ok(found)
    }

    /// The thing of this name that will do in the innermost message around a place.
    fn in_messages(&self, inside: Inside, name: &str, will_do: impl Fn(Meaning) -> bool) -> Option<Meaning> {
        let file = self.file(inside.file);
        let mut messages = std::iter::successors(inside.message, |&message| file[message].parent);
        messages.find_map(|message| {
            let id = file.lookup(Scope::message(message), name)?;
            Some(Meaning::Symbol(Global { file: inside.file, id })).filter(|&found| will_do(found))
        })
    }

    /// Whether the first part of a full name may mean something nearer from inside of a message, in whichever file.
    pub(super) fn may_be_hidden(&self, full_name: &str, message: Global<MessageId>) -> bool {
        let (first, is_path) =
            full_name.split_once('.').map_or((full_name, false), |(first, _)| (first, true));
        let counts = |symbol: Symbol| !is_path || symbol.is_aggregate();
        let file = self.file(message.file);
        let mut scope = Some(message.id);
        while let Some(id) = scope {
            if file.lookup(Scope::message(id), first).is_some_and(counts) {
                return true;
            }
            scope = file[id].parent;
        }
        let package = file.name(file.package);
        let packages = std::iter::successors((!package.is_empty()).then_some(package), |package| {
            package.rsplit_once('.').map(|(outer, _)| outer)
        });
        packages.filter_map(|package| self.packages.find(package)).any(|package| {
            self.packages.child(package, first).is_some()
                || self.top_level(package, first).any(|symbol| counts(symbol.id))
        })
    }

    /// Returns the top-level declaration of a package with this name, if the file sees it.
    pub(super) fn seen_in_package(
        &self,
        from: FileId,
        package: PackageId,
        name: &str,
        for_option: bool,
    ) -> Option<Meaning> {
        let mut search = Search { linked: self, from, for_option, not_imported: None, looked_up: None };
        search.in_package(package, name)
    }

    /// Notes that the import of `file` is of use, or the first that passes it on, when there is none.
    pub(super) fn mark_used(&self, from: FileId, file: FileId, used: &mut [bool]) {
        if from == file {
            return;
        }
        if let Some(import) = self.graph.seen(from, file).and_then(|seen| seen.import) {
            used[import.index()] = true;
        }
    }

    /// Says that a name of file `from` means nothing.
    pub(super) fn report_miss(
        &self,
        from: FileId,
        name: &str,
        span: Span,
        wanted: Wanted,
        miss: &Miss,
        problems: &mut Problems,
    ) {
        if problems.is_full() {
            return;
        }
        // Where an import is missing, it would be an echo of that.
        let is_echo = !matches!(miss.why, Why::Shadowed(_)) && self.graph.lacks_import(from);
        problems.miss(&miss.looked_up);
        if !is_echo {
            problems.report(Place::new(from, span), || self.explain_miss(from, name, wanted, &miss.why));
        }
    }

    fn explain_miss<'m>(
        &'m self,
        from: FileId,
        name: &'m str,
        wanted: Wanted,
        why: &'m Why,
    ) -> ReferenceProblem<'m> {
        match why {
            Why::NotImported(symbol) => ReferenceProblem::NotImported {
                name: self.full_name(*symbol),
                file: &self.file(symbol.file).name,
            },
            Why::Shadowed(inner) => ReferenceProblem::Shadowed { name, inner },
            Why::Unknown => {
                let help = match self.nearest_type(from, name, wanted) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "declare it, or import the file that declares it".to_owned(),
                };
                ReferenceProblem::Unknown { name, help }
            }
        }
    }

    /// The type whose name is nearest to this one, of those that are visible; those of the file itself come first.
    fn nearest_type(&self, from: FileId, name: &str, wanted: Wanted) -> Option<String> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let scalars = if wanted == Wanted::FieldType && last == name { Scalar::ALL } else { &[] };
        let visible = self.graph.seen_from(from).filter(|&file| file != from);
        let types = std::iter::once(from).chain(visible).flat_map(|id| types_of(self.file(id)));
        let known = scalars.iter().map(|scalar| (scalar.name(), None)).chain(types);
        let full = match nearest_of(last, known)? {
            (scalar, None) => scalar,
            (_, Some((file, full))) => file.name(full),
        };
        let package = self.file(from).name(self.file(from).package);
        let short = full.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'));
        Some(short.unwrap_or(full).to_owned())
    }
}

/// The messages and enums of a file by their names; each with its full name.
fn types_of(file: &File) -> impl Iterator<Item = (&str, Option<(&File, Name)>)> {
    let messages = file.messages.iter().filter(|m| m.kind != MessageKind::MapEntry);
    let messages = messages.map(|m| (m.name, m.full_name));
    let enums = file.enums.iter().map(|e| (e.name, e.full_name));
    messages.chain(enums).map(move |(short, full)| (file.name(short), Some((file, full))))
}

struct Search<'s> {
    linked: &'s Linked,
    from: FileId,
    /// `import option` counts as well.
    for_option: bool,
    /// A declaration that would have been meant, were it imported.
    not_imported: Option<Global<Symbol>>,
    /// Hashes of the names that were looked up in packages, where they are noted.
    looked_up: Option<Vec<u64>>,
}

/// Meaning of a name, or of its first parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Meaning {
    Symbol(Global<Symbol>),
    Package(PackageId),
}

impl Meaning {
    fn symbol(self) -> Option<Global<Symbol>> {
        match self {
            Meaning::Symbol(symbol) => Some(symbol),
            Meaning::Package(_) => None,
        }
    }
}

impl Search<'_> {
    fn run(&mut self, inside: Inside, name: &str, accept: fn(Symbol) -> bool) -> Option<Global<Symbol>> {
        if let Some(absolute) = name.strip_prefix('.') {
            return self.below(Meaning::Package(PackageId::ROOT), absolute);
        }
        let Some((first, rest)) = name.split_once('.') else {
            let found = self
                .each_scope(inside, name, |found| found.symbol().is_some_and(|symbol| accept(symbol.id)))?;
            return found.symbol();
        };
        let found = self.each_scope(inside, first, is_aggregate)?;
        self.below(found, rest)
    }

    /// The innermost thing of this name that will do.
    fn each_scope(
        &mut self,
        inside: Inside,
        name: &str,
        will_do: impl Fn(Meaning) -> bool,
    ) -> Option<Meaning> {
        let linked = self.linked;
        if let Some(found) = linked.in_messages(inside, name, &will_do) {
            return Some(found);
        }
        for package in linked.packages.chain(linked.package_of[inside.file]) {
            if let Some(found) = self.in_package(package, name).filter(|&found| will_do(found)) {
                return Some(found);
            }
        }
        None
    }

    fn in_package(&mut self, package: PackageId, name: &str) -> Option<Meaning> {
        self.note(package, name);
        let linked = self.linked;
        for symbol in linked.top_level(package, name) {
            let seen = linked.graph.seen(self.from, symbol.file);
            if seen.is_some_and(|seen| self.for_option || !seen.options_only) {
                return Some(Meaning::Symbol(symbol));
            }
            // Another version of a file that is imported, as that before a change, is nothing to import.
            let name = &linked.file(symbol.file).name;
            let is_another =
                || linked.file(self.from).imported_names().any(|(imported, _)| *imported == **name);
            if seen.is_some() || !is_another() {
                self.not_imported.get_or_insert(symbol);
            }
        }
        let package = linked.packages.child(package, name)?;
        let is_seen = linked.graph.sees_any(self.from, linked.packages.files(package));
        is_seen.then_some(Meaning::Package(package))
    }

    fn note(&mut self, package: PackageId, name: &str) {
        if let Some(looked_up) = &mut self.looked_up {
            looked_up.push(symbols::hash(package.0, name));
        }
    }

    /// Resolves the path `rest` below a declaration or package.
    fn below(&mut self, mut found: Meaning, rest: &str) -> Option<Global<Symbol>> {
        for part in rest.split('.') {
            found = match found {
                Meaning::Package(package) => match self.in_package(package, part) {
                    Some(found) => found,
                    // A package that is not visible may hold what was meant.
                    None => Meaning::Package(self.linked.packages.child(package, part)?),
                },
                Meaning::Symbol(Global { file, id }) => {
                    let scope = match id {
                        Symbol::Message(message) => Scope::message(message),
                        Symbol::Service(service) => Scope::service(service),
                        _ => return None,
                    };
                    let id = self.linked.file(file).lookup(scope, part)?;
                    Meaning::Symbol(Global { file, id })
                }
            };
        }
        found.symbol()
    }

    /// The full name of the inner thing that hides what a dotted name means.
    fn shadowed(&mut self, inside: Inside, name: &str) -> Option<String> {
        let (first, _) = name.split_once('.')?;
        let found = self.each_scope(inside, first, is_aggregate)?;
        // Only an inner thing hides anything.
        let outermost = self.in_package(PackageId::ROOT, first)?;
        match (found, outermost) {
            (Meaning::Symbol(inner), Meaning::Symbol(outer)) if inner == outer => None,
            (Meaning::Package(inner), Meaning::Package(outer)) if inner == outer => None,
            (Meaning::Symbol(inner), _) => Some(self.linked.full_name(inner)),
            (Meaning::Package(inner), _) => Some(self.linked.packages.name(inner)),
        }
    }
}

fn is_aggregate(found: Meaning) -> bool {
    match found {
        Meaning::Symbol(symbol) => symbol.id.is_aggregate(),
        Meaning::Package(_) => true,
    }
}

impl Typed {
    /// The files with their imports and names.
    pub fn linked(&self) -> &Linked {
        &self.linked
    }

    pub(super) fn types(&self, file: FileId) -> &Types {
        self.types.get(file, || self.linked.resolve(file))
    }

    /// The type of a field of any file.
    #[inline]
    pub(super) fn field_type(&self, field: Global<FieldId>) -> Type {
        self.types(field.file).fields[field.id.index()]
    }
}
