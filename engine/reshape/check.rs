//! The printed schema, compiled: it encodes as the plan does, or nothing is proposed.

use super::difference;
use protune_compiler::compile;
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileView, Schema};
use protune_wire::Layout;
use protune_wire::shape::Reshaping;

/// Compiles a printed schema beside the old one, and compares it with its plan. The error is for the user.
pub fn check(
    schema: &Schema,
    reshaping: &Reshaping,
    (text, new_type): (&str, &str),
) -> Result<Schema, String> {
    let names = std::iter::once("reshaped.proto".to_owned());
    let mut names = names.chain((2..).map(|number: u64| format!("reshaped{number}.proto")));
    let name = names.find(|name| schema.find(name).is_none()).unwrap_or_default();
    // Only the files that it needs are compiled again.
    let imported = |import: &str| Some(schema.find(import)?.text().to_owned());
    // Steps about messages that are not in the outermost one leave it as it was.
    let declares = |file: &FileView<'_>| file.messages().any(|message| message.full_name() == new_type);
    let old = schema.files().find(declares).map(|file| (file.name().to_owned(), file.text()));
    let new = compile([(name, text)].into_iter().chain(old), imported);
    let broken = new.problems().iter().find(|problem| problem.severity == Severity::Error);
    if let Some(why) = broken.map(|problem| format!("does not compile: {}", problem.message)) {
        return Err(bug(&why));
    }
    let Some(layout) = Layout::of(&new, new_type) else {
        return Err(bug(&format!("does not declare `{new_type}`")));
    };
    match difference(reshaping.to(), &layout) {
        None => Ok(new),
        Some(field) => Err(bug(&format!("would encode `{field}` otherwise than the plan"))),
    }
}

fn bug(what: &str) -> String {
    format!("the new schema {what}: a bug in protune; nothing is proposed, and --ignore leaves a step out")
}
