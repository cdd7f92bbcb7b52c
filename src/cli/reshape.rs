//! `protune reshape`: finds steps that change the shape of messages, proves them on every message, and writes the new
//! schema and the plan. Holds the flags of the command and the order of its steps.

use super::messages::{MessageFlags, required};
use super::optimize::Axis;
use super::output;
use super::plan_file::PlanFile;
use super::problems::refuse;
use super::reshape_output::{self, ReshapeOutput};
use super::select::ReshapeSelection;
use super::typed::{self, Typed, Unusable};
use super::{Exit, Terminal, names, progress, terminal};
use crate::benchmark::{Files, Streams};
use crate::messages::{self, Reading, SameJson};
use crate::report::{Reshaped, count};
use crate::write;
use clap::ValueEnum;
use protune_compiler::schema::Schema;
use protune_engine::optimize::Messages;
use protune_engine::reshape::{Objective, Refused, Search, Taken, check, print, prove, search};
use protune_rules::Catalog;
use protune_wire::shape::{Reshaping, Shape, Tree};
use protune_wire::{Arena, read};
use std::fs;
use std::path::{Path, PathBuf};

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
    /// Contracts that may break: binary (encoded messages), json, source (generated code). Without `json`, only steps
    /// are taken that keep the JSON of all messages.
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        value_delimiter = ',',
        default_value = "binary,json,source",
        help_heading = "Steps"
    )]
    allow: Vec<Axis>,
    #[command(flatten)]
    selection: ReshapeSelection,
    /// Report format, optionally with a file: table, json or jsonl; can be given several times [default: table].
    #[arg(long = "format", value_name = "FORMAT[:FILE]", value_parser = names::reshape_outputs(), hide_possible_values = true, help_heading = "Output")]
    reports: Vec<ReshapeOutput>,
    /// File for the new schema, or `-` for standard output.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    schema_out: Option<PathBuf>,
    /// File for the plan, which `protune convert` takes.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    plan: Option<PathBuf>,
    /// Folder for a benchmark: a Rust program that parses and writes the messages in both shapes.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    benchmark: Option<PathBuf>,
    /// Print which steps are not taken, and why.
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,
    /// Do not print the closing lines and the progress bar.
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  protune reshape --type shop.v1.Order --input orders/
  protune reshape --type shop.v1.Order --input orders/ --objective zstd
  protune reshape --type shop.v1.Order --input orders/ --schema-out order_v2.proto --plan order.plan
  protune reshape --type shop.v1.Order --input orders/ --allow binary,source   JSON stays the same
  protune reshape --type shop.v1.Order --input orders/ --benchmark bench && cargo run --release --manifest-path bench/Cargo.toml
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
    if [Axis::Binary, Axis::Source].iter().any(|axis| !args.allow.contains(axis)) {
        return terminal
            .fail("every step changes encoded messages and generated code: --allow needs binary and source");
    }
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
        keeps_json: !args.allow.contains(&Axis::Json),
    };
    let bar = progress::watch(&reading.progress, args.quiet, terminal);
    let found = search(&reading, &wanted)?;
    let proof = prove(&reading, &found.reshaping)?;
    let steps: Vec<Shape> = found.taken.iter().map(|taken| taken.step.clone()).collect();
    let (text, new_type) = print(&workspace.schema, &found.reshaping, &steps);
    let mut has_same_json = false;
    if !steps.is_empty() {
        let new = check(&workspace.schema, &found.reshaping, (&text, &new_type))?;
        if found.taken.iter().all(Taken::keeps_json) {
            let sets = [(&workspace.schema, &*name), (&new, &*new_type)];
            has_same_json = same_json(&reading, &found.reshaping, sets, terminal)?;
        }
    }
    drop(bar);
    let reshaped = Reshaped {
        workspace: &workspace,
        found: &found,
        proof: &proof,
        ty: &name,
        new_type: &new_type,
        objective,
        batch: args.batch,
        has_same_json,
    };
    let mut exit = reshape_output::write(&args.reports, reshaped, terminal);
    if args.verbose {
        found.refused.iter().for_each(|refused| terminal::tell(not_taken(refused)));
    }
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
    let plan = PlanFile::new(&name, new_type.clone(), steps);
    written(&args.plan, &|out| plan.write(out));
    if let Some(folder) = &args.benchmark {
        let files = benchmark(&reading, &found.reshaping)?;
        let exits = files.iter().map(|(name, bytes)| put_in(folder, name, bytes, terminal));
        exit = exits.fold(exit, Exit::max);
    }
    if proof.misfits > 0 {
        let misfits = count(proof.misfits as usize, "message");
        terminal.warn(format_args!("{misfits} cannot be converted: a value is not as in the sample"));
    }
    let is_silent = args.quiet || args.reports.iter().any(ReshapeOutput::is_read_by_program);
    if !is_silent && exit == Exit::Clean {
        let fitting = count(proof.messages as usize, "message");
        let json = if has_same_json { ", with the same JSON before and after" } else { "" };
        terminal::tell(format_args!(
            "verified: {fitting} converted and back, each of the size that was predicted{json}"
        ));
    }
    Ok(exit)
}

/// Compares the JSON of all messages before and after, and returns whether that could be done. The error is for the user.
fn same_json(
    reading: &Reading<'_>,
    reshaping: &Reshaping,
    [(old, old_type), (new, new_type)]: [(&Schema, &str); 2],
    terminal: &Terminal,
) -> Result<bool, String> {
    let sets = typed::set(old, old_type).and_then(|old| Ok((old, typed::set(new, new_type)?)));
    let pair = sets.and_then(|(old, new)| SameJson::new([(&old, old_type), (&new, new_type)]));
    let pair = match pair {
        Ok(pair) => pair,
        Err(why) => {
            terminal.warn(format_args!("JSON before and after is not compared: {why}"));
            return Ok(false);
        }
    };
    reading.fold(Arena::default, |arena, bytes| {
        let tree =
            Tree::of(reshaping.from(), read(arena, reshaping.from(), bytes).map_err(|it| it.to_string())?);
        let Ok(new) = reshaping.there(tree) else { return Ok(()) };
        match pair.difference(bytes, &new.encode(reshaping.to()))? {
            None => Ok(()),
            Some(place) => {
                Err(format!("its JSON changes in `{place}`: a bug in protune; nothing is proposed"))
            }
        }
    })?;
    Ok(true)
}

/// The files of a benchmark. The error is for the user.
fn benchmark(reading: &Reading<'_>, reshaping: &Reshaping) -> Result<Files, String> {
    let mut streams = Streams::new(reshaping);
    messages::each_in_order(reading, |message| streams.add(message))?;
    streams.files()
}

fn put_in(folder: &Path, name: &str, bytes: &[u8], terminal: &Terminal) -> Exit {
    let path = folder.join(name);
    let around = path.parent().unwrap_or(folder);
    if let Err(error) = fs::create_dir_all(around) {
        let why = write::reason(&error);
        return terminal.fail(format_args!("cannot make the folder {}: {why}", around.display()));
    }
    output::put(&path, |out| out.write_all(bytes), terminal)
}

/// A step that is not taken, with its field and the reason.
fn not_taken(Refused { rule, step, field, why, .. }: &Refused) -> String {
    let (holder, _) = step.place();
    format!("not taken: {rule} of `{holder}.{field}`: {why}")
}
