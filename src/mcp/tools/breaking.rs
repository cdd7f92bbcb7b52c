//! `breaking`: what a change breaks.

use super::{Arguments, Call, Tool, flag_schema, limit_schema, list_flag, paths_schema, rules_schema, words};
use crate::mcp::answer::Answer;
use serde_json::json;

pub(super) static TOOL: Tool = Tool {
    name: "breaking",
    title: "Find breaking changes",
    doc: "Compares schemas with an older version, and reports which changes break encoded messages, JSON or generated code. \
          Writes nothing.",
    writes: false,
    properties: || {
        json!({
            "against": {
                "type": "string",
                "description": "Older version: a git revision, such as git:HEAD, git:main or git:v1.2, or a folder, an \
                                archive or a descriptor set in a root.",
            },
            "paths": paths_schema(),
            "select": rules_schema("Run only these rules or categories: FILE, PACKAGE, WIRE_JSON, WIRE, or ids."),
            "ignore": rules_schema("Do not run these rules or categories."),
            "configs": flag_schema("Also report lines of configuration files that name what is gone."),
            "limit": limit_schema(),
        })
    },
    needed: &["against"],
    run,
};

fn run(call: &Call<'_>, arguments: &Arguments) -> Result<Answer, String> {
    let mut command = words(&["breaking", "--format=jsonl", "--quiet", "--disable-symlinks"]);
    command.push(format!("--against={}", against(call, arguments.needed("against")?)?).into());
    if arguments.flag("configs")? {
        command.push("--configs".into());
    }
    command.extend(list_flag("--select", &arguments.words("select")?));
    command.extend(list_flag("--ignore", &arguments.words("ignore")?));
    command.push("--".into());
    command.extend(call.paths(arguments)?);
    call.findings(command, arguments)
}

/// The older version: a revision of the repository, or a path in the roots. The error is for the agent.
fn against(call: &Call<'_>, written: &str) -> Result<String, String> {
    if written.strip_prefix("git:").is_some_and(|name| !name.starts_with("//")) {
        return Ok(written.to_owned());
    }
    // Options follow the path.
    let (path, options) = written.split_at(written.find('#').unwrap_or(written.len()));
    let found = call.roots().path(path).map_err(|why| {
        format!(
            "{why}; `against` is a git revision, such as git:HEAD, or a path in {}",
            call.roots().in_words()
        )
    })?;
    let found = found.to_str().ok_or_else(|| format!("`{path}` is not UTF-8"))?;
    Ok(format!("{found}{options}"))
}
