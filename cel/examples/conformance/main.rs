//! Compares this crate with the answers of cel-go in the tests of @bufbuild/cel-spec, which `.ci/cel` writes as JSON:
//! `conformance TESTS DIFFERENCES`. Prints a figure for each step, and every difference that is not in the list, and fails
//! if there is one, if a listed one is gone, or if less than 99.5 % agree.

mod debug;
mod value;

use protune_cel::{Env, Failure, Inputs, Library, Messages, Type, Value};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// Depth of the parser in the tests, which cel-go was given too.
const DEPTH: u16 = 32;

/// Steps that are compared.
const STEPS: [&str; 5] = ["parse", "check", "type", "types", "value"];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let [_, tests, differences] = &args[..] else {
        return fail("usage: conformance TESTS DIFFERENCES");
    };
    let read = |path: &String| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let (tests, differences) = match (read(tests), read(differences)) {
        (Ok(tests), Ok(differences)) => (tests, differences),
        (Err(error), _) | (_, Err(error)) => return fail(&error),
    };
    let tests: Json = match serde_json::from_str(&tests) {
        Ok(tests) => tests,
        Err(error) => return fail(&error.to_string()),
    };
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for line in differences.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        match columns[..] {
            [step, test, reason] if !reason.is_empty() => known.insert((step.to_owned(), test.to_owned())),
            _ => return fail(&format!("a difference has three columns: {line}")),
        };
    }
    report(&tests, known)
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{message}");
    ExitCode::FAILURE
}

fn report(tests: &Json, mut known: BTreeSet<(String, String)>) -> ExitCode {
    let messages = value::messages(tests);
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let (mut agreeing, mut all, mut out, mut unlisted) = (0, 0, String::new(), 0);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for test in tests["tests"].as_array().into_iter().flatten() {
        let mut name = format!("{}/{}", text(&test["suite"]), text(&test["name"]));
        name.retain(|c| c != '\t' && c != '\n');
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            let _ = write!(name, "#{times}");
        }
        let mut agrees = true;
        for (step, difference) in compare(test, &messages) {
            let count = counts.entry(step).or_default();
            count[1] += 1;
            let Some(difference) = difference else {
                count[0] += 1;
                continue;
            };
            agrees = false;
            if !known.remove(&(step.to_owned(), name.clone())) {
                unlisted += 1;
                let _ = writeln!(out, "{step}\t{name}\t{}\n    {difference}", text(&test["expr"]));
            }
        }
        all += 1;
        agreeing += usize::from(agrees);
    }
    for step in STEPS {
        let [same, of] = counts.get(step).copied().unwrap_or_default();
        let _ = writeln!(out, "{step}: {same} of {of} agree");
    }
    let share = 100.0 * agreeing as f64 / all as f64;
    let _ = writeln!(out, "{agreeing} of {all} expressions agree in all steps: {share:.2} %");
    for (step, name) in &known {
        let _ = writeln!(out, "no longer a difference: {step}\t{name}");
    }
    let _ = std::io::stdout().write_all(out.as_bytes());
    match unlisted == 0 && known.is_empty() && share >= 99.5 {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or("")
}

fn environment(test: &Json, messages: &Messages) -> Env {
    let mut env = Env::standard();
    env.library(Library::Strings)
        .library(Library::Math)
        .library(Library::Encoders)
        .library(Library::Optionals);
    env.messages(messages.clone());
    env.container(text(&test["container"]));
    env.syntax.max_depth = DEPTH;
    env.syntax.has_quoted_names = false;
    let nothing = |signature: &str, env: &mut Env| {
        if let Err(error) = env.function(signature, |_, _| Err(Failure::new("unbound"))) {
            panic!("{error}");
        }
    };
    let suite = text(&test["suite"]);
    if suite == "checking" {
        for (name, ty) in CHECKING {
            env.variable(name, env.type_named(ty).expect("the types are known"));
        }
        nothing("fg_s() -> string", &mut env);
        nothing("string.fi_s_s() -> string", &mut env);
    }
    if suite.contains("block_ext") {
        nothing("cel.block(list(dyn), A) -> A", &mut env);
        nothing("cel.index(int) -> dyn", &mut env);
    }
    for declared in test["declared"].as_array().into_iter().flatten() {
        for signature in declared["signatures"].as_array().into_iter().flatten() {
            nothing(text(signature), &mut env);
        }
        if let Some(name) = declared["name"].as_str() {
            let ty = text(&declared["type"]);
            // One test has a message that does not exist.
            env.variable(name, env.type_named(ty).unwrap_or_else(|| Type::message(ty)));
        }
    }
    env
}

/// Variables that the tests of cel-go's checker have.
const CHECKING: [(&str, &str); 7] = [
    ("is", "string"),
    ("ii", "int"),
    ("iu", "uint"),
    ("iz", "bool"),
    ("ib", "bytes"),
    ("id", "double"),
    ("ix", "null"),
];

/// Steps that a test has, each with the difference if there is one.
fn compare(test: &Json, messages: &Messages) -> Vec<(&'static str, Option<String>)> {
    let mut env = environment(test, messages);
    let expr = text(&test["expr"]);
    let mut steps = Vec::new();
    // The parser was tested with the macros that it has today, and the checker without them.
    let mut syntax = env.syntax.clone();
    syntax.has_optionals = false;
    syntax.has_exists_one = text(&test["suite"]) == "parsing";
    let parsed = protune_cel::parse_with(expr, &syntax);
    let difference = match (&parsed, test["ast"].as_str()) {
        (Ok(ast), Some(expected)) => different(&debug::tree(ast), expected),
        (Ok(_), None) => Some(format!("parsed; cel-go: {}", text(&test["error"]))),
        (Err(problem), Some(_)) => Some(problem.show(expr)),
        (Err(_), None) => None,
    };
    let is_parsed = difference.is_none();
    steps.push(("parse", difference));
    if !is_parsed || parsed.is_err() {
        return steps;
    }
    let checked = env.check(expr);
    steps.push((
        "check",
        match (&checked, test["type"].is_string()) {
            (Err(problems), true) => {
                Some(problems.iter().map(|it| it.show(expr)).collect::<Vec<_>>().join("\n"))
            }
            (Ok(checked), false) => Some(format!("a `{}`; cel-go: {}", checked.ty(), text(&test["error"]))),
            _ => None,
        },
    ));
    if let (Ok(checked), Some(expected)) = (&checked, test["type"].as_str()) {
        steps.push(("type", different(&checked.ty().to_string(), expected)));
        let expected = text(&test["checkedAst"]);
        if !expected.contains("math.@") && !expected.contains("cel.@block") && !expr.contains("optMap") {
            steps.push((
                "types",
                different(&debug::types(checked).join("\n"), &debug::expected(expected).join("\n")),
            ));
        }
    }
    if let Some(difference) = evaluate(test, &mut env, messages, checked.is_ok()) {
        steps.push(("value", difference));
    }
    steps
}

/// The difference of the value; `None` if the test has none, or cel-go did not reach it.
fn evaluate(test: &Json, env: &mut Env, messages: &Messages, is_checked: bool) -> Option<Option<String>> {
    let is_unchecked = test["disableCheck"].as_bool() == Some(true);
    let has_value = test["value"].is_object() || test["evalError"].as_bool() == Some(true);
    // cel-go rewrites blocks before it runs them.
    let is_block = text(&test["suite"]).contains("block_ext");
    if !has_value || is_block || test["checkOnly"].as_bool() == Some(true) || !is_checked && !is_unchecked {
        return None;
    }
    let bindings: Vec<(String, Value<'_>)> = test["bindings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|binding| (text(&binding[0]).to_owned(), value::read(&binding[1], messages)))
        .collect();
    for (name, _) in &bindings {
        if is_unchecked {
            env.variable(name, Type::Dyn);
        }
    }
    let expr = text(&test["expr"]);
    let program = if is_unchecked { env.compile_unchecked(expr).ok()? } else { env.compile(expr).ok()? };
    let mut inputs = Inputs::default();
    for (name, value) in &bindings {
        inputs.set(name, value.clone());
    }
    let found = program.run(&inputs);
    if test["evalError"].as_bool() == Some(true) {
        return Some(found.ok().map(|value| format!("{value}; an error is expected")));
    }
    let expected = value::read(&test["value"], messages);
    Some(match found {
        Ok(value) if value::is_same(&value, &expected) => None,
        Ok(value) => Some(format!("{value}; expected {expected}")),
        Err(failure) => Some(format!("{failure}; expected {expected}")),
    })
}

fn different(found: &str, expected: &str) -> Option<String> {
    (found != expected)
        .then(|| format!("found    {}\n    expected {}", found.escape_debug(), expected.escape_debug()))
}
