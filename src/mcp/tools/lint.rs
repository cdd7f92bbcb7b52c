//! `lint`: findings of schemas and configuration files.

use super::{Arguments, Call, Tool, limit_schema, list_flag, paths_schema, rules_schema, words};
use crate::mcp::answer::Answer;
use serde_json::json;

pub(super) static TOOL: Tool = Tool {
    name: "lint",
    title: "Lint Protobuf schemas",
    doc: "Reports errors and rule violations of .proto files, and of gRPC service configs, authorization policies and \
          routes deployed with them. Each finding has its range, its rule, the page of the rule and the titles of its \
          fixes. Writes nothing.",
    writes: false,
    properties: || {
        json!({
            "paths": paths_schema(),
            "select": rules_schema("Run only these rules or categories, such as STANDARD or FIELD_LOWER_SNAKE_CASE."),
            "ignore": rules_schema("Do not run these rules or categories."),
            "limit": limit_schema(),
        })
    },
    needed: &[],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let mut command = words(&["lint", "--format=jsonl", "--quiet", "--disable-symlinks"]);
    command.extend(list_flag("--select", &arguments.words("select")?));
    command.extend(list_flag("--ignore", &arguments.words("ignore")?));
    command.push("--".into());
    command.extend(call.paths(arguments)?);
    call.findings(command, arguments)
}
