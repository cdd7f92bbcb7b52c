//! Descriptors that a running server reports, completed so that they compile: references in full, imports that
//! its files lack, and what the server does not have, from the schema that it is compared with. Names of
//! files mean little: some servers make them up. Judges nothing.

mod graph;
mod layout;
mod raw;

use super::read::ReadError;
use crate::encoding::part::Damage;
use crate::encoding::scan::Cursor;
use crate::encoding::{WireType, put_len, put_tag, put_varint};
use crate::schema::{link, lower};
use crate::{syntax, well_known};
use layout::Layout;
use raw::{Raw, Reference, Resolved, Rewriting};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Descriptors of a server, and of the schema that they are compared with. Each is an encoded `FileDescriptorProto`.
#[derive(Clone, Copy, Debug)]
pub struct Served<'a> {
    /// Files that the server reported.
    pub files: &'a [Vec<u8>],
    /// Full names of the services that are compared.
    pub services: &'a [String],
    /// Files of the schema here, with all that they import.
    pub here: &'a [Vec<u8>],
    /// Packages of the schema here, apart from imports of other projects.
    pub packages: &'a BTreeSet<String>,
}

/// A `FileDescriptorSet` that compiles, and what was done for that.
#[derive(Clone, Default, Debug)]
pub struct Completed {
    /// The encoded set, with a mark that [`seen_mark`] reads.
    pub set: Vec<u8>,
    /// See [`SeenMark::is_degraded`].
    pub is_degraded: bool,
    /// Imports that the server does not have, and for which the files here stand.
    pub borrowed: BTreeSet<String>,
    /// Full names of types that neither the server nor the schema here has.
    pub unknown: BTreeSet<String>,
}

/// Mark of a set that a server reported. Readers that do not know it skip it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SeenMark {
    /// The server lost parts of its schema: imports, JSON names, options, presence.
    pub is_degraded: bool,
    /// Names of the files that are compared; the others are there to be imported.
    pub compared: BTreeSet<String>,
}

/// Number of types that may be missing.
const MOST_UNKNOWN: usize = 2000;

/// Field of `FileDescriptorSet` with the mark.
const MARK: i32 = 50719;

/// Returns the mark of a set, if it has one.
pub fn seen_mark(set: &[u8]) -> Option<SeenMark> {
    let marks = Cursor::new(set).map_while(Result::ok).filter(|record| record.number == MARK as u32);
    let mut mark = None;
    for record in marks.filter(|record| record.wire_type == WireType::Len) {
        let mark = mark.get_or_insert_with(SeenMark::default);
        for record in Cursor::new(record.payload).map_while(Result::ok) {
            match (record.number, std::str::from_utf8(record.payload)) {
                (1, _) => mark.is_degraded = record.value != 0,
                (2, Ok(name)) => {
                    mark.compared.insert(name.to_owned());
                }
                _ => {}
            }
        }
    }
    mark
}

fn put_mark(out: &mut Vec<u8>, mark: &SeenMark) {
    let mut bytes = Vec::new();
    put_tag(&mut bytes, 1, WireType::Varint);
    put_varint(&mut bytes, u64::from(mark.is_degraded));
    mark.compared.iter().for_each(|name| put_len(&mut bytes, 2, name.as_bytes()));
    put_len(out, MARK, &bytes);
}

/// Returns the names of the files that a descriptor imports, and its own name first.
///
/// # Errors
/// If the bytes are no `FileDescriptorProto`.
pub fn names_in(descriptor: &[u8]) -> Result<Vec<String>, ReadError> {
    let raw = Raw::read(descriptor).map_err(told)?;
    let imports = raw.imports.iter().map(|&(_, name)| name);
    Ok([raw.name].into_iter().chain(imports).map(str::to_owned).collect())
}

/// Completes the files of a server. A declaration of the server stands before one here with the same name, and
/// well-known types are those that are built in.
///
/// # Errors
/// If a descriptor is damaged, or no file layout makes its types valid.
pub fn complete(served: Served<'_>) -> Result<Completed, ReadError> {
    completed(served).map_err(told)
}

fn told(Damage { offset, what }: Damage) -> ReadError {
    ReadError { offset, what }
}

/// A file whose declarations may be laid out anew.
struct Loaded<'a> {
    raw: Raw<'a>,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Server,
    Here,
}

/// All that was loaded, by name.
#[derive(Default)]
struct Pool<'a> {
    files: Vec<Loaded<'a>>,
    by_name: FxHashMap<&'a str, usize>,
    /// The file that declares a type.
    types: FxHashMap<String, usize>,
    /// Full names of all top-level declarations.
    declared: FxHashSet<String>,
}

fn completed(served: Served<'_>) -> Result<Completed, Damage> {
    let mut pool = Pool::default();
    for file in served.files {
        pool.add(Raw::read(file)?, Origin::Server)?;
    }
    let is_degraded = pool.is_degraded()?;
    let mut here = Here::new(served.here);
    let mut done = Completed { is_degraded, ..Completed::default() };
    let mut enums = BTreeMap::new();
    let mut next = 0;
    while next < pool.files.len() {
        let is_of_server = pool.files[next].origin == Origin::Server;
        let imports: Vec<&str> = pool.files[next].raw.imports.iter().map(|&(_, name)| name).collect();
        for name in imports {
            if pool.by_name.contains_key(name) {
                continue;
            }
            if let Some(file) = here.named(name)? {
                if is_of_server && well_known::text(name).is_none() {
                    done.borrowed.insert(name.to_owned());
                }
                pool.add(file, Origin::Here)?;
            }
        }
        for (name, is_to_enum) in pool.references(next)? {
            if pool.types.contains_key(&name) {
                continue;
            }
            if let Some(is_enum) = enums.get_mut(&name) {
                *is_enum &= is_to_enum;
                continue;
            }
            if let Some(file) = here.declaring(&name)? {
                pool.add(file, Origin::Here)?;
            }
            // The type may be one inside a message that the server has without it.
            if !pool.types.contains_key(&name) {
                enums.insert(name, is_to_enum);
            }
            if enums.len() > MOST_UNKNOWN {
                return Err(Damage {
                    offset: 0,
                    what: "too many types are referred to and declared nowhere",
                });
            }
        }
        next += 1;
    }
    enums.retain(|name, _| !pool.types.contains_key(name));
    done.unknown = enums.keys().cloned().collect();
    Layout::of(&pool, enums, is_degraded)?.write(&served, &mut done)?;
    Ok(done)
}

impl<'a> Pool<'a> {
    /// Adds a file without what is declared already. Of files of a server with one name the first stands.
    fn add(&mut self, mut raw: Raw<'a>, origin: Origin) -> Result<(), Damage> {
        let at = self.files.len();
        let is_of_server = origin == Origin::Server;
        if self.by_name.contains_key(raw.name) && is_of_server {
            return Ok(());
        }
        let is_well_known = well_known::text(raw.name).is_some();
        if !(is_of_server && is_well_known) {
            self.by_name.entry(raw.name).or_insert(at);
        }
        let mut types = Vec::new();
        let mut kept = Vec::new();
        for declaration in std::mem::take(&mut raw.declarations) {
            let name = raw.full_name(&declaration);
            let is_known = is_of_server && WELL_KNOWN.declared.contains(&name);
            if !is_known && self.declared.insert(name) {
                declaration.types(raw.package, &mut types)?;
                kept.push(declaration);
            }
        }
        if kept.is_empty() && is_of_server && is_well_known {
            return Ok(());
        }
        raw.declarations = kept;
        for name in types {
            self.types.entry(name).or_insert(at);
        }
        self.files.push(Loaded { raw, origin });
        Ok(())
    }

    /// Returns the full names of the types that a file refers to, and whether they are enums.
    fn references(&self, file: usize) -> Result<Vec<(String, bool)>, Damage> {
        let mut seen = FxHashSet::default();
        let mut out = Vec::new();
        let mut resolve = |reference: Reference<'_>| {
            let name = self.full_name(&reference);
            if seen.insert(name.clone()) {
                out.push((name, reference.is_to_enum));
            }
            Resolved { name: String::new(), is_placeholder: false }
        };
        let raw = &self.files[file].raw;
        for declaration in &raw.declarations {
            let mut rewriting = Rewriting { resolve: &mut resolve, is_degraded: false };
            rewriting.declaration(raw.package, declaration)?;
        }
        Ok(out)
    }

    /// The full name that a reference means, without a leading dot.
    fn full_name(&self, reference: &Reference<'_>) -> String {
        if let Some(name) = reference.name.strip_prefix('.') {
            return name.to_owned();
        }
        let is_known = |name: &str| self.types.contains_key(name) || WELL_KNOWN.types.contains_key(name);
        if is_known(reference.name) {
            return reference.name.to_owned();
        }
        let innermost = (!reference.scope.is_empty()).then_some(reference.scope);
        let mut scopes = std::iter::successors(innermost, |scope| Some(scope.rsplit_once('.')?.0));
        let found =
            scopes.find_map(|scope| Some(raw::join(scope, reference.name)).filter(|name| is_known(name)));
        found.unwrap_or_else(|| reference.name.to_owned())
    }

    /// Returns whether a server lost parts of its schema: files refer to others and have no imports, or references are no
    /// full names, or there are features without an edition. Without references, files are named after packages.
    fn is_degraded(&self) -> Result<bool, Damage> {
        let (mut has_references, mut is_degraded) = (false, false);
        for (at, file) in self.files.iter().enumerate() {
            let has_imports = !file.raw.imports.is_empty();
            is_degraded |= file.raw.has_stray_features;
            let mut resolve = |reference: Reference<'_>| {
                let is_foreign = || self.types.get(&self.full_name(&reference)) != Some(&at);
                has_references = true;
                is_degraded |= !reference.name.starts_with('.') || !has_imports && is_foreign();
                Resolved { name: String::new(), is_placeholder: false }
            };
            for declaration in &file.raw.declarations {
                let mut rewriting = Rewriting { resolve: &mut resolve, is_degraded: false };
                rewriting.declaration(file.raw.package, declaration)?;
            }
        }
        let is_made_up = |file: &Loaded<'_>| {
            file.raw.name.strip_suffix(".proto") == Some(&file.raw.package.replace('.', "_"))
        };
        Ok(is_degraded || !has_references && self.files.iter().all(is_made_up))
    }
}

/// The schema that a server is compared with, read as far as it is asked for.
struct Here<'a> {
    files: &'a [Vec<u8>],
    by_name: Option<FxHashMap<&'a str, usize>>,
    by_type: Option<FxHashMap<String, usize>>,
}

impl<'a> Here<'a> {
    fn new(files: &'a [Vec<u8>]) -> Here<'a> {
        Here { files, by_name: None, by_type: None }
    }

    fn named(&mut self, name: &str) -> Result<Option<Raw<'a>>, Damage> {
        if let Some(file) = WELL_KNOWN.named(name)? {
            return Ok(Some(file));
        }
        if self.by_name.is_none() {
            let name = |(at, file): (usize, &'a Vec<u8>)| Ok((Raw::read(file)?.name, at));
            self.by_name = Some(self.files.iter().enumerate().map(name).collect::<Result<_, Damage>>()?);
        }
        let at = self.by_name.as_ref().and_then(|names| names.get(name).copied());
        at.map(|at| Raw::read(&self.files[at])).transpose()
    }

    fn declaring(&mut self, name: &str) -> Result<Option<Raw<'a>>, Damage> {
        if let Some(&at) = WELL_KNOWN.types.get(name) {
            return Raw::read(&WELL_KNOWN.files[at]).map(Some);
        }
        if self.by_type.is_none() {
            self.by_type = Some(types_of(self.files)?);
        }
        let at = self.by_type.as_ref().and_then(|types| types.get(name).copied());
        at.map(|at| Raw::read(&self.files[at])).transpose()
    }
}

fn types_of(files: &[Vec<u8>]) -> Result<FxHashMap<String, usize>, Damage> {
    let mut out = FxHashMap::default();
    for (at, file) in files.iter().enumerate() {
        let raw = Raw::read(file)?;
        let mut types = Vec::new();
        for declaration in &raw.declarations {
            declaration.types(raw.package, &mut types)?;
        }
        out.extend(types.into_iter().map(|name| (name, at)));
    }
    Ok(out)
}

/// The well-known files that are built in.
struct WellKnown {
    files: Vec<Vec<u8>>,
    types: FxHashMap<String, usize>,
    declared: FxHashSet<String>,
}

impl WellKnown {
    fn named(&self, name: &str) -> Result<Option<Raw<'_>>, Damage> {
        let at = well_known::names().position(|known| known == name);
        at.map(|at| Raw::read(&self.files[at])).transpose()
    }
}

static WELL_KNOWN: LazyLock<WellKnown> = LazyLock::new(|| {
    let lowered =
        well_known::names().filter_map(|name| Some(lower(name, syntax::parse(well_known::text(name)?))));
    let schema = link(lowered.collect()).compile();
    let file = |name| schema.find(name).map(|file| super::file(&schema, file.id, super::Include::default()));
    let files: Vec<Vec<u8>> = well_known::names().filter_map(file).collect();
    let types = types_of(&files).expect("our own bytes");
    let raws = files.iter().map(|file| Raw::read(file).expect("our own bytes"));
    let declared =
        raws.flat_map(|raw| raw.declarations.iter().map(|it| raw.full_name(it)).collect::<Vec<_>>());
    let declared = declared.collect();
    WellKnown { types, declared, files }
});
