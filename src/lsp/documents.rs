//! Documents that are open in the editor, with their unsaved texts.

use super::text::{Encoding, Lines};
use super::uri::Key;
use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use std::collections::BTreeMap;

/// An open document.
pub(super) struct Document {
    /// Address as the editor writes it.
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: String,
    lines: Lines,
}

/// Open documents.
#[derive(Default)]
pub(super) struct Documents {
    open: BTreeMap<Key, Document>,
}

impl Documents {
    pub(super) fn get(&self, key: &Key) -> Option<&Document> {
        self.open.get(key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Document)> {
        self.open.iter()
    }

    pub(super) fn open(&mut self, item: TextDocumentItem) -> Key {
        let key = Key::of(&item.uri);
        let lines = Lines::new(&item.text);
        let document = Document { uri: item.uri, version: item.version, text: item.text, lines };
        self.open.insert(key.clone(), document);
        key
    }

    /// Applies changes one after the other. Returns whether the document is open.
    pub(super) fn change(
        &mut self,
        key: &Key,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.open.get_mut(key) else { return false };
        document.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    let span = document.lines.offsets(&document.text, change.range, encoding);
                    document.text.replace_range(span.range(), &change.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                    document.text = change.text;
                }
            }
            document.lines = Lines::new(&document.text);
        }
        true
    }

    pub(super) fn close(&mut self, key: &Key) -> Option<Document> {
        self.open.remove(key)
    }
}
