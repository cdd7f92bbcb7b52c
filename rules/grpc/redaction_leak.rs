//! Fields that are redacted in one message and not in another.

use super::secrets::{is_decided, is_redacted, is_secret, redact};
use crate::context::{Findings, ModuleContext};
use crate::module::Group;
use crate::needs::Needs;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Global, Symbol, Type};
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "GRPC_REDACTION_LEAK",
    wing: Wing::Grpc,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("redaction_leak.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    let is_wanted = |group: &&Group<'_>| group.files.iter().any(|file| (cx.is_wanted)(file.id));
    cx.module.packages().iter().filter(is_wanted).for_each(|package| check_package(cx, package, out));
}

/// Fields with the same name and type.
#[derive(Default)]
struct Namesakes<'s> {
    redacted: Vec<FieldView<'s>>,
    printed: Vec<FieldView<'s>>,
}

fn check_package<'s>(cx: &ModuleContext<'s>, package: &Group<'s>, out: &mut Findings) {
    let fields =
        || package.files.iter().flat_map(|file| file.fields()).filter(|field| !field.is_of_map_entry());
    // Few packages redact anything.
    let mut namesakes: FxHashMap<&str, Namesakes<'s>> = FxHashMap::default();
    for field in fields().filter(|field| is_redacted(*field)) {
        namesakes.entry(field.name()).or_default().redacted.push(field);
    }
    if namesakes.is_empty() {
        return;
    }
    // A field that sets the option to `false` is printed on purpose.
    for field in fields().filter(|field| !is_decided(*field)) {
        if let Some(others) = namesakes.get_mut(field.name())
            && others.redacted.iter().any(|other| is_same(field.ty(), other.ty()))
        {
            others.printed.push(field);
        }
    }
    // In order of files and text.
    let mut leaks: Vec<(FieldView<'s>, FieldView<'s>)> = Vec::new();
    for Namesakes { redacted, printed } in namesakes.into_values() {
        // A common name such as `name` can be secret in one message alone.
        if !is_secret(redacted[0]) && printed.len() > redacted.len() {
            continue;
        }
        leaks.extend(printed.into_iter().map(|field| (field, redacted[0])));
    }
    leaks.sort_by_key(|(field, _)| (field.file.name(), field.name_span().start));
    for (field, redacted) in leaks.into_iter().filter(|(field, _)| (cx.is_wanted)(field.file.id)) {
        let message =
            format!("field `{}` should set `debug_redact`, as another field of this name does", field.name());
        let other = Global { file: redacted.file.id, id: Symbol::Field(redacted.id) };
        let finding = cx.finding(field.name_place(), message).help("set `debug_redact = true`");
        out.push(finding.label(other, "it is redacted here").fix(redact(field)));
    }
}

fn is_same(a: Type, b: Type) -> bool {
    a == b && a != Type::Unknown
}
