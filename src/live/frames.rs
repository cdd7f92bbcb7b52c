//! Messages in a gRPC stream: a byte that says whether it is compressed, four bytes of length, and the message.
//! Knows no HTTP.

/// Collects the bytes of a stream into messages.
pub(super) struct Deframer {
    bytes: Vec<u8>,
    /// Bytes at the front that were taken.
    taken: usize,
    most: u64,
}

/// Message that cannot be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    TooLarge(u64),
    /// None was asked for.
    Compressed,
}

const PREFIX: usize = 5;

/// Encodes a message with its prefix.
pub(super) fn framed(message: &impl prost::Message) -> Vec<u8> {
    let encoded = message.encode_to_vec();
    let mut out = Vec::with_capacity(PREFIX + encoded.len());
    out.push(0);
    // Requests are names, which are far smaller.
    out.extend_from_slice(&u32::try_from(encoded.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(&encoded);
    out
}

impl Deframer {
    /// Takes messages of so many bytes at most.
    pub(super) fn new(most: u64) -> Deframer {
        Deframer { bytes: Vec::new(), taken: 0, most }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.taken > 0 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns the next message that is whole. The length is judged before the message is there.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, Refused> {
        let Some((prefix, rest)) = self.bytes[self.taken..].split_first_chunk::<PREFIX>() else {
            return Ok(None);
        };
        let [compressed, length @ ..] = *prefix;
        let length = u64::from(u32::from_be_bytes(length));
        if compressed != 0 {
            return Err(Refused::Compressed);
        }
        if length > self.most {
            return Err(Refused::TooLarge(length));
        }
        let Some(message) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else {
            return Ok(None);
        };
        self.taken += PREFIX + message.len();
        Ok(Some(message))
    }

    /// Returns whether bytes are left of a message that is not whole.
    pub(super) fn is_cut(&self) -> bool {
        self.taken < self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Deframer, Refused};

    #[test]
    fn messages_come_in_any_pieces() {
        let stream = [0, 0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, b'c', 0];
        for size in 1..=stream.len() {
            let (mut frames, mut out) = (Deframer::new(2), Vec::new());
            for piece in stream.chunks(size) {
                frames.push(piece);
                while let Some(message) = frames.next().unwrap() {
                    out.push(message.to_vec());
                }
            }
            assert_eq!(out, [&b"ab"[..], b"", b"c"], "{size}");
            assert!(frames.is_cut());
        }
    }

    #[test]
    fn messages_are_refused_by_their_prefix() {
        let next = |bytes: &[u8]| {
            let mut frames = Deframer::new(3);
            frames.push(bytes);
            frames.next().map(|message| message.map(<[u8]>::to_vec))
        };
        assert_eq!(next(&[0, 0, 0, 0, 4]), Err(Refused::TooLarge(4)));
        assert_eq!(next(&[0, 255, 255, 255, 255]), Err(Refused::TooLarge(u64::from(u32::MAX))));
        assert_eq!(next(&[1, 0, 0, 0, 0]), Err(Refused::Compressed));
        assert_eq!(next(&[0, 0, 0, 0, 3, 1]), Ok(None));
    }
}
