//! Values of a file, and how a reader asks for what it expects.

use crate::{Kind, Span, path, scalar};
use std::sync::Arc;

/// A value: a scalar, a list or a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// Bytes of the value where it stands: quotes and brackets included, anchors, tags and the header of a block
    /// scalar not. A block list starts at its first dash, a TOML table at its header or its first key. The span of
    /// an alias is the alias.
    pub span: Span,
    /// Bytes where the value is written. Differs from `span` for an alias only.
    pub defined: Span,
    /// Bytes of the key, quotes included, if the value belongs to an entry.
    pub key_span: Option<Span>,
    /// Number of the document in the file, from 0. Always 0 outside YAML.
    pub document: u32,
    /// Tag of a YAML value as written, such as `!!str` or `!Sub`.
    pub tag: Option<Arc<str>>,
    pub(crate) content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// Null that is not written: a file without values.
    Nothing,
    Scalar(Scalar),
    List(Arc<[Node]>),
    Table(Arc<[Entry]>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    pub kind: Kind,
    pub style: Style,
    /// Without quotes and escapes.
    pub text: Arc<str>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Key without quotes and escapes.
    pub key: Arc<str>,
    /// Bytes of the key, quotes included.
    pub key_span: Span,
    /// Value of the entry.
    pub value: Node,
    /// Whether a YAML merge key (`<<`) brought the entry. Its spans are then where the merged table is written.
    pub merged: bool,
}

impl Entry {
    pub(crate) fn new(key: Arc<str>, key_span: Span, mut value: Node) -> Entry {
        value.key_span = Some(key_span);
        Entry { key, key_span, value, merged: false }
    }
}

/// Notation of a scalar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    /// A YAML scalar without quotes, whose type depends on what the reader expects.
    Plain,
    /// A literal of JSON or TOML, such as `true` or `1.5`.
    Bare,
    /// `'text'`
    SingleQuoted,
    /// `"text"`
    DoubleQuoted,
    /// A TOML string in `'''`.
    TripleSingleQuoted,
    /// A TOML string in `"""`.
    TripleDoubleQuoted,
    /// A YAML block scalar after `|`.
    Literal,
    /// A YAML block scalar after `>`.
    Folded,
}

impl Node {
    /// A null without a place, to read defaults from.
    pub const NOTHING: &'static Node = &Node {
        span: Span { start: 0, end: 0 },
        defined: Span { start: 0, end: 0 },
        key_span: None,
        document: 0,
        tag: None,
        content: Content::Nothing,
    };

    pub(crate) fn new(span: Span, document: u32, content: Content) -> Node {
        Node { span, defined: span, key_span: None, document, tag: None, content }
    }

    /// Returns the type.
    ///
    /// ```
    /// use protune_data::{Kind, Language, parse};
    ///
    /// let file = parse(Language::Yaml, "[~, true, yes, 0x1F, 1e3, 2024-01-01, '1']");
    /// let kinds: Vec<Kind> = file.root().items().iter().map(|item| item.kind()).collect();
    /// use Kind::*;
    /// assert_eq!(kinds, [Null, Flag, Text, Integer, Float, Text, Text]);
    /// ```
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.content {
            Content::Nothing => Kind::Null,
            Content::Scalar(scalar) => scalar.kind,
            Content::List(_) => Kind::List,
            Content::Table(_) => Kind::Table,
        }
    }

    /// Returns the notation of a scalar.
    ///
    /// ```
    /// use protune_data::{Language, Style, parse};
    ///
    /// let file = parse(Language::Yaml, "a: 'x'");
    /// assert_eq!(file.root().get("a").unwrap().style(), Some(Style::SingleQuoted));
    /// assert_eq!(file.root().style(), None);
    /// ```
    #[must_use]
    pub fn style(&self) -> Option<Style> {
        self.as_scalar().map(|scalar| scalar.style)
    }

    /// Returns the value under a key, unless it is null. Linear in the number of entries. Of duplicate keys, which
    /// are problems, the first counts.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Json, r#"{"a": 1, "b": null}"#);
    /// assert!(file.root().get("a").is_some());
    /// assert!(file.root().get("b").is_none());
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !value.is_null())
    }

    /// Returns the entry with a key, whatever its value.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let text = "timeout:\n";
    /// let file = parse(Language::Yaml, text);
    /// assert_eq!(file.root().entry("timeout").unwrap().key_span.of(text), "timeout");
    /// ```
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// Returns the entries of a table in the order of the text, merged ones last; none for any other value.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Yaml, "base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}");
    /// let own = file.root().get("own").unwrap();
    /// let keys: Vec<_> = own.entries().iter().map(|entry| (&*entry.key, entry.merged)).collect();
    /// assert_eq!(keys, [("y", false), ("x", true)]);
    /// ```
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none for any other value.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Toml, "a = [1, 2]");
    /// assert_eq!(file.root().get("a").unwrap().items().len(), 2);
    /// ```
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the value at a path of keys and indexes, unless it is null.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Yaml, "a: [{b.c: x}]");
    /// assert_eq!(file.root().at(r#"a[0]["b.c"]"#).and_then(|node| node.text()), Some("x"));
    /// assert!(file.root().at("a[1]").is_none());
    /// ```
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Node> {
        let found = path::steps(path)?.iter().try_fold(self, |node, step| match step {
            path::Step::Key(key) => node.get(key),
            path::Step::Index(index) => node.items().get(*index),
        })?;
        (!found.is_null()).then_some(found)
    }

    /// Returns the text of a string, or of any plain YAML scalar but null: `version: 2` reads as `2` where text is
    /// expected.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let yaml = parse(Language::Yaml, "version: 2");
    /// assert_eq!(yaml.root().get("version").unwrap().text(), Some("2"));
    /// let json = parse(Language::Json, r#"{"version": 2}"#);
    /// assert_eq!(json.root().get("version").unwrap().text(), None);
    /// ```
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let scalar = self.as_scalar()?;
        let is_text = scalar.kind == Kind::Text || scalar.style == Style::Plain && scalar.kind != Kind::Null;
        is_text.then_some(&scalar.text)
    }

    /// Returns the text of any scalar without quotes and escapes: numbers and dates keep every digit.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Json, r#"[1.00, "\u0041"]"#);
    /// let texts: Vec<_> = file.root().items().iter().map(|item| item.scalar().unwrap()).collect();
    /// assert_eq!(texts, ["1.00", "A"]);
    /// ```
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| &*scalar.text)
    }

    /// Returns a boolean. Plain YAML scalars can also be the words of YAML 1.1, in any case: `yes`, `no`, `on`,
    /// `off`.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Yaml, "[true, Yes, off, 'true', 1]");
    /// let flags: Vec<_> = file.root().items().iter().map(|item| item.flag()).collect();
    /// assert_eq!(flags, [Some(true), Some(true), Some(false), None, None]);
    /// ```
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        let scalar = self.as_scalar()?;
        match scalar.style {
            Style::Plain => scalar::flag(&scalar.text),
            _ => (scalar.kind == Kind::Flag).then_some(&*scalar.text == "true"),
        }
    }

    /// Returns an integer that fits 128 bits. `scalar` has the digits of larger ones.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Toml, "a = [1_000, 0xFF, -9]\nb = 1.0");
    /// let numbers: Vec<_> = file.root().at("a").unwrap().items().iter().map(|item| item.integer()).collect();
    /// assert_eq!(numbers, [Some(1000), Some(255), Some(-9)]);
    /// assert_eq!(file.root().at("b").unwrap().integer(), None);
    /// ```
    #[must_use]
    pub fn integer(&self) -> Option<i128> {
        self.as_scalar()
            .filter(|scalar| scalar.kind == Kind::Integer)
            .and_then(|it| scalar::integer(&it.text))
    }

    /// Returns a number as the nearest double.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let file = parse(Language::Yaml, "[1.5, 2, .inf, x]");
    /// let numbers: Vec<_> = file.root().items().iter().map(|item| item.number()).collect();
    /// assert_eq!(numbers, [Some(1.5), Some(2.0), Some(f64::INFINITY), None]);
    /// ```
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        let scalar = self.as_scalar()?;
        matches!(scalar.kind, Kind::Integer | Kind::Float).then(|| scalar::number(&scalar.text)).flatten()
    }

    /// Returns whether the value is null.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// assert!(parse(Language::Yaml, "").root().is_null());
    /// ```
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// Returns whether the value is an alias of a value written elsewhere.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let text = "[&a x, *a]";
    /// let file = parse(Language::Yaml, text);
    /// let [_, alias] = file.root().items() else { panic!() };
    /// assert!(alias.is_alias());
    /// assert_eq!((alias.span.of(text), alias.defined.of(text)), ("*a", "x"));
    /// ```
    #[must_use]
    pub fn is_alias(&self) -> bool {
        self.span != self.defined
    }

    pub(crate) fn as_scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }
}
