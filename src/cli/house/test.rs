//! `protune rules test`: runs the examples of pages.

use super::page;
use crate::cli::problems::refuse;
use crate::cli::{Exit, Terminal, terminal};
use crate::config;
use crate::report::{count, visible};
use crate::{paths, write};
use std::path::{Path, PathBuf};

/// Run the examples on the pages of rules: what fails, what fixes make of it, and what passes.
#[derive(clap::Args)]
pub(in crate::cli) struct Test {
    /// Pages, or folders of pages [default: the pages that protune.toml names].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Test the pages that this configuration names, instead of the one around the working directory: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT", conflicts_with = "paths")]
    config: Option<String>,
    /// Write the findings that there are, and the results of fixes, into the pages, in place of what they expect.
    #[arg(long)]
    bless: bool,
    /// Run the rules of all these pages on each of them, to see which report the examples of another one.
    #[arg(long)]
    all: bool,
}

pub(in crate::cli) fn run(args: &Test, terminal: &Terminal) -> Exit {
    let pages = match pages(args) {
        Ok(pages) => pages,
        Err(Refused::Text(why)) => return terminal.fail(why),
        Err(Refused::Problems(problems)) => return refuse(&problems, terminal),
    };
    let mut exit = Exit::Clean;
    let (mut passed, mut failed) = (0, 0);
    let mut out = String::new();
    for path in &pages {
        let shown = visible(&paths::printed(path, &paths::working_dir())).into_owned();
        let blessed = if args.bless { bless(path, &shown, terminal) } else { Ok(()) };
        let others: &[PathBuf] = if args.all { &pages } else { &[] };
        match blessed.and_then(|()| page::test(path, others)) {
            Err(problems) => {
                exit = exit.max(refuse(&problems, terminal));
                failed += 1;
            }
            Ok(tested) => {
                let is_passed = tested.complaints.is_empty();
                let word = if is_passed { "ok    " } else { "FAILED" };
                let (fails, passes) = (tested.fails, tested.passes);
                out += &format!("{word} {} in {shown}: {fails} failing, {passes} passing\n", tested.id);
                for (line, complaint) in &tested.complaints {
                    out += &format!("  {shown}:{line}: {}\n", visible(complaint));
                }
                for warning in &tested.warnings {
                    terminal.warn(format_args!("{shown}: {warning}"));
                }
                passed += usize::from(is_passed);
                failed += usize::from(!is_passed);
                if !is_passed {
                    exit = exit.max(Exit::Findings);
                }
            }
        }
    }
    let written = terminal.write(|to| to.write_all(out.as_bytes()));
    terminal::tell(format_args!("{} passed, {failed} failed", count(passed, "page")));
    exit.max(written)
}

/// Writes what there is into a page, unless it expects that already.
fn bless(path: &Path, shown: &str, terminal: &Terminal) -> Result<(), config::Problems> {
    let tested = page::test(path, &[])?;
    if tested.complaints.is_empty() && tested.is_marked {
        return Ok(());
    }
    let text = page::blessed(path)?;
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    match write::file(path, |out| out.write_all(text.as_bytes())) {
        Ok(()) => terminal::tell(format_args!("wrote {shown}")),
        Err(why) => drop(terminal.fail(format_args!("cannot write {shown}: {why}"))),
    }
    Ok(())
}

/// Reason why no page is tested.
enum Refused {
    Text(String),
    Problems(config::Problems),
}

fn pages(args: &Test) -> Result<Vec<PathBuf>, Refused> {
    let here = paths::working_dir();
    if !args.paths.is_empty() {
        let mut pages = Vec::new();
        for path in &args.paths {
            let path = paths::absolute(path, &here);
            match path {
                path if path.is_file() => pages.push(path),
                path if path.is_dir() => pages.extend(below(&path)),
                path => return Err(Refused::Text(format!("there is no page {}", path.display()))),
            }
        }
        return match pages.is_empty() {
            true => Err(Refused::Text("there are no pages with rules in it".to_owned())),
            false => Ok(pages),
        };
    }
    let project = match &args.config {
        Some(named) => config::read(named, &here, &[], &[config::Section::Lint]).map(Some),
        None => config::find(&here, None, &[config::Section::Lint]),
    };
    let project = project.map_err(Refused::Problems)?;
    let pages: Vec<PathBuf> =
        project.into_iter().flat_map(|project| project.house.files).filter(|path| is_page(path)).collect();
    match pages.is_empty() {
        true => Err(Refused::Text(
            "no protune.toml here names pages: `protune rules new ID` writes one".to_owned(),
        )),
        false => Ok(pages),
    }
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// Pages with rules in a folder, in order of their names.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut pages: Vec<PathBuf> = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            pages.extend(below(&path));
        } else if is_page(&path) && page::has_rule(&path) {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}
