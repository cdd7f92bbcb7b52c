//! What a room declares: all that is known of a compiled-in rule, and its check. Knows no rule.

use crate::context::{FileContext, Findings, ModuleContext, PairContext};
use crate::needs::Needs;
use crate::options::RuleOption;
use crate::proposal::{ProfileContext, Proposal};
use crate::suppression::SuppressionContext;
use protune_compiler::diagnostic::Severity;
use std::fmt;
use std::sync::Arc;

/// A rule that is compiled in, as its room declares it.
#[derive(Debug)]
pub struct Room {
    /// UPPER_SNAKE; buf's id where buf has the rule.
    pub id: &'static str,
    pub wing: Wing,
    /// The names that select it along with others; those of buf, where version v2 has the rule. `DEFAULT` marks rules
    /// of ours that run unasked.
    pub categories: &'static [&'static str],
    /// Its categories in configuration files of buf.
    pub buf: Buf,
    /// Ids of the same rule in other tools, behind the name of the tool: `protolint:RPC_NAMES_UPPER_CAMEL_CASE`.
    pub aliases: &'static [&'static str],
    pub severity: Severity,
    /// Its page, in Markdown; see CONTRIBUTING.md for the headings.
    pub doc: &'static str,
    /// What of it can be set.
    pub options: &'static [&'static RuleOption],
    pub check: Check,
}

/// What a rule looks at, and the function that does.
#[derive(Clone, Debug)]
pub enum Check {
    /// One file of a module at a time.
    File(fn(&FileContext<'_>, &mut Findings)),
    /// One file at a time as well, for a rule that is made at run time.
    Brought(Brought),
    /// All judged files of a module at once; the needs say which of them decide about one.
    Module(Needs, fn(&ModuleContext<'_>, &mut Findings)),
    /// A module as it was, and as it is.
    Pair(fn(&PairContext<'_>, &mut Findings)),
    /// The comments of one file that hide findings, once that is done.
    Suppressions(fn(&SuppressionContext<'_>, &mut Findings)),
    /// A schema, and what was measured of its messages.
    Profile(fn(&ProfileContext<'_>, &mut Vec<Proposal>)),
}

/// The check of a rule that is made at run time.
#[derive(Clone)]
pub struct Brought(Arc<CheckFile>);

type CheckFile = dyn Fn(&FileContext<'_>, &mut Findings) + Send + Sync;

impl Brought {
    pub(crate) fn check(&self, cx: &FileContext<'_>, out: &mut Findings) {
        (self.0)(cx, out);
    }
}

impl fmt::Debug for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Brought")
    }
}

impl Check {
    /// Looks at one file at a time, with a function that is made at run time.
    pub fn brought(check: impl Fn(&FileContext<'_>, &mut Findings) + Send + Sync + 'static) -> Check {
        Check::Brought(Brought(Arc::new(check)))
    }
}

/// A family of rules; a folder of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wing {
    /// Style and mistakes.
    Lint,
    /// Bytes on the wire, as far as the schema alone shows them.
    Size,
    /// Changes that something which relied on the schema does not survive.
    Breaking,
    /// Other ways to encode the same, where a profile shows that they take fewer bytes.
    Rewrite,
}

impl Wing {
    /// The word that selects all of its rules.
    pub fn name(self) -> &'static str {
        match self {
            Wing::Lint => "LINT",
            Wing::Size => "SIZE",
            Wing::Breaking => "BREAKING",
            Wing::Rewrite => "REWRITE",
        }
    }

    /// Its rules look at a schema as it is, and at nothing besides.
    pub fn is_of_lint(self) -> bool {
        matches!(self, Wing::Lint | Wing::Size)
    }
}

/// Categories of a rule in the versions of buf's configuration.
#[derive(Clone, Copy, Debug)]
pub struct Buf {
    pub v1beta1: InBuf,
    pub v1: InBuf,
    pub v2: InBuf,
}

/// Categories of a rule in one version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InBuf {
    /// The version does not have the rule.
    Absent,
    /// The categories of the room that the version has: [`Buf::NEW_IN_V2`] is not in the older ones.
    Same,
    As(&'static [&'static str]),
}

impl Buf {
    /// The category that no version before v2 has.
    pub const NEW_IN_V2: &str = "CSR";
    /// buf does not have the rule.
    pub const NONE: Buf = Buf { v1beta1: InBuf::Absent, v1: InBuf::Absent, v2: InBuf::Absent };
    /// Every version has the rule, in the same categories.
    pub const ALWAYS: Buf = Buf { v1beta1: InBuf::Same, ..Buf::SINCE_V1 };
    pub const SINCE_V1: Buf = Buf { v1: InBuf::Same, ..Buf::SINCE_V2 };
    pub const SINCE_V2: Buf = Buf { v2: InBuf::Same, ..Buf::NONE };
}
