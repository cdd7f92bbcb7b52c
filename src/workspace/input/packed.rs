//! Streams: what they hold, by their names or their first bytes, and how much of them is read. Writes nothing.

use super::limits::{self, Limits};
use crate::compression::{self, Compression};
use std::io::{self, BufReader, Cursor, Read};

/// What a stream holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Tar,
    Zip,
    /// An encoded `FileDescriptorSet`, or an image of buf.
    Image,
    /// An image in words, of this kind.
    Text(&'static str),
}

impl Format {
    /// What the extension of a file says.
    pub(super) fn of_name(name: &str) -> Option<Format> {
        let name = name.to_ascii_lowercase();
        let packed = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end));
        let (_, extension) = packed.unwrap_or(&name).rsplit_once('.')?;
        Some(match extension {
            "tar" | "tgz" | "tzst" => Format::Tar,
            "zip" => Format::Zip,
            "bin" | "binpb" | "pb" | "desc" | "fds" | "protoset" => Format::Image,
            "json" => Format::Text("JSON"),
            "yaml" | "yml" => Format::Text("YAML"),
            "txtpb" | "textproto" | "pbtxt" => Format::Text("text format"),
            _ => return None,
        })
    }

    /// What `format=` says.
    pub(super) fn of_option(value: &str) -> Result<Format, String> {
        Ok(match value {
            "tar" | "targz" => Format::Tar,
            "zip" => Format::Zip,
            "bin" | "binpb" | "bingz" => Format::Image,
            "json" | "jsongz" => Format::Text("JSON"),
            "yaml" => Format::Text("YAML"),
            "txtpb" => Format::Text("text format"),
            _ => {
                return Err(format!(
                    "`format={value}` is not known; the formats are: binpb, dir, git, protofile, tar, zip"
                ));
            }
        })
    }
}

/// What `compression=` says.
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
    /// What it begins with.
    pub(super) head: Vec<u8>,
    whole: BufReader<Box<dyn Read>>,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.whole.read(buffer)
    }
}

/// Takes off what a stream is compressed with, which its first bytes tell when nothing else does.
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

/// Tells what a stream holds by how it begins.
pub(super) fn guess(head: &[u8]) -> Result<Format, String> {
    match head {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Ok(Format::Zip),
        _ if head.get(257..262) == Some(b"ustar") => Ok(Format::Tar),
        // The tag of the first file; a text may begin with a line break just so.
        [0x0A, second, ..] if *second != b'\n' => Ok(Format::Image),
        [b'{', ..] => Ok(Format::Text("JSON")),
        _ => Err("it is no archive and no descriptor set; `#format=` says what else it is".to_owned()),
    }
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

/// Why something could not be read, in words.
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
