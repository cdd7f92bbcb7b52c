//! `protune profile`: counts messages, and merges what was counted. Holds the flags of the command and the
//! order of its steps.

use super::problems::refuse;
use super::select::unknown;
use super::{Exit, Terminal, output, problems, terminal};
use crate::bounded;
use crate::config::Problems;
use crate::messages::{self, Framing, Json, Reading};
use crate::report::{Reported, TEXT, count};
use crate::workspace::{self, Reach, Request, Scope};
use clap::ValueEnum;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FileId, FileView, Schema};
use protune_engine::Workspace;
use protune_engine::check::compiler;
use protune_wire::Layout;
use protune_wire::profile::{Profile, Profiler};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Measure the bytes of real messages, field by field, in a profile.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub(super) struct Measure {
    #[command(subcommand)]
    command: Option<Command>,
    /// Schema of the messages: files and folders [default: the working directory].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Full name of the message type.
    #[arg(long = "type", value_name = "MESSAGE", required = true)]
    ty: Option<String>,
    /// Files with messages, folders with such files, or `-` for standard input; plain, gzip or zstd.
    #[arg(long = "input", value_name = "FILE", required = true, num_args = 1..)]
    inputs: Vec<PathBuf>,
    /// Framing of messages in the files [default: detected for each file].
    #[arg(long, value_name = "FRAMING", value_enum)]
    framing: Option<FramingName>,
    /// Skip damaged messages, and print their number.
    #[arg(long)]
    skip_damaged: bool,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE", required = true)]
    output: Option<PathBuf>,
    /// Print how each file was read.
    #[arg(short, long)]
    verbose: bool,
    /// Do not print the closing line.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    Merge(Merge),
}

/// Merge profiles of the same schema; the result does not depend on order and grouping.
#[derive(clap::Args)]
struct Merge {
    /// Profile written by `protune profile`.
    #[arg(value_name = "PROFILE", required = true)]
    profiles: Vec<PathBuf>,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FramingName {
    /// One message per file.
    Single,
    /// Each message after its length as a varint.
    Delimited,
    /// gRPC frames: one byte, then the length in four bytes.
    Grpc,
    /// ProtoJSON values, one after another.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  protune profile proto --type shop.v1.Order --input orders/ -o shop.profile
  protune profile --type shop.v1.Order --input a.bin.gz b.jsonl.zst -o shop.profile
  kafka-dump | protune profile --type shop.v1.Order --input - --framing delimited -o day.profile
  protune profile merge monday.profile tuesday.profile -o week.profile
  protune report week.profile

A profile holds counts, and no value of any field.
Exit codes: 0 done, 2 the work could not be done; then nothing is written.";

pub(super) fn run(args: &Measure, terminal: &Terminal) -> Exit {
    if let Some(Command::Merge(merge)) = &args.command {
        return run_merge(merge, terminal);
    }
    let scope = scope(&args.paths, &args.roots).map_err(|problems| refuse(&problems, terminal));
    let workspace = match scope.and_then(|scope| loaded(&scope, terminal)) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let wanted = args.ty.as_deref().unwrap_or_default();
    let layout = match layout(&workspace.schema, wanted) {
        Ok(layout) => layout,
        Err(problem) => return terminal.fail(problem),
    };
    let reading = Reading {
        inputs: args.inputs.clone(),
        framing: args.framing.map(Framing::from),
        layout: &layout,
        json: Json::new(&layout, || set(&workspace.schema, &layout.get(layout.root()).name)),
        skips_damaged: args.skip_damaged,
    };
    let outcome = match messages::fold(&reading, || Profiler::new(&layout), Profiler::add) {
        Ok(outcome) => outcome,
        Err(problem) => return terminal.fail_in_lines(&problem),
    };
    if args.verbose {
        outcome.notes.iter().for_each(terminal::tell);
    }
    if let Some(first) = &outcome.damaged.first {
        let count = count(outcome.damaged.count as usize, "damaged message");
        terminal.warn(format_args!("passed over {count}, the first is {first}"));
    }
    let mut profile = Profiler::new(&layout).finish();
    for part in &outcome.states {
        if let Err(problem) = profile.merge(&part.finish()) {
            return terminal.fail(problem);
        }
    }
    if let Err(exit) = put(&profile, args.output.as_deref().unwrap_or(Path::new("-")), terminal) {
        return exit;
    }
    warn_of_wrong_type(&profile, wanted, terminal);
    if !args.quiet {
        let messages = count(outcome.messages as usize, "message");
        let (bytes, files) = (count(outcome.bytes as usize, "byte"), count(outcome.files, "file"));
        terminal::tell(format_args!("profiled {messages} of `{wanted}` in {files}: {bytes}"));
    }
    Exit::Clean
}

/// Most bytes decode as unknown fields of any type at all: then the type is hardly the right one.
fn warn_of_wrong_type(profile: &Profile, wanted: &str, terminal: &Terminal) {
    let unknown = profile.nodes.iter().flat_map(|node| &node.unknown).map(|unknown| unknown.bytes());
    let unknown = unknown.sum::<u64>().min(profile.bytes);
    if unknown > profile.bytes / 2 {
        let percent = (profile.bytes - unknown) * 100 / profile.bytes;
        terminal.warn(format_args!(
            "`{wanted}` declares only {percent} % of the bytes; the messages are most likely of another type"
        ));
    }
}

/// Returns the scope of the schema that messages are read with.
pub(super) fn scope(paths: &[PathBuf], roots: &[PathBuf]) -> Result<Scope, Problems> {
    let request = Request { paths: paths.to_vec(), roots: roots.to_vec(), ..Request::default() };
    Scope::find(request)
}

/// Loads the schema that messages are read with, and reports its errors.
pub(super) fn loaded(scope: &Scope, terminal: &Terminal) -> Result<Workspace, Exit> {
    terminal.left_out(scope);
    problems::tell_excluded(scope, "not compiled", terminal);
    let mut workspace = workspace::load(scope, Reach::Files);
    for failure in &workspace.failures {
        terminal.fail(format_args!("cannot read {}: {}", failure.path, failure.reason));
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
    // If this cannot be written, nobody can see an error either.
    let _ = (TEXT.write)(findings, terminal.look, &mut io::stderr().lock());
    Err(terminal.fail("messages cannot be read with a schema that does not compile"))
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

fn run_merge(args: &Merge, terminal: &Terminal) -> Exit {
    let mut merged: Option<Profile> = None;
    for path in &args.profiles {
        let profile = match read(path) {
            Ok(profile) => profile,
            Err(problem) => return terminal.fail(problem),
        };
        match &mut merged {
            None => merged = Some(profile),
            Some(merged) => {
                if let Err(problem) = merged.merge(&profile) {
                    return terminal.fail(format_args!("cannot merge {}: {problem}", path.display()));
                }
            }
        }
    }
    let Some(merged) = merged else { return Exit::Clean };
    put(&merged, &args.output, terminal).err().unwrap_or(Exit::Clean)
}

/// A profile from a file. The error is for the user.
pub(super) fn read(path: &Path) -> Result<Profile, String> {
    let told = |why: String| format!("cannot read {}: {why}", path.display());
    let bytes = if path == Path::new("-") { bounded::stream(io::stdin()) } else { bounded::file(path) };
    let bytes = bytes.map_err(|error| told(messages::reason(&error)))?;
    Profile::decode(&bytes).map_err(|why| told(why.to_string()))
}

fn put(profile: &Profile, path: &Path, terminal: &Terminal) -> Result<(), Exit> {
    let bytes = profile.encode();
    let fill = |out: &mut dyn io::Write| out.write_all(&bytes);
    let is_standard_output = path == Path::new("-");
    match if is_standard_output { terminal.write(fill) } else { output::put(path, fill, terminal) } {
        Exit::Clean => Ok(()),
        exit => Err(exit),
    }
}

impl Measure {
    /// The schema; `None` where only profiles are read.
    pub(super) fn schemas(&self) -> Option<Vec<PathBuf>> {
        self.command.is_none().then(|| self.paths.clone())
    }
}

impl From<FramingName> for Framing {
    fn from(name: FramingName) -> Framing {
        match name {
            FramingName::Single => Framing::Single,
            FramingName::Delimited => Framing::Delimited,
            FramingName::Grpc => Framing::Grpc,
            FramingName::Json => Framing::Json,
        }
    }
}
