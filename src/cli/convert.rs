//! `protune convert`: messages in the shape of a plan, and back. Holds the flags of the command.

use super::messages::{MessageFlags, streamed};
use super::plan_file::PlanFile;
use super::problems::refuse;
use super::typed::{self, Typed, Unusable};
use super::{Exit, Terminal, progress, terminal};
use crate::messages::{self, Framing, Reading};
use crate::report::{count, grouped};
use crate::write;
use clap::Arg;
use protune_wire::shape::{Reshaping, Tree};
use protune_wire::{Arena, read, varint};
use std::io::{self, Write};
use std::path::PathBuf;

/// Convert messages to the shape of a plan that `protune reshape` wrote, and back.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("inputs", streamed), mut_arg("paths", of_old_messages))]
pub(super) struct Convert {
    /// Plan that `protune reshape --plan` wrote.
    #[arg(long, value_name = "FILE", required = true, help_heading = "Messages")]
    plan: PathBuf,
    /// Convert new messages to old ones.
    #[arg(long, help_heading = "Messages")]
    back: bool,
    #[command(flatten)]
    pub(super) messages: MessageFlags,
    /// File for the messages, each after its length, or `-` for standard output.
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    output: PathBuf,
    /// Do not print the closing line and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune convert --plan order.plan --input orders/ -o new.bin
  protune convert --plan order.plan --back --input new.bin -o old.bin

Exit codes: 0 done, 2 the work could not be done, or a message does not fit the plan; then nothing is written.";

fn of_old_messages(paths: Arg) -> Arg {
    paths.help(
        "Schema of the old messages: files and folders, a descriptor set or an archive [default: the working directory]",
    )
}

pub(super) fn run(args: &Convert, terminal: &Terminal) -> Exit {
    let typed = match args.messages.schema() {
        Ok(typed) => typed,
        Err(Unusable::Configured(problems)) => return refuse(&problems, terminal),
        Err(Unusable::Because(problem)) => return terminal.fail_in_lines(&problem),
    };
    converted(args, &typed, terminal).unwrap_or_else(|problem| match problem {
        Some(problem) => terminal.fail_in_lines(&problem),
        None => Exit::Failed,
    })
}

/// The error is for the user, if it was not reported yet.
fn converted(args: &Convert, typed: &Typed, terminal: &Terminal) -> Result<Exit, Option<String>> {
    let plan = PlanFile::read(&args.plan)?;
    let workspace = typed.load(terminal).map_err(|_| None)?;
    let layout = typed::layout(&workspace.schema, &plan.ty)?;
    let reshaping = plan.reshaping(&layout)?;
    let from = if args.back { reshaping.to() } else { reshaping.from() };
    let reading = Reading { layout: from, ..args.messages.reading(&workspace.schema, &layout) };
    if args.back && reading.framing == Some(Framing::Json) {
        return Err(Some("new messages are not read as JSON".to_owned()));
    }
    let mut converter = Converter { reshaping: &reshaping, is_back: args.back, arena: Arena::default() };
    let (mut sizes, mut failure) = ((0, 0, 0), None);
    let bar = progress::watch(&reading.progress, args.quiet, terminal);
    let fill = |out: &mut dyn Write| {
        let mut out = io::BufWriter::new(out);
        let folded = messages::each_in_order(&reading, |message| {
            let new = converter.convert(message)?;
            let mut frame = Vec::with_capacity(new.len() + varint::MAX_LEN);
            varint::put(&mut frame, new.len() as u64);
            frame.extend_from_slice(&new);
            sizes = (sizes.0 + 1, sizes.1 + message.len(), sizes.2 + new.len());
            out.write_all(&frame).map_err(|error| error.to_string())
        });
        match folded {
            Ok(_) => out.flush(),
            Err(problem) => {
                failure = Some(problem);
                Err(io::ErrorKind::Other.into())
            }
        }
    };
    let is_standard_output = args.output.as_os_str() == "-";
    let written = match is_standard_output {
        true => Ok(terminal.write(fill)),
        false => write::file(&args.output, fill).map(|()| Exit::Clean),
    };
    drop(bar);
    if let Some(problem) = failure {
        return Err(Some(problem));
    }
    let written = written.map_err(|why| Some(format!("cannot write {}: {why}", args.output.display())))?;
    if !args.quiet && written == Exit::Clean {
        let (count_of, before, after) = sizes;
        let messages = count(count_of, "message");
        terminal::tell(format_args!("{messages} converted: {} to {} bytes", grouped(before), grouped(after)));
    }
    Ok(written)
}

struct Converter<'r> {
    reshaping: &'r Reshaping,
    is_back: bool,
    arena: Arena,
}

impl Converter<'_> {
    /// The error is for the user.
    fn convert(&mut self, message: &[u8]) -> Result<Vec<u8>, String> {
        let (from, to) = match self.is_back {
            true => (self.reshaping.to(), self.reshaping.from()),
            false => (self.reshaping.from(), self.reshaping.to()),
        };
        let message = read(&mut self.arena, from, message).map_err(|damage| damage.to_string())?;
        let tree = Tree::of(from, message);
        let converted = if self.is_back { self.reshaping.back(tree) } else { self.reshaping.there(tree) };
        Ok(converted.map_err(|misfit| misfit.to_string())?.encode(to))
    }
}
