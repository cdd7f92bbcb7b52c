//! `protune profile`: counts messages. Holds the flags of the command and the order of its steps.

use super::merge::{self, Merge, put};
use super::messages::{MessageFlags, streamed};
use super::problems::refuse;
use super::seal::{self, Seal};
use super::typed::{self, Unusable};
use super::{Exit, Terminal, progress, terminal};
use crate::messages::{self, Damaged, Folded, Reading};
use crate::report::count;
use protune_wire::profile::{Key, Profile, Profiler};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Measure the bytes of real messages, field by field, in a profile.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    mut_arg("inputs", streamed),
    after_help = EXAMPLES
)]
pub(super) struct Measure {
    #[command(subcommand)]
    command: Option<Command>,
    /// Full name of the message type.
    #[arg(long = "type", value_name = "MESSAGE", required = true, help_heading = "Messages")]
    ty: Option<String>,
    #[command(flatten)]
    messages: MessageFlags,
    /// Name of the messages as a part of a larger set, which `merge --distinct` counts once.
    #[arg(long, value_name = "ID", help_heading = "Output")]
    partition: Option<String>,
    /// Count single values by their hashes under the key in this file: 16 to 4,096 random bytes, which are not stored.
    #[arg(long, value_name = "KEYFILE", help_heading = "Output")]
    count_values: Option<PathBuf>,
    /// Skip damaged messages, and print their number.
    #[arg(long, help_heading = "Messages")]
    skip_damaged: bool,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    output: Option<PathBuf>,
    /// Print how each file was read.
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    /// Do not print the closing line and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

#[derive(clap::Subcommand)]
enum Command {
    Merge(Merge),
    Seal(Seal),
}

const EXAMPLES: &str = "\
Examples:
  protune profile proto --type shop.v1.Order --input orders/ -o shop.profile
  protune profile --type shop.v1.Order --input a.bin.gz b.jsonl.zst -o shop.profile
  protune profile schema.binpb --type shop.v1.Order --input orders.tfrecord -o shop.profile
  kcat -C -e -t t -f '%R%s' | protune profile --type shop.v1.Order --input - --framing u32be -o p
  protune profile merge monday.profile tuesday.profile -o week.profile
  protune profile merge --distinct part-*.profile -o all.profile
  protune profile --type shop.v1.Order --input orders/ --count-values secret.key -o shop.profile
  protune profile seal shop.profile -o public.profile
  protune report week.profile

A profile contains counts, and no value of any field; docs/fleet.md says what it reveals.
Exit codes: 0 done, 1 most bytes are unknown to the type, 2 the work could not be done; then nothing
is written.";

pub(super) fn run(args: &Measure, terminal: &Terminal) -> Exit {
    match &args.command {
        Some(Command::Merge(merge)) => return merge::run(merge, terminal),
        Some(Command::Seal(seal)) => return seal::run(seal, terminal),
        None => {}
    }
    let key = match args.count_values.as_deref().map(key).transpose() {
        Ok(key) => key,
        Err(problem) => return terminal.fail(problem),
    };
    let typed = match args.messages.schema() {
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
    let reading =
        Reading { skips_damaged: args.skip_damaged, ..args.messages.reading(&workspace.schema, &layout) };
    let bar = progress::watch(&reading.progress, args.quiet, terminal);
    let measured = measure(&reading, key);
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
pub(super) fn measure(reading: &Reading<'_>, key: Option<Key>) -> Result<Measured, String> {
    let profiler = || Profiler::new(reading.layout).counting(key);
    let Folded { states, files, damaged, notes, .. } = messages::fold(reading, profiler, Profiler::add)?;
    let mut profile = profiler().finish();
    for part in &states {
        profile.merge(&part.finish()).map_err(|problem| problem.to_string())?;
    }
    Ok(Measured { profile, files, damaged, notes })
}

/// Key from a file, of which no more is read than a key may have. The error is for the user.
fn key(path: &Path) -> Result<Key, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(Key::MOST as u64 + 1).read_to_end(&mut bytes));
    file.map_err(|error| format!("cannot read {shown}: {}", messages::reason(&error)))?;
    Key::new(&bytes).map_err(|why| format!("cannot count values with the key in {shown}: {why}"))
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
        self.command.is_none().then(|| self.messages.paths.clone())
    }
}
