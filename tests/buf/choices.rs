//! Choices at each place of a generated schema. A choice depends on its place alone, so that two versions of
//! a schema are the same except at the places where the second one chooses anew.

use super::random::Random;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) struct Choices {
    seed: u64,
    /// Number of choices among which one is made anew; `None` in a first version.
    anew: Option<usize>,
}

impl Choices {
    pub(crate) fn first(seed: u64) -> Choices {
        Choices { seed, anew: None }
    }

    /// The second version; one of so many choices differs.
    pub(crate) fn second(seed: u64, one_in: usize) -> Choices {
        Choices { seed, anew: Some(one_in) }
    }

    /// The choices about one matter at one place.
    pub(crate) fn at(&self, place: &str, matter: &str) -> Random {
        let key = key(self.seed, place, matter);
        let mut change = Random::new(!key);
        let is_anew = self.anew.is_some_and(|one_in| change.one_in(one_in));
        if is_anew { change } else { Random::new(key) }
    }

    /// Returns a generator for choices that no version makes anew.
    pub(crate) fn always(&self, place: &str, matter: &str) -> Random {
        Random::new(key(self.seed, place, matter))
    }

    pub(crate) fn one_in(&self, place: &str, matter: &str, count: usize) -> bool {
        self.at(place, matter).one_in(count)
    }

    pub(crate) fn below(&self, place: &str, matter: &str, end: usize) -> usize {
        self.at(place, matter).below(end)
    }

    pub(crate) fn pick<T: Copy>(&self, place: &str, matter: &str, all: &[T]) -> T {
        self.at(place, matter).pick(all)
    }
}

fn key(seed: u64, place: &str, matter: &str) -> u64 {
    hash(&(seed, place, matter))
}

/// The same in every run.
pub(crate) fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
