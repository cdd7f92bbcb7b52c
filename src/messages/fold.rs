//! All messages of some files, through as many threads as there are. The result does not depend on their
//! number: of several failures, the first one in the files is reported.

use super::batch::{Batch, Batches, Broken, Piece};
use super::{Framing, Reading, files, form};
use crate::compression::Compression;
use protune_engine::documents::Stage;
use protune_wire::fit;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Result of reading.
pub struct Folded<T> {
    pub states: Vec<T>,
    pub files: usize,
    pub messages: u64,
    /// Bytes of the messages, without framing.
    pub bytes: u64,
    /// Messages that were skipped, in order.
    pub damaged: Damaged,
    /// Framing of each file, in order.
    pub notes: Vec<String>,
}

#[derive(Default)]
pub struct Damaged {
    pub count: u64,
    /// The first one.
    pub first: Option<Failure>,
}

/// Reason why a message, or a file, could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub file: String,
    /// From 1; `None` if it is about the file.
    pub message: Option<u64>,
    /// Reason, in words. With the byte in the message, if it is about one.
    pub why: String,
}

/// Calls `each` with every message, on states that `init` makes, one for each thread at least. The error is
/// for the user.
pub fn fold<T: Send, E: fmt::Display>(
    reading: &Reading<'_>,
    init: impl Fn() -> T + Sync,
    each: impl Fn(&mut T, &[u8]) -> Result<(), E> + Sync,
) -> Result<Folded<T>, String> {
    let files = files::find(&reading.inputs)?;
    let count = files.len();
    reading.progress.begin(Stage::Measuring);
    reading.progress.expect(files::size(&files));
    let failed = Failed::default();
    let batches = Batches::new(reading, files);
    let pieces = batches.enumerate().take_while(|(at, _)| failed.is_before(*at)).par_bridge();
    let start = || Part { state: init(), messages: 0, bytes: 0, damaged: Vec::new(), notes: Vec::new() };
    let parts: Vec<Part<T>> = pieces
        .fold(start, |mut part, (at, piece)| {
            if let Err(failure) = part.take(at, piece, reading, &each) {
                failed.note(at, failure);
            }
            part
        })
        .collect();
    match failed.first() {
        Some(failure) => Err(failure.to_string()),
        None => Ok(outcome(parts, count)),
    }
}

/// Calls `each` with every message, in order, on this thread. The error is for the user.
pub fn each_in_order<E: fmt::Display>(
    reading: &Reading<'_>,
    each: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<Folded<()>, String> {
    let files = files::find(&reading.inputs)?;
    let count = files.len();
    reading.progress.begin(Stage::Measuring);
    reading.progress.expect(files::size(&files));
    let mut part = Part { state: each, messages: 0, bytes: 0, damaged: Vec::new(), notes: Vec::new() };
    for (at, piece) in Batches::new(reading, files).enumerate() {
        let taken = part.take(at, piece, reading, &|each, message| each(message));
        taken.map_err(|failure| failure.to_string())?;
    }
    let Part { messages, bytes, damaged, notes, state: _ } = part;
    Ok(outcome(vec![Part { state: (), messages, bytes, damaged, notes }], count))
}

/// The first failure, by the place of its piece.
#[derive(Default)]
struct Failed {
    place: AtomicUsize,
    first: Mutex<Option<(usize, Failure)>>,
}

impl Failed {
    /// Pieces are handed out in order, so that those before a failure are read even then.
    fn is_before(&self, at: usize) -> bool {
        let place = self.place.load(Ordering::Relaxed);
        place == 0 || at < place
    }

    fn note(&self, at: usize, failure: Failure) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(known, _)| at < *known) {
            *first = Some((at, failure));
            self.place.store(at + 1, Ordering::Relaxed);
        }
    }

    fn first(self) -> Option<Failure> {
        let first = self.first.into_inner().unwrap_or_else(PoisonError::into_inner);
        first.map(|(_, failure)| failure)
    }
}

/// Result of one thread for its pieces.
struct Part<T> {
    state: T,
    messages: u64,
    bytes: u64,
    damaged: Vec<(usize, u64, Failure)>,
    notes: Vec<(usize, String)>,
}

impl<T> Part<T> {
    fn take<E: fmt::Display>(
        &mut self,
        at: usize,
        piece: Piece,
        reading: &Reading<'_>,
        each: &impl Fn(&mut T, &[u8]) -> Result<(), E>,
    ) -> Result<(), Failure> {
        match piece {
            Piece::Told { file, framing, compression } => {
                if framing == Framing::Json {
                    let told = |why| Failure { file: file.to_string(), message: None, why };
                    reading.json.prepare().map_err(told)?;
                }
                self.notes.push((at, format!("{file}: {}", note(framing, compression))));
                Ok(())
            }
            Piece::Broken(broken) => {
                let is_passed_over = broken.is_damage && reading.skips_damaged;
                let failure = Failure::from(broken);
                if !is_passed_over {
                    return Err(failure);
                }
                self.pass_over(at, failure);
                Ok(())
            }
            Piece::Batch(batch) => {
                for place in 0..batch.messages.len() {
                    if let Err(failure) = self.message(&batch, place, reading, each) {
                        if !reading.skips_damaged {
                            return Err(failure);
                        }
                        self.pass_over(at, failure);
                    }
                }
                Ok(())
            }
        }
    }

    fn message<E: fmt::Display>(
        &mut self,
        batch: &Batch,
        place: usize,
        reading: &Reading<'_>,
        each: &impl Fn(&mut T, &[u8]) -> Result<(), E>,
    ) -> Result<(), Failure> {
        let failure = |why: String| Failure {
            file: batch.file.to_string(),
            message: Some(batch.first + place as u64),
            why,
        };
        let message = decoded(batch, place, reading).map_err(failure)?;
        if reading.skips_damaged {
            fit(reading.layout, &message, false).map_err(|damage| failure(damage.to_string()))?;
        }
        each(&mut self.state, &message).map_err(|problem| failure(problem.to_string()))?;
        self.messages += 1;
        self.bytes += message.len() as u64;
        Ok(())
    }

    /// Keeps the first one only; the rest is counted.
    fn pass_over(&mut self, at: usize, failure: Failure) {
        match self.damaged.iter_mut().find(|(known, ..)| *known == at) {
            Some((_, count, _)) => *count += 1,
            None => self.damaged.push((at, 1, failure)),
        }
    }
}

/// A message as bytes of its type.
fn decoded<'b>(batch: &'b Batch, place: usize, reading: &Reading<'_>) -> Result<Cow<'b, [u8]>, String> {
    let frame = &batch.messages[place];
    let bytes = &batch.bytes[frame.range.clone()];
    if batch.framing == Framing::Json {
        return reading.json.encode(bytes).map(Cow::Owned);
    }
    match form::plain(frame.form, bytes)? {
        Cow::Borrowed(message) => reading.strip.strip(message).map(Cow::Borrowed),
        Cow::Owned(mut message) => {
            let start = message.len() - reading.strip.strip(&message)?.len();
            message.drain(..start);
            Ok(Cow::Owned(message))
        }
    }
}

fn outcome<T>(parts: Vec<Part<T>>, files: usize) -> Folded<T> {
    let messages = parts.iter().map(|part| part.messages).sum();
    let bytes = parts.iter().map(|part| part.bytes).sum();
    let (mut states, mut notes, mut damaged) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        states.push(part.state);
        notes.extend(part.notes);
        damaged.extend(part.damaged);
    }
    notes.sort();
    damaged.sort_by_key(|(at, ..)| *at);
    Folded {
        states,
        files,
        messages,
        bytes,
        damaged: Damaged {
            count: damaged.iter().map(|(_, count, _)| count).sum(),
            first: damaged.into_iter().next().map(|(_, _, failure)| failure),
        },
        notes: notes.into_iter().map(|(_, note)| note).collect(),
    }
}

fn note(framing: Framing, compression: Compression) -> String {
    match compression {
        Compression::None => framing.to_string(),
        Compression::Gzip => format!("{framing}, gzip"),
        Compression::Zstd => format!("{framing}, zstd"),
    }
}

impl From<Broken> for Failure {
    fn from(Broken { file, message, why, is_damage: _ }: Broken) -> Failure {
        Failure { file: file.to_string(), message, why }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { file, message, why } = self;
        match message {
            Some(number) => write!(f, "{file}: message {number}: {why}"),
            None => write!(f, "{file}: {why}"),
        }
    }
}
