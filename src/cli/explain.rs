//! `protune explain`: the page of a rule, as it is, by its id or by what another tool calls it; or what an error of
//! the compiler or a key of protune.toml means.

use super::{Exit, Terminal, select};
use crate::plugin::Terms;
use crate::{config, paths};
use protune_compiler::problem;
use protune_engine::check::BUILT_IN;
use std::borrow::Cow;

/// Print the page of a rule, with examples, or the explanation of a compiler error or a key of protune.toml.
#[derive(clap::Args)]
pub(super) struct Explain {
    /// Id of the rule, as findings and `protune rules` show it, or its id in protolint or api-linter; the code of an
    /// error, as `--format jsonl` shows it; or a key, such as `lint.select`.
    #[arg(value_name = "RULE|CODE|KEY", value_parser = page)]
    page: Page,
}

/// The text of a page, in Markdown.
#[derive(Clone)]
struct Page(Cow<'static, str>);

pub(super) fn run(args: &Explain, terminal: &Terminal) -> Exit {
    terminal.write(|out| out.write_all(args.page.0.as_bytes()))
}

/// Finds the page by an id or code in any case. The error is for the user.
fn page(id: &str) -> Result<Page, String> {
    if let Some(found) = BUILT_IN.iter().find(|known| known.id.eq_ignore_ascii_case(id)) {
        return Ok(Page(found.doc.into()));
    }
    let catalog = config::catalog_around(&paths::working_dir(), Terms::of_trusted());
    if let Some(rule) = catalog.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id)) {
        return Ok(Page(rule.doc.clone()));
    }
    let pages: Vec<&str> = catalog.known_elsewhere_as(id).map(|rule| &*rule.doc).collect();
    if !pages.is_empty() {
        return Ok(Page(pages.join("\n").into()));
    }
    let code = id.to_ascii_lowercase();
    if let Some(text) = config::explain(id) {
        return Ok(Page(text.into()));
    }
    match problem::explain(&code) {
        Some(text) => Ok(Page(format!("# {code}\n\n{text}\n").into())),
        None => {
            let codes = problem::areas().into_iter().flat_map(|area| area.codes);
            let known = catalog.rules().iter().map(|rule| rule.id.as_str()).chain(codes.copied());
            let keys: Vec<String> = config::key_paths().collect();
            let aliases = catalog.rules().iter().flat_map(|rule| &rule.aliases);
            let aliases = aliases.filter_map(|alias| Some(alias.split_once(':')?.1));
            let known = known.chain(keys.iter().map(String::as_str)).chain(aliases);
            Err(select::unknown("there is no such rule, error or key", id, known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_other_tools_are_explained() {
        let text = |id: &str| page(id).map(|page| page.0.into_owned());
        assert_eq!(text("protolint:RPCS_HAVE_COMMENT"), text("COMMENT_RPC"));
        assert_eq!(text("rpcs_have_comment"), text("COMMENT_RPC"));
        let pages = text("core::0192::has-comments").unwrap();
        assert_eq!(pages.lines().filter(|line| line.starts_with("# COMMENT_")).count(), 6);
        assert!(text("core::0192").is_err());
    }
}
