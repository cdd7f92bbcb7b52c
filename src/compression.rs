//! gzip and zstd, taken off streams and put on. The only place that names the crates that do. Knows nothing
//! of what is in a stream, and bounds nothing: who reads does.

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::{self, BufRead, BufReader, Read, Write};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// What the first four bytes of a stream tell.
    pub fn of_head(head: &[u8]) -> Compression {
        match *head {
            [0x1F, 0x8B, ..] => Compression::Gzip,
            // Frames that say nothing come first in some files.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }
}

/// The stream without its compression.
pub fn plain<'r>(compression: Compression, packed: impl Read + Send + 'r) -> Box<dyn Read + Send + 'r> {
    let packed = BufReader::with_capacity(1 << 16, packed);
    match compression {
        Compression::None => Box::new(packed),
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstd => {
            Box::new(Frames { decoder: FrameDecoder::new(), source: packed, is_inside: false })
        }
    }
}

/// The bytes in gzip; the same ones each time.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// How long the bytes are in gzip.
pub fn gzip_len(bytes: &[u8]) -> u64 {
    // Writing to memory does not fail.
    gzip(bytes).map_or(0, |packed| packed.len() as u64)
}

/// How long the bytes are in zstd.
pub fn zstd_len(bytes: &[u8]) -> u64 {
    compress_to_vec(bytes, CompressionLevel::Fastest).len() as u64
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
