//! Targets of words, and references to them.

use super::{Answer, Shared, deployed, nothing, place, read, write};
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentLink, DocumentLinkParams, Location, LocationLink,
    ReferenceParams, Uri,
};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::FileId;
use protune_engine::ide::{self, LinkTarget, Target};
use serde_json::Value;

pub(super) fn definition(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    targets(snapshot, file, ide::definition(&snapshot.schema, file, offset).as_slice(), "definition")
}

pub(super) fn type_definition(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    targets(snapshot, file, ide::type_definition(&snapshot.schema, file, offset).as_slice(), "typeDefinition")
}

pub(super) fn implementation(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    targets(snapshot, file, &ide::implementations(&snapshot.schema, file, offset), "implementation")
}

pub(super) fn targets(snapshot: &Snapshot, file: FileId, targets: &[Target], what: &str) -> Answer {
    if targets.is_empty() {
        return nothing();
    }
    if !snapshot.client.can(&format!("/textDocument/{what}/linkSupport")) {
        let location = |target: &Target| snapshot.location(Place::new(target.file, target.name));
        let locations: Vec<Location> = targets.iter().filter_map(location).collect();
        return write(locations);
    }
    let link = |target: &Target| {
        Some(LocationLink {
            origin_selection_range: Some(snapshot.range(file, target.origin)),
            target_uri: snapshot.uri(target.file)?,
            target_range: snapshot.range(target.file, target.whole),
            target_selection_range: snapshot.range(target.file, target.name),
        })
    };
    let links: Vec<LocationLink> = targets.iter().filter_map(link).collect();
    write(links)
}

pub(super) fn references(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: ReferenceParams = read(params)?;
    let offset = snapshot.offset(file, params.text_document_position_params.position);
    let Some(uses) = ide::uses(&snapshot.schema, file, offset) else { return nothing() };
    let declaration = uses.declaration.filter(|_| params.context.include_declaration);
    let named = ide::under(&snapshot.schema, file, offset).and_then(|found| found.thing.named());
    let in_configs = named.map(|named| deployed::in_configs(snapshot, &named)).unwrap_or_default();
    let places = declaration.into_iter().chain(uses.references).chain(in_configs);
    write(snapshot.locations(places))
}

pub(super) fn highlight(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let Some(uses) = ide::highlights(&snapshot.schema, file, offset) else { return nothing() };
    let ranges = snapshot.ranges(file);
    let mark = |place: &Place, kind| {
        let range = ranges.range(place.span?);
        Some(DocumentHighlight { range, kind: Some(kind) })
    };
    let declaration = uses.declaration.iter().filter_map(|place| mark(place, DocumentHighlightKind::Write));
    let references = uses.references.iter().filter_map(|place| mark(place, DocumentHighlightKind::Read));
    write(declaration.chain(references).collect::<Vec<_>>())
}

pub(super) fn links(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let _: DocumentLinkParams = read(params)?;
    let has_tooltip = snapshot.client.can("/textDocument/documentLink/tooltipSupport");
    let link = |link: ide::Link| {
        let (target, tooltip) = match link.target {
            LinkTarget::File(target) => {
                (snapshot.uri(target)?, Some(snapshot.schema.file(target).name().to_owned()))
            }
            LinkTarget::Address(address) => (Uri(address), None),
            LinkTarget::Rule(id) => {
                let rule = snapshot.catalog.find(&id)?;
                (Uri(crate::report::page_url(rule)?), Some(rule.summary().to_owned()))
            }
        };
        let range = snapshot.range(file, link.span);
        Some(DocumentLink {
            range,
            target: Some(target),
            tooltip: tooltip.filter(|_| has_tooltip),
            ..DocumentLink::default()
        })
    };
    let links = ide::links(&snapshot.schema, file, &snapshot.catalog);
    write(links.into_iter().filter_map(link).collect::<Vec<_>>())
}
