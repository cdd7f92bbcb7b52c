//! Expressions with a part that fails whenever it runs.

use crate::context::{FileContext, Findings};
use crate::google::Text;
use crate::protovalidate::expressions::{Expressions, own, own_of_message, rule};
use crate::protovalidate::{MESSAGE, PREDEFINED, Pieces, can_be_used, truth};
use crate::room::{Buf, Check, Room, Wing};
use protune_cel::{Env, Type};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::OptionValue;

pub static RULE: Room = Room {
    id: "VALIDATE_EXPRESSION_FAILS",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("expression_fails.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if !can_be_used(cx.file) {
        return;
    }
    let expressions = Expressions::of(cx.file);
    for message in cx.file.messages() {
        let Some(rules) = Pieces::of(message, MESSAGE) else { continue };
        let all = own_of_message(&rules);
        if !all.is_empty() {
            let env = expressions.env(Type::message(message.full_name()));
            all.into_iter().for_each(|own| check_text(cx, &env, own.value, out));
        }
    }
    for site in super::finding::sites(cx) {
        let all = own(&site);
        if !all.is_empty() {
            let env = expressions.env(site.this());
            all.into_iter().for_each(|own| check_text(cx, &env, own.value, out));
        }
    }
    for field in cx.file.fields().filter(|field| field.is_extension()) {
        let Some(rules) = Pieces::of(field, PREDEFINED) else { continue };
        let Some(env) = expressions.predefined_env(field, expressions.messages()) else { continue };
        let texts = rules.all(1).filter_map(|value| Pieces::one(value).last(rule::EXPRESSION));
        texts.for_each(|text| check_text(cx, &env, text, out));
    }
}

fn check_text(cx: &FileContext<'_>, env: &Env, value: OptionValue<'_>, out: &mut Findings) {
    let Some(written) = Text::of(value) else { return };
    // PROTOVALIDATE finds what does not compile.
    let Ok(checked) = env.check(written.text) else { return };
    for failing in truth::failing(&checked) {
        let range = failing.span.start as usize..failing.span.end as usize;
        let place = written.span_of(range).map_or(written.place(), |span| written.file().place(span));
        let message = format!("this part of the expression fails whenever it runs: {}", failing.message);
        out.push(cx.finding(place, message).help(failing.help));
    }
}
