//! The search: steps are tried one by one on a sample, and the best of a rule is taken, as long as one helps.

use super::hints::hints;
use super::{Found, Objective, Refused, Search, Sizes, Taken};
use crate::optimize::{Messages, Squeezed};
use crate::parallel;
use protune_rules::contracts::of_step;
use protune_rules::proposal::{Candidate, ShapeContext};
use protune_rules::reshape::ORDER;
use protune_rules::{Options, Room, Rule, Run};
use protune_wire::shape::{Reshaping, Shape, Stats, Tree};
use protune_wire::{Arena, Layout, read};
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// All rules are tried no more often than this.
const ROUNDS: usize = 3;

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
    let original = trees.clone();
    let mut sample = Sample::new(search, messages, trees);
    let before = sample.sizes();
    let chosen = |room: &&Room| search.rules.iter().copied().find(|rule| *rule.id == *room.id);
    let rules: Vec<&Rule> = ORDER.iter().filter_map(chosen).collect();
    // What is found late makes room for others.
    for _ in 0..ROUNDS {
        let before = sample.taken.len();
        rules.iter().for_each(|rule| sample.improve(rule));
        if sample.taken.len() == before {
            break;
        }
    }
    Ok(Found {
        hints: hints(search.layout, &original, &sample.taken),
        taken: sample.taken,
        before,
        sample: sample.trees.len(),
        reshaping: sample.reshaping,
        refused: sample.refused.into_values().collect(),
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
    /// Their bytes as they are encoded.
    raw: u64,
    /// Their size that is made small.
    now: u64,
    /// Counts of them, once a rule has asked.
    stats: Option<Stats>,
    taken: Vec<Taken>,
    /// By rule, message and field, the last reason.
    refused: BTreeMap<(&'static str, String, u32), Refused>,
    /// Candidates that no message will make fit.
    tried: HashSet<Shape>,
}

/// Messages after one more step.
struct Attempt {
    /// Its place among the candidates.
    at: usize,
    size: u64,
    raw: u64,
    reshaping: Reshaping,
    trees: Vec<Tree>,
}

/// Reason why a candidate is not taken.
enum Failed {
    /// For good.
    Unfit(String),
    /// Until another step is taken.
    TooLittle(u64),
}

impl<'s, M: Messages + ?Sized> Sample<'s, M> {
    fn new(search: &'s Search<'s>, messages: &'s M, trees: Vec<Tree>) -> Sample<'s, M> {
        let mut sample = Sample {
            search,
            messages,
            reshaping: nothing(search.layout),
            raw: raw(search.layout, &trees),
            now: 0,
            trees,
            stats: None,
            taken: Vec::new(),
            refused: BTreeMap::new(),
            tried: HashSet::new(),
        };
        sample.now = sample.measure(search.layout, &sample.trees, sample.raw);
        sample
    }

    /// Takes the best candidate of a rule, counts anew, and so on until none helps.
    fn improve(&mut self, rule: &Rule) {
        loop {
            let candidates = self.candidates(rule);
            let best: Mutex<Option<Attempt>> = Mutex::new(None);
            let least = (self.now as f64 * self.search.least) as u64 + 1;
            let failed = parallel::map(&(0..candidates.len()).collect::<Vec<_>>(), |&at| {
                let attempt = match self.attempt(at, &candidates[at].step) {
                    Err(why) => return Some(Failed::Unfit(why)),
                    Ok(attempt) if attempt.size + least > self.now => {
                        return Some(Failed::TooLittle(attempt.size));
                    }
                    Ok(attempt) => attempt,
                };
                let mut best = best.lock().unwrap_or_else(PoisonError::into_inner);
                // Of equals the first, so that the result does not depend on threads.
                let key = |attempt: &Attempt| (attempt.size, attempt.at);
                if best.as_ref().is_none_or(|best| key(&attempt) < key(best)) {
                    *best = Some(attempt);
                }
                None
            });
            for (candidate, failed) in candidates.iter().zip(failed) {
                self.refuse(rule, candidate, failed);
            }
            let Some(best) = best.into_inner().unwrap_or_else(PoisonError::into_inner) else { return };
            let candidate = candidates.into_iter().nth(best.at);
            self.take(rule, candidate, best);
        }
    }

    /// Returns the candidates that a rule names, without those that were refused for good.
    fn candidates(&mut self, rule: &Rule) -> Vec<Candidate> {
        let stats = self.stats.get_or_insert_with(|| Stats::of(self.reshaping.to(), &self.trees));
        let keeps_json = self.search.keeps_json;
        let cx = ShapeContext { layout: self.reshaping.to(), stats, keeps_json };
        let mut candidates = Vec::new();
        Run::new(rule, rule.severity, Options::NONE).check_shape(&cx, &mut candidates);
        candidates.retain(|candidate| !self.tried.contains(&candidate.step));
        candidates
    }

    fn take(&mut self, rule: &Rule, candidate: Option<Candidate>, attempt: Attempt) {
        let Some(Candidate { step, message }) = candidate else { return };
        let contracts = of_step(&step, self.reshaping.to());
        let (field, rule) = (self.name(&step), rule.id.as_str());
        let (holder, number) = step.place();
        self.refused.remove(&(rule, holder.to_owned(), number));
        (self.reshaping, self.trees) = (attempt.reshaping, attempt.trees);
        (self.raw, self.now, self.stats) = (attempt.raw, attempt.size, None);
        let after = self.sizes();
        self.taken.push(Taken { rule, step, field, message, contracts, after });
    }

    fn refuse(&mut self, rule: &Rule, candidate: &Candidate, failed: Option<Failed>) {
        let why = match failed {
            None => return,
            Some(Failed::Unfit(why)) => {
                self.tried.insert(candidate.step.clone());
                why
            }
            Some(Failed::TooLittle(size)) if size > self.now => {
                format!("the messages would take {} more", percent(size - self.now, self.now))
            }
            Some(Failed::TooLittle(size)) => {
                format!("it would save {}, which is too little", percent(self.now - size, self.now))
            }
        };
        let (step, message) = (candidate.step.clone(), candidate.message.clone());
        let (field, rule) = (self.name(&step), rule.id.as_str());
        let (holder, number) = step.place();
        let key = (rule, holder.to_owned(), number);
        self.refused.insert(key, Refused { rule, step, field, message, why });
    }

    /// The name of the field that a step is about.
    fn name(&self, step: &Shape) -> String {
        let (layout, (holder, number)) = (self.reshaping.to(), step.place());
        let field = layout.find(holder).and_then(|id| layout.get(id).field(number));
        field.map_or_else(String::new, |field| field.name.to_string())
    }

    /// The sample after one more step. The error is why it is not taken, for good.
    fn attempt(&self, at: usize, step: &Shape) -> Result<Attempt, String> {
        if self.search.keeps_json && !step.keeps_json(self.reshaping.to()) {
            return Err("it changes JSON".to_owned());
        }
        let mut reshaping = self.reshaping.clone();
        reshaping.push(step.clone()).map_err(|refusal| refusal.why.to_owned())?;
        let mut trees = self.trees.clone();
        trees
            .iter_mut()
            .try_for_each(|tree| reshaping.last(tree))
            .map_err(|unfit| format!("a message does not fit: {}", unfit.why))?;
        let raw = raw(reshaping.to(), &trees);
        if raw > self.raw {
            return Err(format!("the messages would take {} more", percent(raw - self.raw, self.raw)));
        }
        // Compression takes most of the time, and is for those that are left.
        let size = self.measure(reshaping.to(), &trees, raw);
        Ok(Attempt { at, size, raw, reshaping, trees })
    }

    fn measure(&self, layout: &Layout, trees: &[Tree], raw: u64) -> u64 {
        let squeezed = || self.squeezed(layout, trees, self.search.batch.max(1));
        match self.search.objective {
            Objective::Raw => raw,
            Objective::Gzip => squeezed().gzip,
            Objective::Zstd => squeezed().zstd,
        }
    }

    fn squeezed(&self, layout: &Layout, trees: &[Tree], batch: usize) -> Squeezed {
        let chunks: Vec<&[Tree]> = trees.chunks(batch).collect();
        let of_chunk = |some: &&[Tree]| {
            let all: Vec<u8> = some.iter().flat_map(|tree| tree.encode(layout)).collect();
            self.messages.squeeze(&all)
        };
        let mut sum = Squeezed::default();
        parallel::map(&chunks, of_chunk).into_iter().for_each(|size| sum.add(size));
        sum
    }

    fn sizes(&self) -> Sizes {
        let layout = self.reshaping.to();
        Sizes {
            raw: self.raw,
            each: self.squeezed(layout, &self.trees, 1),
            batch: self.squeezed(layout, &self.trees, self.search.batch.max(1)),
        }
    }
}

/// `0.05 %`.
fn percent(part: u64, all: u64) -> String {
    format!("{:.2} %", part as f64 * 100.0 / all.max(1) as f64)
}
