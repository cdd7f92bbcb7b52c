//! Streams: what they hold, by their names or their first bytes, and how much of them is read. Writes nothing.

use super::limits::{self, Limits};
use crate::compression::{self, Compression};
use std::io::{self, BufReader, Cursor, Read};

/// The extension of a file, below that of its compression.
pub(super) fn extension(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let packed = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end));
    let (_, extension) = packed.unwrap_or(&name).rsplit_once('.')?;
    Some(extension.to_owned())
}

/// Reads the value of `compression=`.
pub(super) fn compression(value: &str) -> Result<Compression, String> {
    match value {
        "none" => Ok(Compression::None),
        "gzip" => Ok(Compression::Gzip),
        "zstd" => Ok(Compression::Zstd),
        _ => Err(format!("`compression={value}` is not known; there are: none, gzip, zstd")),
    }
}

/// A stream that is no longer compressed, and of which only so much can be read.
pub(super) struct Stream {
    /// First bytes.
    pub(super) head: Vec<u8>,
    whole: BufReader<Box<dyn Read>>,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.whole.read(buffer)
    }
}

/// Decompresses a stream. Its first bytes show the compression if nothing else does.
pub(super) fn open(
    mut packed: Box<dyn Read + Send>,
    compression: Option<Compression>,
    limits: &Limits,
) -> Result<Stream, String> {
    let head = head(&mut packed, 4)?;
    let compression = compression.unwrap_or(Compression::of_head(&head));
    let plain = compression::plain(compression, Cursor::new(head).chain(packed));
    let plain = plain.map_err(|error| error.to_string())?;
    let mut counted = Counted { stream: plain, left: limits.stream, limit: limits.stream };
    let head = self::head(&mut counted, 512)?;
    let whole: Box<dyn Read> = Box::new(Cursor::new(head.clone()).chain(counted));
    Ok(Stream { head, whole: BufReader::with_capacity(1 << 16, whole) })
}

fn head(stream: &mut impl Read, len: u64) -> Result<Vec<u8>, String> {
    let mut head = Vec::new();
    stream.take(len).read_to_end(&mut head).map_err(|error| reason(&error))?;
    if head.is_empty() { Err("it is empty".to_owned()) } else { Ok(head) }
}

/// All of a stream.
pub(super) fn read_all(mut stream: impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    stream.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    match bytes.len() as u64 > most {
        true => Err(format!("it is larger than {}", limits::size(most))),
        false => Ok(bytes),
    }
}

/// Reason why something could not be read, in words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => format!("it is damaged: {error}"),
        _ => super::super::read::reason(error),
    }
}

pub(super) const TOO_LARGE: &str = "unpacked it is larger than";

/// A stream that ends with an error where there is too much of it.
struct Counted<R> {
    stream: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other(format!("{TOO_LARGE} {}", limits::size(self.limit))))?;
        Ok(count)
    }
}
