//! Sets of descriptors, file by file, and how two of them differ.

use super::sources::{Sources, compile};
use super::wire;
use protune_compiler::descriptor::{self, DescriptorFile, Include};
use protune_compiler::schema::{FileId, Schema};
use std::collections::{BTreeMap, HashSet};

/// Encoded descriptors by the names of the files.
pub(crate) type Descriptors = BTreeMap<String, Vec<u8>>;

pub(crate) fn encode(schema: &Schema, files: &[FileId], include: Include) -> Descriptors {
    let files = files.iter().map(|&file| schema.file(file));
    files.map(|file| (file.name().to_owned(), descriptor::file(schema, file.id, include))).collect()
}

/// The set of some descriptors.
pub(crate) fn join(descriptors: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    descriptors.into_iter().flat_map(|(_, descriptor)| wire::record(1, &descriptor)).collect()
}

/// The descriptors of a set that is sound.
pub(crate) fn split(set: &[u8]) -> Descriptors {
    let mut descriptors = Descriptors::new();
    let mut rest = set;
    while !rest.is_empty() {
        let descriptor = take_record(&mut rest);
        // The name comes first.
        let name = take_record(&mut &descriptor[..]).to_vec();
        descriptors.insert(String::from_utf8(name).expect("a name"), descriptor.to_vec());
    }
    descriptors
}

/// The contents of a sound record whose tag is one byte.
fn take_record<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let digits = rest[1..].iter().take_while(|&&byte| byte >= 0x80).count() + 1;
    let digit = |(at, &byte): (usize, &u8)| usize::from(byte & 0x7F) << (7 * at);
    let len: usize = rest[1..=digits].iter().enumerate().map(digit).sum();
    let (record, after) = rest[1 + digits..].split_at(len);
    *rest = after;
    record
}

/// The files without problems that import no others than such, in order of name.
pub(crate) fn sound_files(schema: &Schema) -> Vec<FileId> {
    let mut broken: HashSet<FileId> = schema.problems().iter().map(|problem| problem.place.file).collect();
    loop {
        let importers = schema.files().filter(|file| {
            !broken.contains(&file.id)
                && file.imports().any(|import| import.target().is_none_or(|file| broken.contains(&file.id)))
        });
        let importers: Vec<FileId> = importers.map(|file| file.id).collect();
        if importers.is_empty() {
            break;
        }
        broken.extend(importers);
    }
    // The last file is the `descriptor.proto` that joins every schema, and here another's double.
    let own = schema.files().take(schema.files().count() - 1);
    own.map(|file| file.id).filter(|file| !broken.contains(file)).collect()
}

/// Returns the errors of files that were read: options that were lost, texts that do not compile, and
/// descriptors that differ from the wanted ones.
pub(crate) fn compare(wanted: &Descriptors, files: &[DescriptorFile]) -> Vec<String> {
    let lost = files.iter().filter(|file| !file.lost_options.is_empty());
    let mut out: Vec<String> =
        lost.map(|file| format!("{}: lost {:?}", file.name, file.lost_options)).collect();
    let sources: Sources = files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
    let schema = compile(&sources);
    for problem in schema.problems() {
        let file = schema.file(problem.place.file);
        let line = problem.place.span.map_or(0, |span| file.lines().line(span.start)) + 1;
        out.push(format!("{}:{line}: {}", file.name(), problem.message));
    }
    let all: Vec<FileId> = schema.files().take(schema.files().count() - 1).map(|file| file.id).collect();
    let found = encode(&schema, &all, Include::default());
    let other = wanted.iter().filter(|(name, descriptor)| found.get(*name) != Some(descriptor));
    out.extend(other.map(|(name, _)| format!("{name}: another descriptor")));
    out
}
