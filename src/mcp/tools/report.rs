//! `report`: where the bytes of messages are, from a profile.

use super::{Arguments, Call, Tool, words};
use crate::mcp::answer::{Answer, Kept};
use serde_json::{Value, json};

/// Rows, unless the call says otherwise.
const USUAL: usize = 30;
/// Most rows.
const MOST: usize = 200;

pub(super) static TOOL: Tool = Tool {
    name: "report",
    title: "Report the size of messages",
    doc: "Shows which fields the bytes of real messages are in, from a profile that `protune profile` wrote. A profile holds \
          counts and sizes, and no values of messages. Writes nothing.",
    writes: false,
    properties: || {
        json!({
            "file": { "type": "string", "description": "The profile." },
            "by": {
                "type": "string",
                "enum": ["path", "message", "field"],
                "default": "path",
                "description": "Unit of a row: a field below the fields that lead to it, a message type, or a field of a type.",
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST,
                "description": format!("Most rows, the largest first, {USUAL} if left out."),
            },
        })
    },
    needed: &["file"],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let by = match arguments.text("by")? {
        None => "path",
        Some(by @ ("path" | "message" | "field")) => by,
        Some(_) => return Err("`by` should be path, message or field".to_owned()),
    };
    let limit = arguments.number("limit", MOST)?.unwrap_or(USUAL);
    let mut command = words(&["report", &format!("--by={by}"), &format!("--limit={limit}"), "--"]);
    command.push(call.roots().path(arguments.needed("file")?)?.into());
    let mut table = Kept::default();
    let ended = call.run(command, |line| table.push(line))?;
    if ended.has_failed() {
        return Err(ended.said);
    }
    let note = table.note("a smaller `limit` leaves fewer rows");
    let sections = [table.text.trim_end().to_owned()].into_iter().chain(note);
    Ok(Answer::new(sections.collect::<Vec<_>>().join("\n\n"), Value::Null))
}
