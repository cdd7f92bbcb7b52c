//! `protune build`: compiles, and writes a `FileDescriptorSet`. Holds the flags of the command and the
//! order of its steps.

use super::output::put;
use super::problems::refuse;
use super::{Exit, Terminal, problems};
use crate::report::{Reported, TEXT};
use crate::workspace::{self, Reach, Request, Scope};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileId;
use protune_engine::Workspace;
use protune_engine::check::compiler;
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Compile schemas into a set of descriptors, byte for byte as protoc does.
#[derive(clap::Args)]
pub(super) struct Build {
    /// Files, by their paths or by their names below an import root, and folders [default: the
    /// working directory].
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Where the descriptors go; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Write the imported files as well, each before those that import it.
    #[arg(long, visible_alias = "include_imports")]
    include_imports: bool,
    /// Write where each declaration stands, and its comments.
    #[arg(long, visible_alias = "include_source_info")]
    include_source_info: bool,
    /// Keep the options that matter to sources only.
    #[arg(long, visible_alias = "retain_options")]
    retain_options: bool,
}

/// How many descriptors are made before they are written.
const BATCH: usize = 256;

pub(super) fn run(args: &Build, terminal: &Terminal) -> Exit {
    let request = Request {
        paths: args.paths(),
        // As with protoc, named roots say it all.
        is_bare: !args.roots.is_empty(),
        roots: args.roots.clone(),
        ..Request::default()
    };
    let scope = match Scope::find(request) {
        Ok(scope) => scope,
        Err(problems) => return refuse(&problems, terminal),
    };
    let mut workspace = workspace::load(&scope, Reach::Files);
    for failure in &workspace.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
    }
    let mut diagnostics = compiler(&workspace);
    let missing = problems::add_missing(&scope, &mut workspace, &mut diagnostics, true, terminal);
    let findings = Reported::new(&workspace, &diagnostics);
    // When this cannot be written, there is nobody left to tell.
    let _ = (TEXT.write)(findings, terminal.look, &mut io::stderr().lock());
    if missing == Exit::Failed || !workspace.failures.is_empty() {
        return Exit::Failed;
    }
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Exit::Findings;
    }
    let files = args.files_to_write(&workspace);
    let fill = |out: &mut dyn Write| write_set(&workspace, &files, args.include(), out);
    if args.output == Path::new("-") {
        return terminal.write(fill);
    }
    put(&args.output, fill, terminal)
}

impl Build {
    /// A file that is not there may be named as imports name it.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let path = |file: &PathBuf| {
            let below_roots = || self.roots.iter().map(|root| root.join(file)).find(|path| path.exists());
            if file.exists() { file.clone() } else { below_roots().unwrap_or_else(|| file.clone()) }
        };
        self.files.iter().map(path).collect()
    }

    fn include(&self) -> Include {
        Include { source_info: self.include_source_info, source_options: self.retain_options }
    }

    fn files_to_write(&self, workspace: &Workspace) -> Vec<FileId> {
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        behind_imports(workspace, |file| self.include_imports || targets.contains(&file))
    }
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
