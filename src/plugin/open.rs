//! The plugins of a configuration: those that run, with their rules, and why others do not.

use super::client::Client;
use super::declared::{Declared, Means};
use super::trust::{self, Trust};
use super::{Consent, TIME, Terms};
use protune_compiler::diagnostic::RuleId;
use protune_engine::plugins::{Kind, ListedRule, Listing};
use protune_rules::{Check, Rule, Wing};
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// Plugin that runs.
pub struct Plugin {
    pub declared: Declared,
    pub listing: Listing,
    pub(super) client: Client,
    /// A call took too long.
    pub(super) is_slow: AtomicBool,
}

/// Reason why a plugin does not run.
pub enum Closed {
    /// The user did not say that it may. `is_new` if nothing in its folder was ever trusted.
    Untrusted { is_new: bool },
    /// The user said that it may not, or the command has no use for it.
    Refused,
    /// Nobody asked for it in particular, and it cannot run, in words about `it`.
    Unsupported(String),
    /// It should run and cannot, in words about `it`.
    Failed(String),
}

/// The plugins of a project.
#[derive(Default)]
pub struct Plugins {
    /// All that are declared.
    pub declared: Vec<Declared>,
    /// Plugins that run.
    pub open: Vec<Arc<Plugin>>,
    /// Failures of others: for the user, in lower case, without a full stop.
    pub failures: Vec<String>,
}

/// The rule, or those that replace it.
fn current(rule: &ListedRule) -> impl Iterator<Item = &'static str> {
    let ids = if rule.is_deprecated { &rule.replacements[..] } else { std::slice::from_ref(&rule.id) };
    ids.iter().map(|id| RuleId::intern(id).as_str())
}

impl Plugins {
    /// Returns whether some of them do not run.
    pub fn has_closed(&self) -> bool {
        self.open.len() < self.declared.len()
    }

    pub fn extend(&mut self, other: Plugins) {
        self.declared.extend(other.declared);
        self.open.extend(other.open);
        self.failures.extend(other.failures);
    }
}

/// Starts the plugins that may run, all at once, in the order of the declarations.
pub fn open(declared: &[Declared], terms: Terms) -> Vec<Result<Arc<Plugin>, Closed>> {
    let trust = match terms.consent {
        Consent::Trusted => Trust::read(),
        _ => Ok(Trust::default()),
    };
    thread::scope(|scope| {
        let started: Vec<_> = declared
            .iter()
            .map(|declared| {
                let trust = &trust;
                scope.spawn(move || start(declared, trust, terms))
            })
            .collect();
        let panicked = |_| Err(Closed::Failed("its call panicked".to_owned()));
        started.into_iter().map(|thread| thread.join().unwrap_or_else(panicked)).collect()
    })
}

fn start(declared: &Declared, trust: &Result<Trust, String>, terms: Terms) -> Result<Arc<Plugin>, Closed> {
    match terms.consent {
        Consent::Unneeded | Consent::Refused => return Err(Closed::Refused),
        Consent::Trusted | Consent::Given => {}
    }
    match declared.means() {
        Means::Remote => {
            return Err(Closed::Unsupported("it is in a registry, and protune fetches nothing".to_owned()));
        }
        Means::Wasm(_) if !cfg!(feature = "wasm") => {
            return Err(Closed::Unsupported(super::NO_WASM.to_owned()));
        }
        // Nobody asked for it.
        Means::Nothing(why) if terms.consent == Consent::Trusted => return Err(Closed::Unsupported(why)),
        Means::Nothing(why) => return Err(Closed::Failed(why)),
        Means::Program(_) | Means::Wasm(_) if terms.consent == Consent::Trusted => match trust {
            Err(why) => return Err(Closed::Failed(why.clone())),
            Ok(trust) if !trust.has(declared) => {
                return Err(Closed::Untrusted { is_new: !trust.knows_folder_of(declared) });
            }
            Ok(_) => {}
        },
        Means::Program(_) | Means::Wasm(_) => {}
    }
    let key = trust::state(declared).map(|state| (state, declared.time.unwrap_or(terms.time)));
    if let Some(known) = key.as_ref().and_then(|key| locked().get(key).and_then(Known::get)) {
        return known.map_err(Closed::Failed);
    }
    let opened = Client::open(declared, terms.time).map(|(client, listing)| {
        Arc::new(Plugin { declared: declared.clone(), listing, client, is_slow: AtomicBool::new(false) })
    });
    let opened = opened.map_err(|failure| failure.message);
    if let Some(key) = key {
        let known = match &opened {
            Ok(plugin) => Known::Open(Arc::downgrade(plugin)),
            Err(message) => Known::Failed(message.clone(), Instant::now()),
        };
        locked().insert(key, known);
    }
    opened.map_err(Closed::Failed)
}

/// Plugins that were started, by the state of their declarations and files. A configuration may be read many times, once
/// for each path of a command, and its plugins are asked what they can do once.
static KNOWN: LazyLock<Mutex<HashMap<(String, Duration), Known>>> = LazyLock::new(Mutex::default);

enum Known {
    Open(Weak<Plugin>),
    Failed(String, Instant),
}

impl Known {
    /// Returns the plugin as long as somebody uses it, or its failure for a while.
    fn get(&self) -> Option<Result<Arc<Plugin>, String>> {
        match self {
            Known::Open(plugin) => plugin.upgrade().map(Ok),
            Known::Failed(message, at) => (at.elapsed() < TIME).then(|| Err(message.clone())),
        }
    }
}

fn locked() -> MutexGuard<'static, HashMap<(String, Duration), Known>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Meaning of a word among the rules of a plugin.
pub struct Meant {
    pub rules: Vec<&'static str>,
    /// Words to use instead, if it is deprecated.
    pub replaced_by: Option<Vec<String>>,
}

impl Plugin {
    /// Returns whether a word is a rule or a category of it.
    pub fn knows(&self, word: &str) -> bool {
        self.words().any(|known| known == word)
    }

    /// Returns all words that mean rules of it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let categories = self.listing.categories.iter().map(|category| &*category.id);
        self.listing.rules.iter().map(|rule| &*rule.id).chain(categories)
    }

    /// Returns whether it has a rule of either kind, by its id.
    pub fn has_rule(&self, id: &str) -> bool {
        self.listing.rules.iter().any(|rule| rule.id == id)
    }

    /// Returns whether it has a rule with this id, which runs if none are selected.
    pub fn runs_by_default(&self, id: RuleId) -> bool {
        self.listing.rules.iter().any(|rule| rule.is_default && id == *rule.id)
    }

    /// Returns its rules that run if none are selected.
    pub fn defaults(&self, kind: Kind) -> impl Iterator<Item = &'static str> {
        let rules = self.listing.rules.iter().filter(move |rule| rule.is_default && rule.kind == kind);
        rules.map(|rule| RuleId::intern(&rule.id).as_str())
    }

    /// Returns the meaning of a word for rules of a kind; `None` if it has none here.
    pub fn meaning(&self, kind: Kind, word: &str) -> Option<Meant> {
        if let Some(rule) = self.listing.rules.iter().find(|rule| rule.id == word && rule.kind == kind) {
            let replaced_by = rule.is_deprecated.then(|| rule.replacements.clone());
            return Some(Meant { rules: current(rule).collect(), replaced_by });
        }
        let category = self.listing.categories.iter().find(|category| category.id == word)?;
        let words =
            if category.is_deprecated { &category.replacements } else { std::slice::from_ref(&category.id) };
        let is_in =
            |rule: &&ListedRule| rule.kind == kind && rule.categories.iter().any(|id| words.contains(id));
        let rules = self.listing.rules.iter().filter(is_in).flat_map(current).collect();
        Some(Meant { rules, replaced_by: category.is_deprecated.then(|| category.replacements.clone()) })
    }

    /// Returns its rules, as a catalog has them. Deprecated ones are not among them.
    pub fn rules(&self) -> impl Iterator<Item = Rule> {
        self.listing.rules.iter().filter(|listed| !listed.is_deprecated).map(|listed| self.rule(listed))
    }

    fn rule(&self, listed: &ListedRule) -> Rule {
        let name: Arc<str> = self.declared.name().into();
        let mut doc = format!(
            "# {}\n\n{}\n\nThe plugin `{name}` checks this rule.\n",
            listed.id,
            listed.purpose.trim()
        );
        let info = &self.listing.info;
        if !info.documentation.is_empty() {
            doc.push_str(&format!("\n{}\n", info.documentation.trim()));
        }
        let mut rule = Rule::brought(&listed.id, doc, Check::Plugin(name));
        rule.wing = match listed.kind {
            Kind::Lint => Wing::Lint,
            Kind::Breaking => Wing::Breaking,
        };
        rule.categories = listed.categories.iter().cloned().map(Into::into).collect();
        if listed.is_default && !rule.is_in("DEFAULT") {
            rule.categories.push("DEFAULT".into());
        }
        rule
    }
}
