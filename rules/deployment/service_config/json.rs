//! Service configs that are not JSON.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Object};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Comment, File, Span};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_JSON",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("json.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    if !cx.file.objects.iter().any(|object| matches!(object, Object::ServiceConfig(_))) {
        return;
    }
    let data = cx.file.data;
    if data.text.starts_with(MARK) {
        let mark = Span::new(0, MARK.len_utf8() as u32);
        let message = refused("the file starts with a byte order mark", "C-core, Go and Node");
        let fix = cx.fix_parts("remove the byte order mark", Safety::Safe, vec![(mark, String::new())]);
        out.push(cx.finding(mark, message).help("save the file as UTF-8 without a byte order mark").fix(fix));
    }
    for problem in &data.problems {
        // Clients read deeper and longer lists than this program.
        let message = match problem.message.contains("more than") {
            true => problem.message.clone(),
            false => refused(&problem.message, clients(&problem.message)),
        };
        let mut finding = cx.finding(problem.span, message);
        if let Some(first) = problem.related {
            finding = finding.label(cx.place(first), "the first one");
        }
        let fix = match problem.span.of(&data.text) {
            "," => Some(("remove the comma", vec![(problem.span, String::new())])),
            raw if raw.starts_with('/') => Some(("remove the comments", comments(data))),
            _ => None,
        };
        let fix = fix.map(|(title, edits)| cx.fix_parts(title, Safety::Safe, edits));
        out.push(finding.help(problem.help.clone()).fix(fix));
    }
}

const MARK: char = '\u{feff}';

/// Only C-core looks for duplicate keys, and for halves of characters.
fn clients(problem: &str) -> &'static str {
    let is_of_c_core = problem.starts_with("duplicate key") || problem.contains("surrogate");
    if is_of_c_core { "C-core" } else { ALL }
}

/// Edits that remove all comments, and the lines that have nothing else.
fn comments(file: &File) -> Vec<(Span, String)> {
    let text = &*file.text;
    let line = |comment: &Comment| {
        let (start, end) = (comment.span.start as usize, comment.span.end as usize);
        let before = text[..start].trim_end_matches([' ', '\t']);
        let after = text[end..].trim_start_matches([' ', '\t']);
        let below = after.strip_prefix('\n').or_else(|| after.strip_prefix("\r\n"));
        match below {
            Some(below) if comment.own_line => {
                Span::new(before.len() as u32, (text.len() - below.len()) as u32)
            }
            _ => Span::new(before.len() as u32, comment.span.end),
        }
    };
    file.comments.iter().map(|comment| (line(comment), String::new())).collect()
}
