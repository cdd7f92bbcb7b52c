//! Reference of what expressions read, as a part of a page in Markdown.

use super::On;
use super::functions::FUNCTIONS;
use super::view::VIEWS;
use std::fmt::Write;

/// Returns the variables, the members of each view, and the functions, as tables.
pub fn reference() -> String {
    let mut out = String::from(
        "| variable | value |\n|---|---|\n\
         | `this` | element that is judged |\n\
         | `old` | the same element before the change, with `against = \"both\"` or `\"removed\"` |\n\
         | `parent` | what the element is declared in; see below |\n\
         | `file` | file that declares it; not for packages |\n\
         | `schema` | declarations of the module and of what it imports, by their full names |\n\
         | `params` | parameters of the rule |\n\
         | `vars` | expressions that the rule names |\n\n\
         | `on` | `this` | `parent` |\n|---|---|---|\n",
    );
    for &(name, on) in On::ALL {
        let parent = match on.parent() {
            None => "",
            Some("dyn") => "the message or the enum",
            Some(view) => view,
        };
        let _ = writeln!(out, "| `{name}` | {} | {parent} |", on.view());
    }
    for view in VIEWS.iter().filter(|view| !view.members.is_empty()) {
        let _ = write!(out, "\n### {}\n\n| member | type | |\n|---|---|---|\n", view.title);
        for member in view.members {
            let ty = if member.ty.ends_with(" options") { "options" } else { member.ty };
            let _ = writeln!(out, "| `{}` | {ty} | {} |", member.name, member.doc.trim_end_matches('.'));
        }
    }
    out += "\n### Options\n\n\
            `\"deprecated\" in this.options` asks whether an option is set, and `this.options[\"acme.owner\"]` is its value. The key\n\
            is the name of an option of `descriptor.proto`, or the full name of an extension. Of a field, `json_name` and\n\
            `default` are options as well. Values have the types of their fields: a message has members, an enum is a number,\n\
            and `has(this.options[\"acme.rules\"].min_len)` asks whether a field of a message is set. An option that is not set\n\
            has no value: ask with `in` first.\n\n\
            ### Functions\n\n\
            Those of CEL and of its string extension: `contains`, `startsWith`, `endsWith`, `matches` (RE2; the pattern is a\n\
            literal), `size`, `lowerAscii`, `upperAscii`, `trim`, `split`, `join`, `replace`, `substring`, `indexOf`, `int`,\n\
            `string`, and the macros `has`, `all`, `exists`, `exists_one`, `filter` and `map`. And these:\n\n\
            | function | |\n|---|---|\n";
    for function in FUNCTIONS {
        let _ = writeln!(out, "| `{}` | {} |", function.signature, function.doc.trim_end_matches('.'));
    }
    out
}
