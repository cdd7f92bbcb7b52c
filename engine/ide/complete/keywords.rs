//! Words of the language, and whole declarations.

use super::{Completion, CompletionKind, Completions, Site};
use crate::ide::cursor::Block;
use protune_compiler::schema::Edition;

/// A word, what follows it as a snippet, and the editions that have it.
pub(super) type Keyword = (&'static str, Option<&'static str>, In);

/// Editions that have a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    All,
    Proto2,
    /// proto2 and proto3.
    Syntaxes,
    /// Since edition 2024.
    Recent,
    /// proto2 and the editions.
    NotProto3,
}

impl In {
    fn has(self, edition: Edition) -> bool {
        match self {
            In::All => true,
            In::Proto2 => edition == Edition::Proto2,
            In::Syntaxes => !edition.is_edition(),
            In::Recent => edition >= Edition::E2024,
            In::NotProto3 => edition != Edition::Proto3,
        }
    }
}

const MESSAGE: Keyword = ("message", Some("message ${1:Name} {\n  $0\n}"), In::All);
const ENUM_: Keyword = ("enum", Some("enum ${1:Name} {\n  ${2:NAME}_UNSPECIFIED = 0;$0\n}"), In::All);
const EXTEND: Keyword = ("extend", Some("extend ${1:google.protobuf.FieldOptions} {\n  $0\n}"), In::All);
const OPTION: Keyword = ("option", Some("option ${1:name} = ${2:value};"), In::All);
const EXPORT: Keyword = ("export", None, In::Recent);
const LOCAL: Keyword = ("local", None, In::Recent);

pub(super) const TOP: &[Keyword] = &[
    MESSAGE,
    ENUM_,
    ("service", Some("service ${1:Name}Service {\n  $0\n}"), In::All),
    ("import", Some("import \"$1\";"), In::All),
    ("package", Some("package $1;"), In::All),
    ("syntax", Some("syntax = \"${1:proto3}\";"), In::All),
    ("edition", Some("edition = \"${1:2023}\";"), In::All),
    OPTION,
    EXTEND,
    EXPORT,
    LOCAL,
];
pub(super) const VISIBLE: &[Keyword] = &[MESSAGE, ENUM_];
pub(super) const IMPORT: &[Keyword] =
    &[("public", None, In::All), ("weak", None, In::Syntaxes), ("option", None, In::Recent)];
pub(super) const ENUM: &[Keyword] = &[OPTION, ("reserved", Some("reserved $1;"), In::All)];
pub(super) const SERVICE: &[Keyword] = &[
    ("rpc", Some("rpc ${1:Name}(${2:${1:Name}Request}) returns (${3:${1:Name}Response});"), In::All),
    OPTION,
];
pub(super) const RPC: &[Keyword] = &[OPTION];
pub(super) const STREAM: &[Keyword] = &[("stream", None, In::All)];
pub(super) const RETURNS: &[Keyword] = &[("returns", Some("returns ($1)"), In::All)];

const IN_MESSAGE: &[Keyword] = &[
    ("optional", None, In::Syntaxes),
    ("required", None, In::Proto2),
    ("repeated", None, In::All),
    ("oneof", Some("oneof ${1:name} {\n  $0\n}"), In::All),
    ("map", Some("map<${1:string}, ${2:Value}> ${3:name} = ${4:1};"), In::All),
    ("reserved", Some("reserved $1;"), In::All),
    ("extensions", Some("extensions ${1:100} to ${2:199};"), In::NotProto3),
    ("group", None, In::Proto2),
    MESSAGE,
    ENUM_,
    EXTEND,
    OPTION,
    EXPORT,
    LOCAL,
];
const IN_ONEOF: &[Keyword] = &[OPTION, ("group", None, In::Proto2)];
const IN_EXTEND: &[Keyword] =
    &[("optional", None, In::Syntaxes), ("required", None, In::Proto2), ("repeated", None, In::All)];

pub(super) fn of_message(block: Block) -> &'static [Keyword] {
    match block {
        Block::Oneof => IN_ONEOF,
        Block::Extend => IN_EXTEND,
        _ => IN_MESSAGE,
    }
}

impl Site<'_> {
    pub(super) fn keywords(&self, words: &[Keyword]) -> Completions {
        let edition = self.view.edition();
        let words = words.iter().filter(|(_, _, within)| within.has(edition));
        let item = |&(word, snippet, _): &Keyword| Completion {
            snippet: snippet.map(str::to_owned),
            rank: 4,
            ..self.item(word, CompletionKind::Keyword)
        };
        Completions { items: words.map(item).collect(), is_incomplete: false }
    }

    pub(super) fn keywords_if_first(&self, words: &[&str], keywords: &[Keyword]) -> Completions {
        if words.is_empty() { self.keywords(keywords) } else { Completions::default() }
    }
}
