//! The texts that a pattern matches, as a set: whether there are any, and which prefixes, suffixes and lengths they can
//! have. Answers are exact for texts in UTF-8 where a pattern has no invalid bytes, and `None` where a pattern is too
//! large.

use super::translate;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start::Config as Start;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};
use rustc_hash::FxHashSet;
use std::collections::VecDeque;
use std::fmt;

/// Most bytes of an automaton, and of its construction.
const MAX_SIZE: usize = 1 << 20;

/// Most pairs of states that a comparison looks at.
const MAX_PAIRS: usize = 50_000;

/// Set of the texts in which a pattern of RE2 finds a match.
///
/// ```
/// use protune_cel::Language;
///
/// assert!(Language::of("a^b").unwrap().is_empty());
/// let digits = Language::of("^[0-9]{2,}$").unwrap();
/// assert!(!digits.is_empty());
/// assert!(!digits.has_prefix(b"x"));
/// assert_eq!(digits.shortest(), Some(2));
/// assert!(Language::of(".*").unwrap().is_everything());
/// assert_eq!(digits.is_within(&Language::of("[0-9]").unwrap()), Some(true));
/// ```
pub struct Language {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    /// One byte of each class of bytes that lead to the same states.
    bytes: Vec<u8>,
}

/// State of a text that is read up to here, and whether a match was found already.
type Reached = (StateID, bool);

impl Language {
    /// Returns the texts that match a pattern; `None` if RE2 does not accept it, or it is too large.
    #[must_use]
    pub fn of(pattern: &str) -> Option<Language> {
        let translated = translate(pattern).ok()?;
        let limits = dense::Config::new()
            .match_kind(MatchKind::All)
            .dfa_size_limit(Some(MAX_SIZE))
            .determinize_size_limit(Some(MAX_SIZE));
        let dfa = dense::Builder::new()
            .configure(limits)
            .syntax(syntax::Config::new().utf8(false))
            .thompson(thompson::Config::new().nfa_size_limit(Some(MAX_SIZE)).utf8(false))
            .build(&translated)
            .ok()?;
        let start = dfa.start_state(&Start::new().anchored(Anchored::No)).ok()?;
        let bytes = dfa.byte_classes().representatives(0..=255).filter_map(|unit| unit.as_u8()).collect();
        Some(Language { dfa, start, bytes })
    }

    fn first(&self) -> Reached {
        (self.start, self.dfa.is_match_state(self.start))
    }

    /// A match is known one byte after its end, because `$` depends on that byte.
    fn step(&self, (state, found): Reached, byte: u8) -> Reached {
        let next = self.dfa.next_state(state, byte);
        (next, found || self.dfa.is_match_state(next))
    }

    fn accepts(&self, (state, found): Reached) -> bool {
        found || self.dfa.is_match_state(self.dfa.next_eoi_state(state))
    }

    /// States that texts from a state on lead to, that state included.
    fn reachable(&self, from: Reached) -> impl Iterator<Item = Reached> {
        let mut seen = FxHashSet::from_iter([from]);
        let mut next = vec![from];
        std::iter::from_fn(move || {
            let at = next.pop()?;
            for &byte in &self.bytes {
                let to = self.step(at, byte);
                if seen.insert(to) {
                    next.push(to);
                }
            }
            Some(at)
        })
    }

    /// Returns whether no text matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.reachable(self.first()).any(|at| self.accepts(at))
    }

    /// Returns whether every text matches.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.reachable(self.first()).all(|at| self.accepts(at))
    }

    /// Returns whether a text with this prefix matches.
    #[must_use]
    pub fn has_prefix(&self, prefix: &[u8]) -> bool {
        let from = prefix.iter().fold(self.first(), |at, &byte| self.step(at, byte));
        self.reachable(from).any(|at| self.accepts(at))
    }

    /// Returns whether a text with this part matches.
    #[must_use]
    pub fn has_part(&self, part: &[u8]) -> bool {
        let read = |from| part.iter().fold(from, |at, &byte| self.step(at, byte));
        let mut seen = FxHashSet::default();
        let mut behind = self.reachable(self.first()).map(read).filter(|at| seen.insert(*at));
        behind.any(|from| self.reachable(from).any(|at| self.accepts(at)))
    }

    /// Returns whether a text with this suffix matches.
    #[must_use]
    pub fn has_suffix(&self, suffix: &[u8]) -> bool {
        let read = |from| suffix.iter().fold(from, |at, &byte| self.step(at, byte));
        self.reachable(self.first()).any(|at| self.accepts(read(at)))
    }

    /// Number of characters of the shortest text that matches; `None` if no text matches.
    #[must_use]
    pub fn shortest(&self) -> Option<u64> {
        let mut seen = FxHashSet::default();
        let mut next = VecDeque::from([(self.first(), 0)]);
        while let Some((at, length)) = next.pop_front() {
            if !seen.insert(at) {
                continue;
            }
            if self.accepts(at) {
                return Some(length);
            }
            for &byte in &self.bytes {
                let to = self.step(at, byte);
                // Bytes that continue a character do not begin one.
                match byte & 0xC0 == 0x80 {
                    true => next.push_front((to, length)),
                    false => next.push_back((to, length + 1)),
                }
            }
        }
        None
    }

    /// Returns whether every text that matches also matches the other pattern; `None` if that takes too long.
    #[must_use]
    pub fn is_within(&self, other: &Language) -> Option<bool> {
        let first = (self.first(), other.first());
        let mut seen = FxHashSet::from_iter([first]);
        let mut next = vec![first];
        while let Some((mine, theirs)) = next.pop() {
            if self.accepts(mine) && !other.accepts(theirs) {
                return Some(false);
            }
            // The classes of the two differ.
            for byte in 0..=255 {
                let to = (self.step(mine, byte), other.step(theirs, byte));
                if seen.insert(to) {
                    next.push(to);
                }
            }
            if seen.len() > MAX_PAIRS {
                return None;
            }
        }
        Some(true)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language").finish_non_exhaustive()
    }
}
