//! Declaration of a compiled-in rule by its room. Knows no particular rule.

use crate::aip::Visit;
use crate::context::{FileContext, Findings, ModuleContext, PairContext};
use crate::deployed::{DeployedChangeContext, DeployedContext};
use crate::needs::Needs;
use crate::options::RuleOption;
use crate::proposal::{Candidate, ProfileContext, Proposal, ShapeContext};
use crate::suppression::SuppressionContext;
use protune_compiler::diagnostic::Severity;
use std::fmt;
use std::sync::Arc;

/// Compiled-in rule, as its room declares it.
#[derive(Debug)]
pub struct Room {
    /// Id in UPPER_SNAKE_CASE; the same as in buf if buf has the rule.
    pub id: &'static str,
    pub wing: Wing,
    /// Categories that select it; the same as in buf if version v2 has the rule. `DEFAULT` marks rules that buf does not
    /// have and that run by default.
    pub categories: &'static [&'static str],
    /// Categories in configuration files of buf.
    pub buf: Buf,
    /// Ids of the same rule in other tools, after the name of the tool: `protolint:RPC_NAMES_UPPER_CAMEL_CASE`.
    pub aliases: &'static [&'static str],
    pub severity: Severity,
    /// Page in Markdown; see CONTRIBUTING.md for the headings.
    pub doc: &'static str,
    /// Options of the rule.
    pub options: &'static [&'static RuleOption],
    pub check: Check,
}

/// Input of a rule, and the function that checks it.
#[derive(Clone, Debug)]
pub enum Check {
    /// One file of a module at a time.
    File(fn(&FileContext<'_>, &mut Findings)),
    /// Any of the first three kinds of input, for a rule that is created at run time.
    Brought(Brought),
    /// Elements of one file at a time, with what the rules of Google's AIPs know of it.
    Aip(Visit),
    /// All checked files of a module at once; the needs state which files affect the findings in one file.
    Module(Needs, fn(&ModuleContext<'_>, &mut Findings)),
    /// Module before and after a change.
    Pair(fn(&PairContext<'_>, &mut Findings)),
    /// One configuration file that is deployed with the schemas, together with all others and the services of the schema.
    Deployed(fn(&DeployedContext<'_>, &mut Findings)),
    /// One configuration file that is deployed with the schemas, after a change of these.
    DeployedChange(fn(&DeployedChangeContext<'_>, &mut Findings)),
    /// Comments of one file that hide findings, after they have done so.
    Suppressions(fn(&SuppressionContext<'_>, &mut Findings)),
    /// None of its own: a plugin of this name checks, and its findings come with the workspace.
    Plugin(Arc<str>),
    /// Layout of messages, and counts of a sample of them.
    Shape(fn(&ShapeContext<'_>, &mut Vec<Candidate>)),
    /// Schema, and a profile of its messages.
    Profile(fn(&ProfileContext<'_>, &mut Vec<Proposal>)),
}

/// Check of a rule that is created at run time.
#[derive(Clone)]
pub enum Brought {
    /// One file of a module at a time.
    File(Arc<CheckFile>),
    /// All checked files of a module at once; the needs state which files affect the findings in one file.
    Module(Needs, Arc<CheckModule>),
    /// Module before and after a change.
    Pair(Arc<CheckPair>),
}

/// Function that checks one file.
pub type CheckFile = dyn Fn(&FileContext<'_>, &mut Findings) + Send + Sync;
/// Function that checks a module.
pub type CheckModule = dyn Fn(&ModuleContext<'_>, &mut Findings) + Send + Sync;
/// Function that compares a module with its old version.
pub type CheckPair = dyn Fn(&PairContext<'_>, &mut Findings) + Send + Sync;

impl fmt::Debug for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Brought::File(_) => "Brought::File",
            Brought::Module(..) => "Brought::Module",
            Brought::Pair(_) => "Brought::Pair",
        })
    }
}

impl Check {
    /// Returns a check of one file at a time, with a function that is created at run time.
    pub fn brought(check: impl Fn(&FileContext<'_>, &mut Findings) + Send + Sync + 'static) -> Check {
        Check::Brought(Brought::File(Arc::new(check)))
    }

    /// Returns a check of whole modules, with a function that is created at run time.
    pub fn brought_module(
        needs: Needs,
        check: impl Fn(&ModuleContext<'_>, &mut Findings) + Send + Sync + 'static,
    ) -> Check {
        Check::Brought(Brought::Module(needs, Arc::new(check)))
    }

    /// Returns a check of changes, with a function that is created at run time.
    pub fn brought_pair(check: impl Fn(&PairContext<'_>, &mut Findings) + Send + Sync + 'static) -> Check {
        Check::Brought(Brought::Pair(Arc::new(check)))
    }

    /// Returns the needs of a check of whole modules; `None` for other checks.
    pub fn needs(&self) -> Option<Needs> {
        match self {
            Check::Module(needs, _) | Check::Brought(Brought::Module(needs, _)) => Some(*needs),
            _ => None,
        }
    }
}

/// Group of rules, and a folder of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wing {
    /// Style and mistakes.
    Lint,
    /// Order, layout and words that a formatter or a person decides.
    Style,
    /// Encoded size, as far as the schema alone shows it.
    Size,
    /// Configuration files that name services and methods of the schema.
    Deployment,
    /// Shape of RPCs, and what HTTP gateways and generated clients make of them.
    Grpc,
    /// API improvement proposals of Google, as api-linter checks them.
    Aip,
    /// Annotations of protovalidate, beyond what buf checks of them.
    Validate,
    /// Changes that break users of the schema.
    Breaking,
    /// Other encodings of the same data that take fewer bytes according to a profile.
    Rewrite,
    /// Other shapes of the same data, for which readers and writers need new code.
    Reshape,
}

impl Wing {
    /// Wings whose rules run with `lint`.
    pub const OF_LINT: &[Wing] =
        &[Wing::Lint, Wing::Style, Wing::Size, Wing::Grpc, Wing::Aip, Wing::Validate, Wing::Deployment];

    /// Wings whose rules run with other commands.
    pub const BESIDES_LINT: &[Wing] = &[Wing::Breaking, Wing::Rewrite, Wing::Reshape];

    /// Returns the words of these wings, for texts that list words: `LINT, SIZE`.
    pub fn names(wings: &[Wing]) -> String {
        wings.iter().map(|wing| wing.name()).collect::<Vec<_>>().join(", ")
    }

    /// Returns the word that selects all of its rules.
    pub fn name(self) -> &'static str {
        match self {
            Wing::Lint => "LINT",
            Wing::Style => "STYLE",
            Wing::Size => "SIZE",
            Wing::Deployment => "DEPLOYMENT",
            Wing::Grpc => "GRPC",
            Wing::Aip => "AIP",
            Wing::Validate => "VALIDATE",
            Wing::Breaking => "BREAKING",
            Wing::Rewrite => "REWRITE",
            Wing::Reshape => "RESHAPE",
        }
    }

    /// Returns what its rules are about, as a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Wing::Lint => "Style and mistakes.",
            Wing::Style => "Order, layout and words of schemas, for teams that let a linter decide them.",
            Wing::Size => "Encoded size, as far as the schema alone shows it.",
            Wing::Deployment => "Configuration files that name services and methods of the schema.",
            Wing::Grpc => "Shape of RPCs, and what HTTP gateways and generated clients make of them.",
            Wing::Aip => {
                "API improvement proposals of Google, as api-linter checks them. Off unless selected."
            }
            Wing::Validate => "Annotations of protovalidate, beyond what buf checks of them.",
            Wing::Breaking => "Changes that break users of the schema.",
            Wing::Rewrite => "Other encodings of the same data that take fewer bytes according to a profile.",
            Wing::Reshape => {
                "Other shapes of the same data that take fewer bytes, for which readers and writers need new code."
            }
        }
    }

    /// Returns whether its rules run with `lint`.
    pub fn is_of_lint(self) -> bool {
        Wing::OF_LINT.contains(&self)
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
    /// The categories of the room, without those that the version does not have: older ones have no [`Buf::NEW_IN_V2`].
    Same,
    As(&'static [&'static str]),
}

impl Buf {
    /// Category that versions before v2 do not have.
    pub const NEW_IN_V2: &str = "CSR";
    /// buf does not have the rule.
    pub const NONE: Buf = Buf { v1beta1: InBuf::Absent, v1: InBuf::Absent, v2: InBuf::Absent };
    /// Every version has the rule, in the same categories.
    pub const ALWAYS: Buf = Buf { v1beta1: InBuf::Same, ..Buf::SINCE_V1 };
    pub const SINCE_V1: Buf = Buf { v1: InBuf::Same, ..Buf::SINCE_V2 };
    pub const SINCE_V2: Buf = Buf { v2: InBuf::Same, ..Buf::NONE };
}
