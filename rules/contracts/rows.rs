//! The table: each change that has verdicts, by an example.

use super::change::{field_name, value_name};
use super::{Change, Effects, Element, Fate, Held, Shape, Ways, scalars};
use protune_compiler::diagnostic::Verdict;
use protune_compiler::schema::Scalar;
use std::fmt::Write;

/// One change by an example.
#[derive(Clone, Debug)]
pub struct Row {
    /// Subject of the change.
    pub sort: Sort,
    /// The example, as it was.
    pub from: String,
    /// The example, as it is.
    pub to: String,
    /// The change.
    pub change: Change,
}

/// Subjects of changes: the parts of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Types of fields.
    Types,
    /// Keys of maps, where they differ from types of fields.
    MapKeys,
    /// Cardinalities.
    Cardinalities,
    /// Fields and their names.
    Fields,
    /// Values of enums and their names.
    Values,
    /// Declarations and their names.
    Declarations,
    /// Options that servers, clients and code generators interpret. Encoded messages and JSON stay the same.
    Options,
}

impl Sort {
    const ALL: [Sort; 7] = [
        Sort::Types,
        Sort::MapKeys,
        Sort::Cardinalities,
        Sort::Fields,
        Sort::Values,
        Sort::Declarations,
        Sort::Options,
    ];

    fn heading(self) -> &'static str {
        match self {
            Sort::Types => {
                "Types of fields\n\n\
                 Rows that break both encoded messages and JSON are left out. A message or an enum of another name is compared\n\
                 field by field and value by value, by the rows below."
            }
            Sort::MapKeys => {
                "Keys of maps\n\n\
                 Keys are text in JSON. The other columns, and pairs that are not listed, are those of the types."
            }
            Sort::Cardinalities => "Cardinalities",
            Sort::Fields => "Fields and their names",
            Sort::Values => "Values of enums",
            Sort::Declarations => "Declarations, RPCs and features",
            Sort::Options => {
                "Options\n\n\
                 These rows are about what servers, clients and code generators make of options. The test shows that\n\
                 encoded messages and JSON are read as before."
            }
        }
    }
}

/// Returns all rows, part by part.
pub fn rows() -> Vec<Row> {
    let mut rows = types();
    rows.extend(map_keys());
    rows.extend(cardinalities());
    rows.extend(fields());
    rows.extend(values());
    rows.extend(declarations());
    rows.extend(options());
    rows
}

fn row(sort: Sort, from: &str, to: &str, change: Change) -> Row {
    Row { sort, from: from.to_owned(), to: to.to_owned(), change }
}

fn types() -> Vec<Row> {
    let scalars = Scalar::ALL.iter().map(|&scalar| Shape::Scalar(scalar));
    let enums = [true, false].map(|is_open| Shape::Enum { is_open });
    let shapes: Vec<Shape> =
        scalars.chain(enums).chain([Shape::Message, Shape::Delimited, Shape::Text]).collect();
    let mut rows = Vec::new();
    for &was in &shapes {
        for &is in shapes.iter().filter(|&&is| is != was && is_declarable(was, is)) {
            rows.push(row(Sort::Types, &shape(was), &shape(is), Change::Type(was, is)));
        }
    }
    rows.push(row(Sort::Types, "message or enum", "another one that is alike", Change::OtherType));
    for &wrapped in Scalar::ALL.iter().filter(|&&scalar| wrapper(scalar).is_some()) {
        for (was, is) in [
            (Shape::Wrapper(wrapped), Shape::Scalar(wrapped)),
            (Shape::Scalar(wrapped), Shape::Wrapper(wrapped)),
        ] {
            rows.push(row(Sort::Types, &shape(was), &shape(is), Change::Type(was, is)));
        }
    }
    rows
}

/// Well-known messages between tags are as other messages between tags.
fn is_declarable(was: Shape, is: Shape) -> bool {
    !matches!((was, is), (Shape::Text, Shape::Delimited) | (Shape::Delimited, Shape::Text))
}

fn shape(of: Shape) -> String {
    match of {
        Shape::Scalar(scalar) => format!("`{}`", scalar.name()),
        Shape::Enum { is_open: true } => "open enum".to_owned(),
        Shape::Enum { is_open: false } => "closed enum".to_owned(),
        Shape::Message => "message".to_owned(),
        Shape::Delimited => "delimited message".to_owned(),
        Shape::Wrapper(scalar) => format!("`google.protobuf.{}`", wrapper(scalar).unwrap_or_default()),
        Shape::Text => "`google.protobuf.Timestamp`, `Duration` or `FieldMask`".to_owned(),
    }
}

/// The well-known message around a scalar type.
fn wrapper(scalar: Scalar) -> Option<&'static str> {
    Some(match scalar {
        Scalar::Double => "DoubleValue",
        Scalar::Float => "FloatValue",
        Scalar::Int64 => "Int64Value",
        Scalar::Uint64 => "UInt64Value",
        Scalar::Int32 => "Int32Value",
        Scalar::Uint32 => "UInt32Value",
        Scalar::Bool => "BoolValue",
        Scalar::String => "StringValue",
        Scalar::Bytes => "BytesValue",
        _ => return None,
    })
}

fn map_keys() -> Vec<Row> {
    let is_key = |scalar: &&Scalar| !matches!(scalar, Scalar::Float | Scalar::Double | Scalar::Bytes);
    let keys: Vec<Scalar> = Scalar::ALL.iter().filter(is_key).copied().collect();
    let pairs = keys.iter().flat_map(|&was| keys.iter().map(move |&is| (was, is)));
    let is_other = |&(was, is): &(Scalar, Scalar)| {
        scalars::as_key_in_json(was, is) != scalars::in_json(was, is)
            || scalars::as_key_in_json(is, was) != scalars::in_json(is, was)
    };
    let name = |scalar: Scalar| format!("`map<{}, ...>`", scalar.name());
    let pairs = pairs.filter(is_other);
    pairs.map(|(was, is)| row(Sort::MapKeys, &name(was), &name(is), Change::MapKey(was, is))).collect()
}

fn cardinalities() -> Vec<Row> {
    let mut rows = Vec::new();
    for element in [Element::Value, Element::Message] {
        let held: &[Held] = match element {
            Element::Value => &[Held::Explicit, Held::Implicit, Held::Required, Held::Packed, Held::Expanded],
            Element::Message => &[Held::Explicit, Held::Required, Held::Expanded, Held::Map],
        };
        for &was in held {
            for &is in held.iter().filter(|&&is| is != was) {
                let change = Change::Cardinality { was, is, element };
                rows.push(row(Sort::Cardinalities, &words(was, element), &words(is, element), change));
            }
        }
    }
    rows
}

fn words(held: Held, element: Element) -> String {
    let of = match element {
        Element::Value => "",
        Element::Message => " message",
    };
    match held {
        Held::Explicit => format!("optional{of}, explicit presence"),
        Held::Implicit => format!("optional{of}, implicit presence"),
        Held::Required => format!("required{of}"),
        Held::Packed => "repeated, packed".to_owned(),
        Held::Expanded => match element {
            Element::Value => "repeated, not packed".to_owned(),
            Element::Message => "repeated message".to_owned(),
        },
        Held::Map => "map".to_owned(),
    }
}

fn fields() -> Vec<Row> {
    let named = |was: [&str; 2], is: [&str; 2]| {
        let field = |[name, json]: [&str; 2]| format!("`{name} = 1 [json_name = \"{json}\"]`");
        row(Sort::Fields, &field(was), &field(is), field_name(was, is))
    };
    let deleted = |to: &str, was_required, reserves_number, reserves_name| {
        let from = if was_required { "a required field" } else { "a field" };
        row(Sort::Fields, from, to, Change::FieldDeleted { was_required, reserves_number, reserves_name })
    };
    let added = |to: &str, is_required| row(Sort::Fields, "", to, Change::FieldAdded { is_required });
    let moved =
        |from: &str, to: &str, more, less| row(Sort::Fields, from, to, Change::Exclusion { more, less });
    vec![
        named(["ship_to", "shipTo"], ["send_to", "sendTo"]),
        named(["ship_to", "shipTo"], ["shipTo", "shipTo"]),
        named(["ship_to", "shipTo"], ["send_to", "shipTo"]),
        named(["ship_to", "shipTo"], ["ship_to", "sendTo"]),
        named(["ship_to", "shipTo"], ["ship_to", "ship_to"]),
        named(["ship_to", "sendTo"], ["sendTo", "ship_to"]),
        deleted("", false, false, false),
        deleted("its number is reserved", false, true, false),
        deleted("its name is reserved", false, false, true),
        deleted("its number and its name are reserved", false, true, true),
        deleted("its number and its name are reserved", true, true, true),
        added("a field", false),
        added("a required field", true),
        row(Sort::Fields, "a field", "readers derive it from another", Change::FieldDerived),
        row(Sort::Fields, "a reserved number", "not reserved", Change::NumberFreed),
        row(Sort::Fields, "a reserved name", "not reserved", Change::NameFreed),
        row(Sort::Fields, "`a = 1; b = 2`", "`a = 2; b = 1`", Change::Numbers),
        row(Sort::Fields, "text that spells bytes", "the bytes", Change::Decoded),
        row(Sort::Fields, "`[default = 5]`", "`[default = 7]`", Change::Default),
        moved("two fields", "both in one oneof", true, false),
        moved("two fields of one oneof", "both outside of oneofs", false, true),
        moved("a field in a oneof with a second one", "in another oneof with a third one", true, true),
        row(
            Sort::Fields,
            "a string that is not checked to be UTF-8",
            "checked",
            Change::Utf8 { is_checked: true },
        ),
        row(
            Sort::Fields,
            "a string that is checked to be UTF-8",
            "not checked",
            Change::Utf8 { is_checked: false },
        ),
    ]
}

fn values() -> Vec<Row> {
    let named = |was: &[&str], is: &[&str]| {
        let value =
            |names: &[&str]| names.iter().map(|name| format!("`{name} = 1`")).collect::<Vec<_>>().join(", ");
        row(Sort::Values, &value(was), &value(is), value_name(was, is))
    };
    let mut rows = vec![
        named(&["CAT"], &["TOMCAT"]),
        named(&["CAT", "TOMCAT"], &["CAT"]),
        named(&["CAT", "TOMCAT"], &["TOMCAT"]),
        named(&["CAT", "TOMCAT"], &["CAT", "LYNX"]),
    ];
    for is_open in [true, false] {
        let of = if is_open { "an open enum" } else { "a closed enum" };
        for (to, reserves_number, reserves_name) in [
            ("", false, false),
            ("its number is reserved", true, false),
            ("its number and its name are reserved", true, true),
        ] {
            let change = Change::ValueDeleted { is_open, reserves_number, reserves_name };
            rows.push(row(Sort::Values, &format!("a value of {of}"), to, change));
        }
        let added = Change::ValueAdded { was_open: is_open };
        rows.push(row(Sort::Values, "", &format!("a value of {of}"), added));
    }
    rows
}

fn declarations() -> Vec<Row> {
    let row = |from: &str, to: &str, change| row(Sort::Declarations, from, to, change);
    vec![
        row("a message", "", Change::MessageDeleted),
        row("a message", "under another full name", Change::MessageName),
        row("a service or an RPC", "", Change::CallDeleted),
        row("a service or an RPC", "under another full name", Change::CallPath),
        row("an RPC with one message", "with a stream", Change::Streaming),
        row("an RPC with a stream", "with one message", Change::Streaming),
        row("an enum or a oneof", "under another full name, or gone", Change::Generated),
        row("a declaration", "in another file of the package", Change::Generated),
        row("an option of code generators", "another value", Change::Generated),
        row("", "a message, an enum, a service, an RPC or a file", Change::Unfelt),
        row("`syntax = \"proto2\"`", "`syntax = \"proto3\"`", Change::Syntax),
        row("`features.json_format = ALLOW`", "`LEGACY_BEST_EFFORT`", Change::JsonFormat),
    ]
}

fn options() -> Vec<Row> {
    let row = |from: &str, to: &str, change| row(Sort::Options, from, to, change);
    vec![
        row("`idempotency_level`", "another value", Change::Idempotency),
        row("an HTTP binding", "", Change::HttpBinding),
        row(
            "a field that callers may leave out",
            "`REQUIRED` by `google.api.field_behavior`",
            Change::RequiredOfCallers,
        ),
        row("the patterns of a resource, or a reference to it", "others", Change::ResourceNames),
        row("rules of protovalidate", "rules that accept fewer values", Change::RulesTightened),
        row("rules of protovalidate", "rules that accept more values", Change::RulesLoosened),
    ]
}

/// Returns the table in Markdown.
pub fn table() -> String {
    let (all, mut out) = (rows(), String::new());
    for sort in Sort::ALL {
        let heading = sort.heading();
        write!(out, "\n## {heading}\n\n| from | to | wire | JSON | source |\n|---|---|---|---|---|\n")
            .expect("a string takes all");
        for Row { from, to, change, .. } in all.iter().filter(|row| row.sort == sort) {
            let Effects { wire, json, source } = change.effects();
            let contracts = change.effects().contracts();
            if sort == Sort::Types && contracts.wire.breaks() && contracts.json.breaks() {
                continue;
            }
            let [from, to] = [from, to].map(|it| if it.is_empty() { "none" } else { it });
            let source = told(source, "");
            writeln!(out, "| {from} | {to} | {} | {} | {source} |", cell(wire), cell(json))
                .expect("a string takes all");
        }
    }
    out
}

/// Both ways of one contract. Whose data it is matters where only one way, or each for its own reason, goes wrong.
fn cell(Ways { old_data, new_data }: Ways) -> String {
    if old_data == new_data {
        return told(verdict(old_data), "");
    }
    let ways = [(old_data, " for new readers of old data"), (new_data, " for old readers of new data")];
    let felt = ways.into_iter().filter(|&(fate, _)| fate != Fate::Same);
    felt.map(|(fate, whom)| told(verdict(fate), whom)).collect::<Vec<_>>().join("; ")
}

fn verdict(fate: Fate) -> Verdict {
    Ways::both(fate).verdict()
}

fn told(verdict: Verdict, whom: &str) -> String {
    match verdict.why() {
        Some(why) => format!("{}{whom}: {why}", verdict.name()),
        None => verdict.name().to_owned(),
    }
}
