//! An updated schema equals one that was linked anew, whatever was edited: problems in their order, warnings,
//! descriptors byte for byte.
#![expect(clippy::print_stdout, reason = "says which edits they were")]

#[path = "update/edits.rs"]
mod edits;
#[path = "update/world.rs"]
mod world;

use edits::{Random, edit};
use protune_compiler::schema::{Cancelled, FileId, Member, Replacement, lower};
use protune_compiler::syntax::parse;
use std::fs;
use std::path::{Path, PathBuf};
use world::{Document, World};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

/// Number of edits in a row in a tree.
const EDITS: usize = 25;

#[test]
fn edits_of_small_trees() {
    edits_of_seeds(120, None);
}

/// Options of such a tree are those that its own file declares.
#[test]
fn edits_of_small_trees_with_a_descriptor_proto() {
    edits_of_seeds(40, protune_compiler::well_known::text("google/protobuf/descriptor.proto"));
}

fn edits_of_seeds(seeds: usize, descriptor: Option<&str>) {
    for seed in 0..count("UPDATE_SEEDS", seeds) {
        let mut random = Random::new(seed as u64);
        let files = 2 + random.below(6);
        let document = |at: usize| Document {
            name: format!("f{at}.proto"),
            text: "syntax = \"proto2\";\npackage p;\n".to_owned(),
            module: 0,
        };
        let mut documents: Vec<Document> = (0..files).map(document).collect();
        if let Some(text) = descriptor {
            documents[1].name = "google/protobuf/descriptor.proto".to_owned();
            documents[1].text = text.to_owned();
        }
        let mut world = World::new(documents);
        for step in 0..2 * EDITS {
            println!("seed {seed}, step {step}");
            edit(&mut world, &mut random, files, 3);
            world.holds();
        }
    }
}

#[test]
fn edits_of_fixtures() {
    let mut folders: Vec<PathBuf> = Vec::new();
    for kind in ["compile", "breaking", "fix", "rename", "sample"] {
        folders.extend(folders_below(&Path::new(FIXTURES).join(kind)));
    }
    folders.sort();
    let step = count("UPDATE_STEP", 6);
    for (seed, folder) in folders.iter().enumerate().filter(|(at, _)| at % step == 0) {
        edits_of(folder, seed as u64, EDITS);
    }
}

/// With `UPDATE_CORPUS`, a folder of any size is edited, and compared after every hundredth edit.
#[test]
fn edits_of_a_corpus() {
    let Some(folder) = std::env::var_os("UPDATE_CORPUS") else { return };
    edits_of(Path::new(&folder), count("UPDATE_SEEDS", 1) as u64, count("UPDATE_EDITS", 200));
}

#[test]
fn cancelled_between_files() {
    let schema = protune_compiler::compile([("a.proto", "message A {}")], |_| None);
    let member =
        Member { file: lower("a.proto", parse("message B {}")).into(), imports: Vec::new(), module: 0 };
    let change = Replacement { file: FileId::new(0), member: Some(member) };
    assert!(matches!(schema.replace(vec![change.clone()], &|| true), Err(Cancelled)));
    let new = schema.replace(vec![change], &|| false).expect("nobody cancels");
    assert_eq!(new.file(FileId::new(0)).messages().map(|message| message.name()).collect::<Vec<_>>(), ["B"]);
    assert_eq!(
        schema.file(FileId::new(0)).messages().map(|message| message.name()).collect::<Vec<_>>(),
        ["A"]
    );
}

/// Files are looked at again where they may see what changed, and only there.
#[test]
fn importers_follow_the_interface() {
    let document =
        |name: &str, text: &str| Document { name: name.to_owned(), text: text.to_owned(), module: 0 };
    let a = "syntax = \"proto3\";\nmessage A { int32 a = 1; }\nservice S { rpc R(A) returns (A); }\n";
    let documents = || {
        vec![
            document("a.proto", a),
            document("b.proto", "syntax = \"proto3\";\nimport \"a.proto\";\nmessage B { A a = 1; }\n"),
            document("c.proto", "syntax = \"proto3\";\nimport \"b.proto\";\nmessage C { B b = 1; }\n"),
            document("d.proto", "syntax = \"proto3\";\nmessage D { Late late = 1; }\n"),
        ]
    };
    let looked_at_again = |text: &str| {
        let mut world = World::new(documents());
        let old = world.schema.clone();
        world.change(vec![(0, Some(document("a.proto", text)))]);
        world.holds();
        let files = world.schema.files().filter(|file| !file.is_shared_with(&old));
        files.map(|file| file.name().trim_end_matches(".proto").to_owned()).collect::<Vec<_>>().concat()
    };
    assert_eq!(looked_at_again(&format!("// A comment.\n{a}")), "a");
    assert_eq!(looked_at_again(&a.replace("returns (A)", "returns (stream A)")), "a");
    assert_eq!(looked_at_again(&a.replace("a = 1", "a = 2")), "abc");
    assert_eq!(looked_at_again(&a.replace("proto3", "proto2")), "abc");
    // What one file looks for in vain is what another declares now.
    assert_eq!(looked_at_again(&format!("{a}message Late {{}}\n")), "abcd");
}

fn edits_of(folder: &Path, seed: u64, edits: usize) {
    let mut documents = Vec::new();
    for path in protos_below(folder) {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let Ok(text) = String::from_utf8(fs::read(&path).expect("a file")) else { continue };
        documents.push(Document { name, text, module: 0 });
    }
    if documents.is_empty() {
        return;
    }
    let own_descriptor = documents.len();
    let is_small = documents.len() < 100;
    let mut world = World::new(documents);
    let mut random = Random::new(seed);
    for step in 0..edits {
        println!("{}, seed {seed}, step {step}", folder.display());
        edit(&mut world, &mut random, own_descriptor, 2);
        if is_small || step % 100 == 99 {
            world.holds();
        }
    }
}

fn count(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// The folders that have files of their own.
fn folders_below(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        protos_below(root).iter().filter_map(|path| Some(path.parent()?.to_owned())).collect();
    folders.sort();
    folders.dedup();
    folders
}

fn protos_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(protos_below(&path));
        } else if path.extension().is_some_and(|ending| ending == "proto") {
            files.push(path);
        }
    }
    files.sort();
    files
}
