//! Rules of protoc-gen-validate, and their move to protovalidate.

use crate::context::{FileContext, Findings};
use crate::contracts::{Change, Effects};
use crate::edits;
use crate::protovalidate::pgv::{self, Converted};
use crate::protovalidate::site::has_presence;
use crate::protovalidate::{FIELD, ONEOF, Pieces, can_be_used};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use protune_compiler::schema::{FieldView, FileView, ImportView, OneofView, OptionView};
use protune_compiler::syntax::OptionEntry;
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "VALIDATE_PGV",
    wing: Wing::Validate,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("pgv.md"),
    options: &[],
    check: Check::File(check),
};

const PROTOVALIDATE: &str = "buf/validate/validate.proto";

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let Some(import) = cx.file.imports().find(|import| pgv::is_declared_in(import.name())) else { return };
    let target = Target::of(cx.file, import);
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        for option in field.options().filter(|option| pgv::sets(*option, pgv::RULES)) {
            out.push(of_field(cx, &target, field, option));
        }
    }
    for oneof in cx.file.oneofs() {
        for option in oneof.options().filter(|option| pgv::sets(*option, pgv::REQUIRED)) {
            out.push(of_oneof(cx, &target, oneof, option));
        }
    }
    for message in cx.file.messages() {
        let is_off = |option: &OptionView<'_>| {
            pgv::sets(*option, "validate.disabled") || pgv::sets(*option, "validate.ignored")
        };
        for option in message.options().filter(is_off) {
            let text = format!(
                "message `{}` turns off protoc-gen-validate, for which protovalidate has no option",
                message.name()
            );
            let help = "set `(buf.validate.field).ignore = IGNORE_ALWAYS` on its fields, or leave it";
            out.push(cx.finding(option.place(), text).help(help));
        }
    }
}

/// Context of a fix besides the option.
struct Target<'s> {
    /// The file of protovalidate is in the workspace.
    is_known: bool,
    import: Option<Edit>,
    file: FileView<'s>,
}

impl<'s> Target<'s> {
    fn of(file: FileView<'s>, pgv: ImportView<'s>) -> Target<'s> {
        let edit = || Edit {
            file: file.id,
            span: Span::at(pgv.span().start),
            text: format!("import \"{PROTOVALIDATE}\";\n"),
        };
        let import = (!can_be_used(file)).then(edit);
        Target { is_known: import.is_none() || file.schema().find(PROTOVALIDATE).is_some(), import, file }
    }

    fn fix(&self, span: Span, text: String, notes: bool) -> Option<Fix> {
        if !self.is_known {
            return None;
        }
        let edit = Edit { file: self.file.id, span, text };
        let edits: Vec<Edit> = self.import.clone().into_iter().chain([edit]).collect();
        let title = "use protovalidate";
        Some(match notes {
            false => Fix::new(title, Safety::Safe, edits),
            true => {
                let effects: Effects = [Change::RulesTightened, Change::RulesLoosened]
                    .iter()
                    .map(|change| change.effects())
                    .collect();
                effects.fix(title, edits)
            }
        })
    }

    fn help(&self) -> &'static str {
        match self.is_known {
            true => "use the rules of protovalidate",
            false => {
                "add protovalidate to the workspace (`buf.build/bufbuild/protovalidate`), and use its rules"
            }
        }
    }
}

fn of_field(
    cx: &FileContext<'_>,
    target: &Target<'_>,
    field: FieldView<'_>,
    option: OptionView<'_>,
) -> Diagnostic {
    let name = field.name();
    if Pieces::of(field, FIELD).is_some() {
        let text = format!("field `{name}` has rules of both protoc-gen-validate and protovalidate");
        return cx.finding(option.place(), text).help("keep them equal, and remove the old ones at last");
    }
    let text = format!("field `{name}` has rules of protoc-gen-validate, which protovalidate replaces");
    let finding = cx.finding(option.place(), text);
    let Some(Converted { options, mut notes }) = pgv::converted(option) else {
        return finding.help("use the rules of protovalidate");
    };
    // protoc-gen-validate skips an explicit zero, and protovalidate judges it.
    if has_presence(field) && options.iter().any(|option| option.ends_with("IGNORE_IF_ZERO_VALUE")) {
        notes.push("an explicit zero is judged");
    }
    let fix = match options.is_empty() {
        true => edits::option_to_remove(field, option.span())
            .and_then(|span| target.fix(span, String::new(), !notes.is_empty())),
        false => target.fix(option.span(), options.join(", "), !notes.is_empty()),
    };
    let help = match notes.is_empty() {
        true => target.help().to_owned(),
        false => format!("{}; note: {}", target.help(), notes.join(", ")),
    };
    finding.help(help).fix(fix)
}

fn of_oneof(
    cx: &FileContext<'_>,
    target: &Target<'_>,
    oneof: OneofView<'_>,
    option: OptionView<'_>,
) -> Diagnostic {
    let text =
        format!("oneof `{}` is required by protoc-gen-validate, which protovalidate replaces", oneof.name());
    let finding = cx.finding(option.place(), text).help(target.help());
    if Pieces::of(oneof, ONEOF).is_some() {
        return finding;
    }
    let name = OptionEntry::cast(option.node()).and_then(|entry| entry.name());
    let fix =
        name.and_then(|name| target.fix(name.span(), "(buf.validate.oneof).required".to_owned(), false));
    finding.fix(fix)
}
