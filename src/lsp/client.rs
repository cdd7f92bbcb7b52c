//! Abilities of the editor, as it states them at the start. Whatever it does not state, it cannot do.

use super::text::Encoding;
use serde_json::Value;

/// Abilities of an editor. Read leniently: a value of another type than expected counts as absent.
#[derive(Clone, Default, Debug)]
pub(super) struct Client {
    capabilities: Value,
    pub(super) encoding: Encoding,
    /// Diagnostics are sent when the editor asks for them, not by themselves.
    pub(super) pulls: bool,
}

impl Client {
    pub(super) fn new(capabilities: Value) -> Client {
        let mut client = Client { capabilities, ..Client::default() };
        let offered = client.words("/general/positionEncodings");
        // In bytes nothing has to be converted; otherwise the first choice of the editor.
        client.encoding = match offered.first().map(String::as_str) {
            _ if offered.iter().any(|word| word == "utf-8") => Encoding::Utf8,
            Some("utf-32") => Encoding::Utf32,
            _ => Encoding::Utf16,
        };
        // An editor that cannot be made to ask again would keep what is wrong in the files that import an edited one.
        client.pulls =
            client.has("/textDocument/diagnostic") && client.can("/workspace/diagnostics/refreshSupport");
        client
    }

    /// Whether the ability is stated as true.
    pub(super) fn can(&self, pointer: &str) -> bool {
        self.capabilities.pointer(pointer).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the ability is stated at all.
    pub(super) fn has(&self, pointer: &str) -> bool {
        self.capabilities.pointer(pointer).is_some_and(|value| !value.is_null())
    }

    /// Whether a list of the abilities has a word.
    pub(super) fn lists(&self, pointer: &str, word: &str) -> bool {
        self.words(pointer).iter().any(|known| known == word)
    }

    pub(super) fn number(&self, pointer: &str) -> Option<u64> {
        self.capabilities.pointer(pointer).and_then(Value::as_u64)
    }

    /// The numbers of a list of the abilities.
    pub(super) fn numbers(&self, pointer: &str) -> Vec<u64> {
        let list = self.capabilities.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_u64).collect()
    }

    fn words(&self, pointer: &str) -> Vec<String> {
        let list = self.capabilities.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|word| Some(word.as_str()?.to_owned())).collect()
    }

    /// Whether hovers may be in Markdown.
    pub(super) fn hovers_markdown(&self) -> bool {
        self.lists("/textDocument/hover/contentFormat", "markdown")
    }

    /// Whether descriptions of completions may be in Markdown.
    pub(super) fn documents_markdown(&self) -> bool {
        self.lists("/textDocument/completion/completionItem/documentationFormat", "markdown")
    }

    /// Whether a part of a completion may be left out until it is asked for.
    pub(super) fn resolves_completion(&self, part: &str) -> bool {
        self.lists("/textDocument/completion/completionItem/resolveSupport/properties", part)
    }

    /// Whether the edits of a code action may be left out until they are asked for.
    pub(super) fn resolves_edits(&self) -> bool {
        self.lists("/textDocument/codeAction/resolveSupport/properties", "edit")
            && self.can("/textDocument/codeAction/dataSupport")
    }

    pub(super) fn has_code_actions(&self) -> bool {
        self.has("/textDocument/codeAction/codeActionLiteralSupport")
    }
}
