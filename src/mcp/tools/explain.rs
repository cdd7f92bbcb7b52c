//! `explain`: pages of rules, errors and keys.

use super::{Arguments, Call, Tool, words};
use crate::mcp::answer::{Answer, Kept};
use serde_json::{Value, json};

pub(super) static TOOL: Tool = Tool {
    name: "explain",
    title: "Explain a rule",
    doc: "Answers the page of a rule, with its reason and examples that fail and pass; or the explanation of a compiler \
          error code or of a key of protune.toml.",
    writes: false,
    properties: || {
        json!({
            "name": {
                "type": "string",
                "description": "Id of a rule, such as FIELD_LOWER_SNAKE_CASE; code of an error, such as import-not-found; \
                                or key, such as lint.select.",
            },
        })
    },
    needed: &["name"],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let mut command = words(&["explain", "--"]);
    command.push(arguments.needed("name")?.into());
    let mut page = Kept::default();
    let ended = call.run(command, |line| page.push(line))?;
    if ended.has_failed() {
        return Err(ended.said);
    }
    let note = page.note("`protune explain` prints them");
    let sections = [page.text.trim_end().to_owned()].into_iter().chain(note);
    Ok(Answer::new(sections.collect::<Vec<_>>().join("\n\n"), Value::Null))
}
