//! Requests: what each is about, what it waits for, and the snapshot that it is answered from.

use super::answers::{self, Answer, Configuration, Method, Needs, Shared};
use super::listed::Listed;
use super::session::{Event, Session, is_schema};
use super::snapshot::{Files, KnownLines, Snapshot};
use super::uri::Key;
use super::watch::is_configuration;
use super::wire;
use super::{Failure, deployed, diagnostics};
use crate::config;
use crate::plugin::Terms;
use gen_lsp_types::Uri;
use lsp_server::{ErrorCode, Request, RequestId};
use protune_compiler::schema::FileId;
use protune_engine::fmt::Style;
use protune_rules::Catalog;
use serde_json::Value;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Subject of a request.
enum Subject {
    File(usize, FileId),
    /// An open document that is no file of any world.
    Text(Key),
    /// An open configuration file of protune or buf.
    Configuration(Key),
    /// A configuration file that is deployed with schemas, by its place in a world.
    Deployed(usize, usize),
    Loading,
    Unknown,
}

impl Session {
    fn subject(&mut self, key: &Key) -> Subject {
        let is_open = self.documents.get(key).is_some();
        if is_open && key.path().is_some_and(is_configuration) {
            return Subject::Configuration(key.clone());
        }
        if let Some((at, config)) = key.path().and_then(|path| self.config_at(path)) {
            return Subject::Deployed(at, config);
        }
        let Some(path) = key.path().filter(|path| is_schema(path)) else {
            // Data that names no service is no schema either.
            let is_data = key.path().is_some_and(deployed::is_data);
            return if is_open && !is_data { Subject::Text(key.clone()) } else { Subject::Unknown };
        };
        let Some(at) = self.world_of(path) else {
            return if is_open { Subject::Text(key.clone()) } else { Subject::Unknown };
        };
        let world = &self.worlds[at];
        if let Some(file) = world.loaded.as_ref().and_then(|loaded| loaded.files.find(path)) {
            return Subject::File(at, file);
        }
        match (world.loading.is_some() || world.is_stale, is_open) {
            (true, _) => Subject::Loading,
            (false, true) => Subject::Text(key.clone()),
            (false, false) => Subject::Unknown,
        }
    }

    /// Answers a request, now or later.
    pub(super) fn dispatch(&mut self, request: Request) {
        let Some(method) = answers::find(&request.method) else {
            let message = format!("there is no method `{}`", request.method);
            return self.answer(request.id, Err(Failure::new(ErrorCode::MethodNotFound, message)));
        };
        if method.needs == Needs::Worlds {
            return self.over_worlds(request, method);
        }
        let Some(key) = uri_in(&request.params).map(|uri| Key::of(&uri)) else {
            let failure = Failure::new(ErrorCode::InvalidParams, "the parameters name no document");
            return self.answer(request.id, Err(failure));
        };
        match self.subject(&key) {
            Subject::Loading => self.waiting.push(request),
            Subject::Unknown => self.answer(request.id, (method.none)(&request.params)),
            Subject::Configuration(key) => {
                let answer = self.of_configuration(&request, &key);
                self.answer(request.id, answer);
            }
            Subject::Deployed(at, config) => self.of_deployed(request, method, (at, config), &key),
            Subject::Text(key) => {
                let snapshot = self.snapshot_of_text(&key);
                self.start(request, method, snapshot, FileId::new(0));
            }
            Subject::File(..) if method.needs == Needs::Findings => self.judged.push(request),
            Subject::File(at, file) => match self.snapshot_around(at, file) {
                Some(snapshot) => self.start(request, method, snapshot, file),
                None => self.answer(request.id, (method.none)(&request.params)),
            },
        }
    }

    /// Answers a request about a file whose findings are up to date.
    pub(super) fn dispatch_judged(&mut self, request: Request) {
        let key = uri_in(&request.params).map(|uri| Key::of(&uri));
        let method = answers::find(&request.method);
        let (Some(key), Some(method)) = (key, method) else { return };
        let Subject::File(at, file) = self.subject(&key) else { return self.dispatch(request) };
        if self.answer_on_loop(&request, &key, at, file) {
            return;
        }
        let found = self.worlds[at].loaded.as_ref().map(|loaded| loaded.live.findings_alone(file));
        let findings = found.into_iter().flatten().map(Cow::into_owned).collect();
        match self.snapshot_around(at, file) {
            Some(mut snapshot) => {
                snapshot.findings = findings;
                self.start(request, method, snapshot, file);
            }
            None => self.answer(request.id, (method.none)(&request.params)),
        }
    }

    /// Answers a request about all worlds.
    fn over_worlds(&mut self, request: Request, method: &'static Method) {
        if self
            .worlds
            .iter()
            .any(|world| world.loaded.is_none() && (world.loading.is_some() || world.is_stale))
        {
            return self.waiting.push(request);
        }
        let snapshots: Vec<Snapshot> = (0..self.worlds.len()).filter_map(|at| self.snapshot(at)).collect();
        let run = method.over_worlds;
        self.in_pool(request, method, move |params, shared| run(&snapshots, params, shared));
    }

    fn start(&mut self, request: Request, method: &'static Method, snapshot: Snapshot, file: FileId) {
        self.in_pool(request, method, move |params, shared| (method.run)(&snapshot, file, params, shared));
    }

    /// Runs an answer on the pool. The request is answered exactly once, whatever happens.
    fn in_pool(
        &mut self,
        request: Request,
        method: &'static Method,
        run: impl FnOnce(Value, &Shared) -> Answer + Send + 'static,
    ) {
        let is_cancelled = Arc::new(AtomicBool::new(false));
        self.running.insert(request.id.clone(), is_cancelled.clone());
        let (out, events, shared) = (self.out.clone(), self.events.clone(), self.shared.clone());
        let name = request.method;
        self.pool.run(method.urgency, move || {
            let id = request.id;
            let answer = match is_cancelled.load(Ordering::Relaxed) {
                true => Err(cancelled()),
                false => {
                    catch_unwind(AssertUnwindSafe(|| run(request.params, &shared))).unwrap_or_else(|_| {
                        let message = format!("`{name}` failed: this is a bug of protune");
                        Err(Failure::new(ErrorCode::InternalError, message))
                    })
                }
            };
            let _ = out.send(wire::response(id.clone(), answer));
            let _ = events.send(Event::Answered(id));
        });
    }

    pub(super) fn answer(&self, id: RequestId, answer: Answer) {
        let _ = self.out.send(wire::response(id, answer));
    }

    /// Takes a request back, if it is not answered yet.
    pub(super) fn cancel(&mut self, id: &RequestId) {
        if let Some(flag) = self.running.get(id) {
            flag.store(true, Ordering::Relaxed);
        }
        if let Some(at) = self.pulls.iter().position(|pull| pull.id == *id) {
            self.pulls.remove(at);
            return self.answer(id.clone(), Err(cancelled()));
        }
        for list in [&mut self.waiting, &mut self.judged] {
            if let Some(at) = list.iter().position(|request| request.id == *id) {
                list.remove(at);
                let _ = self.out.send(wire::response(id.clone(), Err(cancelled())));
                return;
            }
        }
    }

    /// Answers a request about a configuration file that is deployed with schemas.
    fn of_deployed(
        &mut self,
        request: Request,
        method: &'static Method,
        (at, config): (usize, usize),
        key: &Key,
    ) {
        if request.method == "textDocument/diagnostic" {
            let found = key.path().zip(self.worlds[at].loaded.as_ref());
            let found = found.map_or_else(Listed::default, |(path, loaded)| loaded.deployed.found(path));
            return self.answer(request.id, Ok(diagnostics::report(&request.params, found)));
        }
        let (Some(run), Some(mut snapshot)) = (answers::of_config(&request.method), self.snapshot(at)) else {
            return self.answer(request.id, (method.none)(&request.params));
        };
        let Some(loaded) = &self.worlds[at].loaded else { return };
        let file = snapshot.config_id(config);
        let needs_findings = method.needs == Needs::Findings;
        let workspace =
            needs_findings.then(|| (loaded.live.workspace().schema_alone(), loaded.live.settings().clone()));
        self.in_pool(request, method, move |params, shared| {
            if let Some((workspace, settings)) = workspace {
                let judged = deployed::judge(&snapshot, workspace, &settings, Some(file));
                snapshot.findings = judged.into_iter().flat_map(|(_, findings)| findings).collect();
            }
            run(&snapshot, file, params, shared)
        });
    }

    fn of_configuration(&self, request: &Request, key: &Key) -> Answer {
        let name = key.path().and_then(|path| path.file_name()?.to_str()).unwrap_or_default();
        let text = self.documents.get(key).map_or("", |document| document.text.as_str());
        let folder = key.path().and_then(|path| path.parent());
        // No plugin starts for a word: those of what is loaded are known.
        let around = folder.map(|folder| config::catalog_around(folder, Terms::default()));
        let catalog = around.map_or_else(|| self.catalog(), |around| Arc::new(around.and(&self.catalog())));
        Configuration { name, text, client: &self.client, catalog: &catalog }.answer(request)
    }

    /// Returns the rules that there are in any world.
    pub(super) fn catalog(&self) -> Arc<Catalog> {
        let loaded = self.worlds.iter().filter_map(|world| Some(&world.loaded.as_ref()?.catalog));
        loaded.fold(Catalog::compiled_in().clone(), |all, own| match Arc::ptr_eq(&all, own) {
            true => all,
            false => Arc::new(all.and(own)),
        })
    }

    /// The state of a world with all edits. `None` if it is not loaded.
    pub(super) fn snapshot(&mut self, at: usize) -> Option<Snapshot> {
        let loaded = self.worlds[at].loaded.as_mut()?;
        let is_gone = loaded.deployed.flush(&self.documents);
        if loaded.flush(&self.documents, &|| false) == Ok(true) || is_gone {
            self.worlds[at].is_stale = true;
        }
        let loaded = self.worlds[at].loaded.as_mut()?;
        let (files, configs) = (loaded.files.clone(), loaded.deployed.configs().clone());
        let open = self.documents.iter().filter_map(|(key, document)| {
            let path = key.path()?;
            let config = || Some(FileId::new(files.len() + loaded.deployed.find(path)?));
            let file = files.find(path).or_else(config)?;
            Some((file, (document.uri.clone(), document.version)))
        });
        let open = open.collect();
        Some(Snapshot {
            schema: loaded.schema(),
            open: Arc::new(open),
            files,
            configs,
            client: self.client.clone(),
            settings: self.settings.clone(),
            catalog: loaded.catalog.clone(),
            style: Style::default(),
            findings: Vec::new(),
            lines: loaded.lines.clone(),
        })
    }

    /// The state of a world, with the layout that holds for one of its files.
    fn snapshot_around(&mut self, at: usize, file: FileId) -> Option<Snapshot> {
        let mut snapshot = self.snapshot(at)?;
        if let (Some(loaded), Some(path)) = (&self.worlds[at].loaded, snapshot.files.disk(file)) {
            snapshot.style = loaded.style(path);
        }
        Some(snapshot)
    }

    /// A snapshot of one text that belongs to no world.
    fn snapshot_of_text(&self, key: &Key) -> Snapshot {
        let document = self.documents.get(key);
        let open = document.map(|document| (document.uri.clone(), document.version));
        self.snapshot_of(document.map_or("", |document| &document.text), open)
    }

    fn snapshot_of(&self, text: &str, open: Option<(Uri, i32)>) -> Snapshot {
        let schema = protune_compiler::compile([("untitled.proto", text)], |_| None);
        Snapshot {
            schema: Arc::new(schema),
            files: Arc::new(Files::default()),
            configs: Arc::default(),
            open: Arc::new(open.into_iter().map(|open| (FileId::new(0), open)).collect()),
            client: self.client.clone(),
            settings: self.settings.clone(),
            catalog: Catalog::compiled_in().clone(),
            style: Style::default(),
            findings: Vec::new(),
            lines: KnownLines::default(),
        }
    }
}

fn cancelled() -> Failure {
    Failure::new(ErrorCode::RequestCanceled, "the request was taken back")
}

/// The document that the parameters of a request name.
pub(super) fn uri_in(params: &Value) -> Option<Uri> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/data/uri"))?;
    Some(Uri(uri.as_str()?.to_owned()))
}
