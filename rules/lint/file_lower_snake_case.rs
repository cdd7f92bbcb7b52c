//! File names that are not in lower_snake_case.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Fix, Safety, Severity};

pub static RULE: Room = Room {
    id: "FILE_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["protolint:FILE_NAMES_LOWER_SNAKE_CASE", "prototool:FILE_NAMES_LOWER_SNAKE_CASE"],
    severity: Severity::Error,
    doc: include_str!("file_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let (folder, file) = cx.file.name().rsplit_once('/').map_or(("", cx.file.name()), |split| split);
    let (stem, extension) = file.rsplit_once('.').map_or((file, ""), |split| split);
    let wanted = casing::lower_snake(stem);
    if stem == wanted {
        return;
    }
    if wanted.is_empty() {
        let message = format!("file `{file}` should have a name with letters");
        out.push(cx.finding(cx.file.whole(), message));
        return;
    }
    let wanted = format!("{wanted}.{extension}");
    let message = format!("file `{file}` should be named `{wanted}`");
    let path = if folder.is_empty() { wanted } else { format!("{folder}/{wanted}") };
    let title = format!("move the file to `{path}`, and update the files that import it");
    out.push(cx.finding(cx.file.whole(), message).fix(Fix::new(title, Safety::Manual, Vec::new())));
}
