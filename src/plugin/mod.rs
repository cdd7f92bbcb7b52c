//! Plugins of buf: programs that check schemas beside the rules. The only folder that starts programs which a
//! configuration names, and only with the consent of the user; see `docs/plugins.md`. What the programs say is read in
//! `engine/plugins`.

mod check;
mod client;
mod declared;
mod open;
mod process;
mod trust;
#[cfg(feature = "wasm")]
mod wasm;

pub use check::{Checks, are_in, breaking, lint};
pub use declared::{Declared, Means};
pub use open::{Closed, Meant, Plugin, Plugins, open};
pub use trust::{Trust, files};

use std::time::Duration;

/// Time that a call may take if nobody says otherwise.
pub const TIME: Duration = Duration::from_secs(60);

/// Reason why a WebAssembly module does not run, in words about `it`.
const NO_WASM: &str = "it is a WebAssembly module, and this program was built without the feature `wasm`";

/// Whether programs that a configuration names may run.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Consent {
    /// The command has no use for plugins.
    #[default]
    Unneeded,
    /// No: `--no-plugins`.
    Refused,
    /// Only trusted ones may: `protune trust`.
    Trusted,
    /// All: `--plugins`.
    Given,
}

/// Terms on which plugins run.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub consent: Consent,
    /// Time of a call.
    pub time: Duration,
}

impl Terms {
    /// Returns terms on which those plugins run that the user trusts.
    pub fn of_trusted() -> Terms {
        Terms { consent: Consent::Trusted, time: TIME }
    }
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { consent: Consent::default(), time: TIME }
    }
}
