//! The proof: every message is transcoded, under each rewrite and under all of them, has the size that was
//! predicted, and comes back as it was. Chooses nothing.

use super::squeeze::{MOST, Squeezed, is_sampled};
use super::weigh::Weights;
use super::{Choice, Messages, together};
use protune_wire::{
    Arena, Damage, Layout, Message, Obstacle, Output, Recoding, Refusal, read, size, transcode,
};
use std::fmt;

/// Proof of all choices together.
#[derive(Debug)]
pub struct Verified {
    /// Number of messages.
    pub messages: u64,
    /// Bytes of all messages once the plan is made.
    pub after: u64,
    /// Bytes that there would be more without each choice.
    pub without: Vec<i64>,
    /// Number of messages that were compressed.
    pub squeezed: u64,
    /// Their compressed bytes before.
    pub squeezed_before: Squeezed,
    /// Their compressed bytes under the plan.
    pub squeezed_after: Squeezed,
    /// Each choice made by itself.
    pub squeezed_alone: Vec<Squeezed>,
}

/// Reads all messages again. The error is for the user.
pub fn verify<M: Messages + ?Sized>(
    messages: &M,
    layout: &Layout,
    chosen: &[Choice],
    weights: &Weights,
) -> Result<Verified, String> {
    let plans = Plans::new(layout, chosen).map_err(|refusal| refusal.to_string())?;
    let each = weights.bytes.div_ceil(MOST);
    let start = || Tester::new(chosen.len());
    let squeeze = |message: &[u8]| messages.squeeze(message);
    let folded = messages.fold(start, |tester, bytes| {
        let squeeze: Option<Squeeze<'_>> = if is_sampled(bytes, each) { Some(&squeeze) } else { None };
        tester.add(layout, &plans, bytes, squeeze)
    })?;
    let mut sum = Tester::new(chosen.len()).verified;
    folded.states.into_iter().for_each(|tester| sum.add(tester.verified));
    let after = sum.after as i64;
    sum.without.iter_mut().for_each(|without| *without -= after);
    Ok(sum)
}

/// The ways in which each message is encoded.
struct Plans {
    nothing: Recoding,
    all: Way,
    alone: Vec<Way>,
    /// All but one.
    without: Vec<Recoding>,
}

/// There and back.
struct Way {
    there: Recoding,
    back: Recoding,
}

impl Plans {
    fn new(layout: &Layout, chosen: &[Choice]) -> Result<Plans, Refusal> {
        let proposals = || chosen.iter().map(|choice| &choice.proposal);
        let but = |left: usize| proposals().enumerate().filter(move |(at, _)| *at != left).map(|(_, it)| it);
        Ok(Plans {
            nothing: Recoding::nothing(layout),
            all: Way::of(together(layout, proposals())?),
            alone: proposals().map(|it| together(layout, [it]).map(Way::of)).collect::<Result<_, _>>()?,
            // A step may need another one to make room for it.
            without: (0..chosen.len())
                .map(|left| together(layout, but(left)).or_else(|_| together(layout, proposals())))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Way {
    fn of(there: Recoding) -> Way {
        Way { back: there.inverse(), there }
    }
}

/// Compresses a message of the sample.
type Squeeze<'s> = &'s dyn Fn(&[u8]) -> Squeezed;

/// State of one verifying thread.
struct Tester {
    arena: Arena,
    canonical: Output,
    bench: Bench,
    /// In `without`, whole sizes until the end.
    verified: Verified,
}

/// Buffers for the round trip of a message.
#[derive(Default)]
struct Bench {
    arena: Arena,
    new: Output,
    old: Output,
}

/// Reason why a message fails.
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
        Tester { arena: Arena::default(), canonical: Output::default(), bench: Bench::default(), verified }
    }

    fn add(
        &mut self,
        layout: &Layout,
        plans: &Plans,
        bytes: &[u8],
        squeeze: Option<Squeeze<'_>>,
    ) -> Result<(), Failed> {
        let message = read(&mut self.arena, layout, bytes)?;
        let canonical = encode(message, &plans.nothing, &mut self.canonical)?;
        let sum = &mut self.verified;
        for (squeezed, way) in sum.squeezed_alone.iter_mut().zip(&plans.alone) {
            let new = self.bench.there_and_back(message, canonical, way)?;
            if let Some(squeeze) = squeeze {
                squeezed.add(squeeze(new));
            }
        }
        let new = self.bench.there_and_back(message, canonical, &plans.all)?;
        sum.messages += 1;
        sum.after += new.len() as u64;
        for (without, recoding) in sum.without.iter_mut().zip(&plans.without) {
            *without += size(message, recoding)? as i64;
        }
        if let Some(squeeze) = squeeze {
            sum.squeezed += 1;
            sum.squeezed_before.add(squeeze(canonical));
            sum.squeezed_after.add(squeeze(new));
        }
        Ok(())
    }
}

impl Bench {
    /// The message as it is under a plan; under the inverse it is what it was.
    fn there_and_back(&mut self, message: Message<'_>, canonical: &[u8], way: &Way) -> Result<&[u8], Failed> {
        let new = encode(message, &way.there, &mut self.new)?;
        let again = read(&mut self.arena, way.there.to(), new)?;
        match transcode(again, &way.back, &mut self.old)? == canonical {
            true => Ok(new),
            false => Err(Failed::NotTheSame),
        }
    }
}

/// The message under a plan, which has the size that is predicted from the old bytes.
fn encode<'o>(message: Message<'_>, recoding: &Recoding, out: &'o mut Output) -> Result<&'o [u8], Failed> {
    let encoded = transcode(message, recoding, out)?;
    let (predicted, len) = (size(message, recoding)?, encoded.len() as u64);
    match predicted == len {
        true => Ok(encoded),
        false => Err(Failed::Size { predicted, encoded: len }),
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
