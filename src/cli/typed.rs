//! The schema that messages are read with: files, folders, a descriptor set or an archive. Reads no message.

use super::select::unknown;
use super::{Exit, Terminal, against, problems};
use crate::config::Problems;
use crate::report::{Reported, TEXT};
use crate::workspace::input::{self, Input};
use crate::workspace::{self, Reach, Request, Scope};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileId, FileView, Schema};
use protune_engine::Workspace;
use protune_engine::check::compiler;
use protune_wire::Layout;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

/// Schema that messages are read with.
pub(super) struct Typed {
    pub(super) scope: Scope,
    /// Set or archive with the schema. It is unpacked as long as this lives.
    pub(super) input: Option<Input>,
}

/// Reason why a schema cannot be used.
pub(super) enum Unusable {
    Configured(Problems),
    /// For the user.
    Because(String),
}

impl Typed {
    /// Finds the schema at these paths.
    pub(super) fn find(paths: &[PathBuf], roots: &[PathBuf]) -> Result<Typed, Unusable> {
        let request = Request { paths: paths.to_vec(), roots: roots.to_vec(), ..Request::default() };
        let open = |text| {
            let opened = input::open(text, &input::folder_for(&[]));
            opened.map_err(|why| Unusable::Because(format!("cannot read {text}: {why}")))
        };
        let input = against::packed(paths).map(open).transpose()?;
        let request = match &input {
            Some(input) => {
                let (request, _) = workspace::requests(request, Some(input), &[], None);
                Request { may_be_empty: false, ..request }
            }
            None => request,
        };
        let scope = Scope::find(request).map_err(|problems| {
            Unusable::Configured(match &input {
                Some(input) => against::named(input, problems),
                None => problems,
            })
        })?;
        Ok(Typed { scope, input })
    }

    /// Loads the schema, and reports what is wrong with it.
    pub(super) fn load(&self, terminal: &Terminal) -> Result<Workspace, Exit> {
        let scope = &self.scope;
        terminal.left_out(scope);
        problems::tell_excluded(scope, "not compiled", terminal);
        let mut workspace = workspace::load(scope, Reach::Files);
        if let Some(input) = &self.input {
            workspace.documents.iter_mut().for_each(|document| document.path = input.shown(&document.path));
        }
        for failure in &workspace.failures {
            let path = self.input.as_ref().map_or(failure.path.clone(), |input| input.shown(&failure.path));
            terminal.fail(format_args!("cannot read {path}: {}", failure.reason));
        }
        let mut diagnostics = compiler(&workspace);
        let missing = problems::add_missing(scope, &mut workspace, &mut diagnostics, true, terminal);
        if missing == Exit::Failed || !workspace.failures.is_empty() {
            return Err(Exit::Failed);
        }
        if diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error) {
            return Ok(workspace);
        }
        let findings = Reported::new(&workspace, &diagnostics);
        // If this cannot be written, nobody reads it.
        let _ = (TEXT.write)(findings, terminal.look, &mut io::stderr().lock());
        Err(terminal.fail("messages cannot be read with a schema that does not compile"))
    }
}

/// The layout of a message type, by its full name. The error is for the user.
pub(super) fn layout(schema: &Schema, name: &str) -> Result<Layout, String> {
    Layout::of(schema, name.trim_start_matches('.')).ok_or_else(|| {
        let names: Vec<&str> = schema
            .files()
            .flat_map(|file| file.messages())
            .filter(|message| !message.is_map_entry())
            .map(|message| message.full_name())
            .collect();
        // Whoever leaves the package out means the message by that name.
        let ends_so = |known: &&&str| known.rsplit_once('.').is_some_and(|(_, last)| last == name);
        let what = format!("there is no message type `{name}` in the schema");
        match names.iter().find(ends_so) {
            Some(known) => format!("{what}; did you mean `{known}`?"),
            None => unknown(&what, name, names.iter().copied()),
        }
    })
}

/// The file that declares a message and all that it imports, as a `FileDescriptorSet`. The error names a file
/// that no reader of JSON takes.
pub(super) fn set(schema: &Schema, root: &str) -> Result<Vec<u8>, String> {
    let declares = |file: &FileView<'_>| file.messages().any(|message| message.full_name() == root);
    let mut open: Vec<FileId> = schema.files().filter(declares).map(|file| file.id).collect();
    let mut files = BTreeSet::new();
    while let Some(id) = open.pop() {
        let file = schema.file(id);
        if file.edition().is_edition() {
            return Err(format!(
                "{} has an edition, which is not read yet; proto2 and proto3 are",
                file.name()
            ));
        }
        if files.insert(id) {
            open.extend(file.imports().filter_map(|import| import.target()).map(|target| target.id));
        }
    }
    let entry = |id: &FileId| descriptor::set_entry(schema, *id, Include::default());
    Ok(files.iter().flat_map(entry).collect())
}
