//! Small additions to a text that an editor can show: names in JSON, features, free numbers; and numbers of references.

use super::numbers;
use super::references::{importers, uses_of};
use protune_compiler::diagnostic::Named;
use protune_compiler::schema::{DeclarationView, FileId, Global, Schema, Symbol};
use protune_compiler::syntax::TokenKind;
use protune_compiler::text::Span;

/// Text that an editor shows at a place, which is not part of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Place of the text.
    pub at: u32,
    /// The text.
    pub label: String,
    /// More about it.
    pub tooltip: String,
    /// Its kind.
    pub kind: HintKind,
}

/// Kind of a hint. Each can be turned off by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    /// The next free number of a message or an enum.
    NextNumber,
    /// The JSON name of a field, where it is set.
    JsonName,
    /// The presence of a field in an edition, where it is not the default.
    Features,
}

/// Returns the hints in a part of a file, in text order.
pub fn hints(schema: &Schema, file: FileId, within: Span, wanted: &dyn Fn(HintKind) -> bool) -> Vec<Hint> {
    let view = schema.file(file);
    let tree = view.data().tree();
    let is_in = |at: u32| within.start <= at && at <= within.end;
    let mut hints = Vec::new();
    let opening = |node: protune_compiler::syntax::Node<'_>| {
        let brace = node.own_tokens().find(|&at| tree.tokens()[at as usize].kind() == TokenKind::LBrace)?;
        Some(tree.token_span(brace).end)
    };
    if wanted(HintKind::NextNumber) {
        let messages = view.messages().filter(|message| !message.is_map_entry());
        let messages = messages.map(|it| (it.node(), numbers::next_field_number(it)));
        let enums = view.enums().map(|it| (it.node(), numbers::next_value_number(it)));
        for (node, number) in messages.chain(enums) {
            if let (Some(at), Some(number)) = (opening(node), number)
                && is_in(at)
            {
                hints.push(Hint {
                    at,
                    label: format!("next: {number}"),
                    tooltip: "The next free number.".to_owned(),
                    kind: HintKind::NextNumber,
                });
            }
        }
    }
    for field in view.fields().filter(|field| !field.is_of_map_entry() && is_in(field.name_span().end)) {
        if wanted(HintKind::JsonName) && field.pseudo_option("json_name").is_some() {
            hints.push(Hint {
                at: field.name_span().end,
                label: format!("\"{}\"", field.json_name()),
                tooltip: "The name of the field in JSON.".to_owned(),
                kind: HintKind::JsonName,
            });
        }
        let usual = protune_compiler::schema::Features::of_edition(view.edition());
        let features = field.features();
        if wanted(HintKind::Features) && view.edition().is_edition() && features != usual {
            let mut differs = Vec::new();
            if features.field_presence != usual.field_presence {
                differs.push(format!("{:?} presence", features.field_presence).to_lowercase());
            }
            if features.repeated_field_encoding != usual.repeated_field_encoding && field.is_packable() {
                differs.push(format!("{:?}", features.repeated_field_encoding).to_lowercase());
            }
            if field.is_delimited() {
                differs.push("delimited".to_owned());
            }
            if !differs.is_empty() {
                hints.push(Hint {
                    at: field.name_span().end,
                    label: differs.join(", "),
                    tooltip: "Features that hold for the field and are not the default of its edition."
                        .to_owned(),
                    kind: HintKind::Features,
                });
            }
        }
    }
    hints.sort_by_key(|hint| hint.at);
    hints
}

/// A line about a declaration or a file, which an editor shows above it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lens {
    /// The name that it is about.
    pub span: Span,
    /// The declaration; `None` for the file.
    pub of: Option<Global<Symbol>>,
}

/// Returns places of lenses: types, services and the file itself.
pub fn lenses(schema: &Schema, file: FileId) -> Vec<Lens> {
    let view = schema.file(file);
    let types = view
        .declarations()
        .into_iter()
        .filter(|declaration| matches!(declaration, DeclarationView::Message(_) | DeclarationView::Enum(_)));
    let types = types.map(|it| Lens { span: it.name_span(), of: Some(it.symbol()) });
    let file = view.package_span().or(view.syntax_span()).map(|span| Lens { span, of: None });
    file.into_iter().chain(types).collect()
}

impl Lens {
    /// Returns its text: how many references or importers there are.
    pub fn text(self, schema: &Schema, file: FileId) -> String {
        let (count, word) = match self.of {
            Some(symbol) => (uses_of(schema, &Named::Symbol(symbol)).references.len(), "reference"),
            None => (importers(schema, file).references.len(), "importer"),
        };
        if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
    }
}
