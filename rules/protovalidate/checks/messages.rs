//! Rules of a message: expressions, and oneofs that are rules.

use super::{Report, cel};
use crate::protovalidate::expressions::Expressions;
use crate::protovalidate::kinds::message::{CEL, CEL_EXPRESSION, ONEOF};
use crate::protovalidate::kinds::oneof::FIELDS;
use crate::protovalidate::{Pieces, RULES};
use protune_cel::Type;
use protune_compiler::near::nearest;
use protune_compiler::schema::MessageView;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn check<'s>(
    report: &mut Report<'_, 's>,
    expressions: &Expressions<'s>,
    message: MessageView<'s>,
    rules: &Pieces<'s>,
) {
    if rules.has(CEL) || rules.has(CEL_EXPRESSION) {
        let env = expressions.env(Type::message(message.full_name()));
        cel::rules(report, &env, rules.all(CEL), &[RULES, CEL]);
        cel::bare(report, &env, rules.all(CEL_EXPRESSION), &[RULES, CEL_EXPRESSION]);
    }
    oneofs(report, message, rules);
}

fn oneofs(report: &mut Report<'_, '_>, message: MessageView<'_>, rules: &Pieces<'_>) {
    let entries: Vec<Vec<&str>> = rules
        .all(ONEOF)
        .map(|entry| entry.fields_numbered(FIELDS).filter_map(|field| field.as_text()).collect())
        .collect();
    // Number of oneofs with a field.
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for names in &entries {
        let once: FxHashSet<&str> = names.iter().copied().collect();
        once.into_iter().for_each(|name| *count.entry(name).or_default() += 1);
    }
    for (at, names) in entries.iter().enumerate() {
        let path = [RULES, ONEOF, at as i32];
        if names.is_empty() {
            report.at(&path, "the oneof has no fields", "name its fields");
        }
        let mut known = FxHashSet::default();
        for (index, &name) in names.iter().enumerate() {
            let path = [&path[..], &[FIELDS, index as i32]].concat();
            if !known.insert(name) {
                report.at(&path, format!("field `{name}` is in the oneof twice"), "remove one of them");
            }
            if message.field_named(name).is_none() {
                let near = nearest(name, message.fields().map(|field| field.name()));
                let help =
                    near.map_or_else(|| "name a field".to_owned(), |near| format!("did you mean `{near}`?"));
                report.at(&path, format!("message `{}` has no field `{name}`", message.name()), help);
            }
        }
        for name in names.iter().filter(|name| count[*name] > 1) {
            let text = format!("field `{name}` is in more than one oneof of message `{}`", message.name());
            report.at(&path, text, "let it be in one of them");
        }
    }
}
