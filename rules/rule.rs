//! Rules, compiled in or known only at run time, and how they run. Knows no particular rule.

use crate::aip;
use crate::context::{FileContext, Findings, ModuleContext, PairContext, Terms};
use crate::deployed::{Deployed, DeployedChangeContext, DeployedContext, Deployment, ServiceChange};
use crate::module::Module;
use crate::options::{Options, RuleOption};
use crate::pair::Pair;
use crate::proposal::{Candidate, Declared, Measurements, ProfileContext, Proposal, ShapeContext};
use crate::room::{Brought, Buf, Check, Room, Wing};
use crate::suppression::{Suppression, SuppressionContext};
use protune_compiler::diagnostic::{RuleId, Severity};
use protune_compiler::schema::{FileId, FileView};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Rule with its description and check. A [`Catalog`](crate::Catalog) holds it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id in UPPER_SNAKE_CASE; the same as in buf if buf has the rule.
    pub id: RuleId,
    pub wing: Wing,
    /// Categories that select it. `DEFAULT` marks rules that buf does not have and that run by default.
    pub categories: Vec<Cow<'static, str>>,
    /// Categories in configuration files of buf.
    pub buf: Buf,
    /// Ids of the same rule in other tools, after the name of the tool and a colon.
    pub aliases: Vec<Cow<'static, str>>,
    pub severity: Severity,
    /// Page in Markdown.
    pub doc: Cow<'static, str>,
    /// Options of the rule.
    pub options: &'static [&'static RuleOption],
    pub check: Check,
    /// Path of its room in this crate, without an extension, if it has one: `lint/enum_first_value_zero`. Its page is
    /// published.
    pub room: Option<&'static str>,
    /// URL of the page of a rule without a room, if it has one.
    pub url: Option<String>,
}

impl Rule {
    /// Category of the rules that a project writes. They run unless they are ignored.
    pub const HOUSE: &str = "HOUSE";

    /// Returns the rule of a room, given the path of the room.
    pub(crate) fn of_room(path: &'static str, room: &Room) -> Rule {
        let borrowed = |words: &[&'static str]| words.iter().map(|&word| Cow::Borrowed(word)).collect();
        Rule {
            id: RuleId::new(room.id),
            wing: room.wing,
            categories: borrowed(room.categories),
            buf: room.buf,
            aliases: borrowed(room.aliases),
            severity: room.severity,
            doc: Cow::Borrowed(room.doc),
            options: room.options,
            check: room.check.clone(),
            room: Some(path),
            url: None,
        }
    }

    /// Returns a lint rule that is known only at run time. It has the severity error and no category, and runs if selected.
    pub fn brought(id: &str, doc: impl Into<Cow<'static, str>>, check: Check) -> Rule {
        Rule {
            id: RuleId::intern(id),
            wing: Wing::Lint,
            categories: Vec::new(),
            buf: Buf::NONE,
            aliases: Vec::new(),
            severity: Severity::Error,
            doc: doc.into(),
            options: &[],
            check,
            room: None,
            url: None,
        }
    }

    /// Returns what it finds, in one line: the first paragraph of its page.
    pub fn summary(&self) -> &str {
        let body = self.doc.split_once('\n').map_or("", |(_, body)| body);
        body.trim_start().lines().next().unwrap_or("")
    }

    /// Returns whether it runs if no rules are selected.
    pub fn is_default(&self) -> bool {
        let defaults: &[&str] = match self.wing {
            Wing::Breaking => &["FILE"],
            Wing::Rewrite | Wing::Reshape => &["DEFAULT"],
            _ => &["STANDARD", "DEFAULT"],
        };
        defaults.iter().any(|category| self.is_in(category))
    }

    /// Returns whether it is in a category.
    pub fn is_in(&self, category: &str) -> bool {
        self.categories.iter().any(|known| known == category)
    }

    /// Returns whether a project wrote it.
    pub fn is_house(&self) -> bool {
        self.is_in(Rule::HOUSE)
    }

    /// Returns whether it lists compatible changes.
    pub fn is_compatible(&self) -> bool {
        self.is_in("COMPATIBLE")
    }

    /// Returns whether it lists additions, which break nothing.
    pub fn is_addition(&self) -> bool {
        self.is_in("ADDITIONS")
    }

    /// Returns whether it lists all differences from a server, whether they break something or not.
    pub fn is_drift(&self) -> bool {
        self.is_in("DRIFT")
    }

    /// Returns the words that select it, its id first. `ALL` selects it too.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.wing.name()].into_iter().chain(self.categories.iter().map(|word| &**word))
    }

    /// Returns whether a word of `--select` selects it: its id, a category, its wing, or `ALL`.
    pub fn answers_to(&self, word: &str) -> bool {
        word == "ALL" || self.words().any(|known| known == word)
    }

    /// Like [`Rule::answers_to`], for rules about changes: `ALL` and the wing do not select compatible changes, nor
    /// differences of any kind.
    pub fn answers_to_break(&self, word: &str) -> bool {
        let is_of_all = word == "ALL" || word == Wing::Breaking.name();
        self.wing == Wing::Breaking
            && self.answers_to(word)
            && !(is_of_all && (self.is_compatible() || self.is_drift()))
    }
}

/// File that is checked, with facts that its rules share.
#[derive(Debug)]
pub struct Subject<'s> {
    pub file: FileView<'s>,
    facts: OnceCell<aip::Facts<'s>>,
}

impl<'s> Subject<'s> {
    pub fn new(file: FileView<'s>) -> Subject<'s> {
        Subject { file, facts: OnceCell::new() }
    }

    fn facts(&self) -> &aip::Facts<'s> {
        self.facts.get_or_init(|| aip::Facts::new(self.file))
    }
}

/// Rule with the terms on which it runs.
#[derive(Clone, Copy, Debug)]
pub struct Run<'s> {
    pub rule: &'s Rule,
    pub terms: Terms<'s>,
}

impl<'s> Run<'s> {
    pub fn new(rule: &'s Rule, severity: Severity, options: &'s Options) -> Run<'s> {
        Run { rule, terms: Terms { rule: rule.id, severity, options } }
    }

    /// Checks a file, if this is a rule about single files.
    pub fn check_file(self, subject: &Subject<'_>, out: &mut Findings) {
        let cx = FileContext { file: subject.file, terms: self.terms };
        match &self.rule.check {
            Check::File(check) => check(&cx, out),
            Check::Brought(Brought::File(check)) => check(&cx, out),
            Check::Aip(visit) => visit.run(subject.facts(), self.terms, out),
            _ => {}
        }
    }

    /// Checks a module, if this is a rule about whole modules. May skip findings in files that are not wanted.
    pub fn check_module(self, module: &Module<'_>, is_wanted: &dyn Fn(FileId) -> bool, out: &mut Findings) {
        let cx = ModuleContext { module, is_wanted, terms: self.terms };
        match &self.rule.check {
            Check::Module(_, check) => check(&cx, out),
            Check::Brought(Brought::Module(_, check)) => check(&cx, out),
            _ => {}
        }
    }

    /// Checks a configuration file, if this is a rule about them.
    pub fn check_deployed(self, file: &Deployed<'_>, deployment: &Deployment<'_>, out: &mut Findings) {
        if let Check::Deployed(check) = self.rule.check {
            check(&DeployedContext::new(file, deployment, self.terms), out);
        }
    }

    /// Checks a configuration file after a change, if this is a rule about that.
    pub fn check_deployed_change(
        self,
        (file, deployment): (&Deployed<'_>, &Deployment<'_>),
        change: &ServiceChange<'_>,
        out: &mut Findings,
    ) {
        if let Check::DeployedChange(check) = self.rule.check {
            let of_file = DeployedContext::new(file, deployment, self.terms);
            check(&DeployedChangeContext { of_file, change }, out);
        }
    }

    /// Compares a module with its old version, if this is a rule about changes.
    /// Without `keeps_source`, only encoded messages and JSON must stay compatible.
    pub fn check_pair(self, pair: &Pair<'_>, keeps_source: bool, out: &mut Findings) {
        let cx = PairContext { pair, keeps_source, terms: self.terms };
        match &self.rule.check {
            Check::Pair(check) => check(&cx, out),
            Check::Brought(Brought::Pair(check)) => check(&cx, out),
            _ => {}
        }
    }

    /// Checks the suppressions of a file with this text, if this is a rule about them.
    pub fn check_suppressions(
        self,
        (file, text): (FileId, &str),
        suppressions: &[Suppression],
        out: &mut Findings,
    ) {
        if let Check::Suppressions(check) = self.rule.check {
            check(&SuppressionContext { suppressions, file, text, terms: self.terms }, out);
        }
    }

    /// Names candidates, if this is a rule about the shape of messages.
    pub fn check_shape(self, cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
        if let Check::Shape(check) = self.rule.check {
            check(cx, out);
        }
    }

    /// Checks a profile, if this is a rule that proposes rewrites.
    pub fn check_profile(
        self,
        measurements: &Measurements<'_>,
        declared: &Declared<'_>,
        out: &mut Vec<Proposal>,
    ) {
        if let Check::Profile(check) = self.rule.check {
            check(&ProfileContext { measurements, declared, terms: self.terms }, out);
        }
    }
}
