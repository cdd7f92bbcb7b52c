//! `protune build`: compiles, and writes a `FileDescriptorSet`. Holds the flags of the command and the
//! order of its steps.

use super::output::put;
use super::problems::refuse;
use super::skipped::Skipped;
use super::{Exit, Terminal, problems};
use crate::paths;
use crate::report::{Reported, TEXT};
use crate::workspace::{self, Reach, Request, Scope};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileId;
use protune_compiler::well_known;
use protune_engine::Workspace;
use protune_engine::check::compiler;
use protune_engine::documents::Texts;
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Compile schemas into a descriptor set, byte for byte like protoc.
#[derive(clap::Args)]
pub(super) struct Build {
    /// Files, by their paths or by their names below an import root, and folders [default: the
    /// working directory].
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", visible_alias = "proto_path", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// File for the descriptors, or `-` for standard output.
    #[arg(short, long, visible_alias = "descriptor_set_out", value_name = "FILE")]
    output: PathBuf,
    /// Include imported files, each before the files that import it.
    #[arg(long, visible_alias = "include_imports")]
    include_imports: bool,
    /// Include the locations and comments of declarations.
    #[arg(long, visible_alias = "include_source_info")]
    include_source_info: bool,
    /// Keep options with source retention.
    #[arg(long, visible_alias = "retain_options")]
    retain_options: bool,
    #[command(flatten)]
    skipped: Skipped,
}

/// Number of descriptors that are made before they are written.
const BATCH: usize = 256;

pub(super) fn run(args: &Build, terminal: &Terminal) -> Exit {
    let request = Request {
        paths: args.paths(),
        // As with protoc, named roots say it all.
        is_bare: !args.roots.is_empty(),
        roots: args.roots(),
        texts: args.built_in(),
        ..Request::default()
    };
    let scope = match Scope::find(request) {
        Ok(scope) => scope,
        Err(problems) => return refuse(&problems, terminal),
    };
    let left_out = args.skipped.tell_left_out(&scope, terminal);
    let skipped = left_out.max(args.skipped.tell_excluded(&scope, "not compiled", true, terminal));
    let mut workspace = workspace::load(&scope, Reach::Files);
    for failure in &workspace.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
    }
    let mut diagnostics = compiler(&workspace);
    let missing = problems::add_missing(&scope, &mut workspace, &mut diagnostics, true, terminal);
    let findings = Reported::new(&workspace, &diagnostics);
    // If this cannot be written, nobody can see an error either.
    let _ = (TEXT.write)(findings, terminal.look, &mut io::stderr().lock());
    if missing == Exit::Failed || !workspace.failures.is_empty() {
        return Exit::Failed;
    }
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return skipped.max(Exit::Findings);
    }
    let files = args.files_to_write(&workspace);
    if let Some((path, written, name)) = second_name(&workspace, &files) {
        return terminal.fail(format_args!(
            "{path} imports `{written}`, which other files import as `{name}`: a set has one name for each file"
        ));
    }
    let fill = |out: &mut dyn Write| write_set(&workspace, &files, args.include(), out);
    let written = match args.output == Path::new("-") {
        true => terminal.write(fill),
        false => put(&args.output, fill, terminal),
    };
    written.max(skipped)
}

impl Build {
    /// A file that is not there may be named as imports name it.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|file| self.path(file)).collect()
    }

    fn path(&self, file: &Path) -> PathBuf {
        let roots = self.roots();
        let below_roots = || roots.iter().map(|root| root.join(file)).find(|path| path.exists());
        let built_in = || match roots.first() {
            Some(root) if well_known_text(file).is_some() => root.join(file),
            _ => file.to_owned(),
        };
        if file.exists() { file.to_owned() } else { below_roots().unwrap_or_else(built_in) }
    }

    /// Returns the roots. One flag may list several folders, as with protoc.
    fn roots(&self) -> Vec<PathBuf> {
        let split = |root: &PathBuf| match root.exists() {
            true => vec![root.clone()],
            false => std::env::split_paths(root).collect(),
        };
        self.roots.iter().flat_map(split).collect()
    }

    /// The well-known files that are named and are nowhere on the disk.
    fn built_in(&self) -> Texts {
        let working_dir = paths::working_dir();
        let named = self.files.iter().map(|file| (self.path(file), well_known_text(file)));
        let missing = named.filter(|(path, _)| !path.exists());
        missing
            .filter_map(|(path, text)| Some((paths::absolute(&path, &working_dir), text?.to_owned())))
            .collect()
    }

    fn include(&self) -> Include {
        Include { source_info: self.include_source_info, source_options: self.retain_options }
    }

    fn files_to_write(&self, workspace: &Workspace) -> Vec<FileId> {
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        behind_imports(workspace, |file| self.include_imports || targets.contains(&file))
    }
}

/// The first import by another name than the file has that it means: the path of the importer, and both names.
fn second_name<'w>(workspace: &'w Workspace, files: &[FileId]) -> Option<(&'w str, &'w str, &'w str)> {
    files.iter().find_map(|&file| {
        let mut named = workspace.schema.file(file).imports().filter_map(|import| {
            let name = import.target()?.name();
            (name != import.name()).then(|| (import.name(), name))
        });
        let (written, name) = named.next()?;
        Some((&*workspace.document(file).path, written, name))
    })
}

/// The text of a well-known file, by its import name.
fn well_known_text(name: &Path) -> Option<&'static str> {
    well_known::text(name.to_str()?)
}

/// The targets and what is counted in of the files that they import, each file behind its imports. What is not
/// counted in is not followed either, as in protoc.
fn behind_imports(workspace: &Workspace, counts: impl Fn(FileId) -> bool) -> Vec<FileId> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for &target in &workspace.targets {
        if !seen.insert(target) {
            continue;
        }
        // Files whose imports are being written, with the import that is next.
        let mut open = vec![(target, 0)];
        while let Some((file, next)) = open.last_mut() {
            let import = workspace.schema.file(*file).imports().nth(*next);
            *next += 1;
            match import {
                Some(import) => open.extend(
                    import
                        .target()
                        .filter(|target| counts(target.id) && seen.insert(target.id))
                        .map(|target| (target.id, 0)),
                ),
                None => out.extend(open.pop().map(|(file, _)| file)),
            }
        }
    }
    out
}

fn write_set(
    workspace: &Workspace,
    files: &[FileId],
    include: Include,
    out: &mut dyn Write,
) -> io::Result<()> {
    for batch in files.chunks(BATCH) {
        let entries: Vec<Vec<u8>> =
            batch.par_iter().map(|&file| descriptor::set_entry(&workspace.schema, file, include)).collect();
        for entry in entries {
            out.write_all(&entry)?;
        }
    }
    Ok(())
}
