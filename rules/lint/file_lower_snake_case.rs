//! File names in lower_snake_case.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Change, Fix, Safety, Severity};

pub static RULE: Room = Room {
    id: "FILE_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["protolint:FILE_NAMES_LOWER_SNAKE_CASE"],
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
    let finding = cx.finding(cx.file.whole(), format!("the file name `{file}` is not in lower_snake_case"));
    if wanted.is_empty() {
        out.push(finding.help("choose a name that has letters"));
        return;
    }
    let wanted = format!("{wanted}.{extension}");
    let path = if folder.is_empty() { wanted.clone() } else { format!("{folder}/{wanted}") };
    out.push(finding.help(format!("call it `{wanted}`")).fix(Fix {
        title: format!("move it to `{path}`, and change the imports of it"),
        safety: Safety::Manual,
        change: Change::from(Vec::new()),
    }));
}
