//! Public imports.

use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Severity};
use protune_compiler::schema::ImportView;
use protune_compiler::syntax::ImportKind;
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "IMPORT_NO_PUBLIC",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::ALWAYS },
    aliases: &["prototool:IMPORTS_NOT_PUBLIC"],
    severity: Severity::Error,
    doc: include_str!("import_no_public.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for import in cx.file.imports().filter(|import| import.kind() == ImportKind::Public) {
        let text = format!("import of `{}` should be plain, not public", import.name());
        let help = "import the file directly wherever it is needed";
        out.push(cx.finding(import.place(), text).help(help).fix(keep_to_itself(import)));
    }
}

fn keep_to_itself(import: ImportView<'_>) -> Option<Fix> {
    let word = import.node().word("public")?;
    let behind = &import.file.text()[word.end as usize..];
    let blank = behind.len() - behind.trim_start().len();
    let span = Span::new(word.start, word.end + blank as u32);
    let title = "make it a plain import, for files that get it from here to import it themselves";
    let edit = Edit { file: import.file.id, span, text: String::new() };
    Some(Change::Generated.effects().fix(title, vec![edit]))
}
