//! Views of services and RPCs.

use super::{Listed, View, declared, line, member};
use crate::house::scene::{self, Element, Scene};
use protune_cel::Value;
use protune_compiler::schema::DeclarationView as D;

pub(super) const SERVICE: View = View {
    name: "service",
    title: "A service",
    of: "",
    members: declared!(
        service,
        "service options",
        [member("methods", "list(method)", "RPCs, in order of the text.", |s, key| {
            scene::list(s.service(key).methods())
        })]
    ),
};

pub(super) const METHOD: View = View {
    name: "method",
    title: "An RPC",
    of: "",
    members: declared!(
        method,
        "method options",
        [
            member("parent", "service", "Its service.", |s, key| scene::one(s.method(key).service())),
            member("request", "message", "Message that it takes; `null` if it is missing.", |s, key| {
                scene::maybe(s.method(key).input())
            }),
            member("response", "message", "Message that it returns; `null` if it is missing.", |s, key| {
                scene::maybe(s.method(key).output())
            }),
            member("client_streaming", "bool", "Whether the client sends a stream.", |s, key| {
                Value::Bool(s.method(key).input_type().is_stream)
            }),
            member("server_streaming", "bool", "Whether the server sends a stream.", |s, key| {
                Value::Bool(s.method(key).output_type().is_stream)
            }),
        ]
    ),
};

fn service<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Service(scene.service(key)))
}

fn method<'s>(scene: &Scene<'s>, key: u64) -> Element<'s> {
    Element::Declaration(D::Method(scene.method(key)))
}
