//! Names and values of options.

use super::{Completion, CompletionKind, Completions, OptionEntry, Site};
use crate::ide::imports::import_edit;
use crate::parallel;
use protune_compiler::schema::{
    DeclarationView, Edition, EnumView, FieldView, FileId, Global, MessageView, Scalar, Symbol, Type,
};
use protune_compiler::syntax::TokenKind as T;
use protune_compiler::well_known;

/// Most fields of values deep.
const DEPTH: usize = 32;

/// Part of the name of an option.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Part {
    Plain(String),
    Extension(String),
}

impl<'s> Site<'s> {
    pub(super) fn in_option(&self, entry: &OptionEntry<'_>) -> Completions {
        let cursor = &self.cursor;
        let equals = entry.tokens.iter().position(|&at| cursor.kind(at) == T::Equals);
        let Some(root) = self.options_message(entry.owner) else { return Completions::default() };
        let Some(equals) = equals else { return self.option_name(entry, root) };
        let is_right_behind = entry.tokens[equals + 1..].iter().all(|&at| cursor.kind(at) == T::Minus);
        if !is_right_behind {
            return Completions::default();
        }
        let (parts, _) = self.parts(&entry.tokens[..equals]);
        if let [Part::Plain(name)] = parts.as_slice()
            && name == "default"
        {
            return self.default_value();
        }
        match self.option_field(root, &parts) {
            Some(field) => self.values(field),
            None => Completions::default(),
        }
    }

    /// A message of `descriptor.proto`.
    fn options_message(&self, name: &str) -> Option<MessageView<'s>> {
        let file = self.schema().find(well_known::DESCRIPTOR)?;
        file.messages().find(|message| message.parent().is_none() && message.name() == name)
    }

    /// The finished parts of the name of an option, and a part in brackets that is not closed.
    pub(super) fn parts(&self, tokens: &[u32]) -> (Vec<Part>, Option<String>) {
        let mut parts = Vec::new();
        let mut open: Option<String> = None;
        for &token in tokens {
            match (self.cursor.kind(token), open.as_mut()) {
                (T::LParen, _) => open = Some(String::new()),
                (T::RParen, Some(path)) => {
                    parts.push(Part::Extension(std::mem::take(path)));
                    open = None;
                }
                (T::Ident | T::Dot, Some(path)) => path.push_str(self.cursor.text(token)),
                (T::Ident, None) => parts.push(Part::Plain(self.cursor.text(token).to_owned())),
                _ => {}
            }
        }
        (parts, open)
    }

    /// The field that the parts of a name lead to.
    pub(super) fn option_field(&self, root: MessageView<'s>, parts: &[Part]) -> Option<FieldView<'s>> {
        let mut message = Some(root);
        let mut field = None;
        for part in parts.iter().take(DEPTH) {
            let of = message?;
            let next = self.part(of, part)?;
            message = next.message_type();
            field = Some(next);
        }
        field
    }

    fn part(&self, of: MessageView<'s>, part: &Part) -> Option<FieldView<'s>> {
        match part {
            Part::Plain(name) => of.field_named(name),
            Part::Extension(path) => {
                let symbol = self.view.look_up_option(self.inside, path).symbol()?;
                match self.schema().declaration(symbol) {
                    DeclarationView::Field(field) => Some(field),
                    _ => None,
                }
            }
        }
    }

    fn option_name(&self, entry: &OptionEntry<'_>, root: MessageView<'s>) -> Completions {
        let cursor = &self.cursor;
        let (parts, open) = self.parts(entry.tokens);
        if let Some(qualifier) = open {
            let message = if parts.is_empty() {
                Some(root)
            } else {
                self.option_field(root, &parts).and_then(|field| field.message_type())
            };
            let Some(message) = message else { return Completions::default() };
            return Completions { items: self.extensions(message, &qualifier, false), is_incomplete: false };
        }
        let ends_with_dot = entry.tokens.last().is_some_and(|&at| cursor.kind(at) == T::Dot);
        if parts.is_empty() && entry.tokens.is_empty() {
            let mut items = self.plain_options(root, entry);
            items.extend(self.extensions(root, "", true));
            return Completions { items, is_incomplete: false };
        }
        if !ends_with_dot {
            return Completions::default();
        }
        let Some(message) = self.option_field(root, &parts).and_then(|field| field.message_type()) else {
            return Completions::default();
        };
        let fits = |field: &FieldView<'_>| self.fits_features(message, *field, entry.owner);
        let items = message.fields().filter(fits).map(|field| self.field_item(field)).collect();
        Completions { items, is_incomplete: false }
    }

    /// Built-in options that are not set yet.
    fn plain_options(&self, root: MessageView<'s>, entry: &OptionEntry<'_>) -> Vec<Completion> {
        let edition = self.view.edition();
        let is_offered = |field: &FieldView<'_>| {
            let name = field.name();
            name != "uninterpreted_option"
                && (name != "features" || edition.is_edition())
                && !(matches!(name, "packed" | "ctype") && edition.is_edition())
                && !self.is_set(name)
        };
        let mut items: Vec<Completion> = root
            .fields()
            .filter(is_offered)
            .map(|field| self.option_item(field, field.name().to_owned()))
            .collect();
        if entry.owner == "FieldOptions" {
            if !self.is_set("json_name") {
                items.push(Completion {
                    text: "json_name = \"\"".to_owned(),
                    snippet: Some("json_name = \"$1\"".to_owned()),
                    detail: "string".to_owned(),
                    rank: 2,
                    ..self.item("json_name", CompletionKind::Option)
                });
            }
            if edition != Edition::Proto3 && !self.is_set("default") {
                items.push(Completion {
                    text: "default = ".to_owned(),
                    rank: 2,
                    ..self.item("default", CompletionKind::Option)
                });
            }
        }
        if !self.space().is_empty() {
            items.iter_mut().for_each(|item| item.text = format!(" {}", item.text));
        }
        items
    }

    /// Whether the brackets around the cursor set an option of this name before it.
    fn is_set(&self, name: &str) -> bool {
        let cursor = &self.cursor;
        let Some(open) = cursor.open_bracket() else { return false };
        let inside = &cursor.statement[open + 1..];
        inside.windows(2).any(|pair| cursor.text(pair[0]) == name && cursor.kind(pair[1]) == T::Equals)
    }

    fn option_item(&self, field: FieldView<'_>, label: String) -> Completion {
        let value = match field.ty() {
            Type::Scalar(Scalar::String | Scalar::Bytes) => "\"$1\"",
            Type::Scalar(Scalar::Bool) => "true",
            Type::Message(_) => "",
            _ => "$1",
        };
        let is_deprecated = DeclarationView::Field(field).is_deprecated();
        let is_message = matches!(field.ty(), Type::Message(_));
        let text = if is_message { label.clone() } else { format!("{label} = {}", value.replace("$1", "")) };
        Completion {
            snippet: (!is_message).then(|| format!("{label} = {value}")),
            text,
            detail: type_name(field),
            rank: if is_deprecated { 6 } else { 2 },
            full_name: full_name(field),
            is_deprecated,
            ..self.item(label, CompletionKind::Option)
        }
    }

    pub(super) fn field_item(&self, field: FieldView<'_>) -> Completion {
        Completion {
            detail: type_name(field),
            rank: 1,
            full_name: full_name(field),
            is_deprecated: DeclarationView::Field(field).is_deprecated(),
            ..self.item(field.name(), CompletionKind::Field)
        }
    }

    /// Extensions of a message, by the shortest names that refer to them; with brackets if there are none yet.
    pub(super) fn extensions(
        &self,
        of: MessageView<'s>,
        qualifier: &str,
        in_brackets: bool,
    ) -> Vec<Completion> {
        let ids: Vec<FileId> = self.schema().files().map(|file| file.id).collect();
        let typed = self.cursor.prefix().as_bytes();
        let mut found: Vec<(bool, Global<Symbol>)> = parallel::flat_map(&ids, |&id| {
            let file = self.schema().file(id);
            let is_seen = self.view.sees(id);
            if !is_seen && typed.is_empty() {
                return Vec::new();
            }
            let of_it =
                file.extensions().filter(|it| it.extendee().is_some_and(|it| it.global() == of.global()));
            let of_it = of_it.filter(|it| crate::ide::search::is_subsequence(it.name().as_bytes(), typed));
            of_it.map(|it| (!is_seen, DeclarationView::Field(it).symbol())).collect()
        });
        found.sort_unstable();
        found.truncate(super::MOST);
        let scopes = if qualifier.is_empty() { Vec::new() } else { self.scopes(qualifier) };
        let mut items = Vec::new();
        for (is_missing, symbol) in found {
            let DeclarationView::Field(field) = self.schema().declaration(symbol) else { continue };
            let full = field.extension_name();
            let name = match qualifier.is_empty() {
                true => self.shortest_option(symbol, full),
                false => match scopes.iter().find_map(|scope| full.strip_prefix(scope.as_str())) {
                    Some(rest) => rest.to_owned(),
                    None => continue,
                },
            };
            let edits = match is_missing {
                true => import_edit(self.view, field.file.name()).into_iter().collect(),
                false => Vec::new(),
            };
            let label = if in_brackets { format!("({name})") } else { name.clone() };
            items.push(Completion {
                filter: (label != field.name()).then(|| field.name().to_owned()),
                detail: type_name(field),
                origin: field.file.package().to_owned(),
                rank: if is_missing { 7 } else { 2 },
                edits,
                full_name: full.to_owned(),
                is_deprecated: DeclarationView::Field(field).is_deprecated(),
                ..self.item(label, CompletionKind::Option)
            });
        }
        items
    }

    fn shortest_option(&self, symbol: Global<Symbol>, full: &str) -> String {
        let mut starts: Vec<usize> = full.match_indices('.').map(|(at, _)| at + 1).collect();
        starts.reverse();
        starts.push(0);
        let mut names = starts.into_iter().map(|start| &full[start..]);
        let found = names.find(|name| self.view.look_up_option(self.inside, name).symbol() == Some(symbol));
        found.map_or_else(|| format!(".{full}"), str::to_owned)
    }

    /// Whether a feature can be set on what has options of this kind, and in this edition. All other fields fit.
    fn fits_features(&self, message: MessageView<'_>, field: FieldView<'_>, owner: &str) -> bool {
        if message.full_name() != "google.protobuf.FeatureSet" {
            return true;
        }
        let target = match owner {
            "FileOptions" => "TARGET_TYPE_FILE",
            "ExtensionRangeOptions" => "TARGET_TYPE_EXTENSION_RANGE",
            "MessageOptions" => "TARGET_TYPE_MESSAGE",
            "FieldOptions" => "TARGET_TYPE_FIELD",
            "OneofOptions" => "TARGET_TYPE_ONEOF",
            "EnumOptions" => "TARGET_TYPE_ENUM",
            "EnumValueOptions" => "TARGET_TYPE_ENUM_ENTRY",
            "ServiceOptions" => "TARGET_TYPE_SERVICE",
            _ => "TARGET_TYPE_METHOD",
        };
        let text = field.node().text();
        let has_target =
            || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == target);
        let introduced = text.split("edition_introduced: EDITION_").nth(1);
        let year = introduced.and_then(|rest| rest.get(..4)).and_then(|year| year.parse::<u32>().ok());
        let current = match self.view.edition() {
            Edition::E2023 => 2023,
            Edition::E2024 => 2024,
            Edition::E2026 | Edition::Unstable => 9999,
            _ => 0,
        };
        has_target() && year.is_none_or(|year| year <= current)
    }

    /// Values that a field can have.
    pub(super) fn values(&self, field: FieldView<'s>) -> Completions {
        let mut items = match field.ty() {
            Type::Scalar(Scalar::Bool) => vec![
                Completion { rank: 0, ..self.item("true", CompletionKind::Keyword) },
                Completion { rank: 1, ..self.item("false", CompletionKind::Keyword) },
            ],
            Type::Enum(_) => field.enum_type().map(|of| self.enum_values(of)).unwrap_or_default(),
            Type::Message(_) => vec![Completion {
                text: "{}".to_owned(),
                snippet: Some("{$1}".to_owned()),
                ..self.item("{ }", CompletionKind::Snippet)
            }],
            Type::Scalar(Scalar::String | Scalar::Bytes) => vec![Completion {
                text: "\"\"".to_owned(),
                snippet: Some("\"$1\"".to_owned()),
                ..self.item("\"\"", CompletionKind::Snippet)
            }],
            _ => Vec::new(),
        };
        let space = self.space();
        items.iter_mut().for_each(|item| {
            item.text = format!("{space}{}", item.text);
            item.snippet = item.snippet.take().map(|snippet| format!("{space}{snippet}"));
        });
        Completions { items, is_incomplete: false }
    }

    fn enum_values(&self, of: EnumView<'_>) -> Vec<Completion> {
        let item = |value: protune_compiler::schema::ValueView<'_>| Completion {
            detail: of.full_name().to_owned(),
            rank: 1,
            full_name: self.schema().full_name(DeclarationView::Value(value).symbol()),
            is_deprecated: DeclarationView::Value(value).is_deprecated(),
            ..self.item(value.name(), CompletionKind::Value)
        };
        of.values().map(item).collect()
    }

    /// The default value of the field that is being written.
    fn default_value(&self) -> Completions {
        let cursor = &self.cursor;
        let words = cursor.words();
        let label = usize::from(matches!(words.first(), Some(&("optional" | "required" | "repeated"))));
        let ty = cursor.statement.iter().enumerate().skip(label);
        let mut name = String::new();
        let mut was_dot = true;
        for (_, &token) in ty {
            match cursor.kind(token) {
                T::Dot => was_dot = true,
                T::Ident if was_dot => was_dot = false,
                _ => break,
            }
            name.push_str(cursor.text(token));
        }
        if name == "bool" {
            let words = ["true", "false"].map(|word| self.item(word, CompletionKind::Keyword));
            return Completions { items: words.into(), is_incomplete: false };
        }
        let symbol = self.view.look_up_type(self.inside, &name).symbol();
        match symbol.map(|symbol| self.schema().declaration(symbol)) {
            Some(DeclarationView::Enum(of)) => {
                let mut items = self.enum_values(of);
                items.iter_mut().for_each(|item| item.text = format!("{}{}", self.space(), item.text));
                Completions { items, is_incomplete: false }
            }
            _ => Completions::default(),
        }
    }

    /// The field whose value the first literal around the cursor is, by the statement before its `{`.
    pub(super) fn field_of_statement(
        &self,
        header: &[u32],
        block: crate::ide::cursor::Block,
    ) -> Option<FieldView<'s>> {
        use crate::ide::cursor::Block;
        let cursor = &self.cursor;
        let words: Vec<&str> = header.iter().map(|&at| cursor.text(at)).collect();
        let mut depth = 0;
        let mut open = None;
        for (at, word) in words.iter().enumerate().rev() {
            match *word {
                "]" => depth += 1,
                "[" if depth == 0 => {
                    open = Some(at);
                    break;
                }
                "[" => depth -= 1,
                _ => {}
            }
        }
        // `option (a) = [{...}]` has a bracket as well, which is behind the `=`.
        let is_list = |at: usize| words[..at].last().is_some_and(|word| *word == "=" || *word == ":");
        let (owner, entry) = match open {
            Some(at) if !is_list(at) => {
                let owner = match (block, words.first()) {
                    (Block::Enum, _) => "EnumValueOptions",
                    (_, Some(&"extensions")) => "ExtensionRangeOptions",
                    _ => "FieldOptions",
                };
                let inside = &header[at + 1..];
                let last = inside.iter().rposition(|&at| cursor.kind(at) == T::Comma).map_or(0, |at| at + 1);
                (owner, &inside[last..])
            }
            _ => {
                let owner = match block {
                    Block::File | Block::Literal => "FileOptions",
                    Block::Message | Block::Extend => "MessageOptions",
                    Block::Oneof => "OneofOptions",
                    Block::Enum => "EnumOptions",
                    Block::Service => "ServiceOptions",
                    Block::Rpc => "MethodOptions",
                };
                (owner, header.get(1..)?)
            }
        };
        let equals = entry.iter().position(|&at| cursor.kind(at) == T::Equals)?;
        let (parts, _) = self.parts(&entry[..equals]);
        self.option_field(self.options_message(owner)?, &parts)
    }
}

/// Type of a field as it is written.
fn type_name(field: FieldView<'_>) -> String {
    let ty = field.type_span().map_or("", |span| span.of(field.file.text()));
    ty.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn full_name(field: FieldView<'_>) -> String {
    match field.message() {
        Some(message) => format!("{}.{}", message.full_name(), field.name()),
        None => field.extension_name().to_owned(),
    }
}
