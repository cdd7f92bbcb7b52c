//! Digests of bytes with SHAKE256. The only file that names the crate.

use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};

/// Bytes so far.
#[derive(Default)]
pub struct Digest(Shake256);

impl Digest {
    /// Returns the digest of bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        let mut digest = Digest::default();
        digest.0.update(bytes);
        digest
    }

    /// Adds a part. Its length is part of the digest, so that no other parts add up to the same.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Returns the digest, of so many bytes, in hexadecimal digits.
    pub fn hex<const LEN: usize>(self) -> String {
        let mut bytes = [0; LEN];
        self.0.finalize_xof().read(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let of = |parts: &[&str]| {
            let mut digest = Digest::default();
            parts.iter().for_each(|part| digest.add(part.as_bytes()));
            digest.hex::<4>()
        };
        assert_ne!(of(&["a", "bc"]), of(&["ab", "c"]));
        // From the examples of NIST: the empty message.
        assert_eq!(Digest::of(b"").hex::<4>(), "46b9dd2b");
    }
}
