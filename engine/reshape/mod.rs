//! From messages to a schema of another shape: steps that the rules name are tried one by one on a sample, in the schema
//! that the steps before leave, and those that save bytes are taken. All messages prove the plan at the end.

mod alike;
mod print;
mod prove;

pub use alike::difference;
pub use print::print;
pub use prove::{Proof, prove};

use crate::optimize::{Messages, Squeezed};
use crate::parallel;
use protune_rules::proposal::ShapeContext;
use protune_rules::reshape::ORDER;
use protune_rules::{Options, Run};
use protune_rules::{Room, Rule};
use protune_wire::shape::{Reshaping, Shape, Stats, Tree};
use protune_wire::{Arena, Layout, read};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

/// Size that a plan makes small.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Objective {
    /// Bytes as they are encoded.
    #[default]
    Raw,
    /// Bytes after gzip.
    Gzip,
    /// Bytes after zstd.
    Zstd,
}

/// Task of finding steps.
#[derive(Clone, Copy, Debug)]
pub struct Search<'s> {
    /// Type of the messages.
    pub layout: &'s Layout,
    /// Rules that name candidates.
    pub rules: &'s [&'s Rule],
    /// Size to make small.
    pub objective: Objective,
    /// Number of messages that are compressed together.
    pub batch: usize,
    /// Least saving of a step, as a share of all bytes.
    pub least: f64,
}

/// Step that is taken, and what it saves in the sample.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Rule that named it.
    pub rule: &'static str,
    /// The step, in the schema that the ones before leave.
    pub step: Shape,
    /// Property of the messages that it uses.
    pub message: String,
    /// Sizes of the sample after it.
    pub after: Sizes,
}

/// Sizes of messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sizes {
    /// Bytes as they are encoded.
    pub raw: u64,
    /// Bytes after compression, message by message.
    pub each: Squeezed,
    /// Bytes after compression of several messages together.
    pub batch: Squeezed,
}

/// Steps that are worth taking.
#[derive(Debug)]
pub struct Found {
    /// The steps, in order.
    pub taken: Vec<Taken>,
    /// All of them.
    pub reshaping: Reshaping,
    /// Sizes of the sample before.
    pub before: Sizes,
    /// Number of messages in the sample.
    pub sample: usize,
    /// Number of all messages.
    pub messages: u64,
    /// Their bytes as they are encoded.
    pub bytes: u64,
}

/// All rules are tried no more often than this.
const ROUNDS: usize = 3;

impl Objective {
    /// About so many bytes of messages are tried.
    fn sample(self) -> u64 {
        match self {
            Objective::Raw => 4 << 20,
            // They are compressed for each try.
            Objective::Gzip | Objective::Zstd => 1 << 20,
        }
    }
}

/// Finds steps that make messages smaller. The error is for the user.
pub fn search<M: Messages + ?Sized>(messages: &M, search: &Search<'_>) -> Result<Found, String> {
    let counted = AtomicU64::new(0);
    // What cannot be read is found before time is spent on the search.
    let all = messages.fold(Arena::default, |arena, bytes| {
        counted.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        read(arena, search.layout, bytes).map(drop)
    })?;
    let each = counted.into_inner().div_ceil(search.objective.sample());
    let folded = messages.fold(
        || (Arena::default(), Vec::new()),
        |(arena, trees), bytes| {
            if crate::optimize::is_sampled(bytes, each) {
                let mut tree = Tree::of(search.layout, read(arena, search.layout, bytes)?);
                tree.sort_maps(search.layout);
                trees.push(tree);
            }
            Ok::<_, protune_wire::Damage>(())
        },
    )?;
    let mut trees: Vec<Tree> = folded.states.into_iter().flat_map(|(_, trees)| trees).collect();
    // However many threads read them.
    trees.sort_by_cached_key(|tree| tree.encode(search.layout));
    let mut sample =
        Sample { search, messages, reshaping: nothing(search.layout), trees, tried: HashSet::new() };
    let before = sample.sizes();
    let mut taken = Vec::new();
    let chosen = |room: &&Room| search.rules.iter().copied().find(|rule| *rule.id == *room.id);
    let rules: Vec<&Rule> = ORDER.iter().filter_map(chosen).collect();
    // What is found late makes room for others.
    for _ in 0..ROUNDS {
        let before = taken.len();
        rules.iter().for_each(|rule| sample.improve(rule, &mut taken));
        if taken.len() == before {
            break;
        }
    }
    Ok(Found {
        taken,
        before,
        sample: sample.trees.len(),
        reshaping: sample.reshaping,
        messages: all.messages,
        bytes: all.bytes,
    })
}

fn nothing(layout: &Layout) -> Reshaping {
    Reshaping::new(layout, []).unwrap_or_else(|refusal| unreachable!("{refusal}"))
}

fn raw(layout: &Layout, trees: &[Tree]) -> u64 {
    trees.iter().map(|tree| tree.size(layout)).sum()
}

/// Messages after the steps that were taken so far.
struct Sample<'s, M: ?Sized> {
    search: &'s Search<'s>,
    messages: &'s M,
    reshaping: Reshaping,
    trees: Vec<Tree>,
    /// Candidates that did not help.
    tried: HashSet<Shape>,
}

impl<M: Messages + ?Sized> Sample<'_, M> {
    /// Takes the best candidate of a rule, counts anew, and so on until none helps.
    fn improve(&mut self, rule: &Rule, taken: &mut Vec<Taken>) {
        let mut now = self.measure(self.reshaping.to(), &self.trees);
        loop {
            let stats = Stats::of(self.reshaping.to(), &self.trees);
            let cx = ShapeContext { layout: self.reshaping.to(), stats: &stats };
            let mut candidates = Vec::new();
            Run::new(rule, rule.severity, Options::NONE).check_shape(&cx, &mut candidates);
            let least = (now as f64 * self.search.least) as u64 + 1;
            candidates.retain(|candidate| !self.tried.contains(&candidate.step));
            let sizes = parallel::map(&candidates, |candidate| Some(self.attempt(&candidate.step)?.0));
            for (candidate, size) in candidates.iter().zip(&sizes) {
                if size.is_none() {
                    self.tried.insert(candidate.step.clone());
                }
            }
            let saving =
                candidates.into_iter().zip(sizes).filter_map(|(candidate, size)| Some((size?, candidate)));
            // Of equals the first, so that the result does not depend on threads.
            let best = saving.filter(|(size, _)| size + least <= now).min_by_key(|(size, _)| *size);
            let Some((size, candidate)) = best else { return };
            let Some((_, reshaping, trees)) = self.attempt(&candidate.step) else { return };
            (self.reshaping, self.trees, now) = (reshaping, trees, size);
            let after = self.sizes();
            taken.push(Taken {
                rule: rule.id.as_str(),
                step: candidate.step,
                message: candidate.message,
                after,
            });
        }
    }

    /// The size of the sample after one more step; `None` if a message does not fit, or all take more bytes than before.
    fn attempt(&self, step: &Shape) -> Option<(u64, Reshaping, Vec<Tree>)> {
        let mut reshaping = self.reshaping.clone();
        reshaping.push(step.clone()).ok()?;
        let mut trees = self.trees.clone();
        trees.iter_mut().try_for_each(|tree| reshaping.last(tree)).ok()?;
        if raw(reshaping.to(), &trees) > raw(self.reshaping.to(), &self.trees) {
            return None;
        }
        // Compression takes most of the time, and is for those that are left.
        Some((self.measure(reshaping.to(), &trees), reshaping, trees))
    }

    fn measure(&self, layout: &Layout, trees: &[Tree]) -> u64 {
        let squeezed = || self.squeezed(layout, trees, self.search.batch.max(1));
        match self.search.objective {
            Objective::Raw => raw(layout, trees),
            Objective::Gzip => squeezed().gzip,
            Objective::Zstd => squeezed().zstd,
        }
    }

    fn squeezed(&self, layout: &Layout, trees: &[Tree], batch: usize) -> Squeezed {
        let mut sum = Squeezed::default();
        for some in trees.chunks(batch) {
            let all: Vec<u8> = some.iter().flat_map(|tree| tree.encode(layout)).collect();
            sum.add(self.messages.squeeze(&all));
        }
        sum
    }

    fn sizes(&self) -> Sizes {
        let layout = self.reshaping.to();
        Sizes {
            raw: raw(layout, &self.trees),
            each: self.squeezed(layout, &self.trees, 1),
            batch: self.squeezed(layout, &self.trees, self.search.batch.max(1)),
        }
    }
}
