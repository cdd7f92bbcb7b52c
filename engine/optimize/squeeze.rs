//! Sizes of messages once they are compressed, each by itself, as they would be stored or sent. Compresses nothing:
//! the caller brings the compressors.

/// Bytes after compression, message by message.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Squeezed {
    /// With gzip.
    pub gzip: u64,
    /// With zstd.
    pub zstd: u64,
}

impl Squeezed {
    pub(crate) fn add(&mut self, other: Squeezed) {
        self.gzip += other.gzip;
        self.zstd += other.zstd;
    }
}

/// About so many bytes of messages are compressed; of more, a sample is.
pub(super) const MOST: u64 = 64 << 20;

/// Whether a message is in the sample of one in `each`: by what it says, so that it does not depend on
/// threads.
pub(crate) fn is_sampled(message: &[u8], each: u64) -> bool {
    let hash = message.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    each <= 1 || (hash >> 20) % each == 0
}
