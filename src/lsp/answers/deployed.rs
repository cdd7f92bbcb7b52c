//! Answers about configuration files that are deployed with schemas.

use super::edits::workspace_edit;
use super::{Answer, Run, Shared, nothing, place, read, write};
use crate::lsp::Failure;
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{ReferenceParams, RenameParams};
use protune_compiler::diagnostic::{Edit, Named, Place};
use protune_compiler::schema::FileId;
use protune_engine::ide::{self, Mention};
use serde_json::{Value, json};

/// Requests about such files, with their answers.
const METHODS: &[(&str, Run)] = &[
    ("textDocument/hover", hover),
    ("textDocument/definition", definition),
    ("textDocument/declaration", definition),
    ("textDocument/references", references),
    ("textDocument/prepareRename", prepare),
    ("textDocument/rename", rename),
    ("textDocument/codeAction", super::actions::offer_in_config),
    ("codeAction/resolve", super::actions::resolve),
];

/// The answer for a configuration file to a request, if there is one.
pub(in crate::lsp) fn of_config(method: &str) -> Option<Run> {
    METHODS.iter().find(|(name, _)| *name == method).map(|(_, answer)| *answer)
}

/// The name at an offset, and what it refers to.
fn named_at(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<(Mention, Named)> {
    let config = snapshot.config(file)?;
    let mentions = ide::mentions(&config.path, config.content.data());
    let holds = |it: &Mention| it.span.start <= offset && offset <= it.span.end;
    let mention = mentions.into_iter().rfind(holds)?;
    let named = ide::named(&snapshot.schema, &mention.name)?;
    Some((mention, named))
}

fn hover(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let found = named_at(snapshot, file, offset);
    let hover = found.map(|(mention, named)| ide::hover_of_name(&snapshot.schema, &named, mention.span));
    super::hover::shown(snapshot, file, offset, hover)
}

fn definition(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let Some((mention, named)) = named_at(snapshot, file, offset) else { return nothing() };
    let target = ide::target_of(&snapshot.schema, &named, mention.span);
    super::navigation::targets(snapshot, file, target.as_slice(), "definition")
}

fn references(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: ReferenceParams = read(params)?;
    let offset = snapshot.offset(file, params.text_document_position_params.position);
    let Some((_, named)) = named_at(snapshot, file, offset) else { return nothing() };
    let uses = ide::uses_of(&snapshot.schema, &named);
    let declaration = uses.declaration.filter(|_| params.context.include_declaration);
    let places = declaration.into_iter().chain(uses.references).chain(in_configs(snapshot, &named));
    write(snapshot.locations(places))
}

/// Places in configuration files that name a declaration or a package.
pub(super) fn in_configs(snapshot: &Snapshot, named: &Named) -> Vec<Place> {
    let name = full_name(snapshot, named);
    let last = name.rsplit('.').next().unwrap_or(&name).to_owned();
    let mut places = Vec::new();
    for (file, config) in snapshot.config_files() {
        // Most files do not have the word at all.
        if !config.content.text().text.contains(&last) {
            continue;
        }
        let mentions = ide::mentions(&config.path, config.content.data()).into_iter();
        places.extend(mentions.filter(|it| it.name == name).map(|it| Place::new(file, it.span)));
    }
    places
}

fn full_name(snapshot: &Snapshot, named: &Named) -> String {
    match named {
        Named::Symbol(symbol) => snapshot.schema.full_name(*symbol),
        Named::Package(name) => name.clone(),
    }
}

/// Edits of configuration files that go with a rename. Refuses a rename after which a pattern would match other methods.
pub(super) fn renamed_in_configs(snapshot: &Snapshot, named: &Named, to: &str) -> Result<Vec<Edit>, Failure> {
    let mut edits = Vec::new();
    if snapshot.configs.is_empty() {
        return Ok(edits);
    }
    let Some(rename) = ide::ConfigRename::new(&snapshot.schema, named, to) else { return Ok(edits) };
    for (file, config) in snapshot.config_files() {
        let path = &config.path;
        let patches = rename.edits(path, config.content.data()).map_err(|refused| {
            let line = snapshot.range(file, refused.span).start.line + 1;
            Failure::refused(format!(
                "the pattern `{}` in {path}:{line} would no longer match the same methods; change it first",
                refused.pattern
            ))
        })?;
        edits.extend(patches.into_iter().map(|it| Edit { file, span: it.span, text: it.text }));
    }
    Ok(edits)
}

fn prepare(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let found = named_at(snapshot, file, offset);
    let Some((mention, _)) = found.filter(|(_, named)| may_rename(snapshot, named)) else {
        return nothing();
    };
    let placeholder = mention.span.of(snapshot.text(file));
    write(json!({ "range": snapshot.range(file, mention.span), "placeholder": placeholder }))
}

fn may_rename(snapshot: &Snapshot, named: &Named) -> bool {
    match named {
        Named::Symbol(symbol) => snapshot.may_edit(symbol.file),
        Named::Package(_) => true,
    }
}

fn rename(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: RenameParams = read(params)?;
    let offset = snapshot.offset(file, params.text_document_position_params.position);
    let found = named_at(snapshot, file, offset).filter(|(_, named)| may_rename(snapshot, named));
    let Some((_, named)) = found else {
        return Err(Failure::refused("nothing here has a name that can be changed"));
    };
    let edits = all_renamed(snapshot, &named, &params.new_name)?;
    write(workspace_edit(&[(snapshot, &edits)]))
}

/// Edits of all schemas and configuration files for a rename.
pub(super) fn all_renamed(snapshot: &Snapshot, named: &Named, to: &str) -> Result<Vec<Edit>, Failure> {
    let may_edit = |file: FileId| snapshot.may_edit(file);
    let edits = ide::rename(&snapshot.schema, named, to, &may_edit);
    let mut edits = edits.map_err(|refusal| Failure::refused(refusal.to_string()))?;
    edits.extend(renamed_in_configs(snapshot, named, to)?);
    Ok(edits)
}
