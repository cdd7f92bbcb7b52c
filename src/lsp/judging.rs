//! Findings: kept up to date while nothing else is to do, and sent to the editor or handed out when it asks.

use super::answers::{self, Answer};
use super::diagnostics;
use super::listed::Listed;
use super::requests::uri_in;
use super::session::{Asked, Inbox, Session, is_copy};
use super::snapshot::Snapshot;
use super::uri::{self, Key};
use super::wire::{Json, Outgoing};
use super::world::World;
use crate::config;
use gen_lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use lsp_server::{Request, RequestId};
use protune_compiler::diagnostic::Safety;
use protune_compiler::schema::FileId;
use protune_engine::ide;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Number of times in a row that new messages may interrupt the search for findings.
const INTERRUPTIONS: usize = 3;
/// Most findings in one answer about all files.
const MOST: usize = 20_000;

/// Findings in an open file that the editor has.
pub(super) struct Published {
    /// Version of the file.
    version: i32,
    /// Name of the list; `None` if the editor has not asked for it yet.
    id: Option<String>,
}

/// A request for the findings in all files.
pub(super) struct Pull {
    pub(super) id: RequestId,
    /// Results that the editor has, by address.
    known: HashMap<String, String>,
    /// It was not compared with the findings yet.
    pub(super) is_new: bool,
}

impl Session {
    /// Brings all findings up to date, unless a message interrupts that, then sends them and answers who waits for them.
    pub(super) fn judge(&mut self, inbox: &Inbox<'_>) {
        for at in 0..self.worlds.len() {
            let world = &mut self.worlds[at];
            let Some(loaded) = world.loaded.as_mut().filter(|loaded| loaded.is_behind()) else { continue };
            let may_stop = self.interrupted < INTERRUPTIONS;
            match loaded.flush(&self.documents, &|| may_stop && inbox.has_work(true)) {
                Ok(is_stale) => world.is_stale |= is_stale,
                Err(_) => return self.interrupted += 1,
            }
            loaded.has_looked_first = loaded.has_looked_first || loaded.look_first(&self.documents);
        }
        if self.worlds.iter().any(World::has_looked_first) {
            self.publish();
            self.answer_judged(true);
            if self.until_calm().is_some() {
                return;
            }
        }
        for world in &mut self.worlds {
            let Some(loaded) = world.loaded.as_mut().filter(|loaded| loaded.is_behind()) else { continue };
            // What is open is up to date then, and all answers come first: but for edits, nothing is looked for twice.
            let is_far = loaded.has_looked_first;
            let may_stop = self.interrupted < INTERRUPTIONS;
            let is_stopped = || if is_far { inbox.has_work(false) } else { may_stop && inbox.has_work(true) };
            if loaded.catch_up(&is_stopped).is_err() {
                self.interrupted += usize::from(!is_far);
                return;
            }
            loaded.deployed.follow();
            world.comparison.follow();
        }
        self.interrupted = 0;
        self.publish();
        self.answer_judged(false);
        self.answer_pulls();
    }

    /// Whether a request is about a document that is open.
    pub(super) fn is_about_open(&self, request: &Request) -> bool {
        let key = uri_in(&request.params).map(|uri| Key::of(&uri));
        key.is_some_and(|key| self.documents.get(&key).is_some())
    }

    /// Answers requests that waited for findings: all, or those about open files.
    fn answer_judged(&mut self, only_open: bool) {
        for request in std::mem::take(&mut self.judged) {
            if only_open && !self.is_about_open(&request) {
                self.judged.push(request);
                continue;
            }
            let id = request.id.clone();
            if self.guarded(|session| session.dispatch_judged(request)).is_none() {
                self.answer_for_bug(Some(id));
            }
        }
    }

    /// Whether findings of open files, or requests for all findings, wait to be sent.
    pub(super) fn needs_publishing(&self) -> bool {
        self.until_calm().is_none() && self.pulls.iter().any(|pull| pull.is_new)
            || self.worlds.iter().any(|world| world.loaded.as_ref().is_some_and(|it| !it.touched.is_empty()))
            || self.documents.iter().any(|(key, document)| {
                let is_shown = self.published.get(key).is_some_and(|known| known.version == document.version);
                !is_shown && self.place(key).is_some()
            })
    }

    /// World and file of an open document that is judged.
    fn place(&self, key: &Key) -> Option<(usize, FileId)> {
        let path = key.path()?;
        let at = self.world_of(path)?;
        let file = self.worlds[at].loaded.as_ref()?.files.find(path)?;
        (!is_copy(path)).then_some((at, file))
    }

    /// Sends the findings of open files that may have changed, or has the editor ask for them again.
    fn publish(&mut self) {
        let open: Vec<(Key, Uri, i32)> =
            self.documents.iter().map(|(key, it)| (key.clone(), it.uri.clone(), it.version)).collect();
        let mut asks_again = false;
        let mut snapshots: HashMap<usize, Snapshot> = HashMap::new();
        for (key, uri, version) in open {
            let Some((at, file)) = self.place(&key) else { continue };
            let is_new = self.published.get(&key).is_none_or(|known| known.version != version);
            let is_touched = self.worlds[at].loaded.as_ref().is_some_and(|it| it.touched.contains(&file));
            if !is_new && !is_touched {
                continue;
            }
            let known = self.published.get(&key).and_then(|known| known.id.clone());
            if self.client.pulls && (is_new || known.is_none()) {
                // The editor asks for the findings of a new version by itself.
                self.published.insert(key, Published { version, id: None });
                continue;
            }
            if !snapshots.contains_key(&at)
                && let Some(snapshot) = self.snapshot(at)
            {
                snapshots.insert(at, snapshot);
            }
            let Some(snapshot) = snapshots.get(&at) else { continue };
            let found = self.found(snapshot, at, file);
            let differs = known.as_ref() != Some(&found.id);
            asks_again |= self.client.pulls && differs;
            self.published.insert(key, Published { version, id: Some(found.id.clone()) });
            if !self.client.pulls && (is_new || differs) {
                self.send_findings(&uri, version, found);
            }
        }
        for world in &mut self.worlds {
            if let Some(loaded) = &mut world.loaded {
                loaded.touched.clear();
            }
        }
        if asks_again {
            self.ask("workspace/diagnostic/refresh", Value::Null, Asked::Other);
        }
        self.pulls.iter_mut().for_each(|pull| pull.is_new = true);
    }

    pub(super) fn send_findings(&self, uri: &Uri, version: i32, found: Listed) {
        let uri = json!(uri);
        let before = format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":{uri},"version":{version},"diagnostics":"#
        );
        let _ = self.out.send(Outgoing::Json(Json::of_parts([before, found.json, "}}".to_owned()])));
    }

    fn found(&self, snapshot: &Snapshot, at: usize, file: FileId) -> Listed {
        let findings = self.worlds[at].loaded.as_ref().map(|loaded| loaded.live.findings_alone(file));
        let mut findings = findings.unwrap_or_default();
        findings.extend(ide::cycles(&snapshot.schema, file).into_iter().map(Cow::Owned));
        let breaking =
            snapshot.files.disk(file).map_or(&[][..], |path| self.worlds[at].comparison.found(path));
        diagnostics::of_file(snapshot, file, &findings, breaking)
    }

    /// Sends the problems of configurations, and takes those back that are mended.
    pub(super) fn shown_anew(&mut self) {
        let mut by_file: HashMap<PathBuf, Vec<Diagnostic>> = HashMap::new();
        let working_dir = crate::paths::working_dir();
        for world in &self.worlds {
            for problem in &world.problems {
                let path = crate::paths::absolute(Path::new(&problem.source.path), &working_dir);
                // Of an open file, the text of the editor counts.
                if self.documents.get(&Key::File(path.clone())).is_some() {
                    continue;
                }
                let shown = diagnostics::of_config(&self.client, &[problem]);
                by_file.entry(path).or_default().extend(shown);
            }
        }
        let is_open = |path: &PathBuf| self.documents.get(&Key::File(path.clone())).is_some();
        let shown: HashSet<PathBuf> = by_file.keys().cloned().collect();
        let (open, closed): (Vec<PathBuf>, Vec<PathBuf>) =
            self.published_configs.difference(&shown).cloned().partition(is_open);
        let gone = closed.into_iter().map(|path| (path, Vec::new()));
        let mut all: Vec<(PathBuf, Vec<Diagnostic>)> = gone.chain(by_file).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, diagnostics) in all {
            let params = PublishDiagnosticsParams { uri: uri::of(&path), version: None, diagnostics };
            self.notify("textDocument/publishDiagnostics", params);
        }
        self.published_configs = shown.into_iter().chain(open).collect();
    }

    /// Sends the problems of an open configuration file, as it is in the editor.
    pub(super) fn show_config(&mut self, path: &Path) {
        let Some(document) = self.documents.get(&Key::File(path.to_owned())) else { return };
        let problems = config::problems_in(path, &document.text);
        let problems: Vec<&config::Problem> = problems.iter().collect();
        let diagnostics = diagnostics::of_config(&self.client, &problems);
        let (uri, version) = (document.uri.clone(), Some(document.version));
        self.notify(
            "textDocument/publishDiagnostics",
            PublishDiagnosticsParams { uri, version, diagnostics },
        );
        self.published_configs.insert(path.to_owned());
    }

    /// Answers a request that only the loop can answer, since it needs the rules: the findings of a file, and the text after
    /// all fixes. Returns whether it is one.
    pub(super) fn answer_on_loop(&mut self, request: &Request, key: &Key, at: usize, file: FileId) -> bool {
        match request.method.as_str() {
            "textDocument/diagnostic" => {
                let report = self.report(&request.params, key, at, file);
                self.answer(request.id.clone(), Ok(report));
                true
            }
            "textDocument/codeAction" if answers::wants_all_fixes(&request.params) => {
                let answer = self.all_fixed(at, file);
                answer.is_some_and(|answer| {
                    self.answer(request.id.clone(), answer);
                    true
                })
            }
            _ => false,
        }
    }

    fn all_fixed(&mut self, at: usize, file: FileId) -> Option<Answer> {
        let snapshot = self.snapshot(at)?;
        if !snapshot.may_edit(file) {
            return None;
        }
        let loaded = self.worlds[at].loaded.as_mut()?;
        let fixed = loaded.live.fixed(file, Safety::Safe);
        loaded.touch(file);
        Some(answers::all_fixed(&snapshot, file, fixed))
    }

    /// The answer to a request for the findings of a file.
    fn report(&mut self, params: &Value, key: &Key, at: usize, file: FileId) -> Json {
        let shown =
            self.snapshot(at).filter(|snapshot| snapshot.files.disk(file).is_none_or(|it| !is_copy(it)));
        let found = shown.map_or_else(Listed::default, |snapshot| self.found(&snapshot, at, file));
        if let Some(document) = self.documents.get(key) {
            let published = Published { version: document.version, id: Some(found.id.clone()) };
            self.published.insert(key.clone(), published);
        }
        diagnostics::report(params, found)
    }

    // Findings in all files.

    /// Takes note of a request for the findings in all files.
    pub(super) fn pull(&mut self, request: Request) {
        let ids = request.params.get("previousResultIds").and_then(Value::as_array);
        let known = ids.into_iter().flatten().filter_map(|it| {
            Some((it.get("uri")?.as_str()?.to_owned(), it.get("value")?.as_str()?.to_owned()))
        });
        self.pulls.push(Pull { id: request.id, known: known.collect(), is_new: true });
    }

    /// Answers requests for the findings in all files, if the editor does not have all of them.
    fn answer_pulls(&mut self) {
        let is_loading = self.worlds.iter().any(|world| world.loading.is_some());
        if is_loading || !self.pulls.iter().any(|pull| pull.is_new) {
            return;
        }
        for mut pull in std::mem::take(&mut self.pulls) {
            let items = if pull.is_new { self.news(&pull.known) } else { Vec::new() };
            if items.is_empty() && !pull.known.is_empty() {
                pull.is_new = false;
                self.pulls.push(pull);
                continue;
            }
            self.answer(pull.id, Ok(Json::from(format!(r#"{{"items":[{}]}}"#, items.join(",")))));
        }
    }

    /// The files whose findings differ from what the editor has, as JSON.
    fn news(&mut self, known: &HashMap<String, String>) -> Vec<String> {
        let mut items = Vec::new();
        let mut count = 0;
        for at in 0..self.worlds.len() {
            let Some(snapshot) = self.snapshot(at) else { continue };
            for &file in snapshot.files.targets() {
                let Some(uri) = snapshot.uri(file) else { continue };
                let seen = self.worlds[at].loaded.as_ref().and_then(|it| it.fingerprints.get(&file)).cloned();
                if seen.is_some() && seen.as_ref() == known.get(&uri.0) {
                    continue;
                }
                let found = self.found(&snapshot, at, file);
                if let Some(loaded) = &mut self.worlds[at].loaded {
                    loaded.fingerprints.insert(file, found.id.clone());
                }
                let is_known = known.get(&uri.0) == Some(&found.id);
                count += found.count;
                if is_known || found.count == 0 && !known.contains_key(&uri.0) || count > MOST {
                    continue;
                }
                let version = json!(snapshot.open.get(&file).map(|(_, version)| *version));
                let (uri, Listed { json: found, id, .. }) = (json!(uri), found);
                items.push(format!(
                    r#"{{"kind":"full","uri":{uri},"version":{version},"resultId":"{id}","items":{found}}}"#
                ));
            }
            for (uri, Listed { json: found, id, count: of_file }) in self.configs_found(at) {
                let seen = known.get(&uri.0);
                count += of_file;
                if seen == Some(&id) || of_file == 0 && seen.is_none() || count > MOST {
                    continue;
                }
                let uri = json!(uri);
                items.push(format!(
                    r#"{{"kind":"full","uri":{uri},"version":null,"resultId":"{id}","items":{found}}}"#
                ));
            }
        }
        items
    }
}
