//! `protune reshape`: finds steps that change the shape of messages, proves them on every message, and writes the new
//! schema and the plan. Holds the flags of the command and the order of its steps.

use super::messages::{MessageFlags, required};
use super::output;
use super::plan_file::PlanFile;
use super::problems::refuse;
use super::select::ReshapeSelection;
use super::typed::{self, Typed, Unusable};
use super::{Exit, Terminal, progress, terminal};
use crate::report::{count, write_reshape};
use clap::ValueEnum;
use protune_engine::reshape::{Objective, Search, print, prove, search};
use protune_rules::Catalog;
use protune_wire::shape::Shape;
use std::path::PathBuf;

/// Find another shape of messages that saves bytes: columns, tables, enums, numbers in place of text.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("inputs", required))]
pub(super) struct Reshape {
    /// Full name of the message type.
    #[arg(long = "type", value_name = "MESSAGE", required = true, help_heading = "Messages")]
    ty: String,
    #[command(flatten)]
    pub(super) messages: MessageFlags,
    /// Size to make small: raw, gzip or zstd.
    #[arg(long, value_name = "SIZE", value_enum, default_value = "raw", help_heading = "Steps")]
    objective: ObjectiveName,
    /// Number of messages that are compressed together.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "Steps")]
    batch: u32,
    /// Minimum that a step has to save, as a share of all bytes.
    #[arg(long, value_name = "SHARE", default_value = "0.2%", value_parser = share, help_heading = "Steps")]
    at_least: f64,
    #[command(flatten)]
    selection: ReshapeSelection,
    /// File for the new schema, or `-` for standard output.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    schema_out: Option<PathBuf>,
    /// File for the plan, which `protune convert` takes.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    plan: Option<PathBuf>,
    /// Do not print the closing lines and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune reshape --type shop.v1.Order --input orders/
  protune reshape --type shop.v1.Order --input orders/ --objective zstd
  protune reshape --type shop.v1.Order --input orders/ --schema-out order_v2.proto --plan order.plan
  protune convert --plan order.plan --input orders/ -o new.bin

Readers and writers of the new messages need new code, or `protune convert`.
Exit codes: 0 done, 2 the work could not be done, or a message did not come back as it was.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ObjectiveName {
    /// Bytes as they are encoded.
    Raw,
    /// Bytes after gzip, --batch messages together.
    Gzip,
    /// Bytes after zstd, --batch messages together.
    Zstd,
}

/// The error is for the user.
fn share(text: &str) -> Result<f64, String> {
    let percent = text.strip_suffix('%').and_then(|share| share.trim().parse::<f64>().ok());
    let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
    percent.map(|percent| percent / 100.0).ok_or_else(|| "not a share such as 0.2%".to_owned())
}

pub(super) fn run(args: &Reshape, terminal: &Terminal) -> Exit {
    let typed = match args.messages.schema() {
        Ok(typed) => typed,
        Err(Unusable::Configured(problems)) => return refuse(&problems, terminal),
        Err(Unusable::Because(problem)) => return terminal.fail_in_lines(&problem),
    };
    reshaped(args, &typed, terminal).unwrap_or_else(|problem| match problem {
        Some(problem) => terminal.fail_in_lines(&problem),
        None => Exit::Failed,
    })
}

/// The error is for the user, if it was not reported yet.
fn reshaped(args: &Reshape, typed: &Typed, terminal: &Terminal) -> Result<Exit, Option<String>> {
    args.messages.can_be_read("several times")?;
    let workspace = typed.load(terminal).map_err(|_| None)?;
    let layout = typed::layout(&workspace.schema, &args.ty)?;
    let name = layout.get(layout.root()).name.to_string();
    let reading = args.messages.reading(&workspace.schema, &layout);
    let rules = args.selection.rules(Catalog::compiled_in());
    let objective = match args.objective {
        ObjectiveName::Raw => Objective::Raw,
        ObjectiveName::Gzip => Objective::Gzip,
        ObjectiveName::Zstd => Objective::Zstd,
    };
    let wanted = Search {
        layout: &layout,
        rules: &rules,
        objective,
        batch: args.batch as usize,
        least: args.at_least,
    };
    let bar = progress::watch(&reading.progress, args.quiet, terminal);
    let found = search(&reading, &wanted)?;
    let proof = prove(&reading, &found.reshaping)?;
    drop(bar);
    let steps: Vec<Shape> = found.taken.iter().map(|taken| taken.step.clone()).collect();
    let (text, new_type) = print(&workspace.schema, &found.reshaping, &steps);
    let mut exit = terminal.write(|out| write_reshape(&found, &proof, args.batch, terminal.look, out));
    if steps.is_empty() {
        return Ok(exit);
    }
    let mut written = |path: &Option<PathBuf>,
                       fill: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
        let Some(path) = path else { return };
        let is_standard_output = path.as_os_str() == "-";
        let put = if is_standard_output { terminal.write(fill) } else { output::put(path, fill, terminal) };
        exit = exit.max(put);
    };
    written(&args.schema_out, &|out| out.write_all(text.as_bytes()));
    let plan = PlanFile::new(&name, new_type, steps);
    written(&args.plan, &|out| plan.write(out));
    if proof.misfits > 0 {
        let misfits = count(proof.misfits as usize, "message");
        terminal.warn(format_args!("{misfits} cannot be converted: a value is not as in the sample"));
    }
    if !args.quiet && exit == Exit::Clean {
        let fitting = count(proof.messages as usize, "message");
        terminal::tell(format_args!(
            "verified: {fitting} converted and back, each of the size that was predicted"
        ));
    }
    Ok(exit)
}
