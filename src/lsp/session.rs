//! The state of the server, and the loop that owns it: which message leads to what, and in which order.

use super::against::Compared;
use super::answers::{self, Shared};
use super::client::Client;
use super::deployed::{Found, is_candidate};
use super::documents::Documents;
use super::judging::{Published, Pull};
use super::lifecycle::Stage;
use super::pool::Pool;
use super::progress::Bar;
use super::settings::Settings;
use super::uri::Key;
use super::watch::is_configuration;
use super::wire::Outgoing;
use super::world::{Load, Loaded, Place, World, load};
use super::{Failure, snapshot};
use gen_lsp_types::Uri;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use protune_engine::documents::Texts;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Event that the loop handles.
pub(super) enum Event {
    Message(Message),
    /// A world was loaded; `None` if that failed.
    Loaded {
        world: usize,
        number: u64,
        bar: u64,
        load: Option<Box<Load>>,
    },
    /// Findings of the configuration files of a world; `None` if looking for them failed.
    Configs {
        place: Place,
        found: Option<Found>,
    },
    /// A world was compared with an older version. The error is for the user.
    Compared {
        place: Place,
        bar: u64,
        result: Result<Compared, String>,
    },
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
    pub(super) pool: Pool,
    /// Requests that are being answered, with the flag that takes them back.
    pub(super) running: HashMap<RequestId, Arc<AtomicBool>>,
    /// Requests that wait until a world is loaded.
    pub(super) waiting: Vec<Request>,
    /// Requests that wait until findings are up to date.
    pub(super) judged: Vec<Request>,
    /// Requests to the editor whose answers matter.
    pub(super) asked: HashMap<RequestId, Asked>,
    pub(super) next_id: i32,
    next_load: u64,
    /// Time without edits after which a world is loaded again for the sake of imports.
    calm: Duration,
    /// Time of the last edit.
    edited: Instant,
    /// Findings in open files that the editor has.
    pub(super) published: HashMap<Key, Published>,
    /// Configuration files whose problems were sent.
    pub(super) published_configs: HashSet<PathBuf>,
    /// Requests for the findings in all files that wait for something new, with what the editor has.
    pub(super) pulls: Vec<Pull>,
    /// Number of times in a row that judging was interrupted.
    pub(super) interrupted: usize,
    /// Bars of work that runs.
    pub(super) bars: Vec<Bar>,
    pub(super) next_bar: u64,
    /// Time of the last look at whether the version that is compared with has moved.
    pub(super) looked_at_refs: Instant,
}

/// A question to the editor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Configuration,
    /// A bar for the work with this number.
    Bar(u64),
    /// Its answer says nothing.
    Other,
}

/// Messages that came, and whether more are there.
pub(super) struct Inbox<'r> {
    receiver: &'r Receiver<Event>,
    pending: RefCell<VecDeque<Event>>,
}

impl Inbox<'_> {
    /// Whether anything came that has to be done before findings are up to date: those in open files, or in all.
    pub(super) fn has_work(&self, are_of_open: bool) -> bool {
        let mut pending = self.pending.borrow_mut();
        pending.extend(self.receiver.try_iter());
        pending.iter().any(|event| match event {
            // These wait for the findings, or do not matter to them.
            Event::Message(Message::Request(request)) => {
                !are_of_open || !answers::waits_for_findings(&request.method)
            }
            Event::Message(Message::Response(_)) => false,
            Event::Answered(_) | Event::Configs { .. } | Event::Compared { .. } => false,
            Event::Message(Message::Notification(_)) | Event::Loaded { .. } | Event::End => true,
        })
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

impl Session {
    pub(super) fn new(out: Sender<Outgoing>, events: Sender<Event>, calm: Duration) -> Session {
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
            calm,
            edited: Instant::now(),
            published: HashMap::new(),
            published_configs: HashSet::new(),
            pulls: Vec::new(),
            interrupted: 0,
            bars: Vec::new(),
            next_bar: 1,
            looked_at_refs: Instant::now(),
        }
    }

    /// Handles messages until the end. Returns whether the editor ended as the protocol says.
    pub(super) fn run(mut self, receiver: &Receiver<Event>) -> bool {
        let inbox = Inbox { receiver, pending: RefCell::default() };
        loop {
            let timeout = if self.has_idle_work() { Some(Duration::ZERO) } else { self.until_reload() };
            match inbox.next(timeout) {
                Ok(Event::Message(message)) => {
                    let id = match &message {
                        Message::Request(request) => Some(request.id.clone()),
                        _ => None,
                    };
                    match self.guarded(|session| session.take(message)) {
                        Some(Some(is_orderly)) => return is_orderly,
                        Some(None) => {}
                        None => self.answer_for_bug(id),
                    }
                }
                Ok(Event::Loaded { world, number, bar, load }) => {
                    self.end_bar(bar);
                    self.guarded(|session| session.loaded(world, number, load));
                }
                Ok(Event::Configs { place, found }) => {
                    self.guarded(|session| {
                        let at = session.worlds.iter().position(|world| world.place == place);
                        if let Some(at) = at {
                            session.judged_configs(at, found);
                        }
                    });
                }
                Ok(Event::Compared { place, bar, result }) => {
                    self.guarded(|session| session.compared(&place, bar, result));
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
    pub(super) fn guarded<T>(&mut self, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
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

    /// Answers a request whose work ended in a panic.
    pub(super) fn answer_for_bug(&self, id: Option<RequestId>) {
        if let Some(id) = id {
            let message = "the request failed: this is a bug of protune";
            self.answer(id, Err(Failure::new(ErrorCode::InternalError, message)));
        }
    }

    fn has_idle_work(&self) -> bool {
        let is_calm = self.until_calm().is_none();
        let is_behind = |world: &World| {
            let is_behind = |loaded: &Loaded| loaded.is_behind() && (is_calm || !loaded.has_looked_first);
            world.loaded.as_ref().is_some_and(is_behind)
        };
        self.judged.iter().any(|request| is_calm || self.is_about_open(request))
            || self.worlds.iter().any(is_behind)
            || self.needs_publishing()
    }

    /// Time until the findings in many files are looked for, while somebody types and they wait for that.
    pub(super) fn until_calm(&self) -> Option<Duration> {
        let left = self.calm.checked_sub(self.edited.elapsed()).filter(|left| !left.is_zero());
        left.filter(|_| self.worlds.iter().any(World::has_looked_first))
    }

    /// Time until there is work that waits for calm, if there is any.
    fn until_reload(&self) -> Option<Duration> {
        let waits = |world: &World| world.is_stale && world.loading.is_none();
        let reload = self.worlds.iter().any(waits).then(|| self.calm.saturating_sub(self.edited.elapsed()));
        let others = [self.until_calm(), self.until_configs(), self.until_comparison(), self.until_bars()];
        reload.into_iter().chain(others.into_iter().flatten()).min()
    }

    /// Brings findings up to date, and loads again what has to be.
    fn idle(&mut self, inbox: &Inbox<'_>) {
        self.judge(inbox);
        if self.edited.elapsed() >= self.calm || self.worlds.iter().any(|world| world.loaded.is_none()) {
            for world in 0..self.worlds.len() {
                if self.worlds[world].is_stale && self.worlds[world].loading.is_none() {
                    self.start_loading(world);
                }
            }
        }
        self.judge_configs();
        self.compare();
        self.move_bars();
    }

    // Worlds.

    /// Loads a world on a thread of its own.
    pub(super) fn start_loading(&mut self, at: usize) {
        let number = self.next_load;
        self.next_load += 1;
        let (bar, progress) = self.begin_bar("Loading schemas");
        let world = &mut self.worlds[at];
        (world.is_stale, world.loading) = (false, Some(number));
        let (place, is_first) = (world.place.clone(), world.loaded.is_none());
        let texts: Texts = self
            .documents
            .iter()
            .filter_map(|(key, document)| Some((key.path()?.to_owned(), document.text.clone())))
            .filter(|(path, text)| is_schema(path) || is_candidate(path, text))
            .collect();
        self.worlds[at].taken = texts.keys().map(PathBuf::from).collect();
        let (settings, events) = (self.settings.clone(), self.events.clone());
        let work = move || {
            let load = catch_unwind(AssertUnwindSafe(|| load(&place, texts, &settings, is_first, &progress)));
            let load = load.ok().map(Box::new);
            let _ = events.send(Event::Loaded { world: at, number, bar, load });
        };
        let spawned = thread::Builder::new().name("loading".to_owned()).stack_size(8 << 20).spawn(work);
        if spawned.is_err() {
            self.worlds[at].loading = None;
            self.end_bar(bar);
        }
    }

    fn loaded(&mut self, at: usize, number: u64, load: Option<Box<Load>>) {
        let Some(world) = self.worlds.get_mut(at).filter(|world| world.loading == Some(number)) else {
            return;
        };
        world.loading = None;
        world.comparison.follow();
        if let Some(load) = load {
            world.problems = load.problems;
            if let Some(mut loaded) = load.loaded {
                loaded.touch_open(&self.documents);
                loaded.deployed.touch_open(&self.documents);
                world.loaded = Some(loaded);
            }
        }
        // A file that was opened since then may not be on the disk.
        let is_new = |path: &Path| !self.worlds[at].taken.contains(path) && self.world_of(path) == Some(at);
        let is_lacking = |path: &Path| is_schema(path) && !self.worlds[at].has(path) && is_new(path);
        let has_new = self.documents.iter().filter_map(|(key, _)| key.path()).any(is_lacking);
        self.worlds[at].is_stale |= has_new;
        self.shown_anew();
        self.try_waiting();
    }

    /// Dispatches the requests again that waited for a world, which may be there now, or gone.
    pub(super) fn try_waiting(&mut self) {
        for request in std::mem::take(&mut self.waiting) {
            self.dispatch(request);
        }
    }

    /// The world of a file: the innermost folder around it, or its own.
    pub(super) fn world_of(&self, path: &Path) -> Option<usize> {
        let holds = |world: &World| match &world.place {
            Place::Folder(folder) => path.starts_with(folder),
            Place::File(file) => path == file,
        };
        let worlds = self.worlds.iter().enumerate().filter(|(_, world)| holds(world));
        worlds.max_by_key(|(_, world)| world.place.path().components().count()).map(|(at, _)| at)
    }

    // Documents.

    /// Takes note of an open file with another text.
    pub(super) fn edited(&mut self, key: &Key) {
        self.edited = Instant::now();
        let Some(path) = key.path().filter(|path| is_schema(path)) else { return self.edited_config(key) };
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
        // What could not be loaded before may be loaded with this text.
        let world = &self.worlds[at];
        if world.loaded.is_none() && world.loading.is_none() {
            self.start_loading(at);
        }
    }

    /// Takes note of a closed file: the text on the disk holds again.
    pub(super) fn closed(&mut self, key: &Key) {
        let Some(path) = key.path() else { return };
        self.edited(key);
        self.published.remove(key);
        if is_configuration(path) {
            // What the disk has may be wrong as well.
            self.shown_anew();
        }
        // A file outside of all folders is forgotten.
        if let Some(at) = self.worlds.iter().position(|world| world.place == Place::File(path.to_owned())) {
            self.worlds.remove(at);
            // Loads that are running have other numbers.
            for world in &mut self.worlds[at..] {
                world.is_stale |= world.loading.take().is_some();
            }
            self.try_waiting();
        }
    }

    /// Sends a notification to the editor.
    pub(super) fn notify(&self, method: &str, params: impl serde::Serialize) {
        let notification = Notification::new(method.to_owned(), params);
        let _ = self.out.send(Outgoing::Message(notification.into()));
    }

    /// Sends a request to the editor.
    pub(super) fn ask(&mut self, method: &str, params: impl serde::Serialize, asked: Asked) {
        let id = RequestId::from(self.next_id);
        self.next_id += 1;
        self.asked.insert(id.clone(), asked);
        let request = Request::new(id, method.to_owned(), params);
        let _ = self.out.send(Outgoing::Message(request.into()));
    }

    pub(super) fn answered(&mut self, response: Response) {
        let asked = self.asked.remove(&response.id);
        let Ok(result) = response.response_result else { return };
        match asked {
            Some(Asked::Configuration) => self.configured(result.get(0).unwrap_or(&Value::Null)),
            Some(Asked::Bar(number)) => self.show_bar(number),
            Some(Asked::Other) | None => {}
        }
    }
}

/// Whether a file is one of the schema by its name.
pub(super) fn is_schema(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}

/// Folder of copies of built-in files.
pub(super) fn is_copy(path: &Path) -> bool {
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
