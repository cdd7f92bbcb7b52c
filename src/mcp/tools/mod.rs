//! The tools, one file each: what it is for, its arguments, and the run behind it.

use super::answer::Answer;
use super::arguments::Arguments;
use super::changes::Changes;
use super::findings::{Findings, MOST_FINDINGS, USUAL};
use super::jobs::Stop;
use super::roots::Roots;
use super::run::{self, Ended};
use crate::rooms::rooms;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

rooms! {
    /// All tools, in the order in which they are listed.
    static TOOLS: [&Tool] = TOOL of {
        lint,
        fix,
        breaking,
        explain,
        format,
        report,
    }
}

/// A tool that an agent can call.
pub(super) struct Tool {
    pub(super) name: &'static str,
    title: &'static str,
    /// Text that lets a model choose it.
    doc: &'static str,
    /// Whether it can write files.
    writes: bool,
    /// Arguments, as properties of a JSON schema.
    properties: fn() -> Value,
    needed: &'static [&'static str],
    /// The error is for the agent.
    run: fn(&Call<'_>, &Arguments) -> Result<Answer, String>,
}

/// State that all calls share.
pub(super) struct Server {
    pub(super) roots: Roots,
    pub(super) may_write: bool,
    /// Held by the call that writes.
    pub(super) writing: Mutex<()>,
}

/// A call of a tool.
pub(super) struct Call<'c> {
    pub(super) server: &'c Server,
    pub(super) stop: &'c Stop,
}

pub(super) fn find(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().copied().find(|tool| tool.name == name)
}

/// The tools, as the protocol lists them.
pub(super) fn list() -> Vec<Value> {
    let show = |tool: &&Tool| {
        json!({
            "name": tool.name,
            "title": tool.title,
            "description": tool.doc,
            "inputSchema": tool.schema(),
            "annotations": {
                "title": tool.title,
                "readOnlyHint": !tool.writes,
                "destructiveHint": tool.writes,
                "idempotentHint": true,
                "openWorldHint": false,
            },
        })
    };
    TOOLS.iter().map(show).collect()
}

impl Tool {
    fn schema(&self) -> Value {
        json!({
            "type": "object",
            "properties": (self.properties)(),
            "required": self.needed,
            "additionalProperties": false,
        })
    }
}

impl Call<'_> {
    /// Calls a tool.
    pub(super) fn of(&self, tool: &Tool, arguments: Value) -> Answer {
        let read = Arguments::read(arguments, &tool.schema());
        match read.and_then(|arguments| (tool.run)(self, &arguments)) {
            Ok(answer) => answer,
            Err(problem) => Answer::failure(problem),
        }
    }

    fn roots(&self) -> &Roots {
        &self.server.roots
    }

    /// Runs a command in the first root.
    fn run(&self, arguments: Vec<OsString>, take: impl FnMut(&str)) -> Result<Ended, String> {
        run::run(arguments, self.roots().first(), self.stop, take)
    }

    /// Runs a command that reports findings, and answers with as many as the call wants.
    fn findings(&self, command: Vec<OsString>, arguments: &Arguments) -> Result<Answer, String> {
        let mut findings = Findings::new(arguments.number("limit", MOST_FINDINGS)?);
        let ended = self.run(command, |line| findings.take(line))?;
        Ok(findings.answer(&ended))
    }

    /// The paths that a call names; all roots if it names none. The error is for the agent.
    fn paths(&self, arguments: &Arguments) -> Result<Vec<OsString>, String> {
        let named = arguments.words("paths")?;
        if named.is_empty() {
            return Ok(self.roots().all().iter().map(OsString::from).collect());
        }
        named.into_iter().map(|path| Ok(self.roots().path(path)?.into_os_string())).collect()
    }

    /// Runs a command that prints a diff.
    fn changes(&self, arguments: Vec<OsString>) -> Result<(Changes, Ended), String> {
        let mut changes = Changes::default();
        let ended = self.run(arguments, |line| changes.take(line))?;
        Ok((changes, ended))
    }

    /// Writes changes that a diff showed, with a run for that; `None` if the server may not write, or not all of them lie
    /// in the roots. The error is for the agent.
    fn written(
        &self,
        changes: &Changes,
        write: impl FnOnce() -> Result<Ended, String>,
    ) -> Result<Written, String> {
        if !self.server.may_write {
            return Err("nothing was written: the server was started with --read-only".to_owned());
        }
        if let Some(outside) = changes.files.iter().find(|file| !self.roots().contain(file)) {
            let (outside, roots) = (outside.display(), self.roots().in_words());
            return Err(format!("nothing was written: {outside} would change, and lies outside of {roots}"));
        }
        let _one = self.server.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let text = |file: &Path| std::fs::read(self.roots().first().join(file)).ok();
        let before: Vec<_> = changes.files.iter().map(|file| text(file)).collect();
        let ended = write()?;
        let now = changes.files.iter().zip(before);
        let changed = now.filter(|(file, before)| text(file) != *before);
        let files = changed.map(|(file, _)| file.display().to_string()).collect();
        Ok(Written { files, ended })
    }
}

/// Result of writing.
struct Written {
    /// Files whose text is another one now.
    files: Vec<String>,
    ended: Ended,
}

/// The answer with a diff, and what became of it.
fn diff_answer(changes: &Changes, head: String, said: &[&str], written: Option<&[String]>) -> Answer {
    let note = changes.diff.note("name fewer `paths` to see them");
    let notes = said.iter().filter(|said| !said.is_empty()).map(|said| (*said).to_owned()).chain(note);
    let notes: Vec<String> = notes.collect();
    let sections = [head].into_iter().chain(notes.iter().cloned()).chain([changes.diff.text.clone()]);
    let sections: Vec<String> = sections.filter(|section| !section.is_empty()).collect();
    let files: Vec<String> = changes.files.iter().map(|file| file.display().to_string()).collect();
    let data = json!({
        "diff": changes.diff.text,
        "files": files,
        "added": changes.added,
        "removed": changes.removed,
        "written": written.unwrap_or_default(),
        "notes": notes,
    });
    Answer::new(sections.join("\n\n").trim_end().to_owned(), data)
}

/// `--select=A,B`, if there are any words.
fn list_flag(flag: &str, words: &[&str]) -> Option<OsString> {
    (!words.is_empty()).then(|| format!("{flag}={}", words.join(",")).into())
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

fn paths_schema() -> Value {
    json!({
        "type": "array",
        "items": { "type": "string" },
        "description": "Files and folders, relative to the first root; all roots if left out.",
    })
}

fn rules_schema(what: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": what })
}

fn limit_schema() -> Value {
    let (usual, most) = (USUAL, MOST_FINDINGS);
    json!({
        "type": "integer",
        "minimum": 1,
        "maximum": most,
        "description": format!("Most findings in the answer, {usual} if left out. All are counted."),
    })
}

fn flag_schema(what: &str) -> Value {
    json!({ "type": "boolean", "default": false, "description": what })
}
