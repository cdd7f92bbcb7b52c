//! The plugins of a configuration: those that run, with their rules, and why others do not.

use super::client::Client;
use super::declared::{Declared, Means};
use super::trust::Trust;
use super::{Consent, Terms};
use protune_engine::plugins::{Kind, ListedRule, Listing};
use protune_rules::{Check, Rule, Wing};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

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
    /// It is something that protune does not run, in words.
    Unsupported(&'static str),
    /// It should run and cannot, in words about `it`.
    Failed(String),
}

/// The plugins of a project.
#[derive(Default)]
pub struct Plugins {
    /// All that are declared.
    pub declared: Vec<Declared>,
    /// Those that run.
    pub open: Vec<Arc<Plugin>>,
    /// What went wrong with others: for the user, in lower case, without a full stop.
    pub failures: Vec<String>,
}

impl Plugins {
    pub fn extend(&mut self, other: Plugins) {
        self.declared.extend(other.declared);
        self.open.extend(other.open);
        self.failures.extend(other.failures);
    }
}

/// Starts the plugins that may run, all at once, in the order of the declarations.
pub fn open(declared: &[Declared], terms: Terms) -> Vec<Result<Plugin, Closed>> {
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

fn start(declared: &Declared, trust: &Result<Trust, String>, terms: Terms) -> Result<Plugin, Closed> {
    match terms.consent {
        Consent::Unneeded | Consent::Refused => return Err(Closed::Refused),
        Consent::Trusted | Consent::Given => {}
    }
    match declared.means() {
        Means::Remote => return Err(Closed::Unsupported("it is in a registry, and protune fetches nothing")),
        Means::Wasm(_) if !cfg!(feature = "wasm") => {
            return Err(Closed::Unsupported("this build of protune has no WebAssembly"));
        }
        // It runs in a box without files, clock and network.
        Means::Wasm(_) => {}
        // Also of a program that is not there, nobody should hear only after trusting it.
        Means::Nothing(why) => return Err(Closed::Failed(why)),
        Means::Program(_) if terms.consent == Consent::Trusted => match trust {
            Err(why) => return Err(Closed::Failed(why.clone())),
            Ok(trust) if !trust.has(declared) => {
                return Err(Closed::Untrusted { is_new: !trust.knows_folder_of(declared) });
            }
            Ok(_) => {}
        },
        Means::Program(_) => {}
    }
    match Client::open(declared, terms.time) {
        Ok((client, listing)) => {
            Ok(Plugin { declared: declared.clone(), listing, client, is_slow: AtomicBool::new(false) })
        }
        Err(failure) => Err(Closed::Failed(failure.message)),
    }
}

impl Plugin {
    /// Returns its rules, as a catalog has them. Deprecated ones are not among them.
    pub fn rules(&self) -> impl Iterator<Item = Rule> {
        self.listing.rules.iter().filter(|listed| !listed.is_deprecated).map(|listed| self.rule(listed))
    }

    fn rule(&self, listed: &ListedRule) -> Rule {
        let name: Arc<str> = self.declared.name().into();
        let mut doc = format!("# {}\n\n{}\n\nThe plugin `{name}` checks this rule.\n", listed.id, listed.purpose.trim());
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
