//! Settings of linting and comparing: which rules run, how severe their findings are, and which files they leave
//! out. Plain data, whichever file it was read from.

use protune_compiler::diagnostic::{RuleId, Severity};
use protune_rules::{Catalog, Check, Needs, Options, Rule, Wing};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Settings of all modules of a workspace.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Every rule that comments may name and reports may describe, whether it runs or not.
    pub catalog: Arc<Catalog>,
    /// [`Module::settings`](crate::documents::Module::settings) is a place in here. The first entry holds for
    /// files that no configuration describes.
    pub modules: Vec<ModuleSettings>,
}

/// Settings of one module.
#[derive(Clone, Debug)]
pub struct ModuleSettings {
    /// Lint settings of its files.
    pub lint: Arc<Lint>,
    /// Settings of its comparison with an older version.
    pub breaking: Arc<Breaking>,
}

impl Settings {
    /// Returns settings that run these rules with their own severities, in every module.
    ///
    /// ```
    /// use protune_engine::Settings;
    ///
    /// let rule = protune_rules::Catalog::compiled_in().find("MESSAGE_PASCAL_CASE");
    /// let settings = Settings::of_rules(rule);
    /// assert_eq!(settings.modules[0].lint.rules.len(), 1);
    /// ```
    pub fn of_rules<'r>(rules: impl IntoIterator<Item = &'r Arc<Rule>>) -> Settings {
        let chosen = rules.into_iter().map(Chosen::from);
        let (breaking, lint) = chosen.partition(|chosen| chosen.rule.wing == Wing::Breaking);
        let lint = Lint { rules: lint, ..Lint::unconfigured() };
        Settings::of(lint, Breaking { rules: breaking, ..Breaking::default() })
    }

    /// Returns settings that are the same in every module, and know the rules that are compiled in.
    pub fn of(lint: Lint, breaking: Breaking) -> Settings {
        Settings {
            catalog: Catalog::compiled_in().clone(),
            modules: vec![ModuleSettings { lint: Arc::new(lint), breaking: Arc::new(breaking) }],
        }
    }
}

/// Runs what runs where nothing is configured.
impl Default for Settings {
    fn default() -> Settings {
        Settings::of(Lint::unconfigured(), Breaking::unconfigured())
    }
}

/// Settings of linting.
#[derive(Clone, Default, Debug)]
pub struct Lint {
    /// In order of their ids.
    pub rules: Vec<Chosen>,
    /// Values of the rules' options.
    pub options: Options,
    /// Files that some rules leave out.
    pub ignores: Vec<Ignore>,
    /// `buf:lint:ignore` comments count.
    pub comment_ignores: bool,
    /// Comments for protolint and api-linter count where protune has the same rule.
    pub foreign_ignores: bool,
}

impl Lint {
    /// Returns the settings for files that nothing is configured for.
    pub fn unconfigured() -> Lint {
        Lint {
            rules: Catalog::compiled_in().defaults().map(Chosen::from).collect(),
            comment_ignores: true,
            foreign_ignores: true,
            ..Lint::default()
        }
    }

    /// Returns the needs of the rules that look at more than one file at a time; `None` when no rule does.
    pub fn needs(&self) -> Option<Needs> {
        self.rules.iter().filter_map(|chosen| chosen.rule.check.needs()).reduce(Needs::and)
    }

    /// Returns whether some rule checks configuration files that are deployed with the schemas.
    pub fn checks_configs(&self) -> bool {
        self.rules.iter().any(|chosen| matches!(chosen.rule.check, Check::Deployed(_)))
    }

    /// Returns the rules that leave this file out.
    pub fn ignored(&self, path: &Path) -> Ignored<'_> {
        Ignored::of(&self.ignores, path)
    }
}

/// A rule that runs.
#[derive(Clone)]
pub struct Chosen {
    /// The rule, as a catalog has it.
    pub rule: Arc<Rule>,
    /// Severity of its findings.
    pub severity: Severity,
}

impl From<&Arc<Rule>> for Chosen {
    fn from(rule: &Arc<Rule>) -> Chosen {
        Chosen { rule: rule.clone(), severity: rule.severity }
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.rule.id, self.severity.name())
    }
}

/// Rules that leave one file out.
#[derive(Default, Debug)]
pub struct Ignored<'l>(Vec<Option<&'l [RuleId]>>);

impl<'l> Ignored<'l> {
    fn of(ignores: &'l [Ignore], path: &Path) -> Ignored<'l> {
        let about = ignores.iter().filter(|ignore| ignore.files.contain(path));
        Ignored(about.map(|ignore| ignore.rules.as_deref()).collect())
    }

    /// Returns whether the rule is one of them.
    pub fn has(&self, rule: RuleId) -> bool {
        self.0.iter().any(|rules| rules.is_none_or(|rules| rules.contains(&rule)))
    }
}

/// Files that some rules leave out.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The files.
    pub files: Files,
    /// Ids of the rules; `None` for every rule. Compiler errors are reported all the same.
    pub rules: Option<Vec<RuleId>>,
}

/// A set of files, by their paths.
#[derive(Clone)]
pub enum Files {
    /// This file, or what lies in this folder. Absolute.
    Below(PathBuf),
    /// Paths that match, relative to the folder.
    Matching {
        /// Absolute.
        folder: PathBuf,
        /// Returns whether a path below the folder, relative to it, is in the set.
        matches: Arc<dyn Fn(&Path) -> bool + Send + Sync>,
    },
}

impl Files {
    /// Returns whether a path is in the set.
    pub fn contain(&self, path: &Path) -> bool {
        match self {
            Files::Below(folder) => path.starts_with(folder),
            Files::Matching { folder, matches } => path.strip_prefix(folder).is_ok_and(|path| matches(path)),
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Files::Below(folder) => write!(f, "{}", folder.display()),
            Files::Matching { folder, .. } => write!(f, "some in {}", folder.display()),
        }
    }
}

/// Settings of comparing a module with an older version.
#[derive(Clone, Default, Debug)]
pub struct Breaking {
    /// In order of their ids.
    pub rules: Vec<Chosen>,
    /// Values of the rules' options.
    pub options: Options,
    /// Files that some rules leave out.
    pub ignores: Vec<Ignore>,
    /// Packages named alpha, beta or test may change.
    pub ignore_unstable_packages: bool,
}

impl Breaking {
    /// Returns the settings for files that nothing is configured for.
    pub fn unconfigured() -> Breaking {
        let all = Catalog::compiled_in().rules().iter();
        let rules = all.filter(|rule| rule.wing == Wing::Breaking && rule.is_default());
        Breaking { rules: rules.map(Chosen::from).collect(), ..Breaking::default() }
    }

    /// Returns whether the rules that run promise generated source. They do not where all of them are in `WIRE` or
    /// `WIRE_JSON`, and some in no category that is stricter.
    pub fn keeps_source(&self) -> bool {
        let is_in = |chosen: &Chosen, categories: &[&str]| categories.iter().any(|it| chosen.rule.is_in(it));
        let is_of_data = |chosen: &Chosen| is_in(chosen, &["WIRE", "WIRE_JSON"]);
        let is_of_data_only = |chosen: &Chosen| is_of_data(chosen) && !is_in(chosen, &["FILE", "PACKAGE"]);
        // Rules of a project and of plugins promise nothing about generated source.
        let compiled_in = || self.rules.iter().filter(|chosen| chosen.rule.room.is_some());
        !compiled_in().all(is_of_data) || !compiled_in().any(is_of_data_only)
    }

    /// Returns the rules that leave this file out.
    pub fn ignored(&self, path: &Path) -> Ignored<'_> {
        Ignored::of(&self.ignores, path)
    }
}
