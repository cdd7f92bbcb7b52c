//! The readers, on small schemas.

use super::field_behavior::{self, Behavior};
use super::path_template::{PathTemplate, Piece, SegmentKind, TemplateErrorKind};
use super::resource::{self, Reference, Segment};
use super::{client, http, operation};
use protune_compiler::schema::{FileView, Schema, compile_files, lower};
use protune_compiler::syntax::parse;

const ANNOTATIONS: &str = r#"
syntax = "proto3";
package google.api;
import "google/protobuf/descriptor.proto";
message HttpRule {
  string selector = 1;
  oneof pattern { string get = 2; string put = 3; string post = 4; string delete = 5; string patch = 6; Custom custom = 8; }
  string body = 7;
  string response_body = 12;
  repeated HttpRule additional_bindings = 11;
}
message Custom { string kind = 1; string path = 2; }
message ResourceDescriptor {
  string type = 1;
  repeated string pattern = 2;
  string name_field = 3;
  int32 history = 4;
  string plural = 5;
  string singular = 6;
}
message ResourceReference { string type = 1; string child_type = 2; }
enum FieldBehavior { UNKNOWN = 0; OPTIONAL = 1; REQUIRED = 2; OUTPUT_ONLY = 3; }
extend google.protobuf.MethodOptions { HttpRule http = 72295728; repeated string method_signature = 1051; }
extend google.protobuf.ServiceOptions { string default_host = 1049; }
extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
extend google.protobuf.FileOptions { repeated ResourceDescriptor resource_definition = 1053; }
extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; ResourceReference resource_reference = 1055; }
"#;

const OPERATIONS: &str = r#"
syntax = "proto3";
package google.longrunning;
import "google/protobuf/descriptor.proto";
message OperationInfo { string response_type = 1; string metadata_type = 2; }
extend google.protobuf.MethodOptions { OperationInfo operation_info = 1049; }
"#;

const ZOO: &str = r#"
syntax = "proto3";
package zoo.v1;
import "annotations.proto";
import "operations.proto";
option (google.api.resource_definition) = { type: "zoo.example/Keeper" pattern: "keepers/{keeper}" };
service Zoo {
  option (google.api.default_host) = "zoo.example";
  rpc Feed(Cat) returns (Cat) {
    option (google.api.http) = {
      post: "/v1/{name=zoos/*/cats/*}:feed"
      body: "*"
      additional_bindings { get: "/v1/feed" }
      additional_bindings { custom { kind: "HEAD" path: "/v1/feed" } response_body: "name" }
    };
    option (google.api.method_signature) = "name, age";
    option (google.api.method_signature) = "";
    option (google.longrunning.operation_info) = { response_type: "Cat" metadata_type: "Progress" };
  }
  rpc Count(Cat) returns (Cat) {
    option (google.api.http).put = "/v1/count";
    option (google.api.http).body = "cat";
  }
}
message Cat {
  option (google.api.resource) = {
    type: "zoo.example/Cat"
    pattern: ["zoos/{zoo}/cats/{cat}", "cats/{cat}"]
    plural: "cats" singular: "cat" name_field: "name" history: 1
  };
  string name = 1 [(google.api.field_behavior) = REQUIRED, (google.api.field_behavior) = OUTPUT_ONLY];
  string zoo = 2 [(google.api.resource_reference).type = "zoo.example/Zoo"];
  string home = 3 [(google.api.resource_reference) = { child_type: "zoo.example/Cat" }];
}
"#;

fn schema() -> Schema {
    let files = [("zoo.proto", ZOO), ("annotations.proto", ANNOTATIONS), ("operations.proto", OPERATIONS)];
    let schema = compile_files(files.iter().map(|(name, text)| lower((*name).to_owned(), parse(*text))));
    assert!(schema.problems().is_empty(), "{:?}", schema.problems());
    schema
}

fn zoo(schema: &Schema) -> FileView<'_> {
    schema.files().next().expect("three files")
}

#[test]
fn bindings_of_an_rpc_are_read_in_one_piece_or_several() {
    let schema = schema();
    let mut methods = zoo(&schema).methods();
    let feed = http::bindings(methods.next().expect("two RPCs"));
    let routes: Vec<String> = feed.iter().map(http::Binding::route).collect();
    assert_eq!(routes, ["POST /v1/{name=zoos/*/cats/*}:feed", "GET /v1/feed", "HEAD /v1/feed"]);
    assert_eq!(feed[0].body.map(|body| body.text), Some("*"));
    assert_eq!(feed[2].response_body.map(|body| body.text), Some("name"));
    let count = http::bindings(methods.next().expect("two RPCs"));
    assert_eq!(count.len(), 1);
    assert_eq!((count[0].route().as_str(), count[0].body.map(|it| it.text)), ("PUT /v1/count", Some("cat")));
}

#[test]
fn bindings_are_read_if_the_import_that_declares_them_is_missing() {
    let text = r#"
syntax = "proto3";
package zoo.v1;
import "google/api/annotations.proto";
service Zoo {
  rpc Feed(Cat) returns (Cat) {
    option (google.api.http) = {
      post: "/v1/{name}" body: "*"
      additional_bindings [{ get: "/v1/feed" }, { custom { kind: "HEAD" path: "/v1/feed" } }]
    };
    option (other.http) = { get: "/v1/other" };
  }
  rpc Count(Cat) returns (Cat) {
    option (.google.api.http).put = "/v1/count";
    option (google.api.http).custom = { kind: "HEAD" };
    option (google.api.http).custom.path = '/v1/count';
    option (google.api.http).body = "a\x62";
  }
}
message Cat { string name = 1; }
"#;
    let schema = compile_files([lower("zoo.proto".to_owned(), parse(text))]);
    let routes = |method| http::bindings(method).iter().map(http::Binding::route).collect::<Vec<_>>();
    let mut methods = zoo(&schema).methods();
    let feed = methods.next().expect("two RPCs");
    assert_eq!(routes(feed), ["POST /v1/{name}", "GET /v1/feed", "HEAD /v1/feed"]);
    let path = http::bindings(feed)[0].path.expect("a path");
    assert_eq!(path.span_of(4..10).map(|span| span.of(text)), Some("{name}"));
    let count = methods.next().expect("two RPCs");
    assert_eq!(routes(count), ["HEAD /v1/count"]);
    // The string has an escape.
    assert!(http::bindings(count)[0].body.is_none());
}

#[test]
fn a_part_of_a_path_is_found_in_the_file() {
    let schema = schema();
    let file = zoo(&schema);
    let binding = &http::bindings(file.methods().next().expect("two RPCs"))[0];
    let template = binding.template().expect("a path").expect("a template");
    let span = binding.path.and_then(|path| path.span_of(template.segments[1].span.clone()));
    assert_eq!(span.map(|span| span.of(file.text())), Some("{name=zoos/*/cats/*}"));
    assert_eq!(template.verb, Some("feed"));
    assert_eq!(
        template.variables().map(|(field, inner)| (field, inner.len())).collect::<Vec<_>>(),
        [("name", 4)]
    );
}

#[test]
fn resources_and_references_are_read() {
    let schema = schema();
    let file = zoo(&schema);
    let cat = file.messages().next().expect("a message");
    let resource = resource::of_message(cat).expect("a resource");
    assert_eq!(resource.ty.map(|ty| ty.text), Some("zoo.example/Cat"));
    assert_eq!(
        resource.patterns.iter().map(|it| it.text).collect::<Vec<_>>(),
        ["zoos/{zoo}/cats/{cat}", "cats/{cat}"]
    );
    assert_eq!(resource.plural.zip(resource.singular).map(|(a, b)| (a.text, b.text)), Some(("cats", "cat")));
    assert_eq!((resource.name_field.map(|it| it.text), resource.history), (Some("name"), Some(1)));
    let place = resource.patterns[1].place();
    assert_eq!(place.span.map(|span| span.of(file.text())), Some("\"cats/{cat}\""));
    assert_eq!(
        resource::of_file(file).filter_map(|it| it.ty).map(|it| it.text).collect::<Vec<_>>(),
        ["zoo.example/Keeper"]
    );
    let references: Vec<String> = cat
        .fields()
        .filter_map(resource::reference)
        .map(|reference| match reference {
            Reference::To(ty) => format!("to {}", ty.text),
            Reference::ToParentOf(ty) => format!("to the parent of {}", ty.text),
        })
        .collect();
    assert_eq!(references, ["to zoo.example/Zoo", "to the parent of zoo.example/Cat"]);
}

#[test]
fn patterns_of_resources_are_split() {
    let segments = resource::segments("zoos/{zoo}/cats/{cat}~{age}/*").expect("a pattern");
    let wanted = [
        Segment::Literal("zoos"),
        Segment::Variables(vec!["zoo"]),
        Segment::Literal("cats"),
        Segment::Variables(vec!["cat", "age"]),
        Segment::Any,
    ];
    assert_eq!(segments, wanted);
    assert_eq!(resource::segments("zoos//cats"), Err(""));
    assert_eq!(resource::segments("zoos/{zoo"), Err("{zoo"));
    assert_eq!(resource::segments("zoos/{a}{b}"), Err("{a}{b}"));
}

#[test]
fn behaviors_signatures_and_operations_are_read() {
    let schema = schema();
    let file = zoo(&schema);
    let name = file.messages().next().and_then(|cat| cat.field_named("name")).expect("a field");
    let behaviors: Vec<u64> = field_behavior::of(name).map(|behavior| behavior.number).collect();
    assert_eq!(behaviors, [Behavior::Required as u64, Behavior::OutputOnly as u64]);
    let feed = file.methods().next().expect("two RPCs");
    let signatures: Vec<Vec<&str>> = client::method_signatures(feed).map(|it| it.fields).collect();
    assert_eq!(signatures, [vec!["name", "age"], vec![]]);
    let operation = operation::of(feed).expect("an operation");
    assert_eq!(
        operation.response_type.zip(operation.metadata_type).map(|(a, b)| (a.text, b.text)),
        Some(("Cat", "Progress"))
    );
    assert_eq!(file.services().next().and_then(client::default_host).map(|it| it.text), Some("zoo.example"));
    assert_eq!(feed.full_name(), "zoo.v1.Zoo.Feed");
}

#[test]
fn templates_know_what_is_wrong_and_where() {
    use TemplateErrorKind::*;
    let wrong = [
        ("v1/cats", NoSlash, 0..1),
        ("/v1//cats", EmptySegment, 4..5),
        ("/v1/cats/", EmptySegment, 9..9),
        ("/v1/cats:", EmptyVerb, 9..9),
        ("/v1/{name", UnclosedVariable, 4..9),
        ("/v1/{a={b}}", NestedVariable, 7..8),
        ("/v1/{}", NoFieldPath, 5..6),
        ("/v1/{a..b}", NoFieldPath, 9..10),
        ("/v1/**/**", SecondRest, 7..9),
        ("/v1/{a=**/b}/**", SecondRest, 13..15),
        ("/v1/*x", UnexpectedCharacter('x'), 5..6),
        ("/v1/cats:a:b", UnexpectedCharacter(':'), 10..11),
        ("/v1/cats:a/b", UnexpectedCharacter('/'), 10..11),
        ("/v1/a b", UnexpectedCharacter(' '), 5..6),
        ("/v1/cats}", UnexpectedCharacter('}'), 8..9),
        ("/v1/cats?x=1", UnexpectedCharacter('?'), 8..9),
        ("/v1/{name}x", UnexpectedCharacter('x'), 10..11),
    ];
    for (path, kind, span) in wrong {
        let error = PathTemplate::parse(path).expect_err(path);
        assert_eq!((error.kind, error.span), (kind, span), "{path}");
    }
    assert!(PathTemplate::parse("/:").is_err() && PathTemplate::parse("").is_err());
    for path in ["/", "/v1/x*", "/v1/a=b", "/{$api_version}/cats", "/v1/**/cats", "/v1/{a=**/b}/c"] {
        assert!(PathTemplate::parse(path).is_ok(), "{path}");
    }
    let pieces = PathTemplate::parse("/v1/{name=cats/*}/{age}").expect("a template").pieces();
    let wanted = [(Piece::Literal("v1"), 1..3), (Piece::Literal("cats"), 10..14), (Piece::Any, 15..16)];
    assert_eq!(pieces[..3], wanted);
    assert_eq!(pieces[3..], [(Piece::Any, 18..23)]);
    let rest = PathTemplate::parse("/v1/{name=cats/**}:watch").expect("a template");
    assert!(
        matches!(&rest.segments[1].kind, SegmentKind::Variable { field: "name", segments } if segments.len() == 2)
    );
}
