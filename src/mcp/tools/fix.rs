//! `fix`: fixes of findings as a diff, and on the disk if that is asked for.

use super::{Arguments, Call, Tool, diff_answer, flag_schema, list_flag, paths_schema, rules_schema, words};
use crate::mcp::answer::Answer;
use crate::mcp::findings::Findings;
use serde_json::json;
use std::ffi::OsString;

pub(super) static TOOL: Tool = Tool {
    name: "fix",
    title: "Fix lint findings",
    doc: "Answers a unified diff of the fixes of lint findings. Writes files only with `write: true`; each file is replaced \
          as a whole, and only if the result still compiles. Without `unsafe`, fixes change the meaning of no schema; with \
          it, renames and other fixes that change JSON, generated code or wire bytes are made too.",
    writes: true,
    properties: || {
        json!({
            "paths": paths_schema(),
            "select": rules_schema("Fix only findings of these rules or categories."),
            "ignore": rules_schema("Leave findings of these rules or categories."),
            "unsafe": flag_schema("Also make fixes that change JSON, generated code or wire bytes."),
            "write": flag_schema("Write the files. Otherwise the diff is only shown."),
        })
    },
    needed: &[],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let mut rest: Vec<OsString> = words(&["--quiet", "--disable-symlinks"]);
    if arguments.flag("unsafe")? {
        rest.push("--unsafe-fixes".into());
    }
    rest.extend(list_flag("--select", &arguments.words("select")?));
    rest.extend(list_flag("--ignore", &arguments.words("ignore")?));
    rest.push("--".into());
    rest.extend(call.paths(arguments)?);
    let command = |mode: &[&str]| [words(mode), rest.clone()].concat();
    let write = arguments.flag("write")?;
    let (changes, ended) = call.changes(command(&["lint", "--diff"]))?;
    if changes.files.is_empty() {
        return Ok(diff_answer(&changes, "there is nothing to fix".to_owned(), &[&ended.said], None)
            .failed_if(ended.has_failed()));
    }
    if !write {
        let head = format!("fixes would change {}; nothing was written", changes.in_words());
        return Ok(diff_answer(&changes, head, &[&ended.said], None).failed_if(ended.has_failed()));
    }
    let mut remaining = Findings::new(None);
    let write = || call.run(command(&["lint", "--fix", "--format=jsonl"]), |line| remaining.take(line));
    let written = call.written(&changes, write)?;
    let head =
        format!("wrote {} of {}; {} remain", written.files.len(), changes.in_words(), remaining.in_words());
    let is_incomplete = written.files.len() < changes.files.len() || written.ended.has_failed();
    Ok(diff_answer(&changes, head, &[&written.ended.said], Some(&written.files)).failed_if(is_incomplete))
}
