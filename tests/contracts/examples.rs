//! Schemas that make the change of a row. What is tried is the message `M` of the file `a.proto`, and its RPCs.

use protune_compiler::schema::Scalar;
use protune_rules::contracts::{Change, Element, Held, Shape};

/// Files by name.
pub(crate) type Files = Vec<(String, String)>;

/// A schema as it was and as it is.
pub(crate) struct Example {
    pub(crate) before: Files,
    pub(crate) after: Files,
    pub(crate) of: Of,
}

/// Subject of an example.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    Data,
    Wire,
    Json,
    /// Verdicts of rules; nothing is encoded.
    Rules,
}

pub(crate) fn examples(change: Change) -> Vec<Example> {
    match change {
        Change::Type(was, is) => types(was, is),
        Change::OtherType => {
            vec![of_proto3(
                "N f = 1;",
                "message N { int32 a = 1; }",
                "O f = 1;",
                "message O { int32 a = 1; }",
            )]
        }
        Change::MapKey(was, is) => {
            let map = |key: Scalar| format!("map<{}, int32> f = 1;", key.name());
            vec![of_proto3(&map(was), "", &map(is), "")]
        }
        Change::Cardinality { was, is, element } => vec![pair(held(was, element), held(is, element))],
        Change::Default => {
            vec![of_proto2("optional int32 f = 1 [default = 5];", "optional int32 f = 1 [default = 7];")]
        }
        Change::Numbers => vec![of_proto2(
            "optional string a = 1; optional int32 b = 2;",
            "optional string a = 2; optional int32 b = 1;",
        )],
        Change::Decoded => vec![of_proto3("optional string f = 1;", "", "optional bytes f = 1;", "")],
        Change::FieldDeleted { was_required, reserves_number, reserves_name } => {
            deleted(was_required, reserves_number, reserves_name)
        }
        Change::FieldDerived => {
            vec![of_proto2("optional string id = 1; optional string copy = 2;", "optional string id = 1;")]
        }
        Change::FieldAdded { is_required } => {
            let label = if is_required { "required" } else { "optional" };
            vec![of_proto2(OTHER, &format!("{OTHER} {label} int32 a = 1;"))]
        }
        Change::ValueDeleted { is_open, reserves_number, reserves_name } => {
            let mut rest = String::new();
            rest += if reserves_number { "reserved 1;" } else { "" };
            rest += if reserves_name { "reserved \"CAT\";" } else { "" };
            let of = |before: &str, after: &str, of| Example { of, ..of_values(is_open, before, after) };
            let cat = "NONE = 0; CAT = 1; DOG = 2;";
            let mut all = vec![of(cat, &format!("NONE = 0; DOG = 2; {rest}"), Of::Data)];
            if !reserves_number {
                // A number cannot show its meaning: the new name of the value has to do.
                all.push(of(cat, &format!("NONE = 0; DOG = 2; OWL = 1; {rest}"), Of::Wire));
            }
            if !reserves_name {
                all.push(of(cat, &format!("NONE = 0; DOG = 2; CAT = 3; {rest}"), Of::Json));
            }
            all
        }
        Change::ValueAdded { was_open } => {
            vec![of_values(was_open, "NONE = 0; DOG = 2;", "NONE = 0; DOG = 2; CAT = 1;")]
        }
        Change::NumberFreed => vec![
            of_proto2(&format!("{OTHER} reserved 1;"), OTHER),
            Example {
                of: Of::Wire,
                ..of_proto2(
                    &format!("{OTHER} optional int32 a = 1;"),
                    &format!("{OTHER} optional string b = 1;"),
                )
            },
        ],
        Change::NameFreed => vec![
            of_proto2(&format!("{OTHER} reserved \"a\";"), OTHER),
            Example {
                of: Of::Json,
                ..of_proto2(
                    &format!("{OTHER} optional int32 a = 1;"),
                    &format!("{OTHER} optional string a = 3;"),
                )
            },
        ],
        Change::Exclusion { more, less } => vec![match (more, less) {
            (true, true) => of_proto2(
                "oneof x { string a = 1; string b = 2; } oneof y { string c = 3; }",
                "oneof x { string b = 2; } oneof y { string c = 3; string a = 1; }",
            ),
            (true, false) => of_proto2(APART, "oneof x { string a = 1; string b = 2; }"),
            _ => of_proto2("oneof x { string a = 1; string b = 2; }", APART),
        }],
        Change::Utf8 { is_checked } => {
            let sides = ["proto2", "proto3"].map(|syntax| message(syntax, "optional string f = 1;", ""));
            let [unchecked, checked] = sides;
            vec![if is_checked { pair(unchecked, checked) } else { pair(checked, unchecked) }]
        }
        Change::JsonFormat => {
            let feature = |value: &str| format!("option features.json_format = {value}; string a = 1;");
            let clash = "optional string foo_bar = 1; optional string fooBar = 2;";
            let features = pair(
                message("2023", &feature("ALLOW"), ""),
                message("2023", &feature("LEGACY_BEST_EFFORT"), ""),
            );
            vec![
                Example { of: Of::Rules, ..features },
                Example { of: Of::Json, ..of_proto2(clash, clash) },
                pair(
                    message("proto3", "optional string a = 1;", ""),
                    message("proto2", "optional string a = 1;", ""),
                ),
            ]
        }
        Change::Syntax => {
            vec![pair(message("proto2", "optional int32 f = 1;", ""), message("proto3", "int32 f = 1;", ""))]
        }
        Change::MessageName => {
            let of = |name: &str| {
                let fields = format!("google.protobuf.Any any = 1; {name} plain = 2;");
                message("proto3", &fields, &format!("message {name} {{ string s = 1; }}"))
            };
            vec![pair(of("N"), of("O"))]
        }
        Change::MessageDeleted => {
            let fields = "google.protobuf.Any any = 1; string other = 2;";
            let kept = "message Kept { string s = 1; }";
            let gone = format!("{kept} message N {{ string s = 1; }}");
            vec![pair(message("proto3", fields, &gone), message("proto3", fields, kept))]
        }
        Change::CallPath => {
            vec![of_services(
                "service S { rpc Get(M) returns (M); }",
                "service S { rpc Fetch(M) returns (M); }",
            )]
        }
        Change::CallDeleted => vec![of_services(
            "service S { rpc Get(M) returns (M); rpc Kept(M) returns (M); }",
            "service S { rpc Kept(M) returns (M); }",
        )],
        Change::Streaming => vec![
            of_services(
                "service S { rpc Get(M) returns (M); }",
                "service S { rpc Get(M) returns (stream M); }",
            ),
            of_services(
                "service S { rpc Get(stream M) returns (M); }",
                "service S { rpc Get(M) returns (M); }",
            ),
        ],
        Change::Idempotency => {
            let get = |options: &str| format!("service S {{ rpc Get(M) returns (M) {{ {options} }} }}");
            vec![of_services(&get(""), &get("option idempotency_level = NO_SIDE_EFFECTS;"))]
        }
        Change::HttpBinding => {
            let get = |options: &str| format!("service S {{ rpc Get(M) returns (M) {{ {options} }} }}");
            let bound = get("option (google.api.http) = { get: \"/a\" };");
            vec![annotated(of_services(&bound, &get("")))]
        }
        Change::RequiredOfCallers => vec![annotated(of_proto3(
            "string a = 1;",
            "",
            "string a = 1 [(google.api.field_behavior) = REQUIRED];",
            "",
        ))],
        Change::ResourceNames => {
            let of = |pattern: &str| {
                format!(
                    "option (google.api.resource) = {{ type: \"x.y/Z\" pattern: \"{pattern}\" }}; string a = 1;"
                )
            };
            vec![annotated(of_proto3(&of("z/{z}"), "", &of("zz/{z}"), ""))]
        }
        Change::RulesTightened | Change::RulesLoosened => {
            let of = |most: u32| format!("string a = 1 [(buf.validate.field).string.max_len = {most}];");
            let (before, after) = if change == Change::RulesTightened { (9, 5) } else { (5, 9) };
            vec![validated(of_proto3(&of(before), "", &of(after), ""))]
        }
        Change::Generated => {
            let of = |name: &str| format!("enum {name} {{ NONE = 0; CAT = 1; }}");
            let (n, import) = ("message N { string s = 1; }", "import \"b.proto\";");
            let moved = vec![
                ("a.proto".to_owned(), text("proto3", import, "N f = 1;", "")),
                ("b.proto".to_owned(), format!("syntax = \"proto3\"; package p; {n}")),
            ];
            vec![
                of_proto3("E f = 1;", &of("E"), "F f = 1;", &of("F")),
                of_proto2(
                    "oneof x { string a = 1; string b = 2; }",
                    "oneof y { string a = 1; string b = 2; }",
                ),
                of_proto3("string a = 1;", "", "string a = 1;", "option java_package = \"p\";"),
                pair(message("proto3", "N f = 1;", n), moved),
            ]
        }
        Change::Unfelt => vec![of_proto3(
            "string a = 1;",
            "",
            "string a = 1;",
            "message N { string s = 1; } enum E { NONE = 0; } service S { rpc Get(M) returns (M); }",
        )],
        Change::FieldName(_) | Change::ValueName(_) => unreachable!("rows with names have their names"),
    }
}

/// Examples of a row about names, which are in the row: `a = 1 [json_name = "b"]`, or `A = 1`, `B = 1`.
pub(crate) fn named(change: Change, from: &str, to: &str) -> Vec<Example> {
    let written = |row: &str| row.replace('`', "");
    match change {
        Change::FieldName(_) => {
            let field = |row: &str| format!("optional string {};", written(row));
            vec![of_proto2(&field(from), &field(to))]
        }
        Change::ValueName(_) => {
            let values = |row: &str| {
                let alias = if row.contains(',') { "option allow_alias = true;" } else { "" };
                format!("{alias} NONE = 0; {};", written(row).replace(',', ";"))
            };
            vec![of_values(true, &values(from), &values(to))]
        }
        _ => examples(change),
    }
}

const OTHER: &str = "optional string other = 2;";
const APART: &str = "optional string a = 1; optional string b = 2;";

fn pair(before: Files, after: Files) -> Example {
    Example { before, after, of: Of::Data }
}

fn of_proto2(before: &str, after: &str) -> Example {
    pair(message("proto2", before, ""), message("proto2", after, ""))
}

fn of_proto3(before: &str, beside: &str, after: &str, beside_after: &str) -> Example {
    pair(message("proto3", before, beside), message("proto3", after, beside_after))
}

fn of_services(before: &str, after: &str) -> Example {
    of_proto3("string a = 1;", before, "string a = 1;", after)
}

fn of_values(is_open: bool, before: &str, after: &str) -> Example {
    let of = |values: &str| {
        let syntax = if is_open { "proto3" } else { "proto2" };
        message(syntax, "optional E f = 1;", &format!("enum E {{ {values} }}"))
    };
    pair(of(before), of(after))
}

fn message(syntax: &str, fields: &str, beside: &str) -> Files {
    vec![("a.proto".to_owned(), text(syntax, "", fields, beside))]
}

fn text(syntax: &str, imports: &str, fields: &str, beside: &str) -> String {
    let word = if syntax.starts_with("proto") { "syntax" } else { "edition" };
    let known = ["any", "wrappers", "timestamp", "duration", "field_mask"];
    let used = known.iter().filter(|file| {
        let mark = match **file {
            "any" => "google.protobuf.Any",
            "wrappers" => "Value ",
            "timestamp" => "Timestamp",
            "duration" => "Duration",
            _ => "FieldMask",
        };
        fields.contains(mark)
    });
    let used: String = used.map(|file| format!("import \"google/protobuf/{file}.proto\";\n")).collect();
    let imports = format!("{imports}{used}");
    format!("{word} = \"{syntax}\";\npackage p;\n{imports}\n{beside}\nmessage M {{ {fields} }}\n")
}

fn annotated(mut example: Example) -> Example {
    for files in [&mut example.before, &mut example.after] {
        files[0].1 = files[0].1.replace("package p;\n", "package p;\nimport \"google/api/all.proto\";\n");
        files.push(("google/api/all.proto".to_owned(), ANNOTATIONS.to_owned()));
    }
    example
}

fn validated(mut example: Example) -> Example {
    for files in [&mut example.before, &mut example.after] {
        files[0].1 =
            files[0].1.replace("package p;\n", "package p;\nimport \"buf/validate/validate.proto\";\n");
        files.push(("buf/validate/validate.proto".to_owned(), RULES.to_owned()));
    }
    example
}

/// Part of the annotations of protovalidate that the examples use.
const RULES: &str = r#"syntax = "proto3";
package buf.validate;
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { FieldRules field = 1159; }
message FieldRules { oneof type { StringRules string = 14; } }
message StringRules { optional uint64 max_len = 3; }
"#;

/// Part of the annotations of Google APIs that the examples use.
const ANNOTATIONS: &str = r#"syntax = "proto3";
package google.api;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; }
extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
message HttpRule { oneof pattern { string get = 2; } }
enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; OPTIONAL = 1; REQUIRED = 2; }
message ResourceDescriptor { string type = 1; repeated string pattern = 2; }
"#;

fn deleted(was_required: bool, reserves_number: bool, reserves_name: bool) -> Vec<Example> {
    let label = if was_required { "required" } else { "optional" };
    let before = format!("{OTHER} {label} int32 a = 1;");
    let mut rest = OTHER.to_owned();
    rest += if reserves_number { "reserved 1;" } else { "" };
    rest += if reserves_name { "reserved \"a\";" } else { "" };
    let mut all = vec![of_proto2(&before, &rest)];
    if !reserves_number {
        all.push(Example { of: Of::Wire, ..of_proto2(&before, &format!("{rest} optional string b = 1;")) });
    }
    if !reserves_name {
        all.push(Example { of: Of::Json, ..of_proto2(&before, &format!("{rest} optional string a = 3;")) });
    }
    all
}

fn types(was: Shape, is: Shape) -> Vec<Example> {
    if [was, is].contains(&Shape::Text) {
        let names = match [was, is].contains(&Shape::Message) {
            // Alike, but for its form in JSON.
            true => &["Timestamp"][..],
            false => &["Timestamp", "Duration", "FieldMask"],
        };
        let side = |shape, name: &str| match shape {
            Shape::Text => typed("proto3", &format!("google.protobuf.{name}"), ""),
            Shape::Message => typed("proto3", "Like", "message Like { int64 seconds = 1; int32 nanos = 2; }"),
            _ => side(shape, ONE),
        };
        return names.iter().map(|name| pair(side(was, name), side(is, name))).collect();
    }
    let mut all = vec![pair(side(was, ONE), side(is, ONE))];
    let closed = Shape::Enum { is_open: false };
    if [was, is].contains(&closed) {
        // A closed enum that lacks what `bool` can hold.
        let values = "NONE = 0; FIVE = 5;";
        all.push(pair(side(was, values), side(is, values)));
    }
    all
}

const ONE: &str = "NONE = 0; ONE = 1; FIVE = 5; BELOW = -1;";

fn typed(syntax: &str, ty: &str, beside: &str) -> Files {
    message(syntax, &format!("optional {ty} f = 1;"), beside)
}

/// A message with a field of this type. Messages are in upper case, for their groups are.
fn side(shape: Shape, values: &str) -> Files {
    let fields = "optional string s = 1; optional bytes b = 2;";
    match shape {
        Shape::Scalar(scalar) => typed("proto3", scalar.name(), ""),
        Shape::Enum { is_open: true } => typed("proto3", "E", &format!("enum E {{ {values} }}")),
        Shape::Enum { is_open: false } => typed("proto2", "E", &format!("enum E {{ {values} }}")),
        Shape::Message => message("proto2", &format!("optional F f = 1; message F {{ {fields} }}"), ""),
        Shape::Delimited => message("proto2", &format!("optional group F = 1 {{ {fields} }}"), ""),
        Shape::Wrapper(scalar) => {
            let name = scalar.name();
            let name = match name.strip_prefix("uint") {
                Some(bits) => format!("UInt{bits}"),
                None => name[..1].to_uppercase() + &name[1..],
            };
            typed("proto3", &format!("google.protobuf.{name}Value"), "")
        }
        Shape::Text => unreachable!("each has its name"),
    }
}

fn held(held: Held, element: Element) -> Files {
    let (ty, proto2, proto3) = match element {
        Element::Value => ("int32", "", ""),
        Element::Message => (
            "N",
            "message N { optional string key = 1; optional int32 value = 2; }",
            "message N { string key = 1; int32 value = 2; }",
        ),
    };
    match held {
        Held::Explicit => message("proto3", &format!("optional {ty} f = 1;"), proto3),
        Held::Implicit => message("proto3", &format!("{ty} f = 1;"), proto3),
        Held::Required => message("proto2", &format!("required {ty} f = 1;"), proto2),
        Held::Packed => message("proto3", &format!("repeated {ty} f = 1 [packed = true];"), proto3),
        Held::Expanded if element == Element::Message => {
            message("proto3", &format!("repeated {ty} f = 1;"), proto3)
        }
        Held::Expanded => message("proto3", &format!("repeated {ty} f = 1 [packed = false];"), proto3),
        Held::Map => message("proto3", "map<string, int32> f = 1;", ""),
    }
}
