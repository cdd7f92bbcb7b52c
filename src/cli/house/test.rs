//! `protune rules test`: runs the examples of pages.

use super::page;
use crate::cli::problems::refuse;
use crate::cli::{Exit, Terminal, terminal};
use crate::config;
use crate::paths;
use crate::report::{count, visible};
use std::path::{Path, PathBuf};

/// Run the examples on the pages of rules: what fails, what fixes make of it, and what passes.
#[derive(clap::Args)]
pub(in crate::cli) struct Test {
    /// Pages, or folders of pages [default: the pages that protune.toml names].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
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
        match page::test(path) {
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
    let project = config::find(&here, None, &[config::Section::Lint]).map_err(Refused::Problems)?;
    let pages: Vec<PathBuf> =
        project.into_iter().flat_map(|project| project.house.files).filter(is_page).collect();
    match pages.is_empty() {
        true => Err(Refused::Text(
            "no protune.toml here names pages: `protune rules new ID` writes one".to_owned(),
        )),
        false => Ok(pages),
    }
}

fn is_page(path: &PathBuf) -> bool {
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
