//! Schemas in random layouts: comments, empty lines and spaces wherever they may stand. Every byte of the descriptors
//! counts, those of `source_code_info` included.

#[path = "layouts/schema.rs"]
mod schema;

use super::number;
use super::protoc::{Protoc, Verdict};
use prost::Message;
use prost_types::FileDescriptorProto;
use prost_types::source_code_info::Location;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::schema::Schema;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Declares the custom options that the schemas use.
const OPTIONS: &str = r#"syntax = "proto2";
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
    let mut sources: BTreeMap<String, String> = (0..count as u64)
        .map(|at| (format!("f{at}.proto"), schema::write((seed as u64).wrapping_mul(1_000_003) + at, at)))
        .collect();
    sources.insert("option.proto".to_owned(), OPTIONS.to_owned());
    let theirs = Protoc::new().run(&sources);
    let texts = sources.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let schema = protune_compiler::compile(texts, |_| None);
    assert_eq!(schema.problems().iter().map(|problem| &problem.message).next(), None);
    let differ: Vec<String> =
        sources.iter().filter_map(|(name, text)| difference(&schema, name, text, &theirs[name])).collect();
    assert!(differ.is_empty(), "{} of {count} layouts differ:\n{}", differ.len(), shortest(differ.clone()));
}

/// The text of a file that differs, and its locations that do.
fn difference(schema: &Schema, name: &str, text: &str, theirs: &Verdict) -> Option<String> {
    let theirs = match theirs {
        Verdict::Set(set) => set,
        Verdict::Refused(why) => return Some(format!("protoc refuses {name}: {why}\n{text}\n")),
    };
    let file = schema.find(name).expect("it is a source").id;
    let ours = descriptor::file(schema, file, Include { source_info: true, source_options: false });
    if ours == *theirs {
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
    let file = FileDescriptorProto::decode(file).expect("a descriptor");
    file.source_code_info.map(|info| info.location).unwrap_or_default()
}

/// The few that are read most quickly.
fn shortest(mut texts: Vec<String>) -> String {
    texts.sort_by_key(String::len);
    texts.truncate(4);
    texts.concat()
}
