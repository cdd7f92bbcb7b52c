//! The proof: every message is transcoded, has the size that was predicted, and comes back as it was.

use super::squeeze::{MOST, Squeezed, is_sampled};
use super::weigh::Weights;
use super::{Choice, together};
use crate::messages::{self, Reading};
use protune_wire::{Arena, Damage, Obstacle, Output, Recoding, Refusal, read, size, transcode};
use std::fmt;

/// What all chosen proposals come to.
pub struct Verified {
    pub messages: u64,
    /// Of all messages, once the plan is made.
    pub after: u64,
    /// Of each choice, how many bytes more there would be without it.
    pub without: Vec<i64>,
    /// How many messages were compressed.
    pub squeezed: u64,
    pub squeezed_before: Squeezed,
    pub squeezed_after: Squeezed,
    /// Each choice made by itself.
    pub squeezed_alone: Vec<Squeezed>,
}

/// Reads all messages again. The error is for the user.
pub fn verify(reading: &Reading<'_>, chosen: &[Choice], weights: &Weights) -> Result<Verified, String> {
    let plans = Plans::new(reading, chosen).map_err(|refusal| refusal.to_string())?;
    let each = weights.bytes.div_ceil(MOST);
    let start = || Tester::new(chosen.len());
    let outcome = messages::fold(reading, start, |tester, bytes| tester.add(reading, &plans, bytes, each))?;
    let mut sum = Tester::new(chosen.len()).verified;
    outcome.states.into_iter().for_each(|tester| sum.add(tester.verified));
    let after = sum.after as i64;
    sum.without.iter_mut().for_each(|without| *without -= after);
    Ok(sum)
}

/// The ways in which each message is encoded.
struct Plans {
    nothing: Recoding,
    all: Recoding,
    back: Recoding,
    alone: Vec<Recoding>,
    /// All but one.
    without: Vec<Recoding>,
}

impl Plans {
    fn new(reading: &Reading<'_>, chosen: &[Choice]) -> Result<Plans, Refusal> {
        let proposals = || chosen.iter().map(|choice| &choice.proposal);
        let but = |left: usize| proposals().enumerate().filter(move |(at, _)| *at != left).map(|(_, it)| it);
        let all = together(reading.layout, proposals())?;
        Ok(Plans {
            nothing: Recoding::nothing(reading.layout),
            back: all.inverse(),
            all,
            alone: proposals().map(|it| together(reading.layout, [it])).collect::<Result<_, _>>()?,
            // A step may need another one to make room for it.
            without: (0..chosen.len())
                .map(|left| {
                    together(reading.layout, but(left)).or_else(|_| together(reading.layout, proposals()))
                })
                .collect::<Result<_, _>>()?,
        })
    }
}

/// What one thread verifies.
struct Tester {
    arena: Arena,
    again: Arena,
    canonical: Output,
    new: Output,
    old: Output,
    /// In `without`, whole sizes until the end.
    verified: Verified,
}

/// Why a message fails.
enum Failed {
    Damage(Damage),
    Obstacle(Obstacle),
    Size { predicted: u64, encoded: u64 },
    NotTheSame,
}

impl Tester {
    fn new(chosen: usize) -> Tester {
        let verified = Verified {
            messages: 0,
            after: 0,
            without: vec![0; chosen],
            squeezed: 0,
            squeezed_before: Squeezed::default(),
            squeezed_after: Squeezed::default(),
            squeezed_alone: vec![Squeezed::default(); chosen],
        };
        let [canonical, new, old] = std::array::from_fn(|_| Output::default());
        Tester { arena: Arena::default(), again: Arena::default(), canonical, new, old, verified }
    }

    fn add(&mut self, reading: &Reading<'_>, plans: &Plans, bytes: &[u8], each: u64) -> Result<(), Failed> {
        let message = read(&mut self.arena, reading.layout, bytes)?;
        let canonical = transcode(message, &plans.nothing, &mut self.canonical)?;
        let new = transcode(message, &plans.all, &mut self.new)?;
        for (encoded, recoding) in [(canonical, &plans.nothing), (new, &plans.all)] {
            let (predicted, encoded) = (size(message, recoding)?, encoded.len() as u64);
            if predicted != encoded {
                return Err(Failed::Size { predicted, encoded });
            }
        }
        let again = read(&mut self.again, plans.all.to(), new)?;
        if transcode(again, &plans.back, &mut self.old)? != canonical {
            return Err(Failed::NotTheSame);
        }
        let sum = &mut self.verified;
        sum.messages += 1;
        sum.after += new.len() as u64;
        for (without, recoding) in sum.without.iter_mut().zip(&plans.without) {
            *without += size(message, recoding)? as i64;
        }
        if is_sampled(bytes, each) {
            sum.squeezed += 1;
            sum.squeezed_before.add(Squeezed::of(canonical));
            sum.squeezed_after.add(Squeezed::of(new));
            for (alone, recoding) in sum.squeezed_alone.iter_mut().zip(&plans.alone) {
                alone.add(Squeezed::of(transcode(message, recoding, &mut self.old)?));
            }
        }
        Ok(())
    }
}

impl Verified {
    fn add(&mut self, part: Verified) {
        self.messages += part.messages;
        self.after += part.after;
        self.without.iter_mut().zip(part.without).for_each(|(sum, part)| *sum += part);
        self.squeezed += part.squeezed;
        self.squeezed_before.add(part.squeezed_before);
        self.squeezed_after.add(part.squeezed_after);
        self.squeezed_alone.iter_mut().zip(part.squeezed_alone).for_each(|(sum, part)| sum.add(part));
    }
}

impl From<Damage> for Failed {
    fn from(damage: Damage) -> Failed {
        Failed::Damage(damage)
    }
}

impl From<Obstacle> for Failed {
    fn from(obstacle: Obstacle) -> Failed {
        Failed::Obstacle(obstacle)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Damage(damage) => damage.fmt(f),
            Failed::Obstacle(obstacle) => obstacle.fmt(f),
            Failed::Size { predicted, encoded } => write!(
                f,
                "a size of {predicted} bytes was predicted, and it has {encoded}: a bug in protune; \
                 nothing is proposed"
            ),
            Failed::NotTheSame => {
                f.write_str("it does not come back as it was: a bug in protune; nothing is proposed")
            }
        }
    }
}
