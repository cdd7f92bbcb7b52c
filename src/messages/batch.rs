//! Files cut into batches of whole messages, in order. The only place that holds the bytes of more than one
//! message; a batch is about a megabyte, unless one message is larger.

use super::form::Form;
use super::frames::{Head, head};
use super::{Framing, Reading, Strip, detect, files};
use crate::compression::{self, Compression};
use protune_engine::documents::Progress;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

/// Bytes of a batch. The framing of a file is detected from as many bytes, too.
const BATCH: usize = 1 << 20;

/// Whole messages of one file.
pub(super) struct Batch {
    pub(super) file: Arc<str>,
    /// The number of its first message in the file, from 1.
    pub(super) first: u64,
    pub(super) framing: Framing,
    pub(super) bytes: Vec<u8>,
    pub(super) messages: Vec<Frame>,
}

pub(super) struct Frame {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
}

/// Next result of reading files.
pub(super) enum Piece {
    Batch(Batch),
    /// A file was opened, and is framed so.
    Told {
        file: Arc<str>,
        framing: Framing,
        compression: Compression,
    },
    Broken(Broken),
}

/// Error that stops the reading of a file.
pub(super) struct Broken {
    pub(super) file: Arc<str>,
    /// From 1; `None` if it is about the file.
    pub(super) message: Option<u64>,
    pub(super) why: String,
    /// It is about what is in the file, which can be passed over.
    pub(super) is_damage: bool,
}

pub(super) struct Batches<'r> {
    reading: &'r Reading<'r>,
    left: vec::IntoIter<PathBuf>,
    current: Option<Cutter>,
}

impl<'r> Batches<'r> {
    pub(super) fn new(reading: &'r Reading<'r>, files: Vec<PathBuf>) -> Batches<'r> {
        Batches { reading, left: files.into_iter(), current: None }
    }

    fn open(&mut self, path: &Path) -> Piece {
        let file: Arc<str> = files::shown(path).into();
        match Cutter::open(path, Arc::clone(&file), self.reading) {
            Ok((cutter, compression)) => {
                let framing = cutter.framing;
                self.current = Some(cutter);
                Piece::Told { file, framing, compression }
            }
            Err(why) => Piece::Broken(Broken { file, message: None, why, is_damage: false }),
        }
    }
}

impl Iterator for Batches<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(cutter) = &mut self.current {
            match cutter.next() {
                Ok(Some(batch)) => return Some(Piece::Batch(batch)),
                Ok(None) => self.current = None,
                Err(broken) => {
                    self.current = None;
                    return Some(Piece::Broken(broken));
                }
            }
        }
        let path = self.left.next()?;
        Some(self.open(&path))
    }
}

/// A file on its way into batches.
struct Cutter {
    file: Arc<str>,
    stream: Box<dyn Read + Send>,
    framing: Framing,
    /// Bytes that were read and are in no batch yet.
    kept: Vec<u8>,
    is_end: bool,
    /// Number of the next message.
    number: u64,
    /// Reported after the messages before it were handed out.
    broken: Option<&'static str>,
    is_done: bool,
}

impl Cutter {
    fn open(path: &Path, file: Arc<str>, reading: &Reading<'_>) -> Result<(Cutter, Compression), String> {
        let told = |error: io::Error| files::reason(&error);
        let framing = reading.framing;
        let packed = files::open(path).map_err(told)?;
        let mut packed = Counted { stream: packed, progress: Arc::clone(&reading.progress) };
        let mut start = Vec::new();
        packed.by_ref().take(4).read_to_end(&mut start).map_err(told)?;
        let compression = Compression::of_head(&start);
        let stream = compression::plain(compression, io::Cursor::new(start).chain(packed)).map_err(told)?;
        let mut cutter = Cutter {
            file,
            stream,
            framing: framing.unwrap_or(Framing::Single),
            kept: Vec::new(),
            is_end: false,
            number: 1,
            broken: None,
            is_done: false,
        };
        if framing.is_none() {
            cutter.fill(BATCH).map_err(told)?;
            cutter.framing = detect::detect(reading.layout, reading.strip, &cutter.kept, cutter.is_end)?;
        }
        if cutter.framing == Framing::Json && reading.strip != Strip::Nothing {
            return Err("it contains JSON, which has no header to strip".to_owned());
        }
        Ok((cutter, compression))
    }

    /// Reads until there are so many bytes, or no more.
    fn fill(&mut self, len: usize) -> io::Result<()> {
        let missing = len.saturating_sub(self.kept.len());
        if missing == 0 || self.is_end {
            return Ok(());
        }
        // Memory grows with what is read, not with what a length promises.
        let read = self.stream.by_ref().take(missing as u64).read_to_end(&mut self.kept)?;
        self.is_end = read < missing;
        Ok(())
    }

    /// The next messages; `None` when there are no more.
    fn next(&mut self) -> Result<Option<Batch>, Broken> {
        if let Some(why) = self.broken.take() {
            return Err(self.broken(why.to_owned(), true));
        }
        let mut wanted = BATCH;
        while !self.is_done {
            self.fill(wanted).map_err(|error| self.broken(files::reason(&error), true))?;
            let (messages, used, stop) = self.cut();
            match stop {
                Stop::More(more) if messages.is_empty() && used == 0 => {
                    wanted = more.max(BATCH);
                    continue;
                }
                Stop::More(_) => {}
                Stop::End => self.is_done = true,
                Stop::Broken(why) => {
                    self.is_done = true;
                    self.broken = Some(why);
                }
            }
            if !messages.is_empty() {
                return Ok(Some(self.batch(messages, used)));
            }
            self.kept.drain(..used);
            if let Some(why) = self.broken.take() {
                return Err(self.broken(why.to_owned(), true));
            }
        }
        Ok(None)
    }

    /// The whole messages at the start of what is kept, and how many bytes they take.
    fn cut(&self) -> (Vec<Frame>, usize, Stop) {
        let (mut messages, mut used) = (Vec::new(), 0);
        loop {
            let rest = &self.kept[used..];
            if self.is_end && rest.is_empty() && (self.framing != Framing::Single || used > 0) {
                return (messages, used, Stop::End);
            }
            match head(self.framing, rest, self.is_end) {
                Head::Message { start, end, next, form } => {
                    messages.push(Frame { range: used + start..used + end, form });
                    used += next;
                    if self.framing == Framing::Single {
                        return (messages, used, Stop::End);
                    }
                }
                Head::Nothing(len) => used += len,
                Head::More(more) => return (messages, used, Stop::More(more)),
                Head::Broken(why) => return (messages, used, Stop::Broken(why)),
            }
        }
    }

    fn batch(&mut self, messages: Vec<Frame>, used: usize) -> Batch {
        let rest = self.kept.split_off(used);
        let bytes = std::mem::replace(&mut self.kept, rest);
        let first = self.number;
        self.number += messages.len() as u64;
        Batch { file: Arc::clone(&self.file), first, framing: self.framing, bytes, messages }
    }

    fn broken(&self, why: String, is_damage: bool) -> Broken {
        Broken { file: Arc::clone(&self.file), message: Some(self.number), why, is_damage }
    }
}

/// A stream whose bytes are counted.
struct Counted {
    stream: Box<dyn Read + Send>,
    progress: Arc<Progress>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.progress.advance(count);
        Ok(count)
    }
}

/// Reason why no more messages were cut.
enum Stop {
    End,
    /// The next one needs so many bytes.
    More(usize),
    Broken(&'static str),
}
