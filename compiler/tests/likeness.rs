//! Differences that descriptors may have, and those that they may not.

use protune_compiler::descriptor::likeness::{Allowed, Compiled, CompiledFile, difference};
use protune_compiler::descriptor::{self, Include};

const OLD: &str = r#"syntax = "proto2";
package p;
import "google/protobuf/any.proto";
message outer {
  message inner {}
  enum kind { none = 1; some = 2; }
  optional inner first = 1;
  optional kind second = 2 [default = some];
  reserved 7;
}
service s { rpc get(outer) returns (.p.outer.inner); }
"#;

fn compiled(text: &str) -> Compiled {
    let schema = protune_compiler::compile([("a.proto", text)], |_| None);
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    let file = |file: protune_compiler::schema::FileView<'_>| CompiledFile {
        key: file.name().to_owned(),
        descriptor: descriptor::file(&schema, file.id, Include::default()),
        imports: file.imports().filter_map(|import| Some(import.target()?.id.index())).collect(),
    };
    Compiled::new(schema.files().map(file).collect())
}

/// Returns the difference between the old file and one in which each of these is replaced.
fn changed(replaced: &[(&str, &str)], names: bool, options: bool) -> Option<String> {
    let new = replaced.iter().fold(OLD.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let allowed = Allowed { names, options, is_open: &|_| false };
    difference((&compiled(OLD), 0), (&compiled(&new), 0), allowed)
}

#[track_caller]
fn differs(replaced: &[(&str, &str)], names: bool, how: &str) {
    assert_eq!(changed(replaced, names, false).as_deref(), Some(how));
}

#[test]
fn what_safe_fixes_do_is_no_difference() {
    assert_eq!(changed(&[], false, false), None);
    assert_eq!(changed(&[("import \"google/protobuf/any.proto\";\n", "")], false, false), None);
    assert_eq!(changed(&[("reserved 7;", "reserved 7, 9; reserved \"gone\";")], false, false), None);
    assert_eq!(changed(&[("syntax = \"proto2\";", "// nothing is said")], false, false), None);
}

#[test]
fn what_else_they_may_not_do_is_told() {
    let import = "import \"google/protobuf/any.proto\";";
    let api = "import \"google/protobuf/api.proto\";";
    differs(&[(import, api)], false, "has a new import, `google/protobuf/api.proto`");
    differs(&[("reserved 7;", "reserved 8;")], false, "has lost something that was reserved");
    differs(&[("first = 1", "first = 3")], false, "differs in the message `outer`");
    differs(&[("first = 1", "erst = 1")], false, "differs in the message `outer`");
    differs(
        &[("package p;", "package p.q;"), (".p.outer", ".p.q.outer")],
        false,
        "differs in its package or syntax",
    );
}

#[test]
fn names_may_be_others_where_they_mean_the_same() {
    let renames =
        [("outer", "Outer"), ("inner", "Inner"), ("some", "KIND_SOME"), ("first", "erst"), ("get", "Get")];
    assert_eq!(changed(&renames, true, false), None);
    differs(&[("returns (.p.outer.inner)", "returns (outer)")], true, "differs in the service `s`");
    differs(&[("default = some", "default = none")], true, "differs in the message `outer`");
    differs(&[("optional inner first", "optional outer first")], true, "differs in the message `outer`");
    differs(&[("some = 2", "some = 3")], true, "differs in the message `outer`");
}

#[test]
fn options_may_be_others_where_that_is_allowed() {
    let deprecated = [("first = 1", "first = 1 [deprecated = true]")];
    assert_eq!(changed(&deprecated, true, false).as_deref(), Some("differs in the message `outer`"));
    assert_eq!(changed(&deprecated, true, true), None);
}
