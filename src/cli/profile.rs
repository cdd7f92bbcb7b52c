//! `protune profile`: counts messages. Holds the flags of the command and the order of its steps.

use super::merge::{self, Merge, put};
use super::problems::refuse;
use super::typed::{self, Typed, Unusable};
use super::{Exit, Terminal, progress, terminal};
use crate::messages::{self, Damaged, Folded, Framing, Json, Reading, Strip};
use crate::report::count;
use clap::ValueEnum;
use protune_wire::profile::{Profile, Profiler};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// Schema of the messages: files and folders, a descriptor set or an archive [default: the working directory].
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
    /// Header to remove from each message: `confluent` (that of a schema registry), or a number of bytes.
    #[arg(long, value_name = "HEADER", value_parser = strip)]
    strip: Option<Strip>,
    /// Name of the messages as a part of a larger set, which `merge --distinct` counts once.
    #[arg(long, value_name = "ID")]
    partition: Option<String>,
    /// Skip damaged messages, and print their number.
    #[arg(long)]
    skip_damaged: bool,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE", required = true)]
    output: Option<PathBuf>,
    /// Print how each file was read.
    #[arg(short, long)]
    verbose: bool,
    /// Do not print the closing line and the progress bar.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    Merge(Merge),
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FramingName {
    /// One message per file.
    Single,
    /// Each message after its length as a varint.
    Delimited,
    /// gRPC frames: one byte, then the length in four bytes.
    Grpc,
    /// Each message after its length in four bytes, as kcat's `%R%s` writes it.
    U32be,
    /// TFRecord files, with checksums.
    Tfrecord,
    /// Blobs of a `.pbf` file of OpenStreetMap.
    Pbf,
    /// ProtoJSON values, one after another.
    Json,
}

/// The error is for the user.
pub(super) fn strip(text: &str) -> Result<Strip, String> {
    text.parse().map_err(str::to_owned)
}

const EXAMPLES: &str = "\
Examples:
  protune profile proto --type shop.v1.Order --input orders/ -o shop.profile
  protune profile --type shop.v1.Order --input a.bin.gz b.jsonl.zst -o shop.profile
  protune profile schema.binpb --type shop.v1.Order --input orders.tfrecord -o shop.profile
  kcat -C -e -t t -f '%R%s' | protune profile --type shop.v1.Order --input - --framing u32be -o p
  protune profile merge monday.profile tuesday.profile -o week.profile
  protune profile merge --distinct part-*.profile -o all.profile
  protune report week.profile

A profile contains counts, and no value of any field.
Exit codes: 0 done, 1 most bytes are unknown to the type, 2 the work could not be done; then nothing
is written.";

pub(super) fn run(args: &Measure, terminal: &Terminal) -> Exit {
    if let Some(Command::Merge(merge)) = &args.command {
        return merge::run(merge, terminal);
    }
    let typed = match Typed::find(&args.paths, &args.roots) {
        Ok(typed) => typed,
        Err(Unusable::Configured(problems)) => return refuse(&problems, terminal),
        Err(Unusable::Because(problem)) => return terminal.fail(problem),
    };
    let workspace = match typed.load(terminal) {
        Ok(workspace) => workspace,
        Err(exit) => return exit,
    };
    let wanted = args.ty.as_deref().unwrap_or_default();
    let layout = match typed::layout(&workspace.schema, wanted) {
        Ok(layout) => layout,
        Err(problem) => return terminal.fail(problem),
    };
    let reading = Reading {
        inputs: args.inputs.clone(),
        framing: args.framing.map(Framing::from),
        strip: args.strip.unwrap_or_default(),
        layout: &layout,
        json: Json::new(&layout, || typed::set(&workspace.schema, &layout.get(layout.root()).name)),
        skips_damaged: args.skip_damaged,
        progress: Arc::default(),
    };
    let bar = progress::watch(&reading.progress, args.quiet, terminal);
    let measured = measure(&reading);
    drop(bar);
    let Measured { mut profile, files, damaged, notes } = match measured {
        Ok(measured) => measured,
        Err(problem) => return terminal.fail_in_lines(&problem),
    };
    if args.verbose {
        notes.iter().for_each(terminal::tell);
    }
    if let Some(first) = &damaged.first {
        let count = count(damaged.count as usize, "damaged message");
        terminal.warn(format_args!("passed over {count}, the first is {first}"));
    }
    profile.partitions.extend(args.partition.clone());
    if let Err(exit) = put(&profile, args.output.as_deref().unwrap_or(Path::new("-")), terminal) {
        return exit;
    }
    let verdict = judge(&profile, wanted, terminal);
    if !args.quiet {
        let messages = count(profile.messages as usize, "message");
        let (bytes, files) = (count(profile.bytes as usize, "byte"), count(files, "file"));
        terminal::tell(format_args!("profiled {messages} of `{wanted}` in {files}: {bytes}"));
    }
    verdict
}

/// Profile of some messages, and how they were read.
pub(super) struct Measured {
    pub(super) profile: Profile,
    files: usize,
    damaged: Damaged,
    /// Framing and compression of each file, in order.
    pub(super) notes: Vec<String>,
}

/// Counts all messages. The error is for the user.
pub(super) fn measure(reading: &Reading<'_>) -> Result<Measured, String> {
    let Folded { states, files, damaged, notes, .. } =
        messages::fold(reading, || Profiler::new(reading.layout), Profiler::add)?;
    let mut profile = Profiler::new(reading.layout).finish();
    for part in &states {
        profile.merge(&part.finish()).map_err(|problem| problem.to_string())?;
    }
    Ok(Measured { profile, files, damaged, notes })
}

/// Whether the messages are of the type that is asked for. Almost any bytes decode as unknown fields of any type.
pub(super) fn judge(profile: &Profile, wanted: &str, terminal: &Terminal) -> Exit {
    let unknown = profile.nodes.iter().flat_map(|node| &node.unknown).map(|unknown| unknown.bytes());
    let unknown = unknown.sum::<u64>().min(profile.bytes);
    if unknown <= profile.bytes / 2 {
        return Exit::Clean;
    }
    let percent = (profile.bytes - unknown) * 100 / profile.bytes;
    terminal.warn(format_args!(
        "`{wanted}` declares only {percent} % of the bytes; the messages are most likely of another type"
    ));
    Exit::Findings
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
            FramingName::U32be => Framing::U32be,
            FramingName::Tfrecord => Framing::Tfrecord,
            FramingName::Pbf => Framing::Pbf,
            FramingName::Json => Framing::Json,
        }
    }
}
