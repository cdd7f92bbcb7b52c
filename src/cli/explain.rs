//! `protune explain`: the page of a rule, as it is, by its id or by what another tool calls it; or what an error of
//! the compiler or a key of protune.toml means.

use super::problems::refuse;
use super::{Exit, Terminal, select};
use crate::plugin::Terms;
use crate::{config, paths};
use protune_compiler::problem;
use protune_engine::check::BUILT_IN;
use protune_rules::Catalog;
use std::borrow::Cow;

/// Print the page of a rule, with examples, or the explanation of a compiler error or a key of protune.toml.
#[derive(clap::Args)]
pub(super) struct Explain {
    /// Id of the rule, as findings and `protune rules` show it, or its id in protolint or api-linter; the code of an
    /// error, as `--format jsonl` shows it; or a key, such as `lint.select`.
    #[arg(value_name = "RULE|CODE|KEY")]
    id: String,
    /// Use this configuration instead of the one around the working directory: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
}

pub(super) fn run(args: &Explain, terminal: &Terminal) -> Exit {
    let named = args.config.as_deref();
    let catalog = match config::catalog(named, &paths::working_dir(), Terms::of_trusted()) {
        Ok(catalog) => catalog,
        Err(problems) => return refuse(&problems, terminal),
    };
    match page(&args.id, &catalog) {
        Ok(page) => terminal.write(|out| out.write_all(page.as_bytes())),
        Err(why) => terminal.fail(format_args!("invalid value '{}' for '<RULE|CODE|KEY>': {why}", args.id)),
    }
}

/// Finds the page, in Markdown, by an id or code in any case. The error is for the user.
fn page(id: &str, catalog: &Catalog) -> Result<Cow<'static, str>, String> {
    if let Some(found) = BUILT_IN.iter().find(|known| known.id.eq_ignore_ascii_case(id)) {
        return Ok(found.doc.into());
    }
    if let Some(rule) = catalog.rules().iter().find(|rule| rule.id.eq_ignore_ascii_case(id)) {
        return Ok(rule.doc.clone());
    }
    let pages: Vec<&str> = catalog.known_elsewhere_as(id).map(|rule| &*rule.doc).collect();
    if !pages.is_empty() {
        return Ok(pages.join("\n").into());
    }
    let code = id.to_ascii_lowercase();
    if let Some(text) = config::explain(id) {
        return Ok(text.into());
    }
    match problem::explain(&code) {
        Some(text) => Ok(format!("# {code}\n\n{text}\n").into()),
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
        let text = |id: &str| page(id, Catalog::compiled_in()).map(Cow::into_owned);
        assert_eq!(text("protolint:RPCS_HAVE_COMMENT"), text("COMMENT_RPC"));
        assert_eq!(text("rpcs_have_comment"), text("COMMENT_RPC"));
        let pages = text("core::0192::has-comments").unwrap();
        assert_eq!(pages.lines().filter(|line| line.starts_with("# COMMENT_")).count(), 6);
        assert!(text("core::0192").is_err());
    }
}
