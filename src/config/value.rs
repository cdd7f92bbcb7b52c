//! What a configuration file says, before it is known what it means: one tree for YAML, JSON and TOML.
//! Every part has its place in the text.

use protune_compiler::text::Span;

#[derive(Clone, Debug)]
pub(super) struct Value {
    pub span: Span,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    /// A scalar of YAML without quotes: what it is depends on what is expected.
    Plain(String),
    Text(String),
    Flag(bool),
    /// A number without a fraction, of TOML.
    Count(u32),
    /// Another number or a date of TOML, as it is called: no key takes one.
    Other(&'static str),
    List(Vec<Value>),
    /// In the order in which they are written.
    Table(Vec<Entry>),
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Value,
}

impl Value {
    pub(super) const NOTHING: &'static Value = &Value { span: Span { start: 0, end: 0 }, kind: Kind::Null };

    /// What stands under a key of a table; a null is nothing.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let entry = self.entries().iter().find(|entry| entry.key == key)?;
        (!entry.value.is_null()).then_some(&entry.value)
    }

    /// The entries of a table; none of anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Value] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Plain(text) | Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn flag(&self) -> Option<bool> {
        match &self.kind {
            Kind::Flag(flag) => Some(*flag),
            Kind::Plain(word) => match word.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn count(&self) -> Option<u32> {
        match self.kind {
            Kind::Count(count) => Some(count),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// What it is, in words.
    pub(super) fn what(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Plain(_) | Kind::Text(_) => "text",
            Kind::Flag(_) => "a boolean",
            Kind::Count(_) => "a number",
            Kind::Other(what) => what,
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}
