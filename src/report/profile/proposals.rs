//! Proposals of `optimize` for the messages of a profile, read from its report in JSON.

use serde::{Deserialize, Serialize};

/// A rewrite that was proposed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Proposed {
    pub(super) rule: String,
    /// Says what it saves.
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// `path:line:column`.
    pub(super) place: Option<String>,
    /// Title of the fix.
    pub(super) fix: Option<String>,
}

/// The only version of these reports that there is.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    message: String,
    help: Option<String>,
    path: Option<String>,
    range: Option<Range>,
    fixes: Vec<Fix>,
}

#[derive(Deserialize)]
struct Range {
    start: Position,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Deserialize)]
struct Fix {
    title: String,
}

/// Reads a report of `optimize --format json`. The error says why it is none.
pub fn read_proposals(bytes: &[u8]) -> Result<Vec<Proposed>, String> {
    let Document { version, findings } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if version != VERSION {
        return Err(format!("it has version {version}, and only {VERSION} is known"));
    }
    Ok(findings.into_iter().map(proposed).collect())
}

fn proposed(Finding { rule, message, help, path, range, fixes }: Finding) -> Proposed {
    let place = path.map(|path| match range {
        Some(Range { start: Position { line, column } }) => format!("{path}:{line}:{column}"),
        None => path,
    });
    let fix = fixes.into_iter().next().map(|fix| fix.title);
    Proposed { rule, message, help, place, fix }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_optimize_are_read() {
        let report = br#"{"version":1,"findings":[
            {"rule":"REWRITE_PACK","severity":"info","message":"2 bytes could be saved","help":null,"path":"a.proto",
             "range":{"start":{"line":2,"column":3,"byte":9},"end":{"line":2,"column":4,"byte":10}},"labels":[],
             "fixes":[{"title":"pack it","safety":"safe","edits":[]}],"url":null,"fingerprint":"0"}],"summary":{}}"#;
        let proposal = Proposed {
            rule: "REWRITE_PACK".to_owned(),
            message: "2 bytes could be saved".to_owned(),
            help: None,
            place: Some("a.proto:2:3".to_owned()),
            fix: Some("pack it".to_owned()),
        };
        assert_eq!(read_proposals(report), Ok(vec![proposal]));
        assert!(read_proposals(br#"{"version":2,"findings":[]}"#).is_err());
        assert!(read_proposals(b"[]").is_err());
    }
}
