//! Compares descriptors with protoc over schemas in random layouts: comments, empty lines and spaces wherever they may
//! stand. Every byte counts, those of `source_code_info` included.
//!
//!     cargo test layouts                                             some thousand
//!     PROTUNE_LAYOUTS=20000 PROTUNE_SEED=7 cargo test layouts        more, and others

mod random;
mod schema;

use prost::Message;
use prost_types::FileDescriptorProto;
use prost_types::source_code_info::Location;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::schema::Schema;
use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::process::Command;

/// Declares the custom options that the schemas use.
const BASE: &str = r#"syntax = "proto2";
package base;
import "google/protobuf/descriptor.proto";
message Option {
  optional int32 a = 1;
  repeated string b = 2;
}
extend google.protobuf.FileOptions { repeated Option file = 50000; }
extend google.protobuf.MessageOptions { optional Option message = 50000; }
extend google.protobuf.FieldOptions { optional Option field = 50000; }
"#;

#[test]
fn layouts() {
    let count = number("PROTUNE_LAYOUTS").unwrap_or(2000);
    let seed = number("PROTUNE_SEED").unwrap_or(1);
    let mut texts: Vec<(String, String)> = (0..count)
        .map(|at| (format!("f{at}.proto"), schema::write(seed.wrapping_mul(1_000_003).wrapping_add(at), at)))
        .collect();
    texts.push(("base.proto".to_owned(), BASE.to_owned()));
    let theirs = by_protoc(&texts);
    let schema =
        protune_compiler::compile(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())), |_| None);
    assert_eq!(schema.problems().iter().map(|problem| &problem.message).next(), None);
    let differ: Vec<String> =
        texts.iter().filter_map(|(name, text)| difference(&schema, name, text, &theirs[name])).collect();
    assert!(differ.is_empty(), "{} of {count} layouts differ:\n{}", differ.len(), shortest(differ.clone()));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// The encoded descriptors of all files, from one call of protoc.
fn by_protoc(texts: &[(String, String)]) -> HashMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in texts {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    fs::write(folder.path().join("names"), names.join("\n")).expect("a file");
    let answer = Command::new(protoc_bin_vendored::protoc_bin_path().expect("a protoc for this platform"))
        .args(["-I.", "--include_source_info", "--descriptor_set_out=set", "@names"])
        .arg(format!("-I{}", protoc_bin_vendored::include_path().expect("well-known types").display()))
        .current_dir(folder.path())
        .output()
        .expect("protoc runs");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    split(&fs::read(folder.path().join("set")).expect("a set"))
}

/// The files of an encoded set by their names.
fn split(set: &[u8]) -> HashMap<String, Vec<u8>> {
    let mut files = HashMap::new();
    let mut rest = set;
    while !rest.is_empty() {
        let key = prost::encoding::decode_key(&mut rest).expect("a key");
        assert_eq!(key.0, 1, "a set has files only");
        let len = prost::encoding::decode_varint(&mut rest).expect("a length") as usize;
        let (file, behind) = rest.split_at(len);
        files.insert(decoded(file).name().to_owned(), file.to_vec());
        rest = behind;
    }
    files
}

fn decoded(file: &[u8]) -> FileDescriptorProto {
    FileDescriptorProto::decode(file).expect("a descriptor")
}

/// The text of a file that differs, and its locations that do.
fn difference(schema: &Schema, name: &str, text: &str, theirs: &[u8]) -> Option<String> {
    let file = schema.find(name).expect("it is a source").id;
    let ours = descriptor::file(schema, file, Include { source_info: true, source_options: false });
    if ours == theirs {
        return None;
    }
    let mut out = format!("{text:?}\n{text}\n");
    let (ours, theirs) = (locations(&ours), locations(theirs));
    for (sign, these, others) in [("ours  ", &ours, &theirs), ("protoc", &theirs, &ours)] {
        for location in these.iter().filter(|location| !others.contains(location)) {
            let _ = writeln!(out, "{sign} {location:?}");
        }
    }
    Some(out)
}

fn locations(file: &[u8]) -> Vec<Location> {
    decoded(file).source_code_info.map(|info| info.location).unwrap_or_default()
}

/// The few that are read most quickly.
fn shortest(mut texts: Vec<String>) -> String {
    texts.sort_by_key(String::len);
    texts.truncate(4);
    texts.concat()
}
