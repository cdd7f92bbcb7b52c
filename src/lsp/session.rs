//! The state of the server, and the loop that owns it: which message leads to what, and in which order.

use super::answers::{self, Method, Needs, Shared};
use super::client::Client;
use super::documents::Documents;
use super::judging::Pull;
use super::lifecycle::Stage;
use super::pool::Pool;
use super::settings::Settings;
use super::snapshot::{Files, Snapshot};
use super::uri::Key;
use super::wire::{self, Outgoing};
use super::world::{Load, Place, World, load};
use super::{Failure, snapshot};
use gen_lsp_types::Uri;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use protune_compiler::schema::FileId;
use protune_engine::documents::Texts;
use protune_engine::fmt::Style;
use protune_rules::Catalog;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Time without edits after which a world is loaded again for the sake of imports.
const CALM: Duration = Duration::from_millis(150);

/// Something that the loop has to know.
pub(super) enum Event {
    Message(Message),
    /// A world was loaded; `None` if that failed.
    Loaded { world: usize, number: u64, load: Option<Box<Load>> },
    /// A request was answered.
    Answered(RequestId),
    /// The input ended.
    End,
}

/// State of the server.
pub(super) struct Session {
    pub(super) out: Sender<Outgoing>,
    pub(super) events: Sender<Event>,
    pub(super) stage: Stage,
    pub(super) client: Arc<Client>,
    pub(super) settings: Arc<Settings>,
    pub(super) documents: Documents,
    pub(super) worlds: Vec<World>,
    pub(super) shared: Arc<Shared>,
    pool: Pool,
    /// Requests that are being answered, with the flag that takes them back.
    running: HashMap<RequestId, Arc<AtomicBool>>,
    /// Requests that wait until a world is loaded.
    waiting: Vec<Request>,
    /// Requests that wait until findings are up to date.
    pub(super) judged: Vec<Request>,
    /// Requests to the editor whose answers matter.
    pub(super) asked: HashMap<RequestId, Asked>,
    pub(super) next_id: i32,
    next_load: u64,
    /// Time of the last edit.
    edited: Instant,
    /// Versions of open files for which findings were found last, and what they were.
    pub(super) published: HashMap<Key, (i32, String)>,
    /// Configuration files whose problems were sent.
    pub(super) published_configs: HashSet<PathBuf>,
    /// Requests for the findings in all files that wait for something new, with what the editor has.
    pub(super) pulls: Vec<Pull>,
    /// Number of times in a row that judging was interrupted.
    pub(super) interrupted: usize,
}

/// A question to the editor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Configuration,
    /// Its answer says nothing.
    Other,
}

/// Messages that came, and whether more are there.
pub(super) struct Inbox<'r> {
    receiver: &'r Receiver<Event>,
    pending: RefCell<VecDeque<Event>>,
}

impl Inbox<'_> {
    /// Whether anything came that has to be done before what is being done.
    pub(super) fn has_work(&self) -> bool {
        let mut pending = self.pending.borrow_mut();
        pending.extend(self.receiver.try_iter());
        pending.iter().any(|event| !matches!(event, Event::Answered(_)))
    }

    fn next(&self, timeout: Option<Duration>) -> Result<Event, RecvTimeoutError> {
        if let Some(event) = self.pending.borrow_mut().pop_front() {
            return Ok(event);
        }
        match timeout {
            Some(timeout) => self.receiver.recv_timeout(timeout),
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }
}

/// What a request is about.
enum Subject {
    File(usize, FileId),
    /// An open document that is no file of any world.
    Text(Key),
    Loading,
    Unknown,
}

impl Session {
    pub(super) fn new(out: Sender<Outgoing>, events: Sender<Event>) -> Session {
        Session {
            out,
            events,
            stage: Stage::New,
            client: Arc::default(),
            settings: Arc::default(),
            documents: Documents::default(),
            worlds: Vec::new(),
            shared: Arc::default(),
            pool: Pool::new(),
            running: HashMap::new(),
            waiting: Vec::new(),
            judged: Vec::new(),
            asked: HashMap::new(),
            next_id: 1,
            next_load: 1,
            edited: Instant::now(),
            published: HashMap::new(),
            published_configs: HashSet::new(),
            pulls: Vec::new(),
            interrupted: 0,
        }
    }

    /// Handles messages until the end. Returns whether the editor ended as the protocol says.
    pub(super) fn run(mut self, receiver: &Receiver<Event>) -> bool {
        let inbox = Inbox { receiver, pending: RefCell::default() };
        loop {
            let timeout = if self.has_idle_work() { Some(Duration::ZERO) } else { self.until_reload() };
            match inbox.next(timeout) {
                Ok(Event::Message(message)) => {
                    if let Some(is_orderly) = self.guarded(|session| session.take(message)).flatten() {
                        return is_orderly;
                    }
                }
                Ok(Event::Loaded { world, number, load }) => {
                    self.guarded(|session| session.loaded(world, number, load));
                }
                Ok(Event::Answered(id)) => {
                    self.running.remove(&id);
                }
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => return self.stage == Stage::Ended,
                Err(RecvTimeoutError::Timeout) => {
                    self.guarded(|session| session.idle(&inbox));
                }
            }
        }
    }

    /// Does work that must not end the server, whatever happens. Returns nothing after a panic.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
        if let Ok(done) = catch_unwind(AssertUnwindSafe(|| work(self))) {
            return Some(done);
        }
        // What was being changed may be half done.
        for world in &mut self.worlds {
            world.loaded = None;
            world.is_stale = true;
        }
        None
    }

    fn has_idle_work(&self) -> bool {
        let is_behind = |world: &World| world.loaded.as_ref().is_some_and(|loaded| loaded.is_behind());
        !self.judged.is_empty() && !self.is_loading()
            || self.worlds.iter().any(is_behind)
            || self.needs_publishing()
    }

    fn is_loading(&self) -> bool {
        self.worlds.iter().any(|world| world.loading.is_some() || world.loaded.is_none())
    }

    /// Time until worlds are to be loaded again, if any are.
    fn until_reload(&self) -> Option<Duration> {
        let waits = |world: &World| world.is_stale && world.loading.is_none();
        self.worlds.iter().any(waits).then(|| CALM.saturating_sub(self.edited.elapsed()))
    }

    /// Brings findings up to date, and loads again what has to be.
    fn idle(&mut self, inbox: &Inbox<'_>) {
        self.judge(inbox);
        if self.edited.elapsed() >= CALM || self.worlds.iter().any(|world| world.loaded.is_none()) {
            for world in 0..self.worlds.len() {
                if self.worlds[world].is_stale && self.worlds[world].loading.is_none() {
                    self.start_loading(world);
                }
            }
        }
    }

    // Worlds.

    /// Loads a world on a thread of its own.
    pub(super) fn start_loading(&mut self, at: usize) {
        let number = self.next_load;
        self.next_load += 1;
        let world = &mut self.worlds[at];
        (world.is_stale, world.loading) = (false, Some(number));
        let (place, is_first) = (world.place.clone(), world.loaded.is_none());
        let texts: Texts = self
            .documents
            .iter()
            .filter_map(|(key, document)| Some((key.path()?.to_owned(), document.text.clone())))
            .filter(|(path, _)| is_schema(path))
            .collect();
        let (settings, events) = (self.settings.clone(), self.events.clone());
        let work = move || {
            let load = catch_unwind(|| load(&place, texts, &settings, is_first));
            let load = load.ok().map(Box::new);
            let _ = events.send(Event::Loaded { world: at, number, load });
        };
        let spawned = thread::Builder::new().name("loading".to_owned()).stack_size(8 << 20).spawn(work);
        if spawned.is_err() {
            self.worlds[at].loading = None;
        }
    }

    fn loaded(&mut self, at: usize, number: u64, load: Option<Box<Load>>) {
        let Some(world) = self.worlds.get_mut(at).filter(|world| world.loading == Some(number)) else { return };
        world.loading = None;
        if let Some(load) = load {
            world.problems = load.problems;
            if let Some(mut loaded) = load.loaded {
                loaded.touch_open(&self.documents);
                world.loaded = Some(loaded);
            }
        }
        if self.worlds[at].loaded.is_none() {
            // It cannot be loaded: requests are answered from the texts alone.
            self.worlds[at].is_stale = false;
        }
        self.shown_anew();
        for request in std::mem::take(&mut self.waiting) {
            self.dispatch(request);
        }
    }

    /// The world of a file: the innermost folder around it, or its own.
    pub(super) fn world_of(&self, path: &std::path::Path) -> Option<usize> {
        let holds = |world: &World| match &world.place {
            Place::Folder(folder) => path.starts_with(folder),
            Place::File(file) => path == file,
        };
        let worlds = self.worlds.iter().enumerate().filter(|(_, world)| holds(world));
        worlds.max_by_key(|(_, world)| world.place.path().components().count()).map(|(at, _)| at)
    }

    fn subject(&mut self, key: &Key) -> Subject {
        let is_open = self.documents.get(key).is_some();
        let Some(path) = key.path().filter(|path| is_schema(path)) else {
            return if is_open { Subject::Text(key.clone()) } else { Subject::Unknown };
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

    // Documents.

    /// Takes note of an open file with another text.
    pub(super) fn edited(&mut self, key: &Key) {
        self.edited = Instant::now();
        let Some(path) = key.path().filter(|path| is_schema(path)) else { return };
        let at = match self.world_of(path) {
            Some(at) => at,
            None => {
                self.worlds.push(World::new(Place::File(path.to_owned())));
                self.worlds.len() - 1
            }
        };
        for (index, world) in self.worlds.iter_mut().enumerate() {
            let Some(loaded) = &mut world.loaded else { continue };
            match loaded.files.find(path) {
                Some(file) => loaded.touch(file),
                // A new file: imports may mean it now.
                None if index == at => world.is_stale = true,
                None => {}
            }
        }
        let world = &self.worlds[at];
        if world.loaded.is_none() && world.loading.is_none() && world.is_stale {
            self.start_loading(at);
        }
    }

    /// Takes note of a closed file: the text on the disk holds again.
    pub(super) fn closed(&mut self, key: &Key) {
        let Some(path) = key.path() else { return };
        self.edited(key);
        self.published.remove(key);
        // A file outside of all folders is forgotten.
        if let Some(at) = self.worlds.iter().position(|world| world.place == Place::File(path.to_owned())) {
            self.worlds.remove(at);
            // Loads that are running have other numbers.
            for world in &mut self.worlds[at..] {
                world.is_stale |= world.loading.take().is_some();
            }
        }
    }

    // Requests.

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
        if let Some(answer) = self.answer_on_loop(&request, at, file) {
            return self.answer(request.id, answer);
        }
        let findings = self.worlds[at].loaded.as_ref().map(|loaded| loaded.live.findings_in(file));
        match self.snapshot_around(at, file) {
            Some(mut snapshot) => {
                snapshot.findings = findings.unwrap_or_default();
                self.start(request, method, snapshot, file);
            }
            None => self.answer(request.id, (method.none)(&request.params)),
        }
    }

    /// Answers a request about all worlds.
    fn over_worlds(&mut self, request: Request, method: &'static Method) {
        if self.worlds.iter().any(|world| world.loaded.is_none() && (world.loading.is_some() || world.is_stale)) {
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
        run: impl FnOnce(Value, &Shared) -> Result<Value, Failure> + Send + 'static,
    ) {
        let is_cancelled = Arc::new(AtomicBool::new(false));
        self.running.insert(request.id.clone(), is_cancelled.clone());
        let (out, events, shared) = (self.out.clone(), self.events.clone(), self.shared.clone());
        let name = request.method;
        self.pool.run(method.urgency, move || {
            let id = request.id;
            let answer = match is_cancelled.load(Ordering::Relaxed) {
                true => Err(cancelled()),
                false => catch_unwind(AssertUnwindSafe(|| run(request.params, &shared))).unwrap_or_else(|_| {
                    let message = format!("`{name}` failed: this is a bug of protune");
                    Err(Failure::new(ErrorCode::InternalError, message))
                }),
            };
            let _ = out.send(Outgoing::Message(wire::response(id.clone(), answer).into()));
            let _ = events.send(Event::Answered(id));
        });
    }

    pub(super) fn answer(&self, id: RequestId, answer: Result<Value, Failure>) {
        let _ = self.out.send(Outgoing::Message(wire::response(id, answer).into()));
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
                let response = wire::response(id.clone(), Err(cancelled()));
                let _ = self.out.send(Outgoing::Message(response.into()));
                return;
            }
        }
    }

    /// Tells the editor something.
    pub(super) fn notify(&self, method: &str, params: impl serde::Serialize) {
        let notification = Notification::new(method.to_owned(), params);
        let _ = self.out.send(Outgoing::Message(notification.into()));
    }

    /// Asks the editor something.
    pub(super) fn ask(&mut self, method: &str, params: impl serde::Serialize, asked: Asked) {
        let id = RequestId::from(self.next_id);
        self.next_id += 1;
        self.asked.insert(id.clone(), asked);
        let request = Request::new(id, method.to_owned(), params);
        let _ = self.out.send(Outgoing::Message(request.into()));
    }

    pub(super) fn answered(&mut self, response: Response) {
        if let Some(Asked::Configuration) = self.asked.remove(&response.id)
            && let Ok(result) = response.response_result
        {
            self.configured(result.get(0).unwrap_or(&Value::Null));
        }
    }

    // Snapshots.

    /// The state of a world with all edits. `None` if it is not loaded.
    pub(super) fn snapshot(&mut self, at: usize) -> Option<Snapshot> {
        let loaded = self.worlds[at].loaded.as_mut()?;
        if loaded.flush(&self.documents, &|| false) == Ok(true) {
            self.worlds[at].is_stale = true;
        }
        let loaded = self.worlds[at].loaded.as_mut()?;
        let files = loaded.files.clone();
        let open = self.documents.iter().filter_map(|(key, document)| {
            let file = files.find(key.path()?)?;
            Some((file, (document.uri.clone(), document.version)))
        });
        Some(Snapshot {
            schema: loaded.schema(),
            open: Arc::new(open.collect()),
            files,
            client: self.client.clone(),
            settings: self.settings.clone(),
            catalog: loaded.catalog.clone(),
            style: Style::default(),
            findings: Vec::new(),
            lines: Mutex::default(),
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
            open: Arc::new(open.into_iter().map(|open| (FileId::new(0), open)).collect()),
            client: self.client.clone(),
            settings: self.settings.clone(),
            catalog: Catalog::compiled_in().clone(),
            style: Style::default(),
            findings: Vec::new(),
            lines: Mutex::default(),
        }
    }
}

fn cancelled() -> Failure {
    Failure::new(ErrorCode::RequestCanceled, "the request was taken back")
}

/// Whether a file is one of the schema by its name.
pub(super) fn is_schema(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}

/// The document that the parameters of a request name.
fn uri_in(params: &Value) -> Option<Uri> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/data/uri"))?;
    Some(Uri(uri.as_str()?.to_owned()))
}

/// Folder of copies of built-in files.
pub(super) fn is_copy(path: &std::path::Path) -> bool {
    path.starts_with(snapshot::cache())
}

/// Paths of the folders of the editor.
pub(super) fn folders(params: &Value) -> Vec<PathBuf> {
    let path = |uri: &Value| super::uri::path(&Uri(uri.as_str()?.to_owned()));
    let folders = params.get("workspaceFolders").and_then(Value::as_array);
    if let Some(folders) = folders.filter(|folders| !folders.is_empty()) {
        return folders.iter().filter_map(|folder| path(folder.get("uri")?)).collect();
    }
    if let Some(root) = params.get("rootUri").and_then(path) {
        return vec![root];
    }
    let root = params.get("rootPath").and_then(Value::as_str);
    root.map(PathBuf::from).filter(|root| root.is_absolute()).into_iter().collect()
}
