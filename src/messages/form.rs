//! Form of a message in its frame: plain, compressed, or with a checksum. The only file that names crc32c.

use super::{MAX_MESSAGE, files, pbf};
use crate::compression::{self, Compression};
use std::borrow::Cow;
use std::io::Read;

/// Form of a message in its frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Plain,
    /// Compressed with gzip.
    Gzip,
    /// With this checksum.
    Checked(u32),
    /// A blob of a `.pbf` file.
    Blob,
}

/// Returns the message itself. The error is for the user.
pub(super) fn plain(form: Form, bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    match form {
        Form::Plain => Ok(Cow::Borrowed(bytes)),
        Form::Checked(wanted) if sum(bytes) != wanted => Err("its checksum is wrong".to_owned()),
        Form::Checked(_) => Ok(Cow::Borrowed(bytes)),
        Form::Blob => pbf::message(bytes),
        Form::Gzip => {
            let mut message = Vec::new();
            let most = MAX_MESSAGE as u64 + 1;
            let read = compression::plain(Compression::Gzip, bytes);
            let read = read.and_then(|plain| plain.take(most).read_to_end(&mut message));
            read.map_err(|error| files::reason(&error))?;
            if message.len() > MAX_MESSAGE {
                return Err("unpacked it is larger than 2 GiB, which no message is".to_owned());
            }
            Ok(Cow::Owned(message))
        }
    }
}

/// CRC-32C of the bytes, masked as in TFRecord files: a checksum over checksums would otherwise be weak.
pub(super) fn sum(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xA282_EAD8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32C is 0xE3069283.
    #[test]
    fn sums_are_masked() {
        assert_eq!(sum(b"123456789"), 0xC78A_B0E5);
    }
}
