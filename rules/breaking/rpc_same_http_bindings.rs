//! How RPCs are called over HTTP.

use crate::pair::Both;
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{MethodView, OptionValue};

pub static RULE: Rule = Rule {
    id: "RPC_SAME_HTTP_BINDINGS",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    severity: Severity::Error,
    doc: include_str!("rpc_same_http_bindings.md"),
    options: &[],
    check: Check::Pair(check),
};

const EXTENSION: &str = "google.api.http";
// Fields of the value of that.
const SELECTOR: i32 = 1;
const CUSTOM: i32 = 8;
const ADDITIONAL_BINDINGS: i32 = 11;
const VERBS: &[(i32, &str)] = &[(2, "GET"), (3, "PUT"), (4, "POST"), (5, "DELETE"), (6, "PATCH")];

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.methods {
        let (was, is) = (bindings(before), bindings(after));
        for gone in was.iter().filter(|binding| !is.contains(binding)) {
            let route = route(gone);
            let how = match is.iter().any(|binding| self::route(binding) == route) {
                true => "changed what it takes or gives",
                false => "is gone",
            };
            let (name, service) = (after.name(), after.service().name());
            let message = format!("the HTTP binding `{route}` of the RPC `{name}` of `{service}` {how}");
            let finding = cx.finding(after.file.place(after.name_span()), message);
            let finding = finding.label(before.file.place(before.name_span()), "it was bound here");
            out.push(
                finding.help(
                    "this breaks whoever calls it over HTTP; put the binding back, if only among `additional_bindings`",
                ),
            );
        }
    }
}

/// The fields of one binding, in order of their numbers.
type Binding = Vec<(i32, OptionValue)>;

/// The one that the option is, and the additional ones. Which of them is which makes no difference.
fn bindings(method: MethodView<'_>) -> Vec<Binding> {
    let mut main = Binding::new();
    let mut all = Vec::new();
    for (number, value) in method.custom_option(EXTENSION).iter().flat_map(OptionValue::fields) {
        match *number {
            ADDITIONAL_BINDINGS => all.push(binding(value.fields().to_vec())),
            number => main.push((number, value.clone())),
        }
    }
    all.insert(0, binding(main));
    all.retain(|binding| !binding.is_empty());
    all
}

fn binding(mut fields: Binding) -> Binding {
    fields.retain(|&(number, _)| number != SELECTOR);
    fields.sort_by_key(|&(number, _)| number);
    fields
}

/// `GET /v1/cats`
fn route(binding: &Binding) -> String {
    let mut routes = binding.iter().rev().filter_map(|(number, value)| match value {
        OptionValue::Scalar(path) => {
            let (_, verb) = VERBS.iter().find(|(known, _)| known == number)?;
            Some(format!("{verb} {}", String::from_utf8_lossy(path)))
        }
        OptionValue::Message(fields) => (*number == CUSTOM).then(|| custom(fields)),
    });
    routes.next().unwrap_or_default()
}

/// Of another verb, which stands before its path.
fn custom(fields: &[(i32, OptionValue)]) -> String {
    let text = |wanted: i32| {
        fields.iter().rev().find_map(|(number, value)| match value {
            OptionValue::Scalar(text) if *number == wanted => Some(String::from_utf8_lossy(text)),
            _ => None,
        })
    };
    format!("{} {}", text(1).unwrap_or_default(), text(2).unwrap_or_default())
}
