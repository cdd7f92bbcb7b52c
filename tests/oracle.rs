//! Compares our descriptors with those of protox, a compiler that shares no code with ours, wherever it accepts a
//! file: it knows no editions, and not everything that protoc accepts.
//!
//!     cargo test oracle                                              the fixtures
//!     PROTUNE_CORPUS=path/to/tree cargo test oracle -- --nocapture   every .proto file below a folder
//!
//! Imports are found from that folder.

use prost::Message;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MethodOptions};
use protox::Compiler;
use protox::file::{File as ProtoxFile, FileResolver, GoogleFileResolver};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileId, Member, Schema, link_members, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

/// Texts by import name.
type Sources = BTreeMap<String, String>;

#[test]
fn well_known_types() {
    let names: Vec<String> = well_known::names().map(str::to_owned).collect();
    let outcome = compare(&with_well_known(Sources::new()), &names);
    outcome.expect_agreement();
    assert!(outcome.agree.len() >= 10, "protox does not take {:#?}", outcome.not_taken);
}

/// Each file in the folder is a schema of its own, and so is each folder in it.
#[test]
fn valid_fixtures() {
    let mut whole = Outcome::default();
    for entry in fs::read_dir(Path::new(FIXTURES).join("compile/valid")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let case = path.file_name().expect("a name").to_string_lossy().into_owned();
        whole.add(&case, if path.is_dir() { compare_tree(&path) } else { compare_file(&path) });
    }
    whole.expect_agreement();
    assert!(whole.agree.len() >= 80, "protox does not take {:#?}", whole.not_taken);
}

/// The sample of the repository, or the corpus of the caller.
#[test]
#[expect(clippy::print_stdout, reason = "a report on a tree of the caller's")]
fn sample_or_corpus() {
    let corpus = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from);
    let outcome = compare_tree(&corpus.clone().unwrap_or(Path::new(FIXTURES).join("sample")));
    if corpus.is_some() {
        println!("{} agree, protox does not take {}:", outcome.agree.len(), outcome.not_taken.len());
        outcome.not_taken.iter().for_each(|refusal| println!("    {refusal}"));
        println!("we do not take {}:", outcome.not_ours.len());
        outcome.not_ours.iter().for_each(|refusal| println!("    {refusal}"));
    } else {
        assert_eq!(outcome.not_taken, Vec::<String>::new());
    }
    outcome.expect_agreement();
}

/// Result for each file, by name.
#[derive(Default)]
struct Outcome {
    agree: Vec<String>,
    /// With protox's reason.
    not_taken: Vec<String>,
    /// Files that protox accepts and we do not, with our reason. protox accepts more than protoc, which
    /// decides: see `tests/compile.rs`.
    not_ours: Vec<String>,
    /// With the first difference.
    differ: Vec<String>,
}

impl Outcome {
    fn add(&mut self, case: &str, other: Outcome) {
        let within = |what: String| format!("{case}: {what}");
        self.agree.extend(other.agree.into_iter().map(within));
        self.not_taken.extend(other.not_taken.into_iter().map(within));
        self.not_ours.extend(other.not_ours.into_iter().map(within));
        self.differ.extend(other.differ.into_iter().map(within));
    }

    #[track_caller]
    fn expect_agreement(&self) {
        assert!(self.differ.is_empty(), "{} differ:\n{}", self.differ.len(), self.differ.join("\n"));
    }
}

fn compare_tree(root: &Path) -> Outcome {
    let sources = sources_below(root);
    let names: Vec<String> = sources.keys().cloned().collect();
    compare(&with_well_known(sources), &names)
}

fn compare_file(path: &Path) -> Outcome {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    // protox reads UTF-8 alone; protoc has these files in `tests/compile`.
    let Ok(text) = String::from_utf8(fs::read(path).expect("a file")) else { return Outcome::default() };
    compare(&with_well_known(Sources::from([(name.clone(), text)])), &[name])
}

/// Compiles these sources twice, and compares the files of those names.
fn compare(sources: &Sources, names: &[String]) -> Outcome {
    let schema = compile(sources);
    let ours: HashMap<&str, FileId> =
        sources.keys().map(String::as_str).zip((0..).map(FileId::new)).collect();
    let mut protox = Protox::new(sources);
    let mut outcome = Outcome::default();
    // protox brings a `descriptor.proto` of its own, and an older one.
    for name in names.iter().filter(|name| *name != well_known::DESCRIPTOR) {
        let theirs = match protox.descriptor(name) {
            Ok(theirs) => normal(theirs),
            Err(refusal) => {
                outcome.not_taken.push(format!("{name}: {refusal}"));
                continue;
            }
        };
        match our_descriptor(&schema, ours[name.as_str()]) {
            Ok(ours) if ours == theirs => outcome.agree.push(name.clone()),
            Ok(ours) => outcome.differ.push(format!("{name}: {}", first_difference(&ours, &theirs))),
            Err(refusal) => outcome.not_ours.push(format!("{name}: {refusal}")),
        }
    }
    outcome
}

fn our_descriptor(schema: &Schema, file: FileId) -> Result<FileDescriptorProto, String> {
    let errors = schema.file(file).problems().iter().filter(|problem| problem.severity == Severity::Error);
    if let Some(error) = errors.into_iter().next() {
        return Err(error.message.clone());
    }
    // protox does not know that some options are not for descriptors, and keeps them.
    let include = Include { source_options: true, ..Include::default() };
    let bytes = descriptor::file(schema, file, include);
    let descriptor = FileDescriptorProto::decode(bytes.as_slice()).map_err(|damage| damage.to_string())?;
    Ok(normal(descriptor))
}

/// Normalizes the parts that the two may write differently.
fn normal(mut file: FileDescriptorProto) -> FileDescriptorProto {
    // Neither is asked for it: protox keeps other comments than protoc does.
    file.source_code_info = None;
    file.extension.iter_mut().for_each(normalize_field);
    file.message_type.iter_mut().for_each(normalize_message);
    // For `rpc ... {}` protoc, and we, write options that are empty, protox writes none.
    for method in file.service.iter_mut().flat_map(|service| &mut service.method) {
        method.options.take_if(|options| *options == MethodOptions::default());
    }
    file
}

fn normalize_message(message: &mut DescriptorProto) {
    message.field.iter_mut().for_each(normalize_field);
    message.extension.iter_mut().for_each(normalize_field);
    message.nested_type.iter_mut().for_each(normalize_message);
}

/// protoc, and we, write floating point defaults as C does, with an exponent, protox writes all digits.
fn normalize_field(field: &mut FieldDescriptorProto) {
    let ty = field.r#type();
    if let Some(default) = &mut field.default_value {
        let number = match ty {
            Type::Float => default.parse().ok().map(|number: f32| number.to_string()),
            Type::Double => default.parse().ok().map(|number: f64| number.to_string()),
            _ => None,
        };
        *default = number.unwrap_or_else(|| default.clone());
    }
}

/// The first line that differs of the two as Rust prints them, with what leads there.
fn first_difference(ours: &FileDescriptorProto, theirs: &FileDescriptorProto) -> String {
    let (ours, theirs) = (format!("{ours:#?}"), format!("{theirs:#?}"));
    let mut before: Vec<&str> = Vec::new();
    for (our_line, their_line) in ours.lines().zip(theirs.lines()) {
        if our_line != their_line {
            let context = before[before.len().saturating_sub(12)..].join("\n");
            return format!("\n{context}\n  ours: {our_line}\ntheirs: {their_line}");
        }
        before.push(our_line);
    }
    "one ends before the other".to_owned()
}

/// Files are no module here: those that do not import each other may declare the same.
fn compile(sources: &Sources) -> Schema {
    let by_name: HashMap<&str, FileId> =
        sources.keys().map(String::as_str).zip((0..).map(FileId::new)).collect();
    let member = |(module, (name, text)): (u32, (&String, &String))| {
        let file = lower(name.as_str(), parse(text.as_str()));
        let target = |name: &str| by_name.get(name).copied();
        let imports = file.imported_names().map(|(name, _)| target(name)).collect();
        Member { file: file.into(), imports, module }
    };
    link_members((0..).zip(sources).map(member).collect()).compile()
}

struct Protox<'s> {
    sources: &'s Sources,
    compiler: Compiler,
}

impl<'s> Protox<'s> {
    fn new(sources: &'s Sources) -> Protox<'s> {
        Protox { sources, compiler: Compiler::with_file_resolver(InMemory(sources.clone())) }
    }

    /// It panics over some broken files, and is no longer of use then.
    fn descriptor(&mut self, name: &str) -> Result<FileDescriptorProto, String> {
        let opened = catch_unwind(AssertUnwindSafe(|| self.compiler.open_file(name).map(|_| ())));
        match opened {
            Ok(opened) => opened.map_err(|error| error.to_string())?,
            Err(_) => {
                *self = Protox::new(self.sources);
                return Err("protox panics".to_owned());
            }
        }
        let file = self.compiler.descriptor_pool().get_file_by_name(name).expect("just opened");
        Ok(file.file_descriptor_proto().clone())
    }
}

struct InMemory(Sources);

impl FileResolver for InMemory {
    fn open_file(&self, name: &str) -> Result<ProtoxFile, protox::Error> {
        // protox cannot parse the newest one, which has options on ranges of one number.
        if name == well_known::DESCRIPTOR {
            return GoogleFileResolver::new().open_file(name);
        }
        let text = self.0.get(name).ok_or_else(|| protox::Error::file_not_found(name))?;
        ProtoxFile::from_source(name, text)
    }
}

fn with_well_known(mut sources: Sources) -> Sources {
    for name in well_known::names() {
        let text = well_known::text(name).unwrap_or_default();
        sources.entry(name.to_owned()).or_insert_with(|| text.to_owned());
    }
    sources
}

/// The texts of all .proto files below a folder, by their paths from there.
fn sources_below(root: &Path) -> Sources {
    let mut sources = Sources::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let path = entry.expect("a readable folder").into_path();
        if path.extension().is_some_and(|extension| extension == "proto")
            && let Ok(text) = fs::read_to_string(&path)
        {
            let name = path.strip_prefix(root).expect("below the root").to_str().expect("a UTF-8 path");
            sources.insert(name.replace('\\', "/"), text);
        }
    }
    sources
}
