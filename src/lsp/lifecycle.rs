//! The start and the end of a session, and messages between them.

use super::client::Client;
use super::session::{Asked, Session, folders};
use super::settings::Settings;
use super::uri::Key;
use super::wire::Json;
use super::world::{Place, World};
use super::{Failure, answers};
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    TextDocumentIdentifier,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Stage of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    Down,
    /// After `exit`.
    Ended,
}

impl Session {
    /// Handles a message. After the last one, says whether the end is as the protocol wants it.
    pub(super) fn take(&mut self, message: Message) -> Option<bool> {
        match message {
            Message::Request(request) => self.request(request),
            Message::Response(response) => self.answered(response),
            Message::Notification(notification) if notification.method == "exit" => {
                let is_orderly = self.stage == Stage::Down;
                self.stage = Stage::Ended;
                return Some(is_orderly);
            }
            Message::Notification(notification) if self.stage == Stage::Running => {
                self.notified(notification)
            }
            Message::Notification(_) => {}
        }
        None
    }

    fn request(&mut self, request: Request) {
        match (self.stage, request.method.as_str()) {
            (Stage::New, "initialize") => self.initialize(request),
            (Stage::New, _) => {
                let failure =
                    Failure::new(ErrorCode::ServerNotInitialized, "the first request is `initialize`");
                self.answer(request.id, Err(failure));
            }
            (Stage::Down | Stage::Ended, _) => {
                let failure = Failure::new(ErrorCode::InvalidRequest, "the server was shut down");
                self.answer(request.id, Err(failure));
            }
            (Stage::Running, "initialize") => {
                let failure = Failure::new(ErrorCode::InvalidRequest, "`initialize` comes once");
                self.answer(request.id, Err(failure));
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Down;
                let waiting = self.pulls.drain(..).map(|pull| pull.id).collect::<Vec<_>>();
                for id in waiting {
                    self.answer(id, Ok(Json::from(r#"{"items":[]}"#.to_owned())));
                }
                self.answer(request.id, Ok(Json::null()));
            }
            (Stage::Running, "workspace/diagnostic") => self.pull(request),
            (Stage::Running, "workspace/executeCommand") => self.command(request),
            (Stage::Running, _) => self.dispatch(request),
        }
    }

    fn initialize(&mut self, request: Request) {
        self.stage = Stage::Running;
        let params = &request.params;
        self.client = Arc::new(Client::new(params.get("capabilities").cloned().unwrap_or_default()));
        self.configured_with(params.get("initializationOptions").unwrap_or(&Value::Null));
        for folder in folders(params) {
            self.worlds.push(World::new(Place::Folder(folder)));
        }
        if let Some(process) = params.get("processId").and_then(Value::as_u64) {
            self.follow(process);
        }
        let capabilities = answers::capabilities(&self.client);
        self.answer(request.id, Ok(Json::from(capabilities.to_string())));
    }

    /// Ends with the process of the editor.
    fn follow(&self, process: u64) {
        let path = PathBuf::from(format!("/proc/{process}"));
        // Where processes cannot be seen so, the end of the input has to do.
        if !path.exists() {
            return;
        }
        let events = self.events.clone();
        let _ = thread::Builder::new().name("editor".to_owned()).spawn(move || {
            while path.exists() {
                thread::sleep(Duration::from_secs(5));
            }
            let _ = events.send(super::session::Event::End);
        });
    }

    fn notified(&mut self, notification: Notification) {
        let params = notification.params;
        match notification.method.as_str() {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => {
                if let Some(params) = read::<DidOpenTextDocumentParams>(params) {
                    let key = self.documents.open(params.text_document);
                    self.look_at_disk();
                    self.edited(&key);
                    self.publish_config(&key);
                }
            }
            "textDocument/didChange" => {
                if let Some(params) = read::<DidChangeTextDocumentParams>(params) {
                    let key = Key::of(&params.text_document.text_document_identifier.uri);
                    let version = params.text_document.version;
                    let encoding = self.client.encoding;
                    if self.documents.change(&key, version, params.content_changes, encoding) {
                        self.edited(&key);
                    }
                }
            }
            "textDocument/didClose" => {
                if let Some(params) = read::<DidCloseTextDocumentParams>(params) {
                    self.close(&params.text_document);
                }
            }
            "textDocument/didSave" => {
                let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
                if let Some(path) = super::uri::path(&gen_lsp_types::Uri(uri.to_owned())) {
                    self.saved(&path);
                }
            }
            "workspace/didChangeWatchedFiles" => self.changed_on_disk(&params),
            "workspace/didCreateFiles" | "workspace/didRenameFiles" | "workspace/didDeleteFiles" => {
                self.moved_files(&params);
            }
            "workspace/didChangeWorkspaceFolders" => self.changed_folders(&params),
            "workspace/didChangeConfiguration" => match self.client.can("/workspace/configuration") {
                true => self.ask_for_settings(),
                false => {
                    let settings = params.get("settings").unwrap_or(&Value::Null);
                    self.configured(settings);
                }
            },
            "$/cancelRequest" => {
                let id =
                    params.get("id").cloned().and_then(|id| serde_json::from_value::<RequestId>(id).ok());
                if let Some(id) = id {
                    self.cancel(&id);
                }
            }
            // Whatever else there is does not matter here.
            _ => {}
        }
    }

    fn close(&mut self, document: &TextDocumentIdentifier) {
        let key = Key::of(&document.uri);
        let Some(closed) = self.documents.close(&key) else { return };
        if !self.client.pulls && key.path().is_some() {
            let params = json!({ "uri": closed.uri, "diagnostics": [] });
            self.notify("textDocument/publishDiagnostics", params);
        }
        self.closed(&key);
    }

    fn initialized(&mut self) {
        let mut registrations = Vec::new();
        if self.client.can("/workspace/didChangeWatchedFiles/dynamicRegistration") {
            registrations.push(json!({
                "id": "watched-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": self.watchers(),
            }));
        }
        if self.client.can("/workspace/didChangeConfiguration/dynamicRegistration") {
            registrations.push(json!({
                "id": "configuration",
                "method": "workspace/didChangeConfiguration",
                "registerOptions": { "section": "protune" },
            }));
        }
        if !registrations.is_empty() {
            self.ask("client/registerCapability", json!({ "registrations": registrations }), Asked::Other);
        }
        if self.client.can("/workspace/configuration") {
            self.ask_for_settings();
        }
        self.load_stale();
    }

    fn ask_for_settings(&mut self) {
        let params = json!({ "items": [{ "section": "protune" }] });
        self.ask("workspace/configuration", params, Asked::Configuration);
    }

    /// Takes settings over. What depends on them is loaded again.
    pub(super) fn configured(&mut self, value: &Value) {
        let before = self.settings.clone();
        if value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty) {
            return;
        }
        self.configured_with(value);
        if self.settings.configuration != before.configuration {
            self.worlds.iter_mut().for_each(|world| world.is_stale = true);
            self.load_stale();
        }
        if self.settings.against() != before.against() {
            self.compared_anew();
        }
        for what in ["inlayHint", "codeLens"] {
            if *self.settings != *before && self.client.can(&format!("/workspace/{what}/refreshSupport")) {
                self.ask(&format!("workspace/{what}/refresh"), Value::Null, Asked::Other);
            }
        }
    }

    fn configured_with(&mut self, value: &Value) {
        let (settings, unknown) = Settings::read(value);
        self.settings = Arc::new(settings);
        for key in unknown {
            let message = format!("the server has no setting `{key}`");
            self.notify("window/logMessage", json!({ "type": 2, "message": message }));
        }
    }

    fn command(&mut self, request: Request) {
        let name = request.params.get("command").and_then(Value::as_str).unwrap_or_default();
        let arguments = request.params.get("arguments").cloned().unwrap_or_default();
        let answer = match name {
            "protune.applyEdit" => {
                let edit = arguments.get(0).cloned().unwrap_or_default();
                if self.client.can("/workspace/applyEdit") && edit.is_object() {
                    self.ask("workspace/applyEdit", json!({ "edit": edit }), Asked::Other);
                    Ok(Json::null())
                } else {
                    Err(Failure::refused("the editor lets servers change no text"))
                }
            }
            "protune.restart" => {
                self.worlds.iter_mut().for_each(|world| world.is_stale = true);
                self.load_stale();
                Ok(Json::null())
            }
            "protune.explain" => {
                let rule = arguments.get(0).and_then(Value::as_str).unwrap_or_default();
                match self.catalog().find(rule) {
                    Some(rule) => Ok(Json::from(json!(rule.doc).to_string())),
                    None => Err(Failure::new(ErrorCode::InvalidParams, format!("there is no rule `{rule}`"))),
                }
            }
            _ => Err(Failure::new(ErrorCode::InvalidParams, format!("there is no command `{name}`"))),
        };
        self.answer(request.id, answer);
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}
