//! Definitions of house rules: from the keys of a table to a rule that can run, or everything that is wrong with it.

use super::demand::Demand;
use super::environment::environment;
use super::evaluator::Var;
use super::fix::Intent;
use super::template::Template;
use super::{Against, At, Expression, House, On, Param};
use protune_cel::{Env, Problem, Type, Value};
use protune_compiler::diagnostic::Severity;
use protune_compiler::near::nearest;
use protune_data::{File, Kind, Node, Span};
use std::ops::Range;
use std::sync::Arc;

/// File that rules are written in. Of a page, only the definition is not blank, so that places are those of the page.
#[derive(Clone, Debug)]
pub struct Origin {
    pub file: Arc<File>,
    /// Id in the heading of a page.
    pub heading: Option<String>,
}

/// Mistake in a definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub span: Span,
    /// Lower case, without a full stop.
    pub message: String,
    pub help: String,
}

/// Place of a text in a definition.
#[derive(Clone, Debug)]
pub(super) struct Place {
    origin: Origin,
    node: Node,
    /// Start of the text in the value.
    start: usize,
}

impl Origin {
    fn within(&self, node: &Node, part: Range<usize>) -> Span {
        self.file.within(node, part)
    }
}

impl Place {
    pub(super) fn fault(&self, problem: &Problem) -> Fault {
        let part = self.start + problem.span.start as usize..self.start + problem.span.end as usize;
        let help = problem.help.clone().unwrap_or_else(|| HELP.to_owned());
        Fault { span: self.origin.within(&self.node, part), message: problem.message.clone(), help }
    }
}

/// Help for problems of expressions that have none.
const HELP: &str = "`docs/house-rules.md` lists what an expression can read";

/// Longest expression in bytes.
const MAX_EXPRESSION: usize = 4 << 10;

/// Most named expressions of a rule, since one can use another.
const MAX_VARS: usize = 32;

/// Keys of a definition that demand something.
const DEMANDS: &[&str] = &[
    "name",
    "options",
    "fields",
    "fields-only",
    "type",
    "presence",
    "imports",
    "package",
    "path",
    "comment",
    "header",
];

/// Reads a definition, with the values that the user of the rule gives to its parameters.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(origin: &Origin, table: &Node, params: &[(String, Node)]) -> Result<House, Vec<Fault>> {
    let mut reader = Reader { origin: origin.clone(), faults: Vec::new() };
    let house = reader.house(table, params);
    match house {
        Some(house) if reader.faults.is_empty() => Ok(house),
        _ => Err(reader.faults),
    }
}

pub(super) struct Reader {
    origin: Origin,
    faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn fault(&mut self, node: &Node, message: impl Into<String>, help: impl Into<String>) {
        self.fault_at(node.span, message, help);
    }

    pub(super) fn fault_at(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into(), help: help.into() });
    }

    fn house(&mut self, table: &Node, given: &[(String, Node)]) -> Option<House> {
        let id = self.id(table);
        let on = self.on(table);
        let against = Reader::against(table);
        let params = self.params(table.get("params"), given);
        let (id, on) = (id?, on?);
        let mut env = environment(on, &params, None);
        let vars = self.vars(table.get("vars"), &mut env);
        let when = table.get("when").and_then(|node| self.expression(node, &env, Some(Type::Bool)));
        let check = table.get("check").and_then(|node| self.expression(node, &env, Some(Type::Bool)));
        let mut demands = Vec::new();
        for entry in table.entries().iter().filter(|entry| DEMANDS.contains(&&*entry.key)) {
            demands.extend(Demand::read(&entry.key, &entry.value, (on, against), self));
        }
        let has_demand = table.entries().iter().any(|entry| DEMANDS.contains(&&*entry.key));
        if table.get("check").is_none() && !has_demand {
            let help = "add a `check`, or a key such as `name`, `options` or `comment`";
            self.fault(table, format!("the rule `{id}` demands nothing"), help);
        }
        let old = against.is_none_or(|against| against == Against::Added);
        let named = vars.iter().map(|var| &var.expression);
        for expression in named.chain(&when).chain(&check).filter(|_| old) {
            if expression.program.variables().any(|name| name == "old") {
                let node = expression.place.node.clone();
                self.fault(
                    &node,
                    "there is no `old` here",
                    "set `against = \"both\"` to compare with the old side",
                );
            }
        }
        let message = table.get("message").and_then(|node| self.template(node, &env));
        let help = table.get("help").and_then(|node| self.template(node, &env));
        let at = self.at(table.get("at"));
        let intents = match table.get("fix") {
            Some(node) => Intent::read(node, on, &env, self),
            None => Vec::new(),
        };
        let severity = match table.get("severity").and_then(Node::text) {
            Some("warning") => Severity::Warning,
            Some("info") => Severity::Info,
            _ => Severity::Error,
        };
        let text = |key: &str| table.get(key).and_then(Node::text).map(str::to_owned);
        Some(House {
            page: summary_page(&id, table),
            id,
            on,
            against,
            when,
            demands,
            check,
            message,
            help,
            at,
            intents,
            packages: self.texts(table.get("packages"), "packages"),
            paths: self.texts(table.get("paths"), "paths"),
            params,
            vars,
            severity,
            categories: self.categories(table.get("categories")),
            url: text("url"),
        })
    }

    fn id(&mut self, table: &Node) -> Option<String> {
        let Some(node) = table.get("id") else {
            if let Some(id) = self.origin.heading.clone() {
                if !is_id(&id) {
                    let help = "begin the page with `# ID`: 3 to 64 upper-case letters, digits and `_`";
                    self.fault(table, format!("`{id}` cannot be the id of a rule"), help);
                    return None;
                }
                return Some(id);
            }
            self.fault(table, "the rule has no `id`", "add one: `id = \"ACME_NO_BLOBS\"`");
            return None;
        };
        let id = node.text().unwrap_or_default();
        if !is_id(id) {
            let help = "write 3 to 64 upper-case letters, digits and `_`, such as `ACME_NO_BLOBS`";
            self.fault(node, format!("`{id}` cannot be the id of a rule"), help);
            return None;
        }
        Some(id.to_owned())
    }

    fn on(&mut self, table: &Node) -> Option<On> {
        let Some(node) = table.get("on") else {
            let names: Vec<&str> = On::ALL.iter().map(|(name, _)| *name).collect();
            self.fault(table, "the rule has no `on`", format!("say what it judges: {}", names.join(", ")));
            return None;
        };
        // Other words are reported where the keys of the table are checked, as with the two keys below.
        let name = node.text()?;
        On::ALL.iter().find(|(known, _)| *known == name).map(|(_, on)| *on)
    }

    fn against(table: &Node) -> Option<Against> {
        Some(match table.get("against")?.text()? {
            "both" => Against::Both,
            "added" => Against::Added,
            _ => Against::Removed,
        })
    }

    fn at(&mut self, node: Option<&Node>) -> At {
        let Some(node) = node else { return At::Name };
        let text = node.text().unwrap_or_default();
        match text {
            "name" => At::Name,
            "type" => At::Type,
            "number" => At::Number,
            "whole" => At::Whole,
            _ => match text.strip_prefix("option:") {
                Some(name) if !name.is_empty() => At::Option(name.to_owned()),
                _ => {
                    let help = "write `name`, `type`, `number`, `whole` or `option:NAME`";
                    self.fault(node, format!("a finding cannot be placed at `{text}`"), help);
                    At::Name
                }
            },
        }
    }

    fn params(&mut self, table: Option<&Node>, given: &[(String, Node)]) -> Vec<Param> {
        let mut params: Vec<Param> = Vec::new();
        for entry in table.map_or(&[][..], Node::entries) {
            match value(&entry.value) {
                Some((ty, value)) => params.push(Param { name: entry.key.to_string(), ty, value }),
                None => {
                    let help = "write a text, a number, `true`, `false`, or a list of texts or numbers";
                    self.fault(&entry.value, format!("`{}` cannot be a parameter", entry.key), help);
                }
            }
        }
        for (name, node) in given {
            let Some(param) = params.iter_mut().find(|param| param.name == *name) else {
                let known: Vec<String> = params.iter().map(|param| param.name.clone()).collect();
                let help = match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => "the rule has no parameters".to_owned(),
                    None => format!("its parameters are {}", known.join(", ")),
                };
                self.faults.push(Fault {
                    span: node.span,
                    message: format!("the rule has no parameter `{name}`"),
                    help,
                });
                continue;
            };
            match value(node) {
                Some((ty, value)) if ty == param.ty => param.value = value,
                _ => {
                    let message = format!("the parameter `{name}` has the type `{}`", param.ty);
                    let help = "write a value of this type".to_owned();
                    self.faults.push(Fault { span: node.span, message, help });
                }
            }
        }
        params
    }

    /// Reads named expressions. Each can use those above it.
    fn vars(&mut self, table: Option<&Node>, env: &mut Env) -> Vec<Var> {
        let mut vars = Vec::new();
        for (at, entry) in table.map_or(&[][..], Node::entries).iter().enumerate() {
            let key = &*entry.key;
            let is_name = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name || at >= MAX_VARS {
                let message = match is_name {
                    true => format!("the rule has more than {MAX_VARS} named expressions"),
                    false => format!("`{key}` cannot be the name of an expression"),
                };
                self.fault_at(entry.key_span, message, "write letters, digits and `_`, and few of them");
                continue;
            }
            let name = format!("vars.{key}");
            if let Some(expression) = self.expression(&entry.value, env, None) {
                env.variable(&name, expression.program.ty().clone());
                vars.push(Var { name, expression });
            } else {
                // What uses it is not wrong for that.
                env.variable(&name, Type::Dyn);
            }
        }
        vars
    }

    fn categories(&mut self, node: Option<&Node>) -> Vec<String> {
        let all = self.texts(node, "categories");
        if let (Some(node), Some(bad)) = (node, all.iter().find(|word| !is_id(word) || *word == "ALL")) {
            let help = "write upper-case letters, digits and `_`, such as `ACME`";
            self.fault(node, format!("`{bad}` cannot be a category"), help);
        }
        all
    }

    /// Compiles an expression, of this type if one is given.
    pub(super) fn expression(&mut self, node: &Node, env: &Env, wanted: Option<Type>) -> Option<Expression> {
        let text = node.text().unwrap_or_default();
        let place = Place { origin: self.origin.clone(), node: node.clone(), start: 0 };
        if text.len() > MAX_EXPRESSION {
            self.fault(node, "the expression is longer than 4 KiB", "split the rule into several");
            return None;
        }
        match env.compile(text) {
            Err(problems) => {
                self.faults.extend(problems.iter().map(|problem| place.fault(problem)));
                None
            }
            Ok(program) => {
                if let Some(wanted) = wanted.filter(|wanted| program.ty() != wanted && !program.ty().is_dyn())
                {
                    let message = format!("the expression has the type `{}`, not `{wanted}`", program.ty());
                    let help = match wanted {
                        Type::Bool => "compare it with something",
                        _ => "`string(...)` makes a text of a number",
                    };
                    self.fault(node, message, help);
                    return None;
                }
                Some(Expression { text: text.to_owned(), program, place })
            }
        }
    }

    fn template(&mut self, node: &Node, env: &Env) -> Option<Template> {
        let text = node.text().unwrap_or_default();
        let place = |start: usize| Place { origin: self.origin.clone(), node: node.clone(), start };
        match Template::read(text, env, &place) {
            Ok(template) => Some(template),
            Err((start, problems)) => {
                let place = place(start);
                self.faults.extend(problems.iter().map(|problem| place.fault(problem)));
                None
            }
        }
    }

    /// Reads one of some words.
    pub(super) fn one_of<'w>(
        &mut self,
        node: Option<&Node>,
        key: &str,
        words: &[&'w str],
    ) -> Option<&'w str> {
        let node = node?;
        let text = node.text().unwrap_or_default();
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            let help = match nearest(text, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", words.join(", ")),
            };
            self.fault(node, format!("`{key}` cannot be `{text}`"), help);
        }
        found
    }

    /// Reads a list of texts, or one.
    pub(super) fn texts(&mut self, node: Option<&Node>, key: &str) -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        let items = if node.kind() == Kind::List { node.items() } else { std::slice::from_ref(node) };
        let texts: Vec<String> = items.iter().filter_map(Node::text).map(str::to_owned).collect();
        if texts.len() < items.len() {
            self.fault(node, format!("`{key}` should be a list of texts"), "put each of them in quotes");
        }
        texts
    }

    /// Reads a pattern of RE2 that has to match a whole text.
    pub(super) fn pattern(&mut self, node: Option<&Node>) -> Option<super::demand::Pattern> {
        let node = node?;
        let text = node.text().unwrap_or_default();
        match super::demand::Pattern::new(text) {
            Ok(pattern) => Some(pattern),
            Err((part, message)) => {
                let span = self.origin.within(node, part);
                self.fault_at(span, message, "correct the pattern");
                None
            }
        }
    }

    /// Reports the keys of a table that are not known.
    pub(super) fn known_keys(&mut self, table: &Node, of: &str, known: &[&str]) {
        if table.kind() != Kind::Table {
            self.fault(
                table,
                format!("`{of}` should be a table"),
                format!("it has keys such as `{}`", known[0]),
            );
        }
        for entry in table.entries().iter().filter(|entry| !known.contains(&&*entry.key)) {
            let help = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", known.join(", ")),
            };
            self.fault_at(entry.key_span, format!("there is no key `{}` in `{of}`", entry.key), help);
        }
    }
}

/// Whether a text can be the id of a rule.
pub fn is_id(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Value of a parameter, with its type.
fn value(node: &Node) -> Option<(Type, Value<'static>)> {
    if node.kind() == Kind::List {
        let items: Vec<(Type, Value<'_>)> = node.items().iter().map(value).collect::<Option<_>>()?;
        let ty = items.first().map_or(Type::String, |(ty, _)| ty.clone());
        let is_flat = matches!(ty, Type::String | Type::Int | Type::Double | Type::Bool);
        let is_same = items.iter().all(|(other, _)| *other == ty);
        return (is_flat && is_same)
            .then(|| (Type::list(ty), Value::list(items.into_iter().map(|(_, value)| value))));
    }
    if let Some(flag) = node.flag() {
        return Some((Type::Bool, Value::Bool(flag)));
    }
    if let Some(text) = node.text() {
        return Some((Type::String, Value::from(text.to_owned())));
    }
    if let Some(number) = node.integer().and_then(|number| i64::try_from(number).ok()) {
        return Some((Type::Int, Value::Int(number)));
    }
    node.number().map(|number| (Type::Double, Value::Double(number)))
}

/// Page of a rule that has none of its own.
fn summary_page(id: &str, table: &Node) -> String {
    let text = |key: &str| table.get(key).and_then(Node::text);
    let on = text("on").unwrap_or_default();
    let mut page = format!("# {id}\n\n");
    page += &match text("summary") {
        Some(summary) => summary.to_owned(),
        None => format!("A rule of this project about each {on}."),
    };
    page += "\n";
    for (key, what) in [("message", "It reports"), ("help", "Help")] {
        if let Some(text) = text(key) {
            page += &format!("\n{what}: {text}.\n");
        }
    }
    let mut code = String::new();
    let vars = table.get("vars").map_or(&[][..], Node::entries);
    for entry in vars {
        code += &format!("vars.{} = '''{}'''\n", entry.key, entry.value.text().unwrap_or_default());
    }
    for key in ["against", "when", "check"] {
        if let Some(text) = text(key) {
            code += &format!("{key} = '''{text}'''\n");
        }
    }
    if !code.is_empty() {
        page += &format!("\n```toml\n{code}```\n");
    }
    page
}
