//! Outlines of files, and searches in all of them.

use super::{Answer, Shared, read, write};
use crate::lsp::snapshot::{Ranges, Snapshot};
use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, Location, SymbolInformation, SymbolKind,
    SymbolTag, WorkspaceSymbolParams,
};
use protune_compiler::schema::FileId;
use protune_engine::ide::{self, Item, ItemKind};
use serde_json::Value;

/// Most declarations of one answer.
const MOST: usize = 500;

fn kind(kind: ItemKind) -> SymbolKind {
    match kind {
        ItemKind::Package => SymbolKind::Package,
        ItemKind::Message | ItemKind::Oneof => SymbolKind::Struct,
        ItemKind::Enum => SymbolKind::Enum,
        ItemKind::Value => SymbolKind::EnumMember,
        ItemKind::Field | ItemKind::Extension => SymbolKind::Field,
        ItemKind::Service => SymbolKind::Interface,
        ItemKind::Rpc => SymbolKind::Method,
    }
}

pub(super) fn outline(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let _: DocumentSymbolParams = read(params)?;
    let items = ide::outline(&snapshot.schema, file);
    if snapshot.client.can("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport") {
        let ranges = snapshot.ranges(file);
        let tree: Vec<DocumentSymbol> =
            items.into_iter().map(|item| nested(snapshot, &ranges, item)).collect();
        return write(tree);
    }
    let mut flat = Vec::new();
    for item in &items {
        flatten(snapshot, file, item, "", &mut flat);
    }
    write(flat)
}

fn tags(snapshot: &Snapshot, is_deprecated: bool, pointer: &str) -> Option<Vec<SymbolTag>> {
    (is_deprecated && snapshot.client.has(pointer)).then(|| vec![SymbolTag::Deprecated])
}

fn nested(snapshot: &Snapshot, ranges: &Ranges<'_>, item: Item) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> =
        item.children.into_iter().map(|child| nested(snapshot, ranges, child)).collect();
    #[expect(deprecated, reason = "the type has the field")]
    DocumentSymbol {
        name: shown(item.name),
        detail: (!item.detail.is_empty()).then_some(item.detail),
        kind: kind(item.kind),
        tags: tags(snapshot, item.is_deprecated, "/textDocument/documentSymbol/tagSupport"),
        deprecated: None,
        range: ranges.range(item.range),
        selection_range: ranges.range(item.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

/// Editors refuse an empty name.
fn shown(name: String) -> String {
    if name.is_empty() { "?".to_owned() } else { name }
}

fn flatten(snapshot: &Snapshot, file: FileId, item: &Item, scope: &str, out: &mut Vec<SymbolInformation>) {
    let Some(uri) = snapshot.uri(file) else { return };
    let range = snapshot.range(file, item.selection);
    out.push(information(
        snapshot,
        &item.name,
        item.kind,
        scope,
        item.is_deprecated,
        Location { uri, range },
    ));
    let inner = if scope.is_empty() { item.name.clone() } else { format!("{scope}.{}", item.name) };
    for child in &item.children {
        flatten(snapshot, file, child, &inner, out);
    }
}

fn information(
    snapshot: &Snapshot,
    name: &str,
    of: ItemKind,
    scope: &str,
    is_deprecated: bool,
    location: Location,
) -> SymbolInformation {
    #[expect(deprecated, reason = "the type has the field")]
    SymbolInformation {
        deprecated: None,
        location,
        base_symbol_information: BaseSymbolInformation {
            name: shown(name.to_owned()),
            kind: kind(of),
            tags: tags(snapshot, is_deprecated, "/workspace/symbol/tagSupport"),
            container_name: (!scope.is_empty()).then(|| scope.to_owned()),
        },
    }
}

pub(super) fn search(snapshots: &[Snapshot], params: Value, _: &Shared) -> Answer {
    let params: WorkspaceSymbolParams = read(params)?;
    let mut found: Vec<SymbolInformation> = Vec::new();
    for snapshot in snapshots {
        let files: Vec<FileId> = snapshot.schema.files().map(|file| file.id).collect();
        let files: Vec<FileId> =
            files.into_iter().filter(|&file| snapshot.files.disk(file).is_some()).collect();
        for found_one in ide::search(&snapshot.schema, &files, &params.query, MOST) {
            let declaration = snapshot.schema.declaration(found_one.symbol);
            let Some(location) = snapshot.location(declaration.name_place()) else { continue };
            let scope = &found_one.scope;
            let (name, of) = (&found_one.name, found_one.kind);
            found.push(information(snapshot, name, of, scope, found_one.is_deprecated, location));
        }
    }
    found.truncate(MOST);
    write(found)
}
