//! Kinds of methods, and of the requests and responses that are named after them. Judges names alone, but for lists of
//! revisions and pages.

use super::facts::Rpc;
use protune_compiler::schema::MessageView;

/// Kind of a method by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Any,
    Get,
    List,
    Create,
    Update,
    Delete,
    Undelete,
    Purge,
    BatchGet,
    BatchCreate,
    BatchUpdate,
    BatchDelete,
    /// `Add` and `Remove`.
    AddRemove,
    /// `RunXJob`
    Run,
    /// `CommitX`, `RollbackX`, `TagXRevision` and `DeleteXRevision`.
    Commit,
    Rollback,
    Tag,
    DeleteRevision,
    /// All that the AIPs of standard methods, batches and revisions say nothing about.
    Custom,
    /// Search and list methods, and all others with the fields of pages.
    Paged,
}

/// Set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Kinds(u32);

impl Kinds {
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u32 != 0
    }

    fn with(self, kind: Kind, is_in: bool) -> Kinds {
        Kinds(self.0 | u32::from(is_in) << kind as u32)
    }
}

/// Kinds whose names begin with a verb and go on with a capital.
const CAPITALIZED: &[Kind] = &[
    Kind::Get,
    Kind::List,
    Kind::Create,
    Kind::Update,
    Kind::Delete,
    Kind::Undelete,
    Kind::Purge,
    Kind::BatchDelete,
];
/// Kinds whose names begin with a verb and go on with anything.
const BATCHES: &[Kind] = &[Kind::BatchGet, Kind::BatchCreate, Kind::BatchUpdate];
/// Kinds with a verb, a name that does not begin with a small letter, and an end.
const AROUND: &[Kind] = &[Kind::Run, Kind::Commit, Kind::Rollback, Kind::Tag, Kind::DeleteRevision];

impl Kind {
    /// Words around the name of the resource.
    pub(crate) fn affixes(self) -> (&'static str, &'static str) {
        match self {
            Kind::Get => ("Get", ""),
            Kind::List => ("List", ""),
            Kind::Create => ("Create", ""),
            Kind::Update => ("Update", ""),
            Kind::Delete => ("Delete", ""),
            Kind::Undelete => ("Undelete", ""),
            Kind::Purge => ("Purge", ""),
            Kind::BatchGet => ("BatchGet", ""),
            Kind::BatchCreate => ("BatchCreate", ""),
            Kind::BatchUpdate => ("BatchUpdate", ""),
            Kind::BatchDelete => ("BatchDelete", ""),
            Kind::Run => ("Run", "Job"),
            Kind::Commit => ("Commit", ""),
            Kind::Rollback => ("Rollback", ""),
            Kind::Tag => ("Tag", "Revision"),
            Kind::DeleteRevision => ("Delete", "Revision"),
            Kind::Any | Kind::AddRemove | Kind::Custom | Kind::Paged => ("", ""),
        }
    }

    /// `Ship` of `GetShip` or `TagShipRevision`; the name itself if it does not have the affixes.
    pub(crate) fn noun(self, method: &str) -> &str {
        let (verb, end) = self.affixes();
        let noun = method.strip_prefix(verb).unwrap_or(method);
        noun.strip_suffix(end).unwrap_or(noun)
    }

    /// `Ship` of `GetShipRequest`.
    pub(crate) fn noun_of_request(self, message: &str) -> &str {
        self.noun(message.strip_suffix("Request").unwrap_or(message))
    }

    /// `Ships` of `ListShipsResponse`.
    pub(crate) fn noun_of_response(self, message: &str) -> &str {
        self.noun(message.strip_suffix("Response").unwrap_or(message))
    }
}

/// Kinds of a method by its name.
pub(super) fn of_method(name: &str) -> Kinds {
    let mut kinds = Kinds::default().with(Kind::Any, true);
    for &kind in CAPITALIZED {
        kinds = kinds.with(kind, begins_words(name, kind.affixes().0));
    }
    for &kind in BATCHES {
        let rest = name.strip_prefix(kind.affixes().0);
        let is_meant = |rest: &str| !rest.starts_with(|c: char| !c.is_ascii_alphanumeric());
        kinds = kinds.with(kind, rest.is_some_and(is_meant));
    }
    for &kind in AROUND {
        kinds = kinds.with(kind, is_around(kind, name));
    }
    if name == "GetIamPolicy" {
        kinds.0 &= !(1 << Kind::Get as u32);
    }
    if kinds.has(Kind::DeleteRevision) {
        kinds.0 &= !(1 << Kind::Delete as u32);
    }
    let is_about_revisions =
        [Kind::Commit, Kind::Rollback, Kind::Tag, Kind::DeleteRevision].iter().any(|&kind| kinds.has(kind));
    kinds
        .with(Kind::AddRemove, begins_words(name, "Add") || begins_words(name, "Remove"))
        .with(Kind::Custom, !is_standard(name) && !is_about_revisions)
}

impl Kinds {
    /// Without lists, for a list of revisions as it was before there were methods for it.
    pub(super) fn without_list(self) -> Kinds {
        Kinds(self.0 & !(1 << Kind::List as u32))
    }
}

/// Returns whether a method of this name may list revisions in the old way.
pub(super) fn may_list_revisions(rpc: &Rpc<'_>) -> bool {
    let name = rpc.name();
    let noun = name.strip_prefix("List").and_then(|rest| rest.strip_suffix("Revisions"));
    noun.is_some_and(|noun| !noun.is_empty() && is_word(noun))
        && rpc.input.is_some_and(|request| request.field_named("name").is_some())
}

/// Kinds of methods whose request a message is, by its name.
pub(super) fn of_request(message: MessageView<'_>) -> Kinds {
    let name = message.name();
    let is_paged = |method: &str| {
        named(method, "List") || named(method, "Search") || has_any(message, &["page_size", "page_token"])
    };
    let Some(method) = name.strip_suffix("Request") else { return Kinds::default() };
    let mut kinds = of_message(method).with(Kind::Paged, is_paged(method));
    for &kind in AROUND {
        kinds = kinds.with(kind, is_around(kind, method));
    }
    if lists_revisions(method) {
        kinds = kinds.without_list();
    }
    kinds.with(Kind::Any, true)
}

/// Kinds of methods whose response a message is, by its name.
pub(super) fn of_response(message: MessageView<'_>) -> Kinds {
    let method = message.name().strip_suffix("Response");
    let is_paged = method.is_some_and(|method| named(method, "List") || named(method, "Search"))
        || has_any(message, &["next_page_token"]);
    let mut kinds = method.map(of_message).unwrap_or_default();
    if method.is_some_and(lists_revisions) {
        kinds = kinds.without_list();
    }
    kinds.with(Kind::Paged, is_paged).with(Kind::Any, method.is_some())
}

/// Returns whether messages of a method of this name are those of revisions.
fn lists_revisions(method: &str) -> bool {
    method.starts_with("List") && method.ends_with("Revisions") && method.len() > "ListXRevisions".len()
}

/// Kinds of methods that a request or response is named after, without its last word.
fn of_message(method: &str) -> Kinds {
    let mut kinds = Kinds::default();
    for kind in [Kind::Get, Kind::List, Kind::Create, Kind::Update, Kind::Delete] {
        let noun = method.strip_prefix(kind.affixes().0);
        let is_meant = |noun: &str| noun.starts_with(|c: char| c.is_ascii_uppercase()) && is_word(noun);
        kinds = kinds.with(kind, noun.is_some_and(is_meant));
    }
    for &kind in BATCHES.iter().chain(&[Kind::BatchDelete, Kind::Undelete, Kind::Purge]) {
        kinds = kinds.with(kind, named(method, kind.affixes().0));
    }
    kinds
}

fn has_any(message: MessageView<'_>, fields: &[&str]) -> bool {
    fields.iter().any(|name| message.field_named(name).is_some())
}

fn named(method: &str, verb: &str) -> bool {
    method.strip_prefix(verb).is_some_and(is_word)
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Returns whether a name is a word, or begins with it and goes on with a capital.
pub(crate) fn begins_words(name: &str, word: &str) -> bool {
    let rest = name.strip_prefix(word);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn is_around(kind: Kind, method: &str) -> bool {
    let (verb, end) = kind.affixes();
    let noun = method.strip_prefix(verb).and_then(|rest| rest.strip_suffix(end));
    // `Committed` and `Running` are other words.
    noun.is_some_and(|noun| noun.starts_with(|c: char| !c.is_ascii_lowercase()) && is_word(noun))
}

/// Returns whether the AIPs of standard methods and batches are about a method.
fn is_standard(name: &str) -> bool {
    const VERBS: &[&str] = &["Get", "Create", "Update", "Delete", "List"];
    let is_batch = name
        .strip_prefix("Batch")
        .is_some_and(|rest| ["Get", "Create", "Update", "Delete"].iter().any(|verb| rest.starts_with(verb)));
    is_batch || VERBS.iter().any(|verb| begins_words(name, verb))
}

/// Returns whether a request and a response are those of a list in pages.
pub(crate) fn is_paged(request: MessageView<'_>, response: MessageView<'_>) -> bool {
    of_request(request).has(Kind::Paged) && of_response(response).has(Kind::Paged)
}
