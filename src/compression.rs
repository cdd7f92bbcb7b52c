//! gzip, zlib and zstd, taken off streams and put on. The only place that names the crates that do. Knows nothing
//! of what is in a stream, and bounds nothing: who reads does.

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use flate2::write::GzEncoder;
use flate2::{Compress, FlushCompress, Status};
use std::cell::RefCell;
use std::io::{self, BufReader, Read, Write};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// Returns the compression that the first four bytes of a stream show.
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
pub fn plain<'r>(
    compression: Compression,
    packed: impl Read + Send + 'r,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let packed = BufReader::with_capacity(1 << 16, packed);
    Ok(match compression {
        Compression::None => Box::new(packed),
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstd => Box::new(Zstd(zstd::Decoder::with_buffer(packed)?)),
    })
}

/// The bytes without their zlib.
pub fn zlib(packed: &[u8]) -> impl Read {
    ZlibDecoder::new(packed)
}

/// A stream that reports damage as other streams do.
struct Zstd<R>(R);

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Other => io::Error::new(io::ErrorKind::InvalidData, error),
            _ => error,
        })
    }
}

/// The bytes in gzip; the same ones each time.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Returns the length of the bytes in gzip.
pub fn gzip_len(bytes: &[u8]) -> u64 {
    /// Bytes before and behind what is compressed.
    const FRAME: u64 = 18;
    thread_local! {
        // It is larger than most messages, and takes longer to make.
        static DEFLATE: RefCell<Compress> =
            RefCell::new(Compress::new(flate2::Compression::default(), false));
    }
    DEFLATE.with_borrow_mut(|deflate| {
        deflate.reset();
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8 + 64);
        loop {
            let rest = &bytes[deflate.total_in() as usize..];
            match deflate.compress_vec(rest, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return FRAME + out.len() as u64,
                // Writing to memory does not fail.
                Err(_) => return 0,
                Ok(_) => out.reserve(4096),
            }
        }
    })
}

/// Returns the length of the bytes in zstd, at the default level of its tools.
pub fn zstd_len(bytes: &[u8]) -> u64 {
    thread_local! {
        static ZSTD: RefCell<Option<zstd::bulk::Compressor<'static>>> =
            RefCell::new(zstd::bulk::Compressor::new(zstd::DEFAULT_COMPRESSION_LEVEL).ok());
    }
    ZSTD.with_borrow_mut(|zstd| {
        let packed = zstd.as_mut().and_then(|zstd| zstd.compress(bytes).ok());
        packed.map_or(0, |packed| packed.len() as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_whole_streams() {
        let bytes: Vec<u8> = (0..100_000_u32).map(|at| (at.wrapping_mul(at) >> 9) as u8).collect();
        for len in [0, 1, 100, 5_000, 100_000] {
            let bytes = &bytes[..len];
            assert_eq!(gzip_len(bytes), gzip(bytes).expect("memory").len() as u64, "{len}");
            let zstd = zstd::bulk::compress(bytes, zstd::DEFAULT_COMPRESSION_LEVEL).expect("memory");
            assert_eq!(zstd_len(bytes), zstd.len() as u64, "{len}");
        }
    }
}
