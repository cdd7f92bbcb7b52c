//! `protune rules`: which rules there are. Says of a rule what the rule says of itself.

use super::problems::refuse;
use super::select::{self, Word};
use super::{Exit, Terminal, house, names};
use crate::plugin::Terms;
use crate::{config, paths};
use protune_rules::Rule;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// List the rules, or work on those of this project.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Rules {
    #[command(subcommand)]
    action: Option<Action>,
    #[arg(value_name = "RULES", value_delimiter = ',', value_parser = select::parse, help = names::help_of_rules())]
    words: Vec<Word>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Use this configuration instead of the one around the working directory: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// A table
    Text,
    /// An array with one object a rule
    Json,
}

/// Work on the rules of a project.
#[derive(clap::Subcommand)]
enum Action {
    Test(house::Test),
    New(house::New),
    Fetch(house::Fetch),
}

pub(super) fn run(args: &Rules, terminal: &Terminal) -> Exit {
    match &args.action {
        None => list(args, terminal),
        Some(Action::Test(test)) => house::test(test, terminal),
        Some(Action::New(new)) => house::new(new, terminal),
        Some(Action::Fetch(fetch)) => house::fetch(fetch, terminal),
    }
}

fn list(args: &Rules, terminal: &Terminal) -> Exit {
    let named = args.config.as_deref();
    let catalog = match config::catalog(named, &paths::working_dir(), Terms::of_trusted()) {
        Ok(catalog) => catalog,
        Err(problems) => return refuse(&problems, terminal),
    };
    if let Err(problem) = select::check_known(&args.words, &catalog) {
        return terminal.fail(problem);
    }
    let all = catalog.rules().iter().map(|rule| &**rule);
    let rules: Vec<&Rule> =
        all.filter(|rule| args.words.is_empty() || select::is_meant(rule, &args.words)).collect();
    terminal.write(|out| match args.format {
        Format::Text => table(&rules, out),
        Format::Json => json(&rules, out),
    })
}

fn table(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let heads = ["RULE", "SEVERITY", "DEFAULT", "SELECTED BY", "FINDS"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(heads).chain(rules.iter().map(|rule| row(rule))).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    for [id, severity, default, words, summary] in &rows {
        writeln!(
            out,
            "{id:0$}  {severity:1$}  {default:2$}  {words:3$}  {summary}",
            widths[0], widths[1], widths[2], widths[3]
        )?;
    }
    Ok(())
}

fn row(rule: &Rule) -> [String; 5] {
    let words: Vec<&str> = rule.words().skip(1).collect();
    let default = if rule.is_default() { "yes" } else { "" };
    [&*rule.id, rule.severity.name(), default, &words.join(" "), rule.summary()].map(str::to_owned)
}

#[derive(Serialize)]
struct Entry<'r> {
    id: &'r str,
    wing: &'static str,
    categories: &'r [Cow<'static, str>],
    /// Ids of the same rule in other tools.
    aliases: &'r [Cow<'static, str>],
    severity: &'static str,
    /// Runs when nobody chose any rules.
    default: bool,
    summary: &'r str,
}

fn json(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<Entry<'_>> = rules.iter().map(|rule| entry(rule)).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    out.write_all(b"\n")
}

fn entry(rule: &Rule) -> Entry<'_> {
    Entry {
        id: &rule.id,
        wing: rule.wing.name(),
        categories: &rule.categories,
        aliases: &rule.aliases,
        severity: rule.severity.name(),
        default: rule.is_default(),
        summary: rule.summary(),
    }
}
