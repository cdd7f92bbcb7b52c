//! Views: what house rules can read of a schema, each member with its type and its meaning. The checker of expressions, the
//! evaluation and `docs/house-rules.md` take it from here.

use super::options::OptionKeys;
use super::scene::{self, Element, Scene};
use super::{On, Param, functions};
use protune_cel::{Env, Keys, Library, Messages, Type, Value, ViewId, Views};
use protune_compiler::schema::{Edition, ImportView};
use protune_compiler::syntax::{ImportKind, Label};
use std::sync::{Arc, LazyLock};

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
                Value::Object(protune_cel::Object { view: id($options), key })
            }),
            $($more),*
        ]
    };
}

fn line(element: Element<'_>) -> i64 {
    let start = match element {
        Element::Declaration(it) => it.name_span().start,
        Element::Import(it) => it.span().start,
        Element::Range(it, _) => it.span().start,
        Element::Name(it, _) => it.span().start,
        Element::File(_) => 0,
    };
    element.file().lines().line(start) as i64 + 1
}

use protune_compiler::schema::DeclarationView as D;

/// All views. Their order gives them their ids.
pub static VIEWS: &[View] = &[
    View {
        name: "file",
        title: "A file",
        of: "",
        members: &[
            member("path", "string", "Path that other files import it by.", |s, key| {
                Value::from(s.file(key).name())
            }),
            member("name", "string", "Last part of the path.", |s, key| {
                Value::from(scene::base(s.file(key).name()))
            }),
            member("full_name", "string", "The path.", |s, key| Value::from(s.file(key).name())),
            member("dir", "string", "Path of the folder; empty at a root.", |s, key| {
                Value::from(s.file(key).name().rsplit_once('/').map_or("", |(dir, _)| dir))
            }),
            member("package", "string", "Package; empty if none is declared.", |s, key| {
                Value::from(s.file(key).package())
            }),
            member("syntax", "string", "`proto2`, `proto3` or `editions`.", |s, key| {
                Value::from(match s.file(key).edition() {
                    Edition::Proto2 => "proto2",
                    Edition::Proto3 => "proto3",
                    _ => "editions",
                })
            }),
            member("edition", "string", "Edition, such as `2023`; empty for proto2 and proto3.", |s, key| {
                Value::from(match s.file(key).edition() {
                    Edition::E2023 => "2023",
                    Edition::E2024 => "2024",
                    Edition::E2026 => "2026",
                    Edition::Unstable => "unstable",
                    _ => "",
                })
            }),
            member(
                "comment",
                "string",
                "Comments before the first statement, without their marks.",
                |s, key| Value::from(scene::header(s.file(key))),
            ),
            member("header", "string", "The same as `comment`.", |s, key| {
                Value::from(scene::header(s.file(key)))
            }),
            member("imports", "list(import)", "Imports, in order of the text.", |s, key| {
                scene::list("import", s.file(key).imports())
            }),
            member("messages", "list(message)", "Messages that are not nested.", |s, key| {
                scene::list(
                    "message",
                    s.file(key).messages().filter(|it| it.parent().is_none() && !it.is_map_entry()),
                )
            }),
            member("enums", "list(enum)", "Enums that are not nested.", |s, key| {
                scene::list("enum", s.file(key).enums().filter(|it| it.parent().is_none()))
            }),
            member("services", "list(service)", "Services.", |s, key| {
                scene::list("service", s.file(key).services())
            }),
            member("extensions", "list(field)", "Extensions, nested ones included.", |s, key| {
                scene::list("field", s.file(key).extensions())
            }),
            member("options", "file options", "Options that are set.", |_, key| {
                Value::Object(protune_cel::Object { view: id("file options"), key })
            }),
        ],
    },
    View {
        name: "import",
        title: "An import",
        of: "",
        members: &[
            member("path", "string", "Path of the imported file.", |s, key| {
                Value::from(s.import(key).name())
            }),
            member("public", "bool", "Whether it is `import public`.", |s, key| {
                Value::Bool(s.import(key).kind() == ImportKind::Public)
            }),
            member("weak", "bool", "Whether it is `import weak`.", |s, key| {
                Value::Bool(s.import(key).kind() == ImportKind::Weak)
            }),
            member("option", "bool", "Whether it is `import option`.", |s, key| {
                Value::Bool(s.import(key).kind() == ImportKind::Option)
            }),
            member("package", "string", "Package of the imported file; empty if it is missing.", |s, key| {
                Value::from(package(s.import(key)))
            }),
            member("comment", "string", "Comment above it, without `//`.", |s, key| {
                Value::from(Element::Import(s.import(key)).comment())
            }),
            member("trailing_comment", "string", "Comment behind it on its line.", |s, key| {
                Value::from(Element::Import(s.import(key)).trailing_comment())
            }),
            member("line", "int", "Line, from 1.", |s, key| Value::Int(line(Element::Import(s.import(key))))),
            member("file", "file", "File that imports.", |s, key| scene::file(s.file(key))),
        ],
    },
    View {
        name: "message",
        title: "A message",
        of: "",
        members: declared!(
            message,
            "message options",
            [
                member("parent", "message", "Message that it is nested in, or `null`.", |s, key| {
                    scene::maybe("message", s.message(key).parent())
                }),
                member("depth", "int", "Number of messages that it is nested in.", |s, key| {
                    let around = std::iter::successors(s.message(key).parent(), |it| it.parent());
                    Value::Int(around.count() as i64)
                }),
                member("fields", "list(field)", "Fields, in order of the text.", |s, key| {
                    scene::list("field", s.message(key).fields())
                }),
                member("oneofs", "list(oneof)", "Oneofs.", |s, key| scene::list(
                    "oneof",
                    s.message(key).oneofs()
                )),
                member("messages", "list(message)", "Messages that are nested in it.", |s, key| {
                    let (file, id) = (s.file(key), s.message(key).id);
                    let is_inside = |parent: Option<protune_compiler::schema::MessageView<'_>>| {
                        parent.is_some_and(|parent| parent.id == id)
                    };
                    scene::list(
                        "message",
                        file.messages().filter(|it| is_inside(it.parent()) && !it.is_map_entry()),
                    )
                }),
                member("enums", "list(enum)", "Enums that are nested in it.", |s, key| {
                    let (file, id) = (s.file(key), s.message(key).id);
                    scene::list(
                        "enum",
                        file.enums().filter(|it| it.parent().is_some_and(|parent| parent.id == id)),
                    )
                }),
                member("extensions", "list(field)", "Extensions that are declared in it.", |s, key| {
                    let (file, id) = (s.file(key), s.message(key).id);
                    scene::list(
                        "field",
                        file.extensions().filter(|it| it.scope().is_some_and(|scope| scope.id == id)),
                    )
                }),
                member("reserved", "list(reserved)", "Ranges of reserved numbers.", |s, key| {
                    Value::list(s.message(key).reserved_ranges().map(scene::range))
                }),
                member("reserved_names", "list(string)", "Reserved names.", |s, key| {
                    Value::list(s.message(key).reserved_names().map(|it| Value::from(it.name())))
                }),
            ]
        ),
    },
    View {
        name: "field",
        title: "A field or an extension",
        of: "",
        members: declared!(
            field,
            "field options",
            [
                member(
                    "parent",
                    "message",
                    "Its message; of an extension, the message around it, or `null`.",
                    |s, key| { scene::maybe("message", s.field(key).scope()) }
                ),
                member("number", "int", "Field number.", |s, key| {
                    Value::Int(s.field(key).number().unwrap_or(0).into())
                }),
                member("type", "string", "Type: `int32`, `acme.v1.Cat`, `map<string, int32>`.", |s, key| {
                    match scene::type_name(s.field(key)) {
                        std::borrow::Cow::Borrowed(name) => Value::from(name),
                        std::borrow::Cow::Owned(name) => Value::from(name),
                    }
                }),
                member("kind", "string", "`scalar`, `message`, `enum`, `map` or `group`.", |s, key| {
                    Value::from(scene::kind(s.field(key)))
                }),
                member(
                    "label",
                    "string",
                    "Label as written: `optional`, `required`, `repeated`, or empty.",
                    |s, key| {
                        Value::from(match s.field(key).label() {
                            Some(Label::Optional) => "optional",
                            Some(Label::Required) => "required",
                            Some(Label::Repeated) => "repeated",
                            None => "",
                        })
                    }
                ),
                member("repeated", "bool", "Whether it is repeated; false for a map.", |s, key| {
                    Value::Bool(s.field(key).label() == Some(Label::Repeated))
                }),
                member(
                    "presence",
                    "string",
                    "`explicit`, `implicit`, `required`, or `none` for lists and maps.",
                    |s, key| { Value::from(scene::presence(s.field(key))) }
                ),
                member("json_name", "string", "Name in JSON.", |s, key| {
                    match s.field(key).json_name() {
                        std::borrow::Cow::Borrowed(name) => Value::from(name),
                        std::borrow::Cow::Owned(name) => Value::from(name),
                    }
                }),
                member("packed", "bool", "Whether its elements are packed.", |s, key| {
                    Value::Bool(s.field(key).is_packed())
                }),
                member("oneof", "oneof", "Oneof that it is a member of, or `null`.", |s, key| {
                    let field = s.field(key);
                    scene::maybe("oneof", field.oneof().filter(|_| field.label().is_none()))
                }),
                member("message", "message", "Message that is its type, or `null`.", |s, key| {
                    let field = s.field(key);
                    scene::maybe("message", field.message_type().filter(|_| !field.is_map()))
                }),
                member("enum", "enum", "Enum that is its type, or `null`.", |s, key| {
                    scene::maybe("enum", s.field(key).enum_type())
                }),
                member("key", "field", "Key of a map, as a field, or `null`.", |s, key| {
                    let field = s.field(key);
                    let entry = field.message_type().filter(|_| field.is_map());
                    scene::maybe("field", entry.and_then(|entry| entry.fields().next()))
                }),
                member("value", "field", "Value of a map, as a field, or `null`.", |s, key| {
                    let field = s.field(key);
                    let entry = field.message_type().filter(|_| field.is_map());
                    scene::maybe("field", entry.and_then(|entry| entry.fields().nth(1)))
                }),
                member(
                    "extendee",
                    "message",
                    "Message that an extension extends; `null` for a field.",
                    |s, key| { scene::maybe("message", s.field(key).extendee()) }
                ),
            ]
        ),
    },
    View {
        name: "oneof",
        title: "A oneof",
        of: "",
        members: declared!(
            oneof,
            "oneof options",
            [
                member("parent", "message", "Its message.", |s, key| scene::object(
                    "message",
                    s.oneof(key).message()
                )),
                member("fields", "list(field)", "Members.", |s, key| scene::list(
                    "field",
                    s.oneof(key).fields()
                )),
            ]
        ),
    },
    View {
        name: "enum",
        title: "An enum",
        of: "",
        members: declared!(
            enumeration,
            "enum options",
            [
                member("parent", "message", "Message that it is nested in, or `null`.", |s, key| {
                    scene::maybe("message", s.enumeration(key).parent())
                }),
                member("values", "list(value)", "Values, in order of the text.", |s, key| {
                    scene::list("value", s.enumeration(key).values())
                }),
                member("open", "bool", "Whether it accepts numbers that it does not declare.", |s, key| {
                    Value::Bool(s.enumeration(key).is_open())
                }),
                member("reserved", "list(reserved)", "Ranges of reserved numbers.", |s, key| {
                    Value::list(s.enumeration(key).reserved_ranges().map(scene::range))
                }),
                member("reserved_names", "list(string)", "Reserved names.", |s, key| {
                    Value::list(s.enumeration(key).reserved_names().map(|it| Value::from(it.name())))
                }),
            ]
        ),
    },
    View {
        name: "value",
        title: "An enum value",
        of: "",
        members: declared!(
            value,
            "value options",
            [
                member("parent", "enum", "Its enum.", |s, key| scene::object("enum", s.value(key).parent())),
                member("number", "int", "Number.", |s, key| Value::Int(
                    s.value(key).number().unwrap_or(0).into()
                )),
            ]
        ),
    },
    View {
        name: "service",
        title: "A service",
        of: "",
        members: declared!(
            service,
            "service options",
            [member("methods", "list(method)", "RPCs, in order of the text.", |s, key| {
                scene::list("method", s.service(key).methods())
            })]
        ),
    },
    View {
        name: "method",
        title: "An RPC",
        of: "",
        members: declared!(
            method,
            "method options",
            [
                member("parent", "service", "Its service.", |s, key| scene::object(
                    "service",
                    s.method(key).service()
                )),
                member("request", "message", "Message that it takes; `null` if it is missing.", |s, key| {
                    scene::maybe("message", s.method(key).input())
                }),
                member(
                    "response",
                    "message",
                    "Message that it returns; `null` if it is missing.",
                    |s, key| { scene::maybe("message", s.method(key).output()) }
                ),
                member("client_streaming", "bool", "Whether the client sends a stream.", |s, key| {
                    Value::Bool(s.method(key).input_type().is_stream)
                }),
                member("server_streaming", "bool", "Whether the server sends a stream.", |s, key| {
                    Value::Bool(s.method(key).output_type().is_stream)
                }),
            ]
        ),
    },
    View {
        name: "reserved",
        title: "A reserved range or name",
        of: "",
        members: &[
            member("start", "int", "First number; 0 for a name.", |s, key| {
                Value::Int(s.reserved(key).map_or(0, |it| i64::from(*it.numbers().start())))
            }),
            member("end", "int", "Last number, which is part of the range; 0 for a name.", |s, key| {
                Value::Int(s.reserved(key).map_or(0, |it| i64::from(*it.numbers().end())))
            }),
            member("name", "string", "The name; empty for numbers.", |s, key| {
                Value::from(s.reserved(key).err().map_or("", |it| it.name()))
            }),
            member("comment", "string", "Comment above the statement, without `//`.", |s, key| {
                Value::from(match s.reserved(key) {
                    Ok(it) => scene::of_statement(it.file, it.span()),
                    Err(it) => scene::of_statement(it.file, it.span()),
                })
            }),
            member("trailing_comment", "string", "Comment behind it on its line.", |s, key| {
                Value::from(match s.reserved(key) {
                    Ok(it) => scene::behind(it.file, it.span().end),
                    Err(it) => scene::behind(it.file, it.span().end),
                })
            }),
            member("file", "file", "File that it stands in.", |s, key| scene::file(s.file(key))),
        ],
    },
    options("file options", "file"),
    options("message options", "message"),
    options("field options", "field"),
    options("oneof options", "oneof"),
    options("enum options", "enum"),
    options("value options", "value"),
    options("service options", "service"),
    options("method options", "method"),
];

const fn options(name: &'static str, of: &'static str) -> View {
    View { name, title: "", members: &[], of }
}

fn message<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Message(scene.message(key)))
}

fn field<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Field(scene.field(key)))
}

fn oneof<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Oneof(scene.oneof(key)))
}

fn enumeration<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Enum(scene.enumeration(key)))
}

fn value<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Value(scene.value(key)))
}

fn service<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Service(scene.service(key)))
}

fn method<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Method(scene.method(key)))
}

fn package<'s>(import: ImportView<'s>) -> &'s str {
    import.target().map_or("", |file| file.package())
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
static DECLARED: LazyLock<(Views, Vec<ViewId>)> = LazyLock::new(|| {
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

/// Id of the view with this name.
pub(super) fn id(name: &str) -> ViewId {
    let at = VIEWS.iter().position(|view| view.name == name).expect("the views are listed here");
    DECLARED.1[at]
}

/// Id of the view of `params`, which is behind those that are listed.
pub(super) fn params() -> ViewId {
    DECLARED.1[VIEWS.len()]
}

/// Returns the environment of expressions about such elements. With the messages of a schema, options have the types of
/// their extensions; without, those of custom options are not known yet.
pub(super) fn environment(on: On, params_of: &[Param], of_schema: Option<&Messages>) -> Env {
    let mut views = DECLARED.0.clone();
    for view in VIEWS.iter().filter(|view| !view.of.is_empty()) {
        let keys: Arc<dyn Keys> = Arc::new(OptionKeys::new(view, of_schema.cloned()));
        views.keys(id(view.name), keys);
    }
    for param in params_of {
        views.member(params(), &param.name, param.ty.clone());
    }
    let ty = |name: &str| DECLARED.0.ty(id(name));
    let mut env = Env::standard();
    env.library(Library::Strings).only_literal_patterns();
    env.variable("this", ty(on.view())).variable("old", ty(on.view()));
    env.variable("file", ty("file"));
    if let Some(parent) = on.parent() {
        env.variable("parent", if parent == "dyn" { Type::Dyn } else { ty(parent) });
    }
    if !params_of.is_empty() {
        env.variable("params", views.ty(params()));
    }
    if let Some(messages) = of_schema {
        env.messages(messages.clone());
    }
    env.views(views);
    functions::add(&mut env);
    env
}
