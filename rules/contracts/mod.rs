//! Verdicts on changes: what a change of a schema does to encoded messages, to JSON and to generated code. One table,
//! from which rules, fixes, proposals, docs and tests take each verdict. [`Change`] has the changes that have one verdict
//! each, `rows` lists them with an example, and `tests/contracts` makes each row with real schemas and values.

mod change;
mod rows;
mod scalars;
mod steps;
mod words;

pub use change::{Change, Element, Held, Known, NameChange, Shape};
pub(crate) use change::{field_name, value_name};
pub use rows::{Row, Sort, rows, table};
pub(crate) use scalars::is_text_in_json;
pub use steps::{of_step, step_table};

use protune_compiler::diagnostic::{self, Contracts, Diagnostic, Fix, Rename, Safety, Verdict};

/// Fate of data that is written by one schema and read by the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Every value is the same.
    Same,
    /// Values are the same unless this matters.
    Unless(&'static str),
    /// Values get lost, are refused or mean something else, for this reason.
    Lost(&'static str),
}

/// The two ways in which data meets the schema that did not write it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ways {
    /// New readers of old data.
    pub old_data: Fate,
    /// Old readers of new data.
    pub new_data: Fate,
}

/// Effects of a change: the row of the table that gives a finding, a fix or a proposal its verdicts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effects {
    /// Encoded messages.
    pub wire: Ways,
    /// JSON.
    pub json: Ways,
    /// Code that is compiled against generated code.
    pub source: Verdict,
}

impl Fate {
    /// Returns the worse of two fates, the first where both are as bad.
    #[must_use]
    pub fn and(self, other: Fate) -> Fate {
        match (self, other) {
            (Fate::Lost(_), _) => self,
            (_, Fate::Lost(_)) | (Fate::Same, _) => other,
            _ => self,
        }
    }
}

impl Ways {
    /// Every value is the same, both ways.
    pub const SAME: Ways = Ways::both(Fate::Same);

    pub(crate) const fn both(fate: Fate) -> Ways {
        Ways { old_data: fate, new_data: fate }
    }

    pub(crate) const fn of_old(fate: Fate) -> Ways {
        Ways { old_data: fate, new_data: Fate::Same }
    }

    pub(crate) const fn of_new(fate: Fate) -> Ways {
        Ways { old_data: Fate::Same, new_data: fate }
    }

    fn and(self, other: Ways) -> Ways {
        Ways { old_data: self.old_data.and(other.old_data), new_data: self.new_data.and(other.new_data) }
    }

    fn verdict(self) -> Verdict {
        match self.old_data.and(self.new_data) {
            Fate::Same => Verdict::Safe,
            Fate::Unless(why) => Verdict::Conditional(why),
            Fate::Lost(why) => Verdict::Breaks(why),
        }
    }
}

impl Effects {
    /// Changes nothing for anybody.
    pub const NONE: Effects = Effects { wire: Ways::SAME, json: Ways::SAME, source: Verdict::Safe };

    /// Returns the effects of two changes that are made together.
    #[must_use]
    pub fn and(self, other: Effects) -> Effects {
        let source = match (self.source, other.source) {
            (Verdict::Breaks(_), _) => self.source,
            (_, Verdict::Breaks(_)) | (Verdict::Safe, _) => other.source,
            _ => self.source,
        };
        Effects { wire: self.wire.and(other.wire), json: self.json.and(other.json), source }
    }

    /// Returns the effects of taking the change back: what was old is new.
    #[must_use]
    pub fn undone(self) -> Effects {
        let turned = |Ways { old_data, new_data }| Ways { old_data: new_data, new_data: old_data };
        Effects { wire: turned(self.wire), json: turned(self.json), source: self.source }
    }

    /// Returns the verdicts, for old readers and for new ones.
    pub fn contracts(self) -> Contracts {
        Contracts { wire: self.wire.verdict(), json: self.json.verdict(), source: self.source }
    }

    /// Says of a finding what its change breaks, and what to do.
    pub(crate) fn tell(self, finding: Diagnostic, advice: &str) -> Diagnostic {
        let contracts = self.contracts();
        let help = match words::told(contracts) {
            told if told.is_empty() => advice.to_owned(),
            told => format!("{told}; {advice}"),
        };
        finding.help(help).contracts(contracts)
    }

    /// A fix with these effects, which its title names.
    pub(crate) fn fix(self, title: &str, change: impl Into<diagnostic::Change>) -> Fix {
        self.of(Fix::new(title, Safety::Unsafe, change))
    }

    /// A fix that renames a declaration with these effects, which its title names.
    pub(crate) fn rename(self, rename: Rename) -> Fix {
        self.of(Fix::rename(rename))
    }

    fn of(self, fix: Fix) -> Fix {
        let contracts = self.contracts();
        fix.breaking(contracts, words::which_breaks(contracts))
    }
}

impl FromIterator<Effects> for Effects {
    fn from_iter<I: IntoIterator<Item = Effects>>(all: I) -> Effects {
        all.into_iter().fold(Effects::NONE, Effects::and)
    }
}
