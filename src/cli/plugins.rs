//! Flags about plugins, and messages about their work.

use super::skipped::Skipped;
use super::{Exit, Terminal};
use crate::plugin::{Checks, Consent, TIME, Terms};
use crate::workspace::Scope;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Environment variable that stands for `--plugins`.
const VARIABLE: &str = "PROTUNE_PLUGINS";

#[derive(clap::Args)]
#[command(next_help_heading = "Plugins")]
pub(super) struct Plugins {
    /// Run the plugins that configurations name, without asking `protune trust`: for a checkout whose authors you trust.
    /// PROTUNE_PLUGINS=1 does the same.
    #[arg(long)]
    plugins: bool,
    /// Run no plugins, and do not report that their rules are not checked.
    #[arg(long, conflicts_with = "plugins")]
    no_plugins: bool,
    /// Give a call of a plugin up after this time [default: 60].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    plugin_timeout: Option<u32>,
    /// Failures of the last run. Fixing runs plugins again in each round.
    #[arg(skip)]
    checks: Mutex<Checks>,
}

impl Plugins {
    /// Returns the terms on which plugins run.
    pub(super) fn terms(&self) -> Terms {
        let is_set = || std::env::var_os(VARIABLE).is_some_and(|value| !value.is_empty() && value != "0");
        let consent = match self {
            Plugins { no_plugins: true, .. } => Consent::Refused,
            Plugins { plugins: true, .. } => Consent::Given,
            _ if is_set() => Consent::Given,
            _ => Consent::Trusted,
        };
        let time = self.plugin_timeout.map_or(TIME, |seconds| Duration::from_secs(seconds.into()));
        Terms { consent, time }
    }

    /// Says which plugins could not be started.
    pub(super) fn tell_closed(&self, scope: &Scope, skipped: &Skipped, terminal: &Terminal) -> Exit {
        let failures = scope.projects.iter().flat_map(|project| &project.plugins.failures);
        failures.map(|failure| skipped.fail(failure, terminal)).max().unwrap_or(Exit::Clean)
    }

    /// Keeps what became of a run, in place of what was kept before.
    pub(super) fn ran(&self, checks: Checks) {
        *self.checks.lock().unwrap_or_else(PoisonError::into_inner) = checks;
    }

    /// Says what plugins did not check in the last run.
    pub(super) fn tell_unchecked(&self, skipped: &Skipped, terminal: &Terminal) -> Exit {
        let checks = std::mem::take(&mut *self.checks.lock().unwrap_or_else(PoisonError::into_inner));
        let failed = checks.failures.iter().map(|failure| skipped.fail(failure, terminal));
        let failed = failed.max().unwrap_or(Exit::Clean);
        checks
            .skipped
            .into_iter()
            .map(|what| skipped.tell_unchecked(Some(what), terminal))
            .fold(failed, Exit::max)
    }
}
