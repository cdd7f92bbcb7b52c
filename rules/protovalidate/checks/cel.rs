//! Expressions of rules: their ids, and whether they compile and have a result that a rule can have.

use super::Report;
use crate::google::Text;
use crate::protovalidate::expressions::{Expressions, rule};
use crate::protovalidate::kinds::field;
use crate::protovalidate::{PREDEFINED_RULES, Pieces, Site};
use protune_cel::{Env, Scalar, Type};
use protune_compiler::diagnostic::Label;
use protune_compiler::schema::{FieldView, OptionValue};
use rustc_hash::FxHashMap;

/// Checks the expressions of a site. Returns whether all of them compile.
pub(super) fn of_site<'s>(
    report: &mut Report<'_, 's>,
    expressions: &Expressions<'s>,
    site: &Site<'s>,
) -> bool {
    if !site.rules.has(field::CEL) && !site.rules.has(field::CEL_EXPRESSION) {
        return true;
    }
    let env = expressions.env(site.this());
    let named = rules(report, &env, site.rules.all(field::CEL), &site.path(&[field::CEL]));
    let path = site.path(&[field::CEL_EXPRESSION]);
    bare(report, &env, site.rules.all(field::CEL_EXPRESSION), &path) && named
}

/// Checks the expressions of an extension that is a rule itself.
pub(super) fn predefined<'s>(
    report: &mut Report<'_, 's>,
    expressions: &Expressions<'s>,
    extension: FieldView<'s>,
    pieces: &Pieces<'s>,
) {
    if let Some(env) = expressions.predefined_env(extension, expressions.messages()) {
        rules(report, &env, pieces.all(1), &[PREDEFINED_RULES, 1]);
    }
}

/// Checks rules with ids.
pub(super) fn rules<'s>(
    report: &mut Report<'_, 's>,
    env: &Env,
    values: impl Iterator<Item = OptionValue<'s>>,
    path: &[i32],
) -> bool {
    let values: Vec<Pieces<'s>> = values.map(Pieces::one).collect();
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    let ids = values.iter().filter_map(|value| value.text(rule::ID)).filter(|id| !id.is_empty());
    for id in ids {
        *counts.entry(id).or_default() += 1;
    }
    let mut compiles = true;
    for (at, value) in values.iter().enumerate() {
        let path = [path, &[at as i32]].concat();
        let id = value.text(rule::ID).unwrap_or("");
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if !id.chars().all(is_part) {
            let message = format!("the id `{}` has a character that ids cannot have", id.escape_debug());
            report.at(&path, message, "use letters, digits, `_`, `.` and `-`");
        }
        if counts.get(id).is_some_and(|&count| count > 1) {
            report.at(
                &path,
                format!("the id `{id}` is used more than once"),
                "give each rule an id of its own",
            );
        }
        let has_message = value.text(rule::MESSAGE).is_some_and(|message| !message.is_empty());
        compiles &= expression(report, env, value.last(rule::EXPRESSION), &path, has_message);
    }
    compiles
}

/// Checks expressions without ids.
pub(super) fn bare<'s>(
    report: &mut Report<'_, 's>,
    env: &Env,
    values: impl Iterator<Item = OptionValue<'s>>,
    path: &[i32],
) -> bool {
    let mut compiles = true;
    for (at, value) in values.enumerate() {
        compiles &= expression(report, env, Some(value), &[path, &[at as i32]].concat(), false);
    }
    compiles
}

fn expression<'s>(
    report: &mut Report<'_, 's>,
    env: &Env,
    value: Option<OptionValue<'s>>,
    path: &[i32],
    has_message: bool,
) -> bool {
    let text = value.and_then(|value| value.as_text()).unwrap_or("");
    if text.trim().is_empty() {
        report.at(path, "the expression is empty", "write an expression that is true for valid values");
        return false;
    }
    let checked = match env.check(text) {
        Ok(checked) => checked,
        Err(problems) => {
            for problem in problems {
                let written = value.and_then(Text::of);
                let range = problem.span.start as usize..problem.span.end as usize;
                let span = written.and_then(|text| text.span_of(range));
                let message = format!("the expression does not compile: {}", problem.message);
                let finding = report.at(path, message, problem.help.unwrap_or_default());
                if let (Some(finding), Some(span), Some(written)) = (finding, span, written) {
                    let label = Label { spot: written.file().place(span).into(), message: "here".to_owned() };
                    finding.labels.push(label);
                }
            }
            return false;
        }
    };
    match checked.ty() {
        Type::Bool | Type::Dyn | Type::Any | Type::Wrapper(Scalar::Bool) => {}
        Type::String | Type::Wrapper(Scalar::String) => {
            if has_message {
                let message = "`message` is redundant: the expression has the message as its result";
                report.at(path, message, "remove `message`");
            }
        }
        ty => {
            let message = format!("the result of the expression is of type `{ty}`, not `bool` or `string`");
            report.at(path, message, "compare it, as in `this.size() > 0`");
            return false;
        }
    }
    true
}
