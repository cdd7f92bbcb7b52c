//! `format`: the layout of schemas as a diff, and on the disk if that is asked for.

use super::{Arguments, Call, Tool, diff_answer, flag_schema, paths_schema, words};
use crate::mcp::answer::Answer;
use serde_json::json;

pub(super) static TOOL: Tool = Tool {
    name: "format",
    title: "Format schemas",
    doc: "Answers a unified diff of the layout of .proto files, which is that of `buf format`. Writes files only with \
          `write: true`. Only spaces, line breaks and the order of imports and options change.",
    writes: true,
    properties: || {
        json!({
            "paths": paths_schema(),
            "write": flag_schema("Write the files. Otherwise the diff is only shown."),
        })
    },
    needed: &[],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let write = arguments.flag("write")?;
    let command = [words(&["fmt", "--diff", "--quiet", "--"]), call.paths(arguments)?].concat();
    let (changes, ended) = call.changes(command)?;
    if changes.files.is_empty() {
        let head = if ended.has_failed() { "no file was formatted" } else { "all files are formatted" };
        return Ok(diff_answer(&changes, head.to_owned(), &[&ended.said], None).failed_if(ended.has_failed()));
    }
    if !write {
        let head = format!("formatting would change {}; nothing was written", changes.in_words());
        return Ok(diff_answer(&changes, head, &[&ended.said], None).failed_if(ended.has_failed()));
    }
    // Exactly the files that were shown.
    let files = changes.files.iter().map(|file| call.roots().first().join(file).into_os_string());
    let command = [words(&["fmt", "--quiet", "--"]), files.collect()].concat();
    let written = call.written(&changes, || call.run(command, |_| ()))?;
    let head = format!("wrote {} of {}", written.files.len(), changes.in_words());
    let is_incomplete =
        written.files.len() < changes.files.len() || written.ended.has_failed() || ended.has_failed();
    let said = [ended.said.as_str(), written.ended.said.as_str()];
    Ok(diff_answer(&changes, head, &said, Some(&written.files)).failed_if(is_incomplete))
}
