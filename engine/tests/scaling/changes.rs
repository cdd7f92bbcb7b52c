//! Two versions of a file, of any size, that differ in as many places. A new kind of change is a new row.

pub(crate) struct Change {
    pub(crate) name: &'static str,
    /// The two texts, for a number of changes.
    pub(crate) sides: fn(usize) -> (String, String),
}

const fn change(name: &'static str, sides: fn(usize) -> (String, String)) -> Change {
    Change { name, sides }
}

/// The members of one block, each as it was and as it is.
fn members(n: usize, block: &str, member: impl Fn(usize) -> (String, String)) -> (String, String) {
    let (before, after): (String, String) = (0..n).map(member).unzip();
    (format!("{block} {{\n{before}}}\n"), format!("{block} {{\n{after}}}\n"))
}

/// Fields, each of which has this instead of that.
fn fields(n: usize, was: &str, is: &str) -> (String, String) {
    members(n, "message M", |i| {
        let field = |head: &str| format!("  {head}{i} = {};\n", i + 20_000);
        (field(was), field(is))
    })
}

/// Fields in one oneof, or in none.
fn in_oneof(n: usize, name: &str) -> String {
    let fields: String = (0..n).map(|i| format!("    int32 f{i} = {};\n", i + 20_000)).collect();
    match name {
        "" => fields.replace("int32", "optional int32"),
        _ => format!("  oneof {name} {{\n{fields}  }}\n"),
    }
}

fn oneofs(n: usize, before: &str, after: &str) -> (String, String) {
    let message = |name: &str, more: &str| format!("message M {{\n{}{more}}}\n", in_oneof(n, name));
    (message(before, ""), message(after, "  oneof other { int32 x = 1; }\n"))
}

/// Declarations that rules of protovalidate need.
const VALIDATE: &str = r#"package buf.validate;
import "google/protobuf/descriptor.proto";
message Rule { optional string id = 1; optional string expression = 3; }
message MessageOneofRule { repeated string fields = 1; optional bool required = 2; }
message MessageRules { repeated Rule cel = 3; repeated MessageOneofRule oneof = 4; }
message StringRules { extensions 1000 to max; }
message FieldRules { optional StringRules string = 14; }
extend google.protobuf.MessageOptions { optional MessageRules message = 1159; }
extend google.protobuf.FieldOptions { optional FieldRules field = 1159; }
"#;

/// A message with rules, each as it was and as it is.
fn ruled(n: usize, rule: impl Fn(usize) -> (String, String)) -> (String, String) {
    let (before, after) = members(n, "message M", |i| {
        let (was, is) = rule(i);
        let option = |rule: String| format!("  option (message).{rule};\n");
        (option(was), option(is))
    });
    (VALIDATE.to_owned() + &before, VALIDATE.to_owned() + &after)
}

/// Expression of a rule, with an id.
fn expression(id: usize, text: &str) -> String {
    format!("cel = {{ id: \"c{id}\" expression: \"{text}\" }}")
}

/// A field with rules of its own, each with a value.
fn predefined(n: usize, is: &str) -> (String, String) {
    let declared: String = (0..n).map(|i| format!("  optional bool p{i} = {};\n", i + 1000)).collect();
    let text = |value: &str| {
        let set: Vec<String> = (0..n).map(|i| format!("(field).string.(p{i}) = {value}")).collect();
        let set = set.join(", ");
        format!(
            "{VALIDATE}extend StringRules {{\n{declared}}}\nmessage M {{ optional string f = 1 [{set}]; }}\n"
        )
    };
    (text("true"), text(is))
}

pub(crate) static CHANGES: &[Change] = &[
    change("retyped fields", |n| fields(n, "optional int32 f", "optional string f")),
    change("retyped maps", |n| fields(n, "map<string, int32> f", "map<string, string> f")),
    change("repeated fields", |n| fields(n, "optional int32 f", "repeated int32 f")),
    change("required fields", |n| fields(n, "required int32 f", "optional int32 f")),
    change("fields that are required", |n| fields(n, "optional int32 f", "required int32 f")),
    change("renumbered fields", |n| {
        members(n, "message M", |i| {
            let field = |number| format!("  optional int32 f{i} = {number};\n");
            (field(i + 20_000), field(i + 2_000_000))
        })
    }),
    change("deleted fields in one line", |n| {
        let fields: String = (0..n).map(|i| format!("optional int32 f{i} = {}; ", i + 20_000)).collect();
        (format!("message M {{ {fields}}}"), "message M { }".to_owned())
    }),
    change("retyped fields in one line", |n| {
        let text =
            |ty| -> String { (0..n).map(|i| format!("optional {ty} f{i} = {}; ", i + 20_000)).collect() };
        (format!("message M {{ {}}}", text("int32")), format!("message M {{ {}}}", text("string")))
    }),
    change("fields out of a oneof", |n| oneofs(n, "o", "")),
    change("fields into a oneof", |n| oneofs(n, "", "o")),
    change("fields into an old oneof", |n| {
        let (before, after) = oneofs(n, "", "other");
        (
            before.replace("M {\n", "M {\n  oneof other { int32 x = 1; }\n"),
            after
                .replace("  oneof other { int32 x = 1; }\n", "")
                .replace("other {\n", "other {\n    int32 x = 1;\n"),
        )
    }),
    change("fields from oneof to oneof", |n| oneofs(n, "o", "p")),
    change("deleted oneofs", |n| {
        members(n, "message M", |i| {
            let field = |rest| format!("  oneof {rest}{i} {{\n    int32 f{i} = {};\n  }}\n", i + 20_000);
            (field("o"), format!("  optional int32 f{i} = {};\n", i + 20_000))
        })
    }),
    change("deleted values", |n| {
        members(n, "enum E", |i| {
            let value = format!("  V{i} = {i};\n");
            (value.clone(), if i % 2 == 0 { value } else { String::new() })
        })
    }),
    change("ranges of values that are gone", |n| {
        let (mut before, mut after) = members(n, "enum E", |i| {
            (format!("  reserved {} to {};\n", 3 * i, 3 * i + 1), format!("  V{i} = {};\n", 3 * i))
        });
        before.push_str("enum F { F = 0; }\n");
        after.push_str("enum F { F = 0; }\n");
        (
            before.replace("enum E {\n", "enum E {\n  A = -1;\n"),
            after.replace("enum E {\n", "enum E {\n  A = -1;\n"),
        )
    }),
    change("reserved numbers that are gone", |n| {
        members(n, "message M", |i| (format!("  reserved {} to {};\n", 3 * i + 1, 3 * i + 2), String::new()))
    }),
    change("holes in a reserved range", |n| {
        let (_, after) = members(n, "message M", |i| (String::new(), format!("  reserved {};\n", 2 * i + 1)));
        (format!("message M {{ reserved 1 to {}; }}\n", 2 * n + 1), after)
    }),
    change("reserved names that are gone", |n| {
        members(n, "message M", |i| {
            (format!("  reserved \"f{i}\";\n"), format!("  optional int32 f{i} = {};\n", i + 20_000))
        })
    }),
    change("extension ranges that are gone", |n| {
        members(n, "message M", |i| {
            (format!("  extensions {} to {};\n", 3 * i + 1, 3 * i + 2), String::new())
        })
    }),
    change("deleted RPCs", |n| {
        let message = "message M {}\n";
        let (before, after) = members(n, "service S", |i| {
            let method = format!("  rpc R{i}(M) returns (M);\n");
            (method.clone(), if i % 2 == 0 { method } else { String::new() })
        });
        (message.to_owned() + &before, message.to_owned() + &after)
    }),
    change("changed RPCs", |n| {
        let message = "message M {}\nmessage N {}\n";
        let (before, after) = members(n, "service S", |i| {
            (format!("  rpc R{i}(M) returns (M);\n"), format!("  rpc R{i}(stream N) returns (N);\n"))
        });
        (message.to_owned() + &before, message.to_owned() + &after)
    }),
    change("changed defaults", |n| {
        members(n, "message M", |i| {
            let field = |default| format!("  optional int32 f{i} = {} [default = {default}];\n", i + 20_000);
            (field(1), field(2))
        })
    }),
    change("messages that moved", |n| {
        let text: String = (0..n).map(|i| format!("  message M{i} {{}}\n")).collect();
        (
            format!("message A {{\n{text}}}\nmessage B {{}}\n"),
            format!("message A {{}}\nmessage B {{\n{text}}}\n"),
        )
    }),
    change("deleted messages and enums", |n| {
        let text: String = (0..n)
            .map(|i| format!("message M{i} {{}}\nenum E{i} {{ V{i} = 0; }}\nservice S{i} {{}}\n"))
            .collect();
        (text, String::new())
    }),
    change("expressions that changed", |n| {
        ruled(n, |i| (expression(i, &format!("this.a == {i}")), expression(i, &format!("this.b == {i}"))))
    }),
    change("expressions in another order", |n| {
        ruled(n, |i| {
            let one = |i: usize, space: &str| expression(i, &format!("this.a =={space}{i}"));
            (one(i, " "), one(n - 1 - i, "  "))
        })
    }),
    change("oneofs of rules", |n| {
        ruled(n, |i| {
            let oneof = |name: &str| format!("oneof = {{ fields: \"{name}{i}\" }}");
            (oneof("f"), oneof("g"))
        })
    }),
    change("predefined rules", |n| predefined(n, "false")),
];

/// Taking these back takes renames, each of which is judged against all names of its scope.
pub(crate) static RENAMES: &[Change] = &[
    change("renamed fields", |n| fields(n, "optional int32 f", "optional int32 g")),
    change("renamed oneofs", |n| {
        members(n, "message M", |i| {
            let oneof = |name| format!("  oneof {name}{i} {{\n    int32 f{i} = {};\n  }}\n", i + 20_000);
            (oneof("o"), oneof("p"))
        })
    }),
    change("renamed values", |n| {
        members(n, "enum E", |i| (format!("  V{i} = {i};\n"), format!("  W{i} = {i};\n")))
    }),
    change("renamed aliases", |n| {
        let alias = |name, i| {
            let option = if i == 0 { "  option allow_alias = true;\n" } else { "" };
            format!("{option}  {name}{i} = 0;\n")
        };
        members(n, "enum E", |i| (alias("V", i), alias("W", i)))
    }),
    change("renamed extensions", |n| {
        let base = "message B { extensions 20000 to max; }\n";
        let (before, after) = members(n, "extend B", |i| {
            let field = |name| format!("  optional int32 {name}{i} = {};\n", i + 20_000);
            (field("f"), field("g"))
        });
        (base.to_owned() + &before, base.to_owned() + &after)
    }),
];
