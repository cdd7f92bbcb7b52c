//! Reads whole what may never end: standard input, and what is named but is no regular file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most that is read of a stream, in bytes.
const MOST: u64 = 256 << 20;

/// Reads a stream to its end.
pub fn stream(stream: impl Read) -> io::Result<Vec<u8>> {
    within(stream, MOST)
}

/// Reads a stream to its end, which comes after so many bytes at most.
pub fn within(stream: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    let why = format!("it is larger than {} MiB", most >> 20);
    Err(io::Error::new(io::ErrorKind::FileTooLarge, why))
}

/// Reads a file, and of anything else, such as a device or a pipe, as much as of a stream.
pub fn file(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return stream(file);
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(about.len()).unwrap_or_default())?;
    // Of a file itself, `read_to_end` would ask for its size again.
    file.by_ref().take(u64::MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_given_up() {
        let error = file(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 256 MiB");
        assert_eq!(file(Path::new("/dev/null")).unwrap(), b"");
    }
}
