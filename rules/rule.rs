//! A rule, whether it is compiled in or known at run time only, and how it runs. Knows no rule.

use crate::context::{FileContext, Findings, ModuleContext, PairContext, Terms};
use crate::module::Module;
use crate::options::{Options, RuleOption};
use crate::pair::Pair;
use crate::proposal::{Declared, Measurements, ProfileContext, Proposal};
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::{Suppression, SuppressionContext};
use protune_compiler::diagnostic::{RuleId, Severity};
use protune_compiler::schema::{FileId, FileView};
use std::borrow::Cow;

/// A rule: all that is known of it, and its check. A [`Catalog`](crate::Catalog) holds it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// UPPER_SNAKE; buf's id where buf has the rule.
    pub id: RuleId,
    pub wing: Wing,
    /// The names that select it along with others. `DEFAULT` marks rules of ours that run unasked.
    pub categories: Vec<Cow<'static, str>>,
    /// Its categories in configuration files of buf.
    pub buf: Buf,
    /// Ids of the same rule in other tools, behind the name of the tool and a colon.
    pub aliases: Vec<Cow<'static, str>>,
    pub severity: Severity,
    /// Its page, in Markdown.
    pub doc: Cow<'static, str>,
    /// What of it can be set.
    pub options: &'static [&'static RuleOption],
    pub check: Check,
    /// It has a room, and with it a page that everybody can read.
    pub has_room: bool,
}

impl From<&Room> for Rule {
    fn from(room: &Room) -> Rule {
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
            has_room: true,
        }
    }
}

impl Rule {
    /// Returns a lint rule that is known at run time only. It is an error, in no category, and runs where it is selected.
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
            has_room: false,
        }
    }

    /// One line that says what it finds: the first paragraph of its page.
    pub fn summary(&self) -> &str {
        let body = self.doc.split_once('\n').map_or("", |(_, body)| body);
        body.trim_start().lines().next().unwrap_or("")
    }

    /// Runs when nobody chose any rules.
    pub fn is_default(&self) -> bool {
        let defaults: &[&str] = match self.wing {
            Wing::Breaking => &["FILE"],
            Wing::Lint | Wing::Size => &["STANDARD", "DEFAULT"],
            Wing::Rewrite => &["DEFAULT"],
        };
        defaults.iter().any(|category| self.is_in(category))
    }

    /// Returns whether this is one of its categories.
    pub fn is_in(&self, category: &str) -> bool {
        self.categories.iter().any(|known| known == category)
    }

    /// Lists changes that break nothing.
    pub fn is_compatible(&self) -> bool {
        self.is_in("COMPATIBLE")
    }

    /// Lists what is new, and breaks nothing by that.
    pub fn is_addition(&self) -> bool {
        self.is_in("ADDITIONS")
    }

    /// Words that mean it, its id first; it also answers to `ALL`.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.wing.name()].into_iter().chain(self.categories.iter().map(|word| &**word))
    }

    /// Is meant by a word of `--select`: its id, a category, its wing, or `ALL`.
    pub fn answers_to(&self, word: &str) -> bool {
        word == "ALL" || self.words().any(|known| known == word)
    }

    /// As [`Rule::answers_to`], for rules about changes: `ALL` and the wing leave out what breaks nothing.
    pub fn answers_to_break(&self, word: &str) -> bool {
        let is_of_all = word == "ALL" || word == Wing::Breaking.name();
        self.wing == Wing::Breaking && self.answers_to(word) && !(is_of_all && self.is_compatible())
    }
}

/// A rule that runs, on its terms.
#[derive(Clone, Copy, Debug)]
pub struct Run<'s> {
    pub rule: &'s Rule,
    pub terms: Terms<'s>,
}

impl<'s> Run<'s> {
    pub fn new(rule: &'s Rule, severity: Severity, options: &'s Options) -> Run<'s> {
        Run { rule, terms: Terms { rule: rule.id, severity, options } }
    }

    /// Looks at a file, if this is a rule about single files.
    pub fn check_file(self, file: FileView<'_>, out: &mut Findings) {
        let cx = FileContext { file, terms: self.terms };
        match &self.rule.check {
            Check::File(check) => check(&cx, out),
            Check::Brought(brought) => brought.check(&cx, out),
            _ => {}
        }
    }

    /// Looks at a module, if this is a rule about whole modules. Findings in files that are not wanted may be left out.
    pub fn check_module(self, module: &Module<'_>, is_wanted: &dyn Fn(FileId) -> bool, out: &mut Findings) {
        if let Check::Module(_, check) = self.rule.check {
            check(&ModuleContext { module, is_wanted, terms: self.terms }, out);
        }
    }

    /// Compares a module with what it was, if this is a rule about changes.
    /// Where `keeps_source` is not set, only what encoded messages and JSON rely on is promised.
    pub fn check_pair(self, pair: &Pair<'_>, keeps_source: bool, out: &mut Findings) {
        if let Check::Pair(check) = self.rule.check {
            check(&PairContext { pair, keeps_source, terms: self.terms }, out);
        }
    }

    /// Looks at the suppressions of a file, if this is a rule about them.
    pub fn check_suppressions(self, file: FileView<'_>, suppressions: &[Suppression], out: &mut Findings) {
        if let Check::Suppressions(check) = self.rule.check {
            check(
                &SuppressionContext { suppressions, of_file: FileContext { file, terms: self.terms } },
                out,
            );
        }
    }

    /// Looks at a profile, if this is a rule that proposes rewrites.
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
