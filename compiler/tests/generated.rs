//! Generated schemas: protoc and we accept the same ones, and write the same descriptors.
//!
//!     cargo test -p protune-compiler --test generated            a slice
//!     PROTUNE_GENERATED=2000 cargo test ... --test generated     so many files, more than 20,000 declarations and values
//!     PROTUNE_LAYOUTS=20000 cargo test ... --test generated      so many layouts
//!     PROTUNE_SEED=7 ...                                         other files

#[path = "generated/base.rs"]
mod base;
#[path = "generated/layouts.rs"]
mod layouts;
#[path = "generated/protoc.rs"]
mod protoc;
#[path = "generated/random.rs"]
mod random;
#[path = "generated/schemas.rs"]
mod schemas;
#[path = "generated/values.rs"]
mod values;

use protoc::{Protoc, Verdict};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileId, Member, Schema, link_members, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use schemas::{Generated, generate};
use std::collections::{BTreeMap, HashMap};

/// Files of a run without `PROTUNE_GENERATED`.
const SLICE: usize = 300;

const SHOWN: usize = 10;

#[test]
#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn protoc_agrees() {
    let files = number("PROTUNE_GENERATED").unwrap_or(SLICE);
    let seed = number("PROTUNE_SEED").unwrap_or(1);
    let generated: Vec<Generated> = (0..files).map(|at| generate(seed * 1_000_003 + at)).collect();
    let parts: usize = generated.iter().map(|file| file.parts).sum();
    let sources: BTreeMap<String, String> =
        generated.into_iter().enumerate().map(|(at, file)| (format!("g{at:05}.proto"), file.text)).collect();
    let theirs = Protoc::new().run(&sources);
    let schema = compile(&sources);
    let accepted = theirs.values().filter(|verdict| matches!(verdict, Verdict::Set(_))).count();
    println!("{parts} declarations and values in {files} files, of which protoc accepts {accepted}");
    let found: Vec<String> =
        sources.iter().filter_map(|(name, text)| difference(&schema, name, text, &theirs[name])).collect();
    let shown = found.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(found.is_empty(), "{} of {files} files differ:\n{shown}", found.len());
    assert!(accepted > files / 4, "protoc accepts {accepted} of {files} files");
}

/// A number from the environment.
fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// A copy of `descriptor.proto` under another name keeps options of which nothing is left.
#[test]
fn copy_of_the_descriptor_file() {
    let text = well_known::text(well_known::DESCRIPTOR).expect("it is well known").to_owned();
    let sources = BTreeMap::from([("copy.proto".to_owned(), text)]);
    let theirs = Protoc::new().run(&sources);
    let schema = compile(&sources);
    let difference = difference(&schema, "copy.proto", "", &theirs["copy.proto"]);
    assert_eq!(difference, None);
}

/// Files of one tree may see different copies of `descriptor.proto`.
#[test]
fn two_descriptor_files() {
    let head = "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\";";
    let options = format!("{head} extend google.protobuf.FileOptions {{ optional bool all = 50000; }}");
    let user = format!("{head} import \"options.proto\"; option (all) = true;");
    let member = |name: &str, text: &str, imports: &[Option<usize>]| Member {
        file: lower(name, parse(text)).into(),
        imports: imports.iter().map(|import| import.map(FileId::new)).collect(),
        module: 0,
    };
    let copy = well_known::text(well_known::DESCRIPTOR).expect("it is well known");
    let schema = link_members(vec![
        member(well_known::DESCRIPTOR, copy, &[]),
        member("options.proto", &options, &[Some(0)]),
        // Nobody found the copy for this one.
        member("user.proto", &user, &[None, Some(1)]),
    ])
    .compile();
    let told: Vec<&str> = schema.problems().iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, [""; 0]);
}

/// Returns the difference between our answer to one file and that of protoc.
fn difference(schema: &Schema, name: &str, text: &str, theirs: &Verdict) -> Option<String> {
    let file = schema.find(name).expect("it is a source");
    let errors = file.problems().iter().filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|problem| problem.message.clone()).collect();
    let what = match theirs {
        Verdict::Refused(_) if !errors.is_empty() => return None,
        Verdict::Refused(why) => format!("only protoc refuses it: {why}"),
        Verdict::Set(_) if !errors.is_empty() => format!("only we refuse it: {}", errors.join(", ")),
        Verdict::Set(set) => {
            let include = Include { source_info: true, source_options: false };
            let ours = descriptor::file(schema, file.id, include);
            if ours == *set {
                return None;
            }
            let same = ours.iter().zip(set).take_while(|(our, their)| our == their).count();
            let around = |bytes: &[u8]| {
                let (start, end) = (same.saturating_sub(30), bytes.len().min(same + 30));
                bytes[start..end].escape_ascii().to_string()
            };
            format!("other bytes from {same} on\n  ours:   {}\n  protoc: {}", around(&ours), around(set))
        }
    };
    Some(format!("{name}: {what}\n{text}"))
}

/// All files in one schema; they are no module.
fn compile(generated: &BTreeMap<String, String>) -> Schema {
    let base: Vec<(&str, String)> = base::files().collect();
    let mut sources: BTreeMap<&str, &str> =
        generated.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    sources.extend(base.iter().map(|(name, text)| (*name, text.as_str())));
    sources.extend(well_known::names().filter_map(|name| Some((name, well_known::text(name)?))));
    let by_name: HashMap<&str, FileId> =
        sources.keys().enumerate().map(|(at, name)| (*name, FileId::new(at))).collect();
    let members = sources.iter().enumerate().map(|(at, (name, text))| {
        let file = lower(*name, parse(*text));
        let imports = file.imported_names().map(|(name, _)| by_name.get(name).copied()).collect();
        Member { file: file.into(), imports, module: at as u32 }
    });
    link_members(members.collect()).compile()
}
