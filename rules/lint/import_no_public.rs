//! Imports that are not passed on.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety, Severity};
use protune_compiler::schema::ImportView;
use protune_compiler::syntax::ImportKind;
use protune_compiler::text::Span;

pub static RULE: Rule = Rule {
    id: "IMPORT_NO_PUBLIC",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("import_no_public.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for import in cx.file.imports().filter(|import| import.kind() == ImportKind::Public) {
        let text = format!("the import `{}` is public", import.name());
        let help = "import the file wherever it is needed";
        out.push(cx.finding(import.span(), text).help(help).fix(keep_to_itself(import)));
    }
}

fn keep_to_itself(import: ImportView<'_>) -> Option<Fix> {
    let word = import.node().word("public")?;
    let behind = &import.file.text()[word.end as usize..];
    let blank = behind.len() - behind.trim_start().len();
    let span = Span::new(word.start, word.end + blank as u32);
    let title = "make it a plain import, which breaks files that get it from here".to_owned();
    let change = Change::Edits(vec![Edit { file: import.file.id, span, text: String::new() }]);
    Some(Fix { title, safety: Safety::Unsafe, change })
}
