//! `protune explain`: the page of a rule, as it is.

use super::{Exit, Terminal, select};
use protune_engine::check::BUILT_IN;
use protune_rules::RULES;

/// Print the page of a rule: what it finds and why, with examples.
#[derive(clap::Args)]
pub(super) struct Explain {
    /// The id of the rule, as findings and `protune rules` show it.
    #[arg(value_name = "RULE", value_parser = page)]
    page: Page,
}

/// The text of a page, in Markdown.
#[derive(Clone, Copy)]
struct Page(&'static str);

pub(super) fn run(args: &Explain, terminal: &Terminal) -> Exit {
    terminal.write(|out| out.write_all(args.page.0.as_bytes()))
}

/// Finds the page by an id in any case. The error is for the user.
fn page(id: &str) -> Result<Page, String> {
    if let Some(found) = BUILT_IN.iter().find(|known| known.id.eq_ignore_ascii_case(id)) {
        return Ok(Page(found.doc));
    }
    match RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id)) {
        Some(rule) => Ok(Page(rule.doc)),
        None => Err(select::unknown("there is no such rule", id, RULES.iter().map(|rule| rule.id))),
    }
}
