//! Descriptors back to sources: each file of a `FileDescriptorSet` as the text it may have been
//! compiled from, for the rest of the compiler to take from there. Judges nothing but the encoding.

mod budget;
mod fields;
mod layout;
mod options;
mod print;
mod protos;
mod scalars;
mod stripped;
mod types;
mod visible;

use crate::encoding::part::{Damage, Part};
use budget::Budget;
use std::fmt;
use types::Types;

/// One file of a set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DescriptorFile {
    /// The name that other files import it by.
    pub name: String,
    /// The file as a source. It has no `syntax` statement when a buf image says that there was none.
    pub text: String,
    /// A buf image says that the file is there for others to import, and no target by itself.
    pub is_import: bool,
    /// Values of options that the text cannot express.
    pub lost_options: Vec<LostOption>,
}

/// A field of an options message, or of a message inside one, that could not be written down: neither
/// a file that the user of the option imports declares it, nor a well-known one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LostOption {
    /// The full name of the message that has the field.
    pub message: String,
    /// Number of the field.
    pub number: i32,
    /// Number of its values in the file.
    pub count: usize,
}

/// Bytes that are no `FileDescriptorSet`, or a damaged one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// Offset of the damage in bytes.
    pub offset: usize,
    /// Description of the damage.
    pub what: &'static str,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at byte {}", self.what, self.offset)
    }
}

impl std::error::Error for ReadError {}

/// The files of an encoded `google.protobuf.FileDescriptorSet` or buf image, in its order. Of several
/// files of one name the first stands.
///
/// Custom options are read with the extensions that the files of the set declare. Well-known files need
/// not be among them; whoever links the texts brings those that are imported.
///
/// ```
/// use protune_compiler::descriptor::read_set;
///
/// let files = read_set(b"\x0A\x0E\x0A\x07a.proto\x22\x03\x0A\x01A")?;
/// assert_eq!(files[0].name, "a.proto");
/// assert!(files[0].text.contains("message A {"));
/// assert_eq!(read_set(b"\x0A\x0E\x0A").unwrap_err().offset, 1);
/// # Ok::<(), protune_compiler::descriptor::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are damaged, or are something else.
pub fn read_set(bytes: &[u8]) -> Result<Vec<DescriptorFile>, ReadError> {
    read(bytes).map_err(|Damage { offset, what }| ReadError { offset, what })
}

fn read(bytes: &[u8]) -> Result<Vec<DescriptorFile>, Damage> {
    let files = protos::set(Part { bytes, offset: 0 })?;
    let budget = Budget::for_input(bytes.len());
    let types = Types::of(&files, &budget)?;
    files.iter().map(|file| print::file(file, &types, &budget)).collect()
}
