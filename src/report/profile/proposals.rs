//! Proposals of `optimize` and `reshape` for the messages of a profile, read from their reports in JSON.

use serde::{Deserialize, Serialize};

/// A rewrite or a step that was proposed.
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
    /// Savings of a step as shares, in words.
    pub(super) saves: Option<String>,
    /// The field of a step.
    pub(super) field: Option<Named>,
}

/// A field, by the full name of its message.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    message: String,
    name: String,
}

/// The only version of these reports that there is.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Finding>,
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    before: Option<Size>,
    batch: Option<u32>,
}

/// Bytes of a sample, or those that a step saves.
#[derive(Deserialize)]
struct Size {
    raw: f64,
    gzip: f64,
    zstd: f64,
    zstd_batch: f64,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    message: String,
    help: Option<String>,
    path: Option<String>,
    range: Option<Range>,
    fixes: Vec<Fix>,
    saves: Option<Size>,
    field: Option<Named>,
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

/// Reads a report of `--format json`. The error says why it is none.
pub fn read_proposals(bytes: &[u8]) -> Result<Vec<Proposed>, String> {
    let Document { version, findings, summary } =
        serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if version != VERSION {
        return Err(format!("it has version {version}, and only {VERSION} is known"));
    }
    let all = summary.and_then(|summary| summary.before.zip(summary.batch));
    Ok(findings.into_iter().map(|finding| proposed(finding, all.as_ref())).collect())
}

fn proposed(
    Finding { rule, message, help, path, range, fixes, saves, field }: Finding,
    all: Option<&(Size, u32)>,
) -> Proposed {
    let place = path.map(|path| match range {
        Some(Range { start: Position { line, column } }) => format!("{path}:{line}:{column}"),
        None => path,
    });
    let fix = fixes.into_iter().next().map(|fix| fix.title);
    let saves = saves.zip(all).map(|(saved, (all, batch))| saving(&saved, all, *batch));
    Proposed { rule, message, help, place, fix, saves, field }
}

fn saving(saved: &Size, all: &Size, batch: u32) -> String {
    let share = |saved: f64, all: f64| saved * 100.0 / all.max(1.0);
    format!(
        "saves {:.1} % raw, {:.1} % after gzip, {:.1} % after zstd, {:.1} % after zstd of {batch} messages together",
        share(saved.raw, all.raw),
        share(saved.gzip, all.gzip),
        share(saved.zstd, all.zstd),
        share(saved.zstd_batch, all.zstd_batch)
    )
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
            saves: None,
            field: None,
        };
        assert_eq!(read_proposals(report), Ok(vec![proposal]));
        assert!(read_proposals(br#"{"version":2,"findings":[]}"#).is_err());
        assert!(read_proposals(b"[]").is_err());
    }

    #[test]
    fn reports_of_reshape_are_read() {
        let report = br#"{"version":1,"findings":[
            {"rule":"RESHAPE_DELTA","severity":"info","message":"small","help":null,
             "field":{"message":"Cat","name":"weights","number":3},"range":null,"assumes":false,
             "saves":{"raw":10,"gzip":-1,"zstd":0,"gzip_batch":1,"zstd_batch":2},"step":{},"fixes":[],"url":null}],
             "refused":[],"hints":[],
             "summary":{"before":{"raw":40,"gzip":20,"zstd":20,"gzip_batch":8,"zstd_batch":8},"batch":100}}"#;
        let read = read_proposals(report).expect("a report");
        let [Proposed { place: None, saves: Some(saves), field: Some(field), .. }] = &read[..] else {
            panic!("{read:?}")
        };
        let words = "saves 25.0 % raw, -5.0 % after gzip, 0.0 % after zstd, 25.0 % after zstd of 100 messages together";
        assert_eq!((&**saves, &*field.message, &*field.name), (words, "Cat", "weights"));
    }
}
