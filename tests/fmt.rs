//! The formatter: each `.proto` of `fixtures/fmt` has its formatted text beside it, as buf lays it out, and the
//! promises of formatting hold for all fixtures. A new case is a new file.

use crate::promises::{STYLES, format_holds, style};
use crate::transcript::expected;
use libtest_mimic::{Failed, Trial};
use prost::encoding::{DecodeContext, decode_key, skip_field};
use prost_types::FileDescriptorProto;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileId;
use protune_compiler::syntax::parse;
use protune_engine::fmt::{self, Style};
use rayon::prelude::*;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = protos(&Path::new(FIXTURES).join("fmt")).into_iter().map(case).collect();
    trials.extend(styles().map(styled));
    let mut add = |name: &str, test: fn()| {
        trials.push(Trial::test(format!("fmt::{name}"), move || {
            test();
            Ok(())
        }));
    };
    add("promises_hold_for_all_fixtures", promises_hold_for_all_fixtures);
    add("descriptors_stay", descriptors_stay);
    add("standard_input", standard_input);
    #[cfg(unix)]
    add("files_on_disk", files_on_disk);
    if std::env::var_os("PROTUNE_CORPUS").is_some() {
        add("promises_hold_for_a_corpus", promises_hold_for_a_corpus);
    }
    trials
}

/// A schema, which has its formatted text beside it.
fn case(path: PathBuf) -> Trial {
    let name = path.strip_prefix(Path::new(FIXTURES).join("fmt")).expect("below").display().to_string();
    let name = name.replace('\\', "/");
    Trial::test(format!("fmt::{name}"), move || check(&path, &path.with_extension("out"), &Style::default()))
}

/// A schema with its text in one style, `FILE.STYLE.out`.
fn styled((file, name, style): (&'static str, &'static str, Style)) -> Trial {
    Trial::test(format!("fmt::style/{file}.{name}.out"), move || {
        let path = Path::new(FIXTURES).join("fmt/style").join(file).with_extension("proto");
        check(&path, &path.with_extension(format!("{name}.out")), &style)
    })
}

fn styles() -> impl Iterator<Item = (&'static str, &'static str, Style)> {
    let groups = ["google/protobuf/", "google/"].map(str::to_owned).to_vec();
    let narrow = Style { line_width: Some(60), ..Style::default() };
    [
        ("harbour", "indent", Style { indent_width: 4, ..Style::default() }),
        ("harbour", "tabs", Style { tabs: true, ..Style::default() }),
        ("harbour", "aligned", Style { align_fields: true, ..Style::default() }),
        ("harbour", "blank_lines", Style { blank_lines: true, ..Style::default() }),
        ("harbour", "groups", Style { import_groups: groups, ..Style::default() }),
        ("comments", "narrow", narrow.clone()),
        ("options", "narrow", narrow.clone()),
        ("options", "inline", Style { inline_options: true, ..narrow }),
    ]
    .into_iter()
}

/// Compares a schema in a style with its expected text.
fn check(path: &Path, expected: &Path, style: &Style) -> Result<(), Failed> {
    let tree = parse(fs::read_to_string(path).unwrap());
    assert!(tree.errors().is_empty(), "{}: {:?}", path.display(), tree.errors());
    expected::hold(expected, &fmt::format(&tree, style).unwrap())
}

fn promises_hold_for_all_fixtures() {
    let texts: Vec<String> = texts().collect();
    assert!(texts.len() > 1000, "only {} fixtures", texts.len());
    // Each fixture meets buf's style, and over all of them every other comes up.
    for (at, text) in texts.iter().enumerate() {
        format_holds(text, &style(0));
        (0..4).for_each(|turn| format_holds(text, &style((at * 4 + turn) * 37 % STYLES)));
    }
}

/// `PROTUNE_CORPUS=path/to/tree cargo test --release --test files fmt::promises`: every file below a folder, in every
/// style.
fn promises_hold_for_a_corpus() {
    let root = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from).expect("a folder");
    let texts: Vec<String> = protos(&root).iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    assert!(!texts.is_empty(), "no schemas in {}", root.display());
    (0..STYLES).into_par_iter().for_each(|at| texts.iter().for_each(|text| format_holds(text, &style(at))));
}

/// Descriptors stay the same but for the order of imports; so says the compiler, and so does protox.
fn descriptors_stay() {
    let (mut ours, mut theirs) = (0, 0);
    for text in texts() {
        let tree = parse(text.as_str());
        if !tree.errors().is_empty() {
            continue;
        }
        let new = fmt::format(&tree, &Style::default()).unwrap();
        if let Some(before) = compiled(&text) {
            assert_eq!(Some(before), compiled(&new), "{text}\n{new}");
            ours += 1;
        }
        if let Some(before) = parsed_by_protox(&text) {
            assert_eq!(Some(before), parsed_by_protox(&new), "{text}\n{new}");
            theirs += 1;
        }
    }
    assert!(ours > 100 && theirs > 500, "only {ours} and {theirs} were compared");
}

/// In place: what changes is written and keeps its mode, what does not is not touched, and a broken file
/// stays as it is.
#[cfg(unix)]
fn files_on_disk() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        path
    };
    let ragged = write("ragged.proto", "message  A{}");
    let neat = write("neat.proto", "message A {}\n");
    let broken = write("broken.proto", "message A {{\n");
    let inode = fs::metadata(&neat).unwrap().ino();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_protune"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let answer = run(&["fmt"]);
    assert_eq!(answer.status.code(), Some(2), "{answer:?}");
    assert_eq!(fs::read_to_string(&ragged).unwrap(), "message A {}\n");
    assert_eq!(fs::metadata(&ragged).unwrap().mode() & 0o777, 0o640);
    assert_eq!(fs::metadata(&neat).unwrap().ino(), inode);
    assert_eq!(fs::read_to_string(&broken).unwrap(), "message A {{\n");
    assert_eq!(run(&["fmt", "ragged.proto", "neat.proto"]).status.code(), Some(0));
}

fn standard_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_protune"))
        .args(["fmt", "--stdin-filename", "a.proto", "-", "--lines", "3:3"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = "message  A{}\nmessage  B{}\nmessage  C{}\nimport  'a';\n";
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let answer = child.wait_with_output().unwrap();
    let expected = "message  A{}\nmessage  B{}\nmessage C {}\nimport  'a';\n";
    assert_eq!(String::from_utf8(answer.stdout).unwrap(), expected);
}

/// The fields of the descriptor of a file that compiles by itself, sorted, as bytes. Which imports are
/// public is left to protox: these are indexes.
fn compiled(text: &str) -> Option<Vec<Vec<u8>>> {
    let schema = protune_compiler::compile([("a.proto", text)], |_| None);
    if schema.problems().iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }
    let bytes = descriptor::file(&schema, FileId::new(0), Include::default());
    let mut rest = &bytes[..];
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let (number, wire_type) = decode_key(&mut rest).unwrap();
        skip_field(wire_type, number, &mut rest, DecodeContext::default()).unwrap();
        if !PUBLIC_OR_WEAK.contains(&number) {
            fields.push(start[..start.len() - rest.len()].to_vec());
        }
    }
    fields.sort();
    Some(fields)
}

/// `public_dependency` and `weak_dependency`.
const PUBLIC_OR_WEAK: [u32; 2] = [10, 11];

/// Descriptor of a file in protox before it resolves anything; it knows no editions. Literals are text there,
/// so optional parts of them are left out, and their brackets are of one kind.
fn parsed_by_protox(text: &str) -> Option<String> {
    let file = protox::file::File::from_source("a.proto", text).ok()?;
    let printed = format!("{:?}", normalised(file.file_descriptor_proto().clone()));
    let kept = printed.chars().filter(|c| !matches!(c, ' ' | ',' | ';' | ':'));
    Some(
        kept.map(|c| {
            if c == '<' {
                '{'
            } else if c == '>' {
                '}'
            } else {
                c
            }
        })
        .collect(),
    )
}

fn normalised(mut file: FileDescriptorProto) -> FileDescriptorProto {
    file.source_code_info = None;
    let names = file.dependency.clone();
    for indexes in [&mut file.public_dependency, &mut file.weak_dependency] {
        indexes.sort_by_key(|&index| &names[index as usize]);
    }
    let mut sorted = names.clone();
    sorted.sort();
    for index in file.public_dependency.iter_mut().chain(&mut file.weak_dependency) {
        *index = sorted.iter().position(|name| *name == names[*index as usize]).unwrap() as i32;
    }
    file.dependency = sorted;
    if let Some(options) = &mut file.options {
        options.uninterpreted_option.sort_by_key(|option| format!("{:?}", option.name));
    }
    file
}

/// All fixtures that are text; a file of them may hold several, parted by `=====`.
fn texts() -> impl Iterator<Item = String> {
    let files = protos(Path::new(FIXTURES)).into_iter().filter_map(|path| fs::read_to_string(path).ok());
    files.flat_map(|text| text.split("=====\n").map(str::to_owned).collect::<Vec<_>>())
}

fn protos(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_symlink() {
            continue;
        } else if path.is_dir() {
            found.extend(protos(&path));
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
    found.sort();
    found
}
