//! House rules: rules that a project writes in a few keys and expressions of CEL, in its protune.toml or as Markdown pages.
//!
//! [`read`](read::read) checks a definition against the views of a schema ([`view`]) and compiles it; [`House::into_rule`]
//! makes a rule of it that runs like the compiled-in ones. Reads no files.

mod change;
mod demand;
mod environment;
mod evaluator;
mod fix;
pub mod functions;
mod glob;
mod judge;
mod options;
mod page;
mod read;
mod reference;
mod scene;
mod side;
mod template;
pub mod view;

pub use page::{Block, Expected, Page, Part};
pub use protune_cel::Messages;
pub use read::{Fault, Origin, is_id, read};
pub use reference::reference;

use crate::needs::Needs;
use crate::room::{Check, Wing};
use crate::rule::Rule;
use demand::Demand;
use environment::environment;
use evaluator::Var;
use fix::Intent;
use protune_cel::{Env, Program, Type, Value};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{DeclarationView as D, FileView};
use scene::{Element, Owner};
use std::borrow::Cow;
use std::sync::Arc;
use template::Template;

/// Rule that a project wrote.
#[derive(Debug)]
pub struct House {
    pub id: String,
    on: On,
    against: Option<Against>,
    when: Option<Expression>,
    demands: Vec<Demand>,
    check: Option<Expression>,
    message: Option<Template>,
    help: Option<Template>,
    at: At,
    intents: Vec<Intent>,
    packages: Vec<String>,
    /// Globs of the only files that it is about; of all if there are none.
    pub paths: Vec<String>,
    params: Vec<Param>,
    vars: Vec<Var>,
    severity: Severity,
    categories: Vec<String>,
    url: Option<String>,
    page: String,
}

/// Kind of the elements that a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    File,
    Package,
    Import,
    Message,
    Field,
    Oneof,
    Enum,
    Value,
    Service,
    Method,
    Extension,
    Reserved,
}

/// Side of a change that a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Against {
    Both,
    Added,
    Removed,
}

/// Value that whoever uses a rule can set.
#[derive(Debug)]
struct Param {
    name: String,
    ty: Type,
    value: Value<'static>,
}

/// Part of an element that a finding is placed at.
#[derive(Clone, PartialEq, Eq, Debug)]
enum At {
    Name,
    Type,
    Number,
    Whole,
    Option(String),
}

/// Expression, as it runs and as it was written.
#[derive(Debug)]
struct Expression {
    text: String,
    program: Program,
    /// Its place in the definition.
    place: read::Place,
}

impl On {
    /// Values of the key `on`.
    pub const ALL: &[(&str, On)] = &[
        ("file", On::File),
        ("package", On::Package),
        ("import", On::Import),
        ("message", On::Message),
        ("field", On::Field),
        ("extension", On::Extension),
        ("oneof", On::Oneof),
        ("enum", On::Enum),
        ("value", On::Value),
        ("service", On::Service),
        ("method", On::Method),
        ("reserved", On::Reserved),
    ];

    /// View of `this`.
    fn view(self) -> &'static str {
        match self {
            On::Extension => "field",
            _ => On::ALL.iter().find(|(_, on)| *on == self).map_or("", |(name, _)| name),
        }
    }

    /// View of `parent`; `None` if there is no such variable.
    fn parent(self) -> Option<&'static str> {
        match self {
            On::File | On::Package => None,
            On::Import | On::Service => Some("file"),
            On::Message | On::Field | On::Extension | On::Oneof | On::Enum => Some("message"),
            On::Value => Some("enum"),
            On::Method => Some("service"),
            On::Reserved => Some("dyn"),
        }
    }

    /// Calls a function with each element of a file, in order of the tables. Packages are in several files, and left out.
    fn each<'s>(self, file: FileView<'s>, visit: &mut dyn FnMut(Element<'s>)) {
        let mut declared = |it: D<'s>| visit(Element::Declaration(it));
        match self {
            On::File => visit(Element::File(file)),
            On::Package => {}
            On::Import => file.imports().for_each(|it| visit(Element::Import(it))),
            On::Message => {
                file.messages().filter(|it| !it.is_map_entry()).for_each(|it| declared(D::Message(it)));
            }
            On::Field => {
                let messages = file.messages().filter(|it| !it.is_map_entry());
                messages.for_each(|it| it.fields().for_each(|it| declared(D::Field(it))));
            }
            On::Extension => file.extensions().for_each(|it| declared(D::Field(it))),
            On::Oneof => file.oneofs().for_each(|it| declared(D::Oneof(it))),
            On::Enum => file.enums().for_each(|it| declared(D::Enum(it))),
            On::Value => file.enums().flat_map(|it| it.values()).for_each(|it| declared(D::Value(it))),
            On::Service => file.services().for_each(|it| declared(D::Service(it))),
            On::Method => file.methods().for_each(|it| declared(D::Method(it))),
            On::Reserved => {
                for message in file.messages() {
                    let owner = Owner::Message(message);
                    message.reserved_ranges().for_each(|it| visit(Element::Range(it, owner)));
                    message.reserved_names().for_each(|it| visit(Element::Name(it, owner)));
                }
                for of in file.enums() {
                    let owner = Owner::Enum(of);
                    of.reserved_ranges().for_each(|it| visit(Element::Range(it, owner)));
                    of.reserved_names().for_each(|it| visit(Element::Name(it, owner)));
                }
            }
        }
    }
}

/// Code of the finding that says of a rule that it cannot be evaluated.
pub const EVALUATION_FAILED: &str = "house-rule-failed";

impl House {
    /// Sets the page: what `protune explain` prints of the rule.
    pub fn set_page(&mut self, page: String) {
        self.page = page;
    }

    /// Returns whether it is about changes.
    pub fn is_about_changes(&self) -> bool {
        self.against.is_some()
    }

    /// Returns whether some expression reads options.
    pub fn reads_options(&self) -> bool {
        self.expressions().any(|it| it.text.contains("options"))
    }

    /// Returns what is wrong with the rule, given the extensions of a schema: options that nothing declares, and types of
    /// options that do not fit.
    pub fn check_linked(&self, messages: &Messages) -> Vec<Fault> {
        let mut env = environment(self.on, &self.params, Some(messages));
        let mut faults = Vec::new();
        let mut check = |expression: &Expression, env: &Env| {
            let checked = env.check(&expression.text);
            let problems = checked.as_ref().err().into_iter().flatten();
            faults.extend(problems.map(|problem| expression.place.fault(problem)));
            checked.map_or(Type::Dyn, |checked| checked.ty().clone())
        };
        for var in &self.vars {
            // The type of an option is known now.
            let ty = check(&var.expression, &env);
            env.variable(&var.name, ty);
        }
        let reads = |text: &str| text.contains("options") || text.contains("vars.");
        for expression in self.uses().filter(|it| reads(&it.text)) {
            check(expression, &env);
        }
        faults
    }

    /// Returns which other files its findings in one file depend on; `None` if there are none.
    fn needs(&self) -> Option<Needs> {
        let names = || {
            self.expressions().flat_map(|it| it.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
        };
        let has = |wanted: &[&str]| names().any(|name| wanted.contains(&name));
        if self.on == On::Package || has(&["schema", "used_by", "used_by_requests", "used_by_responses"]) {
            return Some(Needs::MODULE);
        }
        // Members that lead to a declaration of another file.
        has(&["message", "enum", "extendee", "request", "response"]).then_some(Needs::DETAILS)
    }

    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.vars.iter().map(|var| &var.expression).chain(self.uses())
    }

    /// Expressions without a name.
    fn uses(&self) -> impl Iterator<Item = &Expression> {
        let own = self.when.iter().chain(&self.check);
        let templates = self.message.iter().chain(&self.help).flat_map(Template::expressions);
        own.chain(templates).chain(self.intents.iter().filter_map(Intent::expression))
    }

    /// Makes a rule that runs it.
    pub fn into_rule(self: Arc<House>) -> Rule {
        let house = self;
        let run = Arc::clone(&house);
        let check = match (house.against, house.needs()) {
            (None, None) => Check::brought(move |cx, out| run.check_file(cx, out)),
            (None, Some(needs)) => Check::brought_module(needs, move |cx, out| run.check_module(cx, out)),
            (Some(against), _) => Check::brought_pair(move |cx, out| run.check_pair(against, cx, out)),
        };
        let mut rule = Rule::brought(&house.id, house.page.clone(), check);
        if house.is_about_changes() {
            rule.wing = Wing::Breaking;
        }
        rule.severity = house.severity;
        rule.url.clone_from(&house.url);
        rule.categories = house.categories.iter().cloned().map(Cow::Owned).collect();
        rule.categories.push(Cow::Borrowed(Rule::HOUSE));
        rule
    }
}
