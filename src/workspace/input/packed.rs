//! Streams: what they hold, by their names or their first bytes, and taking off gzip or zstd. The only file
//! that names the crates that do. Writes nothing.

use super::limits::{self, Limits};
use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Cursor, Read};

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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    pub(super) fn of_option(value: &str) -> Result<Compression, String> {
        match value {
            "none" => Ok(Compression::None),
            "gzip" => Ok(Compression::Gzip),
            "zstd" => Ok(Compression::Zstd),
            _ => Err(format!("`compression={value}` is not known; there are: none, gzip, zstd")),
        }
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
    mut packed: Box<dyn Read>,
    compression: Option<Compression>,
    limits: &Limits,
) -> Result<Stream, String> {
    let head = head(&mut packed, 4)?;
    let guessed = match head[..] {
        [0x1F, 0x8B, ..] => Compression::Gzip,
        // Frames that say nothing come first in some files.
        [0x28, 0xB5, 0x2F, 0xFD] | [0x50..=0x5F, 0x2A, 0x4D, 0x18] => Compression::Zstd,
        _ => Compression::None,
    };
    let packed = BufReader::with_capacity(1 << 16, Cursor::new(head).chain(packed));
    let plain: Box<dyn Read> = match compression.unwrap_or(guessed) {
        Compression::None => Box::new(packed),
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstd => {
            Box::new(Frames { decoder: FrameDecoder::new(), source: packed, is_inside: false })
        }
    };
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

/// All frames of a zstd stream, one after the other.
struct Frames<R> {
    decoder: FrameDecoder,
    source: R,
    is_inside: bool,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if !self.is_inside && !self.begin()? {
                break;
            }
            let count = self.go_on(buffer)?;
            if count > 0 {
                return Ok(count);
            }
        }
        Ok(0)
    }
}

impl<R: BufRead> Frames<R> {
    /// Says whether there is another frame. Those without content are passed over.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.is_inside = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < length.into() {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }

    /// Unpacks more of a frame; nothing is left of it when nothing comes.
    fn go_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
            decoded.map_err(damaged)?;
        }
        let count = self.decoder.read(buffer)?;
        if count == 0 {
            self.is_inside = false;
            let told = self.decoder.get_checksum_from_data();
            if told.is_some_and(|told| self.decoder.get_calculated_checksum() != Some(told)) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a checksum does not fit"));
            }
        }
        Ok(count)
    }
}

fn damaged(error: FrameDecoderError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("zstd: {error}"))
}
