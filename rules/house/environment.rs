//! Environment of the expressions of a rule: its variables and functions.

use super::options::OptionKeys;
use super::view::{DECLARED, Listed, VIEWS, params};
use super::{On, Param, functions};
use protune_cel::{Env, Keys, Library, Messages, Type};
use std::sync::Arc;

/// Returns the environment of expressions about such elements. With the messages of a schema, options have the types of
/// their extensions; without, those of custom options are not known yet.
pub(super) fn environment(on: On, params_of: &[Param], of_schema: Option<&Messages>) -> Env {
    let mut views = DECLARED.0.clone();
    for view in VIEWS.iter().filter(|view| !view.of.is_empty()) {
        let keys: Arc<dyn Keys> = Arc::new(OptionKeys::new(view, of_schema.cloned()));
        views.keys(Listed::named(view.name).id(), keys);
    }
    for param in params_of {
        views.member(params(), &param.name, param.ty.clone());
    }
    let ty = |name: &str| DECLARED.0.ty(Listed::named(name).id());
    let mut env = Env::standard();
    env.library(Library::Strings).only_literal_patterns();
    env.variable("this", ty(on.view())).variable("old", ty(on.view())).variable("schema", ty("schema"));
    if on != On::Package {
        env.variable("file", ty("file"));
    }
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
