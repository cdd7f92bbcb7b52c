//! Descriptors of servers: what is completed compiles, and what is damaged is refused without a panic.

use protune_compiler::descriptor::served::{Completed, Served, complete, names_in, seen_mark};
use protune_compiler::descriptor::{self, Include, read_set};
use protune_compiler::schema::{FileView, Schema};
use protune_compiler::{compile, well_known};
use std::collections::BTreeSet;

const SHIP: &str = r#"edition = "2023";
package harbor.v1;
import "google/protobuf/timestamp.proto";
import "position.proto";
message Ship {
  harbor.Position position = 1;
  map<string, Ship> boats = 2;
  google.protobuf.Timestamp built = 3;
  Kind kind = 4;
  enum Kind { KIND_UNSPECIFIED = 0; }
  extensions 100 to 200;
}
extend Ship { int32 draught = 100; }
service Harbor { rpc Enter(Ship) returns (stream harbor.Position); }
"#;

const POSITION: &str = r#"syntax = "proto3";
package harbor;
message Position { optional double latitude = 1; }
"#;

fn schema() -> Schema {
    let files = [("ship.proto", SHIP), ("position.proto", POSITION)];
    let schema = compile(files, |name| well_known::text(name).map(str::to_owned));
    assert!(schema.problems().iter().next().is_none());
    schema
}

fn encoded(schema: &Schema, is_meant: impl Fn(&FileView<'_>) -> bool) -> Vec<Vec<u8>> {
    let files = schema.files().filter(is_meant);
    files.map(|file| descriptor::file(schema, file.id, Include::default())).collect()
}

fn is_own(file: &FileView<'_>) -> bool {
    well_known::text(file.name()).is_none()
}

fn completed(files: &[Vec<u8>], here: &[Vec<u8>]) -> Completed {
    let services = ["harbor.v1.Harbor".to_owned()];
    complete(Served { files, services: &services, here, packages: &BTreeSet::new() }).unwrap()
}

/// Compiles a set, and returns the texts of its files.
fn texts(set: &[u8]) -> Vec<(String, String)> {
    let files = read_set(set).unwrap();
    let texts: Vec<(String, String)> = files.into_iter().map(|file| (file.name, file.text)).collect();
    let own = texts.iter().filter(|(name, _)| well_known::text(name).is_none());
    let own = own.map(|(name, text)| (name.as_str(), text.as_str()));
    let schema = compile(own, |name| well_known::text(name).map(str::to_owned));
    let problems: Vec<&str> = schema.problems().iter().map(|problem| problem.message.as_str()).collect();
    assert!(problems.is_empty(), "{problems:?} {texts:#?}");
    texts
}

#[test]
fn whole_files_stay_as_they_are() {
    let schema = schema();
    let files = encoded(&schema, is_own);
    assert_eq!(names_in(&files[0]).unwrap()[0], "ship.proto");
    let done = completed(&files, &[]);
    assert!(!done.is_degraded && done.borrowed.is_empty() && done.unknown.is_empty());
    let set: Vec<u8> =
        schema.files().flat_map(|file| descriptor::set_entry(&schema, file.id, Include::default())).collect();
    let expected = texts(&set);
    let texts = texts(&done.set);
    for name in ["ship.proto", "position.proto"] {
        let text = |texts: &[(String, String)]| texts.iter().find(|(it, _)| it == name).unwrap().1.clone();
        assert_eq!(text(&texts), text(&expected));
    }
    let mark = seen_mark(&done.set).unwrap();
    assert_eq!(mark.compared, BTreeSet::from(["ship.proto".to_owned()]));
    assert!(seen_mark(&set).is_none());
}

#[test]
fn missing_files_come_from_here_or_are_empty() {
    let schema = schema();
    let served = encoded(&schema, |file| file.name() == "ship.proto");
    let here = encoded(&schema, is_own);
    let done = completed(&served, &here);
    assert_eq!(done.borrowed, BTreeSet::from(["position.proto".to_owned()]));
    assert!(texts(&done.set).iter().any(|(_, text)| text.contains("optional double latitude = 1;")));
    let done = completed(&served, &[]);
    assert_eq!(done.unknown, BTreeSet::from(["harbor.Position".to_owned()]));
    assert!(
        texts(&done.set)
            .iter()
            .any(|(name, text)| name == "unknown/harbor.proto" && text.contains("message Position {}"))
    );
}

/// Types of placeholders may stand in each other, and be enums.
#[test]
fn placeholders_nest() {
    let texts_of = |text: &str| {
        let schema = compile(
            [
                ("a.proto", text),
                ("b.proto", "syntax = \"proto2\"; package b; message B { enum E { X = 0; } message M { } }"),
            ],
            |_| None,
        );
        let served = encoded(&schema, |file| file.name() == "a.proto");
        texts(&completed(&served, &[]).set)
    };
    let texts = texts_of(
        "syntax = \"proto2\"; package a; import \"b.proto\"; message A { optional b.B b = 1; optional b.B.E e = 2 [default = X]; map<int32, b.B.M> m = 3; }",
    );
    let (_, text) = texts.iter().find(|(name, _)| name == "unknown/b.proto").unwrap();
    assert!(
        text.contains("message B {") && text.contains("enum E {") && text.contains("message M {}"),
        "{text}"
    );
}

#[test]
fn damage_is_no_panic() {
    let schema = schema();
    let whole = encoded(&schema, is_own);
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..3000 {
        let mut files = whole.clone();
        let file = &mut files[random(2)];
        for _ in 0..1 + random(3) {
            let at = random(file.len());
            match random(4) {
                0 => file.truncate(at),
                1 => drop(file.remove(at)),
                2 => file.insert(at, random(256) as u8),
                _ => file[at] = random(256) as u8,
            }
            if file.is_empty() {
                break;
            }
        }
        let (services, packages) = (["harbor.v1.Harbor".to_owned()], BTreeSet::from(["harbor".to_owned()]));
        let served = Served { files: &files, services: &services, here: &whole[1..], packages: &packages };
        match complete(served) {
            Ok(done) => {
                read += 1;
                let Ok(files) = read_set(&done.set) else { continue };
                let texts: Vec<(&str, &str)> = files.iter().map(|file| (&*file.name, &*file.text)).collect();
                let _ = compile(texts, |name| well_known::text(name).map(str::to_owned)).problems();
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
