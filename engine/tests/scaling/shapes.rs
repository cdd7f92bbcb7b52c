//! Inputs of any size, each of a shape that has been, or could be, more than linear somewhere. A new one is a new row.

pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) first: usize,
    pub(crate) last: usize,
    text: fn(usize) -> Text,
}

/// One file, or several of which the first is the main one.
enum Text {
    One(String),
    Many(Vec<(String, String)>),
}

impl Shape {
    /// The files, by name.
    pub(crate) fn files(&self, size: usize) -> Vec<(String, String)> {
        match (self.text)(size) {
            Text::One(text) => vec![("a.proto".to_owned(), text)],
            Text::Many(files) => files,
        }
    }
}

const fn shape(name: &'static str, first: usize, last: usize, text: fn(usize) -> Text) -> Shape {
    Shape { name, first, last, text }
}

/// A part for each number up to `n`, between two others.
fn each(n: usize, before: &str, part: impl Fn(usize) -> String, after: &str) -> Text {
    Text::One(before.to_owned() + &(0..n).map(part).collect::<String>() + after)
}

const OPTIONS: &str = "import \"google/protobuf/descriptor.proto\";\n";

/// Annotations of resources, in the file itself.
const ANNOTATIONS: &str = r#"syntax = "proto3";
package google.api;
import "google/protobuf/descriptor.proto";
message ResourceDescriptor { string type = 1; repeated string pattern = 2; }
message ResourceReference { string type = 1; }
extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
extend google.protobuf.FieldOptions { ResourceReference resource_reference = 1055; }
"#;

pub(crate) static SHAPES: &[Shape] = &[
    shape("parts of an option name", 1000, 128_000, |n| {
        each(n, "option (x)", |i| format!(".(a{i})"), " = 1;\n")
    }),
    shape("fields", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  optional int32 f{i} = {};\n", i + 20_000), "}\n")
    }),
    shape("reserved fields", 500, 64_000, |n| {
        let before = "message M {\n  reserved 20000 to 30000000;\n";
        each(n, before, |i| format!("  optional int32 f{i} = {};\n", i + 20_000), "}\n")
    }),
    shape("reserved numbers", 500, 64_000, |n| {
        let part =
            |i| format!("  reserved {};\n  optional int32 f{i} = {};\n", 2 * i + 20_000, 2 * i + 20_001);
        each(n, "message M {\n", part, "}\n")
    }),
    shape("reserved names", 500, 64_000, |n| {
        each(
            n,
            "message M {\n",
            |i| format!("  reserved \"f{i}\";\n  optional int32 f{i} = {};\n", i + 20_000),
            "}\n",
        )
    }),
    shape("overlapping ranges", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  reserved {} to {};\n", i + 1, 2 * i + 5), "}\n")
    }),
    shape("equal field numbers", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  optional int32 f{i} = 1;\n"), "}\n")
    }),
    shape("equal field names", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  optional int32 f = {};\n", i + 20_000), "}\n")
    }),
    shape("equal JSON names", 500, 64_000, |n| {
        let part = |i: usize| {
            let name: String =
                (0..20).map(|bit| if (i >> bit).is_multiple_of(2) { "_a" } else { "__a" }).collect();
            format!("  int32 a{name} = {};\n", i + 20_000)
        };
        each(n, "syntax = \"proto3\";\nmessage M {\n", part, "}\n")
    }),
    shape("extension ranges", 500, 64_000, |n| {
        let extensions: String =
            (0..n).map(|i| format!("  optional int32 x{i} = {};\n", 2 * i + 20_001)).collect();
        let after = format!("}}\nextend B {{\n{extensions}}}\n");
        each(n, "message B {\n", |i| format!("  extensions {};\n", 2 * i + 20_001), &after)
    }),
    shape("extension declarations", 100, 16_000, |n| {
        let extensions: String =
            (0..n).map(|i| format!("  optional int32 x{i} = {};\n", i + 20_000)).collect();
        let after = format!("];\n}}\nextend B {{\n{extensions}}}\n");
        let declaration = |i: usize| {
            let comma = if i == 0 { "" } else { "," };
            format!(
                "{comma} declaration = {{ number: {}, full_name: \".x{i}\", type: \"int32\" }}\n",
                i + 20_000
            )
        };
        each(n, "message B {\n  extensions 20000 to max [\n", declaration, &after)
    }),
    shape("declarations of ranges", 100, 8_000, |n| {
        let ranges: Vec<String> = (0..n).map(|i| (2 * i + 20_000).to_string()).collect();
        let before = format!("message B {{\n  extensions {} [\n", ranges.join(", "));
        let declaration = |i: usize| {
            let comma = if i == 0 { "" } else { "," };
            format!(
                "{comma} declaration = {{ number: {}, full_name: \".x{i}\", type: \"int32\" }}\n",
                2 * i + 20_000
            )
        };
        each(n.min(60), &before, declaration, "];\n}\n")
    }),
    shape("enum defaults", 500, 64_000, |n| {
        let values: String = (0..n).map(|i| format!("  VALUE_{i} = {i};\n")).collect();
        let before = format!("enum E {{\n{values}}}\nmessage M {{\n");
        each(n, &before, |i| format!("  optional E f{i} = {} [default = VALUE_{i}];\n", i + 20_000), "}\n")
    }),
    shape("defaults of enums alike", 500, 64_000, |n| {
        let values: String = (0..n).map(|i| format!("  VALUE_{i} = {i};\n")).collect();
        let before = format!("enum E {{\n{values}}}\nenum F {{\n{values}}}\nmessage M {{\n");
        each(n, &before, |i| format!("  optional F f{i} = {} [default = VALUE_{i}];\n", i + 20_000), "}\n")
    }),
    shape("wrong enum defaults", 500, 64_000, |n| {
        let values: String = (0..n).map(|i| format!("  VALUE_NUMBER_{i} = {i};\n")).collect();
        let before = format!("enum E {{\n{values}}}\nmessage M {{\n");
        each(
            n,
            &before,
            |i| format!("  optional E f{i} = {} [default = VALUE_NUMBR_{i}];\n", i + 20_000),
            "}\n",
        )
    }),
    shape("equal enum numbers", 500, 64_000, |n| each(n, "enum E {\n", |i| format!("  V{i} = 1;\n"), "}\n")),
    shape("aliases", 500, 64_000, |n| {
        each(n, "enum E {\n  option allow_alias = true;\n", |i| format!("  V{i} = {};\n", i / 2), "}\n")
    }),
    shape("reserved values", 500, 64_000, |n| {
        each(n, "enum E {\n", |i| format!("  reserved {};\n  V{i} = {};\n", 2 * i, 2 * i + 1), "}\n")
    }),
    shape("oneofs", 500, 64_000, |n| {
        let part = |i: usize| format!("  oneof o{i} {{ int32 f{i} = {}; }}\n", i + 20_000);
        each(n, "message M {\n", part, "}\n")
    }),
    shape("maps", 500, 32_000, |n| {
        each(n, "message M {\n", |i| format!("  map<int32, M> f{i} = {};\n", i + 20_000), "}\n")
    }),
    shape("methods", 500, 64_000, |n| {
        each(n, "message M {}\nservice S {\n", |i| format!("  rpc R{i}(M) returns (stream M);\n"), "}\n")
    }),
    shape("RPCs with other names", 500, 16_000, |n| {
        let messages: String =
            (0..n).map(|i| format!("message A{i}Request {{}}\nmessage A{i}Response {{}}\n")).collect();
        let rpc = |i| format!("  rpc R{i}(A{i}Request) returns (A{i}Response);\n");
        each(n, &format!("{messages}service S {{\n"), rpc, "}\n")
    }),
    shape("resources", 100, 16_000, |n| {
        let resource = |i| {
            let option = format!(
                "option (google.api.resource) = {{ type: \"x.example/R{i}\" pattern: \"r{i}s/{{r}}\" }};"
            );
            let reference = format!("[(google.api.resource_reference).type = \"x.example/R{i}\"]");
            let request = format!("message DeleteR{i}Request {{ string name = 1 {reference}; }}");
            let batch = format!("message BatchGetR{i}sRequest {{ repeated string names = 1; }}");
            format!(
                "message R{i} {{ {option} string name = 1; }}\nenum R{i}State {{ A{i} = 0; }}\n{request}\n{batch}\n"
            )
        };
        each(n, ANNOTATIONS, resource, "")
    }),
    shape("messages", 500, 64_000, |n| {
        each(n, "", |i| format!("message M{i} {{ optional M{i} m = 1; }}\n"), "")
    }),
    shape("messages under a long name", 60, 2_000, |n| {
        let before = format!("message {} {{\n", "A".repeat((n * 30).min(60_000)));
        each(n, &before, |i| format!("  message M{i} {{}}\n"), "}\n")
    }),
    shape("unknown types", 500, 32_000, |n| {
        each(n, "message M {\n", |i| format!("  optional Unknown{i} f{i} = {};\n", i + 20_000), "}\n")
    }),
    shape("misspelt types", 500, 32_000, |n| {
        let types: String = (0..n).map(|i| format!("message SomeMessage{i} {{}}\n")).collect();
        let part = |i: usize| format!("  optional SomeMesage{i} f{i} = {};\n", i + 20_000);
        each(n, &format!("{types}message M {{\n"), part, "}\n")
    }),
    shape("long misspelt types", 60, 16_000, |n| {
        let types: String = (0..200).map(|i| format!("message {}{i} {{}}\n", "a".repeat(n))).collect();
        let part = |i: usize| format!("  optional {}x{i} f{i} = {};\n", "b".repeat(n), i + 1);
        each(50, &format!("{types}message M {{\n"), part, "}\n")
    }),
    shape("broken statements", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  optional int32 f{i} 1;\n"), "}\n")
    }),
    shape("missing semicolons", 500, 64_000, |n| {
        each(n, "message M {\n", |i| format!("  optional int32 f{i} = {}\n", i + 20_000), "}\n")
    }),
    shape("open blocks", 500, 64_000, |n| each(n, "", |i| format!("message M{i} {{\n"), "")),
    shape("closing braces", 2_000, 512_000, |n| Text::One("}".repeat(n))),
    shape("open literals", 500, 256_000, |n| Text::One(format!("option (a) = {}", "{ a ".repeat(n)))),
    shape("semicolons", 5_000, 512_000, |n| Text::One(";".repeat(n))),
    shape("comments in one gap", 1_000, 128_000, |n| each(n, "", |i| format!("// {i}\n"), "message M {}\n")),
    shape("comments in one line", 1_000, 128_000, |n| {
        each(n, "", |i| format!("/* {i} */ "), "message M {}\n")
    }),
    shape("nested comment openers", 1_000, 512_000, |n| Text::One(format!("{}*/", "/*".repeat(n)))),
    shape("unclosed strings", 1_000, 128_000, |n| Text::One("option a = \"\n".repeat(n))),
    shape("adjacent strings", 1_000, 256_000, |n| {
        Text::One(format!("option java_package = {};", "\"a\" ".repeat(n)))
    }),
    shape("one long line", 500, 64_000, |n| {
        let before = "message A { reserved 1";
        each(n, before, |i| format!(", {} to {}", i * 3 + 3, i * 3 + 4), "; }")
    }),
    shape("long package", 500, 128_000, |n| Text::One(format!("package a{};", ".a".repeat(n)))),
    shape("long type path", 500, 128_000, |n| {
        Text::One(format!("message M {{ optional a{} f = 1; }}", ".a".repeat(n)))
    }),
    shape("retained options", 200, 16_000, |n| {
        let before = format!(
            "{OPTIONS}extend google.protobuf.FieldOptions {{\n  optional int32 o = 50000 [retention = \
             RETENTION_SOURCE];\n}}\nmessage M {{\n"
        );
        each(n, &before, |i| format!("  optional int32 f{i} = {} [(o) = 1];\n", i + 20_000), "}\n")
    }),
    shape("options with values that go", 200, 16_000, |n| {
        let values: String = (0..n).map(|i| format!("  V{i} = {i};\n")).collect();
        let before = format!(
            "{OPTIONS}enum E {{\n{values}}}\nextend google.protobuf.FieldOptions {{ optional E o = 50000; }}\n\
             message M {{\n"
        );
        each(n, &before, |i| format!("  optional int32 f{i} = {} [(o) = V0];\n", i + 20_000), "}\n")
    }),
    shape("file options", 200, 32_000, |n| {
        let extend: String = (0..n).map(|i| format!("  optional int32 o{i} = {};\n", i + 60_000)).collect();
        let options: String = (0..n).map(|i| format!("option (o{i}) = 1;\n")).collect();
        let text = format!("import \"b.proto\";\n{options}");
        let declared = format!("{OPTIONS}extend google.protobuf.FileOptions {{\n{extend}}}\n");
        Text::Many(vec![("a.proto".to_owned(), text), ("b.proto".to_owned(), declared)])
    }),
    shape("extend blocks of a lite file", 200, 16_000, |n| {
        let blocks: String = (0..n)
            .map(|i| {
                format!("extend B {{ optional int32 x{i} = {}; }}\noption java_package = \"a\";\n", i + 100)
            })
            .collect();
        Text::One(format!(
            "option optimize_for = LITE_RUNTIME;\nmessage B {{ extensions 100 to max; }}\n{blocks}"
        ))
    }),
    shape("unused imports", 100, 4_000, |n| imports(n, false)),
    shape("used imports", 100, 4_000, |n| imports(n, true)),
    shape("names in two files", 200, 32_000, |n| {
        let text: String = (0..n).map(|i| format!("message M{i} {{}}\n")).collect();
        Text::Many(["a.proto", "b.proto"].map(|name| (name.to_owned(), text.clone())).into())
    }),
];

fn imports(n: usize, is_used: bool) -> Text {
    let mut main: String = (0..n).map(|i| format!("import \"i{i}.proto\";\n")).collect();
    if is_used {
        let fields = (0..n).map(|i| format!("  optional I{i} f{i} = {};\n", i + 20_000));
        main += &format!("message M {{\n{}}}\n", fields.collect::<String>());
    }
    let files = (0..n).map(|i| (format!("i{i}.proto"), format!("message I{i} {{}}\n")));
    Text::Many(std::iter::once(("a.proto".to_owned(), main)).chain(files).collect())
}
