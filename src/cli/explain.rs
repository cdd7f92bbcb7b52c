//! `protune explain`: the page of a rule, as it is, by its id or by what another tool calls it; the rules of a group; or
//! what an error of the compiler or a key of protune.toml means.

use super::problems::refuse;
use super::{Exit, Terminal, select};
use crate::plugin::Terms;
use crate::{config, paths};
use protune_compiler::problem;
use protune_engine::check::BUILT_IN;
use protune_rules::{Catalog, Rule};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Print the page of a rule, with examples, or the explanation of a compiler error or a key of protune.toml.
#[derive(clap::Args)]
pub(super) struct Explain {
    /// Id of the rule, as findings and `protune rules` show it, or its id in protolint, api-linter, prototool or protolock;
    /// a group of rules, such as STANDARD or `core::0131`; the code of an error, as `--format jsonl` shows it; or a key,
    /// such as `lint.select`.
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
    // Keys are written in lower case, and groups in upper case: `lint` and `LINT` are both.
    let is_word = |word: &str| catalog.words().any(|known| known == word);
    if !is_word(id)
        && let Some(text) = config::explain(id)
    {
        return Ok(text.into());
    }
    if let Some(text) = problem::explain(&code) {
        return Ok(format!("# {code}\n\n{text}\n").into());
    }
    group(id, catalog).ok_or_else(|| unknown(id, catalog))
}

/// The rules that a category, a wing, or a part of ids of api-linter stands for.
fn group(word: &str, catalog: &Catalog) -> Option<Cow<'static, str>> {
    let upper = word.to_ascii_uppercase();
    let selected: Vec<&Arc<Rule>> = catalog.rules().iter().filter(|rule| rule.answers_to(&upper)).collect();
    let (title, how, rules) = match selected.is_empty() {
        false => (upper, "`--select` takes this word.", selected),
        true => (
            word.to_ascii_lowercase(),
            "api-linter has them under this name.",
            catalog.in_api_linter(word).collect(),
        ),
    };
    if rules.is_empty() {
        return None;
    }
    let count = if rules.len() == 1 { "1 rule".to_owned() } else { format!("{} rules", rules.len()) };
    let lines = rules.iter().map(|rule| format!("- {}: {}\n", rule.id, rule.summary()));
    Some(format!("# {title}\n\n{count}. {how}\n\n{}", lines.collect::<String>()).into())
}

fn unknown(id: &str, catalog: &Catalog) -> String {
    let codes = problem::areas().into_iter().flat_map(|area| area.codes);
    let keys: Vec<String> = config::key_paths().collect();
    let aliases = catalog.rules().iter().flat_map(|rule| &rule.aliases);
    let aliases: Vec<&str> = aliases.filter_map(|alias| Some(alias.split_once(':')?.1)).collect();
    let groups = aliases.iter().filter_map(|alias| Some(alias.rsplit_once("::")?.0));
    // Several rules may have an alias, and only so many words are compared.
    let theirs: BTreeSet<&str> = groups.chain(aliases.iter().copied()).collect();
    let known = catalog.words().chain(theirs).chain(keys.iter().map(String::as_str)).chain(codes.copied());
    select::unknown("there is no such rule, group of rules, error or key", id, known)
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
        assert_eq!(text("NoRemovingRPCs"), text("RPC_NO_DELETE"));
    }

    #[test]
    fn groups_list_their_rules() {
        let text = |id: &str| page(id, Catalog::compiled_in()).map(Cow::into_owned);
        let aip = text("aip_0131").unwrap();
        assert!(aip.starts_with("# AIP_0131\n\n14 rules."), "{aip}");
        assert!(aip.contains("\n- AIP_0131_HTTP_BODY: "), "{aip}");
        let there = text("core::0131").unwrap();
        assert!(
            there.starts_with("# core::0131\n\n") && there.contains("\n- RPC_REQUEST_STANDARD_NAME: "),
            "{there}"
        );
        assert!(
            text("LINT").unwrap().contains("- ENUM_PASCAL_CASE: ")
                && text("lint").unwrap().starts_with("# lint\n")
        );
        assert!(text("core::9999").unwrap_err().contains("no such rule"));
        let near = text("core::0131::http-uri-names").unwrap_err();
        assert!(near.ends_with("did you mean `core::0131::http-uri-name`?"), "{near}");
    }
}
