//! Lists of findings as they are sent. A file may have thousands, and every key asks for them anew: they are written as JSON
//! at once, and no part is copied on its way out.

use gen_lsp_types::{Diagnostic, DiagnosticSeverity, Location, Range};
use rustc_hash::FxHasher;
use serde_json::json;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

/// Usual length of a finding in JSON, or more.
const LENGTH: usize = 640;

/// Findings of a file as they are sent.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// The list as JSON.
    pub(super) json: String,
    /// A name for it: lists with other findings have other ones, most likely.
    pub(super) id: String,
    pub(super) count: usize,
}

impl Default for Listed {
    fn default() -> Listed {
        List::with_room_for(0).finish()
    }
}

/// A finding of a list.
pub(super) struct Item<'f> {
    pub(super) range: Range,
    pub(super) severity: DiagnosticSeverity,
    pub(super) code: &'f str,
    /// Address of the page about the rule.
    pub(super) page: Option<&'f str>,
    /// Parts of the message.
    pub(super) message: [&'f str; 2],
    pub(super) help: Option<&'f str>,
    pub(super) is_unnecessary: bool,
    pub(super) labels: &'f [(Location, &'f str)],
    pub(super) data: Option<&'f str>,
}

/// A list that grows.
pub(super) struct List {
    json: String,
    count: usize,
}

impl List {
    pub(super) fn with_room_for(findings: usize) -> List {
        let mut json = String::with_capacity(2 + findings * LENGTH);
        json.push('[');
        List { json, count: 0 }
    }

    /// Begins another item.
    fn begin(&mut self) -> &mut String {
        if self.count > 0 {
            self.json.push(',');
        }
        self.count += 1;
        &mut self.json
    }

    /// Adds a finding of another origin.
    pub(super) fn push(&mut self, item: &Diagnostic) {
        if let Ok(item) = serde_json::to_string(item) {
            self.begin().push_str(&item);
        }
    }

    /// Adds one of many.
    pub(super) fn add(&mut self, item: &Item<'_>) {
        let out = self.begin();
        out.push_str(r#"{"range":"#);
        range(out, item.range);
        let _ = write!(out, r#","severity":{},"source":"protune","code":""#, u32::from(item.severity));
        escaped(out, item.code);
        if let Some(page) = item.page {
            out.push_str(r#"","codeDescription":{"href":""#);
            escaped(out, page);
            out.push_str(r#""},"message":""#);
        } else {
            out.push_str(r#"","message":""#);
        }
        item.message.iter().for_each(|part| escaped(out, part));
        if let Some(help) = item.help {
            out.push_str(r"\nhelp: ");
            escaped(out, help);
        }
        out.push('"');
        if item.is_unnecessary {
            out.push_str(r#","tags":[1]"#);
        }
        for (at, (location, message)) in item.labels.iter().enumerate() {
            out.push_str(if at == 0 { r#","relatedInformation":[{"# } else { ",{" });
            out.push_str(r#""location":{"uri":""#);
            escaped(out, &location.uri.0);
            out.push_str(r#"","range":"#);
            range(out, location.range);
            out.push_str(r#"},"message":""#);
            escaped(out, message);
            out.push_str(if at + 1 == item.labels.len() { r#""}]"# } else { r#""}"# });
        }
        if let Some(data) = item.data {
            out.push_str(r#","data":""#);
            escaped(out, data);
            out.push('"');
        }
        out.push('}');
    }

    pub(super) fn finish(self) -> Listed {
        let List { mut json, count } = self;
        json.push(']');
        let mut hasher = FxHasher::default();
        json.hash(&mut hasher);
        Listed { json, id: format!("{:016x}", hasher.finish()), count }
    }
}

fn range(out: &mut String, Range { start, end }: Range) {
    let _ = write!(
        out,
        r#"{{"start":{{"line":{},"character":{}}},"end":{{"line":{},"character":{}}}}}"#,
        start.line, start.character, end.line, end.character
    );
}

/// Writes a text as the inside of a JSON string.
fn escaped(out: &mut String, text: &str) {
    // Hardly any has such letters, and this looks at many at a time.
    let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if !text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        return out.push_str(text);
    }
    let quoted = json!(text).to_string();
    out.push_str(&quoted[1..quoted.len() - 1]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use gen_lsp_types::{Position, Uri};
    use serde_json::Value;

    #[test]
    fn all_parts_are_there_as_the_protocol_names_them() {
        let at = |line, character| Position { line, character };
        let range = Range { start: at(1, 2), end: at(3, 4) };
        let location = || Location { uri: Uri("file:///a%20b.proto".to_owned()), range };
        let full = Item {
            range,
            severity: DiagnosticSeverity::Warning,
            code: "RULE",
            page: Some("page#\"part\""),
            message: ["a \"b\"\n", "\\c\u{1}ü"],
            help: Some("do\tit"),
            is_unnecessary: true,
            labels: &[(location(), "\"first\""), (location(), "second")],
            data: Some("code"),
        };
        let plain = Item {
            page: None,
            message: ["m", ""],
            help: None,
            is_unnecessary: false,
            labels: &[],
            data: None,
            ..full
        };
        let mut list = List::with_room_for(0);
        list.add(&full);
        list.add(&plain);
        let listed = list.finish();
        let read: Vec<Diagnostic> = serde_json::from_str(&listed.json).unwrap();
        assert_eq!((read.len(), listed.count), (2, 2));
        let range = json!({ "start": { "line": 1, "character": 2 }, "end": { "line": 3, "character": 4 } });
        let location = json!({ "uri": "file:///a%20b.proto", "range": range });
        let expected = json!([
            {
                "range": range, "severity": 2, "source": "protune", "code": "RULE",
                "codeDescription": { "href": "page#\"part\"" },
                "message": "a \"b\"\n\\c\u{1}ü\nhelp: do\tit", "tags": [1],
                "relatedInformation": [
                    { "location": location, "message": "\"first\"" },
                    { "location": location, "message": "second" },
                ],
                "data": "code",
            },
            { "range": range, "severity": 2, "source": "protune", "code": "RULE", "message": "m" },
        ]);
        assert_eq!(serde_json::from_str::<Value>(&listed.json).unwrap(), expected);
        assert_eq!(json!(read), expected, "the types of the protocol say the same");
    }
}
