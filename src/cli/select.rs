//! Selection of rules: the words of `--select` and `--ignore`, and suggestions for mistyped ones. Knows the
//! names of rules, not what they find.

use super::names;
use protune_compiler::near::nearest;
use protune_compiler::schema::COMPILE;
use protune_engine::check::{BUILT_IN, CONFIG, built_in};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_rules::{Catalog, Rule, Wing};
use std::collections::HashSet;
use std::sync::Arc;

/// A word that means some rules, spelled as they spell it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word(String);

#[derive(clap::Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct Selection {
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_lint, help = names::help_of_selection())]
    select: Vec<Word>,
    /// Run these rules in addition to selected or configured ones.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_lint)]
    extend_select: Vec<Word>,
    /// Do not run these rules, even if --select names them.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_ignored)]
    ignore: Vec<Word>,
}

impl Selection {
    /// Refuses words that no rule of the catalog knows. The error is for the user.
    pub(super) fn check(&self, catalog: &Catalog) -> Result<(), String> {
        let flags =
            [("select", &self.select), ("extend-select", &self.extend_select), ("ignore", &self.ignore)];
        check(&flags, catalog, is_of_lint, "it is about changes: see `protune breaking`")
    }

    /// Lets `--select` take the place of what is configured, `--extend-select` add to it, and `--ignore` take something
    /// out of it.
    /// How severe a rule is stays as it is configured.
    pub(super) fn apply(&self, catalog: &Catalog, lint: &mut Lint) {
        let configured = std::mem::take(&mut lint.rules);
        let known = |rule: &Rule| configured.iter().find(|chosen| chosen.rule.id == rule.id);
        let runs = |rule: &Rule| match self.select.is_empty() {
            true => known(rule).is_some(),
            false => is_meant(rule, &self.select),
        };
        let rules = catalog.rules().iter().filter(|rule| is_of_lint(rule));
        let selected = rules.filter(|rule| runs(rule) || is_meant(rule, &self.extend_select));
        lint.rules =
            selected.map(|rule| known(rule).cloned().unwrap_or_else(|| Chosen::from(rule))).collect();
        lint.rules.retain(|chosen| !is_meant(&chosen.rule, &self.ignore));
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct BreakingSelection {
    /// Run only these rules: ids, categories (FILE, PACKAGE, WIRE_JSON, WIRE, CSR, ANNOTATIONS) or ALL, which
    /// leaves out the changes that break nothing: these are listed by --all.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_changes)]
    select: Vec<Word>,
    /// Run these rules in addition to selected or configured ones.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_changes)]
    extend_select: Vec<Word>,
    /// Do not run these rules, even if --select names them.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_changes)]
    ignore: Vec<Word>,
    /// Also list additions and changed comments, as findings with the severity info.
    #[arg(long, help_heading = "Rules")]
    all: bool,
}

impl BreakingSelection {
    /// Refuses words that no rule of the catalog knows. The error is for the user.
    pub(super) fn check(&self, catalog: &Catalog) -> Result<(), String> {
        let flags =
            [("select", &self.select), ("extend-select", &self.extend_select), ("ignore", &self.ignore)];
        check(&flags, catalog, is_of_changes, "it is not about changes: see `protune lint`")
    }

    /// Lets `--select` take the place of what is configured, `--extend-select` and `--all` add to it, and `--ignore`
    /// take something out.
    pub(super) fn apply(&self, catalog: &Catalog, config: &mut Breaking) {
        if !self.select.is_empty() {
            config.rules = with_words(catalog, &self.select).collect();
        }
        config.rules.extend(with_words(catalog, &self.extend_select));
        if self.all {
            let compatible = catalog.rules().iter().filter(|rule| rule.is_compatible());
            config.rules.extend(compatible.map(Chosen::from));
        }
        // Stable: those that are configured stay as they are.
        config.rules.sort_by_key(|chosen| chosen.rule.id);
        config.rules.dedup_by_key(|chosen| chosen.rule.id);
        config.rules.retain(|chosen| !is_meant(&chosen.rule, &self.ignore));
    }
}

/// The rules about changes that words mean.
fn with_words<'c>(catalog: &'c Catalog, words: &'c [Word]) -> impl Iterator<Item = Chosen> + use<'c> {
    let is_meant = |rule: &&Arc<Rule>| words.iter().any(|word| rule.answers_to_break(&word.0));
    catalog.rules().iter().filter(is_meant).map(Chosen::from)
}

#[derive(clap::Args)]
#[command(next_help_heading = "Rewrites")]
pub(super) struct RewriteSelection {
    /// Propose only these rewrites: ids, or ALL; see `protune rules`.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_rewrites)]
    select: Vec<Word>,
    /// Do not propose these rewrites, even if --select names them.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_rewrites)]
    ignore: Vec<Word>,
}

impl RewriteSelection {
    pub(super) fn rules<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Rule> {
        selected(&self.select, &self.ignore, catalog, is_of_rewrites)
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Steps")]
pub(super) struct ReshapeSelection {
    /// Try only these steps: ids, or ALL; see `protune rules`.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_reshapes)]
    select: Vec<Word>,
    /// Do not try these steps, even if --select names them.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = parse_of_reshapes)]
    ignore: Vec<Word>,
}

impl ReshapeSelection {
    pub(super) fn rules<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Rule> {
        selected(&self.select, &self.ignore, catalog, is_of_reshapes)
    }
}

fn selected<'c>(
    select: &[Word],
    ignore: &[Word],
    catalog: &'c Catalog,
    is_of_wing: fn(&Rule) -> bool,
) -> Vec<&'c Rule> {
    let rules = catalog.rules().iter().map(|rule| &**rule).filter(|rule| is_of_wing(rule));
    let is_selected = |rule: &&Rule| match select.is_empty() {
        true => rule.is_default(),
        false => is_meant(rule, select),
    };
    rules.filter(is_selected).filter(|rule| !is_meant(rule, ignore)).collect()
}

/// One of the words means the rule.
pub(super) fn is_meant(rule: &Rule, words: &[Word]) -> bool {
    words.iter().any(|word| rule.answers_to(&word.0))
}

const UNKNOWN: &str = "there is no such rule, category or wing";

/// Reads a word in any case. One that is not compiled in may be of a project, which [`check`] learns later. The error is
/// for the user.
pub(super) fn parse(word: &str) -> Result<Word, String> {
    let wanted = word.trim();
    match compiled_in(wanted) {
        Some(known) => Ok(known),
        None if may_be_id(wanted) => Ok(Word(wanted.to_ascii_uppercase())),
        None => Err(unknown(UNKNOWN, wanted, words(|_| true))),
    }
}

/// Reads a word that is compiled in.
fn parse_compiled_in(word: &str) -> Result<Word, String> {
    compiled_in(word.trim()).ok_or_else(|| unknown(UNKNOWN, word.trim(), words(|_| true)))
}

fn compiled_in(wanted: &str) -> Option<Word> {
    let mut known = words(|_| true).chain(BUILT_IN.iter().map(|known| known.id));
    known.find(|known| known.eq_ignore_ascii_case(wanted)).map(|known| Word(known.to_owned()))
}

/// Whether a rule of a project may have this id, or a category of one this name.
fn may_be_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Refuses words that no rule of the catalog knows, or only rules of another command.
fn check(
    flags: &[(&str, &Vec<Word>)],
    catalog: &Catalog,
    is_of_command: fn(&Rule) -> bool,
    elsewhere: &str,
) -> Result<(), String> {
    for &(flag, words) in flags {
        for Word(word) in words {
            let is_of = |which: fn(&Rule) -> bool| {
                let mut rules = catalog.rules().iter();
                word == "ALL" || rules.any(|rule| which(rule) && rule.answers_to(word))
            };
            let why = match () {
                () if is_of(is_of_command) || built_in(word).is_some() => continue,
                () if is_of(|_| true) => elsewhere.to_owned(),
                () => unknown(UNKNOWN, word, catalog.words()),
            };
            return Err(format!("invalid value '{word}' for '--{flag} <RULES>': {why}"));
        }
    }
    Ok(())
}

/// Refuses words that no rule of the catalog knows. The error is for the user.
pub(super) fn check_known(words: &[Word], catalog: &Catalog) -> Result<(), String> {
    let is_known = |word: &str| built_in(word).is_some() || catalog.words().any(|known| known == word);
    match words.iter().find(|word| !is_known(&word.0)) {
        Some(Word(word)) => {
            let why = unknown(UNKNOWN, word, catalog.words());
            Err(format!("invalid value '{word}' for '[RULES]...': {why}"))
        }
        None => Ok(()),
    }
}

fn parse_of_lint(word: &str) -> Result<Word, String> {
    let word = parse(word)?;
    let is_of_others = words(|rule| !is_of_lint(rule)).any(|known| known == word.0) && word.0 != "ALL";
    let is_known = built_in(&word.0).is_some() || words(is_of_lint).any(|known| known == word.0);
    match is_of_others && !is_known {
        true => Err("it is about changes: see `protune breaking`".to_owned()),
        false => Ok(word),
    }
}

fn parse_of_changes(word: &str) -> Result<Word, String> {
    let word = parse(word)?;
    let is_of_others =
        built_in(&word.0).is_some() || words(|rule| !is_of_changes(rule)).any(|known| known == word.0);
    let is_known = words(is_of_changes).any(|known| known == word.0);
    match is_of_others && !is_known {
        true => Err("it is not about changes: see `protune lint`".to_owned()),
        false => Ok(word),
    }
}

fn parse_of_rewrites(word: &str) -> Result<Word, String> {
    let word = parse_compiled_in(word)?;
    let is_known = words(is_of_rewrites).any(|known| known == word.0);
    is_known.then_some(word).ok_or_else(|| "it is no rewrite: see `protune rules`".to_owned())
}

fn parse_of_reshapes(word: &str) -> Result<Word, String> {
    let word = parse_compiled_in(word)?;
    let is_known = words(is_of_reshapes).any(|known| known == word.0);
    is_known.then_some(word).ok_or_else(|| "it is no step of `reshape`: see `protune rules`".to_owned())
}

fn parse_ignored(word: &str) -> Result<Word, String> {
    let word = parse_of_lint(word)?;
    match &*word.0 {
        COMPILE => Err("the compiler's errors cannot be ignored".to_owned()),
        CONFIG => Err("the errors of a configuration cannot be ignored".to_owned()),
        _ => Ok(word),
    }
}

fn is_of_changes(rule: &Rule) -> bool {
    rule.wing == Wing::Breaking
}

fn is_of_rewrites(rule: &Rule) -> bool {
    rule.wing == Wing::Rewrite
}

fn is_of_reshapes(rule: &Rule) -> bool {
    rule.wing == Wing::Reshape
}

fn is_of_lint(rule: &Rule) -> bool {
    rule.wing.is_of_lint()
}

/// Every word that means one of these rules, each once.
fn words(which: impl Fn(&Rule) -> bool) -> impl Iterator<Item = &'static str> {
    let mut seen = HashSet::new();
    let rules = Catalog::compiled_in().rules().iter().filter(move |rule| which(rule));
    let words = ["ALL"].into_iter().chain(rules.flat_map(|rule| rule.words()));
    words.filter(move |word| seen.insert(*word))
}

/// Error about an unknown word, with the most similar known one.
pub(super) fn unknown<'w>(what: &str, word: &str, known: impl Iterator<Item = &'w str>) -> String {
    match nearest(word, known) {
        Some(nearest) => format!("{what}; did you mean `{nearest}`?"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_rules::Check;

    #[test]
    fn words_are_known_in_any_case() {
        let word = |word: &str| Ok(Word(word.to_owned()));
        assert_eq!(parse("all"), word("ALL"));
        assert_eq!(parse(" message_pascal_case"), word("MESSAGE_PASCAL_CASE"));
        assert_eq!(parse("compile"), word(COMPILE));
        assert!(parse_ignored("compile").is_err() && parse_ignored("config").is_err());
    }

    #[test]
    fn words_of_a_project_are_known_later() {
        assert_eq!(parse_of_lint("acme_odd"), Ok(Word("ACME_ODD".to_owned())));
        assert!(parse_of_lint("acme odd").is_err() && parse_of_rewrites("ACME_ODD").is_err());
        let selection = |word: &str| Selection {
            select: vec![Word(word.to_owned())],
            extend_select: Vec::new(),
            ignore: Vec::new(),
        };
        let rule = Rule::brought("ACME_ODD", "", Check::brought(|_, _| {}));
        let catalog = Catalog::compiled_in().with([rule]).unwrap();
        assert_eq!(selection("ACME_ODD").check(&catalog), Ok(()));
        let refused = selection("ACME_OD").check(&catalog).unwrap_err();
        assert!(refused.ends_with("did you mean `ACME_ODD`?"), "{refused}");
    }

    #[test]
    fn all_that_breaks_leaves_out_what_breaks_nothing() {
        let ids = |select: &'static str| {
            let select = vec![Word(select.to_owned())];
            let selection =
                BreakingSelection { select, extend_select: Vec::new(), ignore: Vec::new(), all: false };
            let mut config = Breaking::unconfigured();
            selection.apply(Catalog::compiled_in(), &mut config);
            config.rules.iter().map(|chosen| chosen.rule.id).collect::<Vec<_>>()
        };
        assert!(
            ids("ALL").contains(&"RPC_SAME_HTTP_BINDINGS".into())
                && !ids("ALL").contains(&"FIELD_ADDED".into())
        );
        assert_eq!(ids("ALL"), ids("BREAKING"));
        assert!(ids("ADDITIONS").contains(&"FIELD_ADDED".into()));
        assert_eq!(ids("FIELD_ADDED"), ["FIELD_ADDED"]);
    }

    #[test]
    fn rules_of_a_project_are_selected() {
        let rule = Rule::brought("ACME_ODD", "", Check::brought(|_, _| {}));
        let catalog = Catalog::compiled_in().with([rule]).unwrap();
        let select = vec![Word("ACME_ODD".to_owned())];
        let selection = Selection { select, extend_select: Vec::new(), ignore: Vec::new() };
        let mut lint = Lint::unconfigured();
        selection.apply(&catalog, &mut lint);
        assert_eq!(format!("{:?}", lint.rules), "[ACME_ODD (error)]");
    }

    #[test]
    fn what_is_ignored_is_not_selected() {
        let ids = |select: &[&'static str], ignore: &[&'static str]| -> Vec<&str> {
            let words = |words: &[&'static str]| words.iter().map(|&word| Word(word.to_owned())).collect();
            let selection =
                Selection { select: words(select), extend_select: Vec::new(), ignore: words(ignore) };
            let mut lint = Lint::unconfigured();
            selection.apply(Catalog::compiled_in(), &mut lint);
            lint.rules.into_iter().map(|chosen| chosen.rule.id.as_str()).collect()
        };
        assert_eq!(ids(&["MESSAGE_PASCAL_CASE"], &[]), ["MESSAGE_PASCAL_CASE"]);
        assert!(ids(&["MESSAGE_PASCAL_CASE"], &["LINT"]).is_empty());
        assert!(ids(&[COMPILE], &[]).is_empty());
        let rules = Catalog::compiled_in().rules();
        let linted = rules.iter().filter(|rule| is_of_lint(rule)).count();
        assert_eq!(ids(&["ALL"], &[]).len(), linted);
        assert!(ids(&[], &[]).len() <= rules.len());
    }
}
