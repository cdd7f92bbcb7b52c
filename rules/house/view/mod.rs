//! Views: what house rules can read of a schema, each member with its type and its meaning. The checker of expressions, the
//! evaluation and `docs/house-rules.md` take it from here.

mod enums;
mod files;
mod messages;
mod services;

use super::scene::{Element, Scene};
use protune_cel::{Env, Object, Value, ViewId, Views};
use std::sync::LazyLock;

/// Type with members.
#[derive(Debug)]
pub struct View {
    pub name: &'static str,
    /// Name with its article, for a heading.
    pub title: &'static str,
    pub members: &'static [Member],
    /// View whose options these are; empty for other views.
    pub(super) of: &'static str,
}

/// Member of a view.
#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    /// Type, as signatures of CEL write it.
    pub ty: &'static str,
    pub doc: &'static str,
    pub(super) get: Get,
}

type Get = for<'h> fn(&'h Scene<'h>, u64) -> Value<'h>;

/// Options of a field that are not in its options message.
pub(super) const PSEUDO_OPTIONS: &[&str] = &["default", "json_name"];

const fn member(name: &'static str, ty: &'static str, doc: &'static str, get: Get) -> Member {
    Member { name, ty, doc, get }
}

/// Members that every declaration has, before its own.
macro_rules! declared {
    ($element:ident, $options:literal, [$($more:expr),* $(,)?]) => {
        &[
            member("name", "string", "Name, without what it is declared in.", |s, key| {
                let element: Element<'_> = $element(s, key);
                match element.name() {
                    std::borrow::Cow::Borrowed(name) => Value::from(name),
                    std::borrow::Cow::Owned(name) => Value::from(name),
                }
            }),
            member("full_name", "string", "Name with the package and the declarations around it.", |s, key| {
                let element: Element<'_> = $element(s, key);
                Value::from(element.full_name())
            }),
            member("comment", "string", "Comment above it, without `//`; empty if there is none.", |s, key| {
                let element: Element<'_> = $element(s, key);
                Value::from(element.comment())
            }),
            member("trailing_comment", "string", "Comment behind it on its last line.", |s, key| {
                let element: Element<'_> = $element(s, key);
                Value::from(element.trailing_comment())
            }),
            member("line", "int", "Line of its name, from 1.", |s, key| {
                let element: Element<'_> = $element(s, key);
                Value::Int(line(element))
            }),
            member("file", "file", "File that declares it.", |s, key| scene::file(s.file(key))),
            member("options", $options, "Options that are set: `\"deprecated\" in this.options`.", |_, key| {
                Value::Object(const { Listed::named($options) }.object(key))
            }),
            $($more),*
        ]
    };
}

use declared;

fn line(element: Element<'_>) -> i64 {
    let start = match element {
        Element::Declaration(it) => it.name_span().start,
        Element::Import(it) => it.span().start,
        Element::Range(it, _) => it.span().start,
        Element::Name(it, _) => it.span().start,
        Element::File(_) | Element::Package(_) => 0,
    };
    element.file().lines().line(start) as i64 + 1
}

/// All views. Their order gives them their ids.
pub static VIEWS: &[View] = &[
    files::FILE,
    files::IMPORT,
    files::PACKAGE,
    messages::MESSAGE,
    messages::FIELD,
    messages::ONEOF,
    enums::ENUM,
    enums::VALUE,
    services::SERVICE,
    services::METHOD,
    enums::RESERVED,
    options("file options", "file"),
    options("message options", "message"),
    options("field options", "field"),
    options("oneof options", "oneof"),
    options("enum options", "enum"),
    options("value options", "value"),
    options("service options", "service"),
    options("method options", "method"),
    // Functions look declarations up in it.
    View { name: "schema", title: "", members: &[], of: "" },
];

const fn options(name: &'static str, of: &'static str) -> View {
    View { name, title: "", members: &[], of }
}

/// View of [`VIEWS`], by its position there.
#[derive(Clone, Copy)]
pub(super) struct Listed(usize);

pub(super) const FILE: Listed = Listed::named("file");
pub(super) const IMPORT: Listed = Listed::named("import");
pub(super) const PACKAGE: Listed = Listed::named("package");
pub(super) const MESSAGE: Listed = Listed::named("message");
pub(super) const FIELD: Listed = Listed::named("field");
pub(super) const ONEOF: Listed = Listed::named("oneof");
pub(super) const ENUM: Listed = Listed::named("enum");
pub(super) const VALUE: Listed = Listed::named("value");
pub(super) const SERVICE: Listed = Listed::named("service");
pub(super) const METHOD: Listed = Listed::named("method");
pub(super) const RESERVED: Listed = Listed::named("reserved");
pub(super) const SCHEMA: Listed = Listed::named("schema");

impl Listed {
    /// Finds a view by its name. Values are made often, so this is for constants.
    pub(super) const fn named(name: &str) -> Listed {
        let mut at = 0;
        while !is_same(VIEWS[at].name, name) {
            at += 1;
        }
        Listed(at)
    }

    pub(super) fn id(self) -> ViewId {
        DECLARED.1[self.0]
    }

    /// Value of the view.
    pub(super) fn object(self, key: u64) -> Object {
        Object { view: self.id(), key }
    }
}

/// The same as `==`, which constants cannot use.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

impl View {
    /// Message of `descriptor.proto` that the options are fields of.
    pub(super) fn options_message(&self) -> &'static str {
        match self.of {
            "file" => "google.protobuf.FileOptions",
            "message" => "google.protobuf.MessageOptions",
            "field" => "google.protobuf.FieldOptions",
            "oneof" => "google.protobuf.OneofOptions",
            "enum" => "google.protobuf.EnumOptions",
            "value" => "google.protobuf.EnumValueOptions",
            "service" => "google.protobuf.ServiceOptions",
            _ => "google.protobuf.MethodOptions",
        }
    }
}

/// The views without keys, and their ids.
pub(super) static DECLARED: LazyLock<(Views, Vec<ViewId>)> = LazyLock::new(|| {
    let mut views = Views::default();
    let mut ids: Vec<ViewId> = VIEWS.iter().map(|view| views.declare(view.name)).collect();
    // Its members are those of a rule.
    ids.push(views.declare("params"));
    let mut env = Env::standard();
    env.views(views.clone());
    for (view, &id) in VIEWS.iter().zip(&ids) {
        for member in view.members {
            let ty = match VIEWS.iter().position(|known| known.name == member.ty) {
                Some(at) => views.ty(ids[at]),
                None => env.type_named(member.ty).expect("the types of members are known"),
            };
            views.member(id, member.name, ty);
        }
    }
    (views, ids)
});

/// Id of the view of `params`, which is behind those that are listed.
pub(super) fn params() -> ViewId {
    DECLARED.1[VIEWS.len()]
}
