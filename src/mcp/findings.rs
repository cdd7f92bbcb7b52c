//! Findings of a run: as many as somebody reads, the most severe first, each with its range and the page of its rule.

use super::answer::{Answer, MOST};
use super::run::Ended;
use crate::report::count;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Findings in an answer, unless the call says otherwise.
pub(super) const USUAL: usize = 30;
/// Most findings in an answer.
pub(super) const MOST_FINDINGS: usize = 200;
/// Longest message, in characters.
const LONGEST: usize = 600;
/// Rules that are counted in an answer that leaves findings out.
const MOST_RULES: usize = 15;

const SEVERITIES: [&str; 3] = ["error", "warning", "info"];

/// A finding, as `--format jsonl` has it.
#[derive(Deserialize)]
struct Row {
    rule: String,
    severity: String,
    message: String,
    help: Option<String>,
    path: Option<String>,
    range: Option<Range>,
    #[serde(default)]
    fixes: Vec<Fix>,
    contracts: Option<Value>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Deserialize)]
struct Fix {
    title: String,
    safety: String,
}

/// Findings, counted, and the first of each severity.
pub(super) struct Findings {
    limit: usize,
    kept: [Vec<Row>; 3],
    counts: [usize; 3],
    rules: BTreeMap<String, usize>,
}

impl Findings {
    pub(super) fn new(limit: Option<usize>) -> Findings {
        let limit = limit.unwrap_or(USUAL);
        Findings { limit, kept: Default::default(), counts: [0; 3], rules: BTreeMap::new() }
    }

    /// Takes a line of `--format jsonl`.
    pub(super) fn take(&mut self, line: &str) {
        let Ok(row) = serde_json::from_str::<Row>(line) else { return };
        let at = SEVERITIES.iter().position(|known| row.severity == *known).unwrap_or(0);
        self.counts[at] += 1;
        *self.rules.entry(row.rule.clone()).or_default() += 1;
        if self.kept[at].len() < self.limit {
            self.kept[at].push(row);
        }
    }

    /// `3 findings: 2 errors, 1 warning`
    pub(super) fn in_words(&self) -> String {
        let total: usize = self.counts.iter().sum();
        let counts = self.counts.iter().zip(SEVERITIES).filter(|(number, _)| **number > 0);
        let counts: Vec<String> = counts.map(|(&number, what)| count(number, what)).collect();
        match total {
            0 => "no findings".to_owned(),
            _ => format!("{}: {}", count(total, "finding"), counts.join(", ")),
        }
    }

    /// The answer, with what the run said.
    pub(super) fn answer(self, ended: &Ended) -> Answer {
        let total: usize = self.counts.iter().sum();
        // Nothing was looked at where the work could not be done.
        let head = if total == 0 && ended.has_failed() { String::new() } else { self.in_words() };
        let (mut text, mut rows) = (String::new(), Vec::new());
        for row in self.kept.iter().flatten().take(self.limit) {
            let told = row.told();
            if text.len() + told.len() > MOST {
                break;
            }
            text.push_str(&told);
            rows.push(row.data());
        }
        let mut notes = Vec::new();
        if rows.len() < total {
            let mut rules: Vec<(&String, &usize)> = self.rules.iter().collect();
            rules.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let all: Vec<String> =
                rules.iter().take(MOST_RULES).map(|(rule, count)| format!("{rule} {count}")).collect();
            let more = if rules.len() > MOST_RULES { ", …" } else { "" };
            notes.push(format!(
                "{} of {total} findings are shown, the most severe first; `paths`, `select` and `limit` (at most \
                 {MOST_FINDINGS}) choose others. All by rule: {}{more}",
                rows.len(),
                all.join(", ")
            ));
        }
        if !ended.said.is_empty() {
            notes.push(ended.said.clone());
        }
        let sections = [head].into_iter().chain(notes.iter().cloned()).chain([text]);
        let sections: Vec<String> = sections.filter(|section| !section.is_empty()).collect();
        let [errors, warnings, infos] = self.counts;
        let data = json!({
            "findings": rows,
            "total": total,
            "errors": errors,
            "warnings": warnings,
            "infos": infos,
            "notes": notes,
        });
        Answer::new(sections.join("\n\n").trim_end().to_owned(), data).failed_if(ended.has_failed())
    }
}

impl Row {
    /// Lines for a model.
    fn told(&self) -> String {
        let place = match (&self.path, &self.range) {
            (Some(path), Some(range)) => format!("{path}:{}", range.told()),
            (Some(path), None) => path.clone(),
            (None, _) => "(a deleted file)".to_owned(),
        };
        let mut told = format!("{place}: {}[{}] {}\n", self.severity, self.rule, cut(&self.message));
        if let Some(help) = &self.help {
            told.push_str(&format!("  help: {}\n", cut(help)));
        }
        if let Some(contracts) = self.contracts.as_ref().and_then(contracts_told) {
            told.push_str(&format!("  breaks: {contracts}\n"));
        }
        for fix in &self.fixes {
            told.push_str(&format!("  fix ({}): {}\n", fix.safety, cut(&fix.title)));
        }
        if let Some(url) = &self.url {
            told.push_str(&format!("  page: {url}\n"));
        }
        told
    }

    fn data(&self) -> Value {
        let position = |position: &Position| json!({ "line": position.line, "column": position.column });
        let range = self
            .range
            .as_ref()
            .map(|range| json!({ "start": position(&range.start), "end": position(&range.end) }));
        let fix = |fix: &Fix| json!({ "title": cut(&fix.title), "safety": fix.safety });
        let fixes: Vec<Value> = self.fixes.iter().map(fix).collect();
        json!({
            "path": self.path,
            "range": range,
            "severity": self.severity,
            "rule": self.rule,
            "message": cut(&self.message),
            "help": self.help.as_deref().map(cut),
            "fixes": fixes,
            "contracts": self.contracts,
            "page": self.url,
        })
    }
}

impl Range {
    /// `7:3-7:9`, from 1.
    fn told(&self) -> String {
        let Range { start, end } = self;
        format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }
}

/// Contracts that a change breaks, or breaks under a condition.
fn contracts_told(contracts: &Value) -> Option<String> {
    let of = |name: &str| match contracts.get(name)?.as_str()? {
        "breaks" => Some(name.to_owned()),
        "conditional" => {
            let why = contracts.pointer(&format!("/why/{name}")).and_then(Value::as_str)?;
            Some(format!("{name} ({why})"))
        }
        _ => None,
    };
    let broken: Vec<String> = ["wire", "json", "source"].into_iter().filter_map(of).collect();
    (!broken.is_empty()).then(|| broken.join(", "))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_severe_come_first_and_the_rest_is_counted() {
        let mut findings = Findings::new(Some(2));
        for (severity, rule) in [("warning", "A"), ("info", "B"), ("error", "C"), ("warning", "A")] {
            findings.take(
                &json!({ "rule": rule, "severity": severity, "message": "m", "path": "x.proto" }).to_string(),
            );
        }
        assert_eq!(findings.in_words(), "4 findings: 1 error, 2 warnings, 1 info");
        let result = findings.answer(&Ended { code: 1, said: String::new() }).result();
        let shown = result["structuredContent"]["findings"].as_array().unwrap();
        let rules: Vec<&str> = shown.iter().map(|row| row["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, ["C", "A"]);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains("2 of 4 findings are shown") && text.contains("A 2, B 1, C 1"), "{text}");
    }

    #[test]
    fn contracts_are_named_with_their_conditions() {
        let contracts = json!({ "wire": "safe", "json": "breaks", "source": "conditional", "why": { "source": "if used" } });
        assert_eq!(contracts_told(&contracts).unwrap(), "json, source (if used)");
        assert_eq!(contracts_told(&json!({ "wire": "safe" })), None);
    }
}
