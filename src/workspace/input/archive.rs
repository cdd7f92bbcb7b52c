//! Archives: tar and zip. The only file that names the crates that read them; what they say of sizes and
//! names is not believed.

use super::kind::Asked;
use super::packed::{self, Stream};
use super::unpacked::{Unpacked, shown};
use super::{Input, written};
use std::io::{self, Cursor, Read};
use tar::EntryType;
use zip::ZipArchive;
use zip::result::ZipError;

/// Names and other things that stand before a file in a tar archive are no longer than that.
const LONGEST_HEADER: u64 = 1 << 20;

/// Options of archives.
pub(super) const OPTIONS: &[&str] = &["format", "compression", "subdir", "strip_components"];

/// Unpacks an archive in the way of its kind.
pub(super) fn open(
    stream: Stream,
    mut asked: Asked<'_>,
    unpack: fn(Stream, Unpacked) -> Result<Unpacked, String>,
) -> Result<Input, String> {
    let strip = asked.options.take("strip_components").map(written::number).transpose()?.unwrap_or(0);
    let subfolder = asked.options.take("subdir").map(written::subfolder).transpose()?.unwrap_or_default();
    let mut unpacked = unpack(stream, Unpacked::new(asked.limits)?.stripping(strip))?;
    unpacked.follow_links()?;
    unpacked.make_folders()?;
    unpacked.into_input(asked.text.to_owned(), &subfolder)
}

pub(super) fn untar(stream: Stream, mut unpacked: Unpacked) -> Result<Unpacked, String> {
    let mut archive = tar::Archive::new(stream);
    let damaged = |error: io::Error| packed::reason(&error);
    // What stood before the next file, and is about it.
    let mut about = About::default();
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(|error| in_words(&error))?;
        match entry.header().entry_type() {
            EntryType::GNULongName => about.name = Some(without_end(whole(&mut entry)?)),
            EntryType::GNULongLink => about.target = Some(without_end(whole(&mut entry)?)),
            EntryType::XHeader => about.read(&whole(&mut entry)?)?,
            EntryType::XGlobalHeader => {}
            kind => {
                let About { name, target, size, is_sparse } = std::mem::take(&mut about);
                let name = name.unwrap_or_else(|| entry.path_bytes().into_owned());
                // Two readers would see two archives, unless it is a file of more than 8 GiB.
                if size.is_some_and(|size| size != entry.size().to_string().as_bytes()) {
                    return Err(format!("it says two things of the size of `{}`", shown(&name)));
                }
                // Old archives mark folders by the end of their names.
                let is_folder = name.ends_with(b"/");
                match kind {
                    EntryType::GNUSparse => return Err(sparse(&name)),
                    EntryType::Symlink | EntryType::Link => {
                        let own = || entry.link_name_bytes().unwrap_or_default().into_owned();
                        let target = target.unwrap_or_else(own);
                        match kind {
                            EntryType::Symlink => unpacked.link(&name, &target)?,
                            _ => unpacked.hard_link(&name, &target)?,
                        }
                    }
                    EntryType::Regular | EntryType::Continuous if !is_folder => {
                        let Some(path) = unpacked.place(&name)? else { continue };
                        if is_sparse {
                            return Err(sparse(&name));
                        }
                        put(&mut unpacked, &path, &name, &mut entry)?;
                    }
                    _ => _ = unpacked.place(&name)?,
                }
            }
        }
    }
    // A compressed stream is known to be sound only at its end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| packed::reason(&error))?;
    Ok(unpacked)
}

/// Data about a file that precedes it.
#[derive(Default)]
struct About {
    name: Option<Vec<u8>>,
    /// Target of a link.
    target: Option<Vec<u8>>,
    /// In digits.
    size: Option<Vec<u8>>,
    is_sparse: bool,
}

impl About {
    /// Reads an extended header of POSIX: lines of a length, a key, `=`, and a value. A value may hold line
    /// breaks, so that the length is what counts.
    fn read(&mut self, header: &[u8]) -> Result<(), String> {
        let mut rest = header;
        while !rest.is_empty() {
            let (line, after) = record(rest).ok_or("it is damaged: an extended header makes no sense")?;
            rest = after;
            match line.iter().position(|&byte| byte == b'=').map(|at| (&line[..at], &line[at + 1..])) {
                Some((b"path", value)) => self.name = Some(value.to_owned()),
                Some((b"linkpath", value)) => self.target = Some(value.to_owned()),
                Some((key, _)) if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                Some((b"size", value)) => self.size = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The first record of an extended header, without its length and end, and what follows it.
fn record(header: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = header.iter().position(|&byte| byte == b' ')?;
    let len: usize = str::from_utf8(&header[..space]).ok()?.parse().ok()?;
    let (line, rest) = header.split_at_checked(len)?;
    Some((line.get(space + 1..)?.strip_suffix(b"\n")?, rest))
}

fn whole<R: Read>(entry: &mut tar::Entry<'_, R>) -> Result<Vec<u8>, String> {
    let size = entry.size();
    let bytes = packed::read_all(entry, LONGEST_HEADER)?;
    if (bytes.len() as u64) < size { Err("it ends too early".to_owned()) } else { Ok(bytes) }
}

fn without_end(mut name: Vec<u8>) -> Vec<u8> {
    name.truncate(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()));
    name
}

fn put<R: Read>(
    unpacked: &mut Unpacked,
    path: &std::path::Path,
    name: &[u8],
    entry: &mut tar::Entry<'_, R>,
) -> Result<(), String> {
    let size = entry.size();
    let mut read = 0;
    let counted = Counting { stream: entry, read: &mut read };
    unpacked.put(path, counted)?;
    if read < size { Err(format!("it ends too early, in `{}`", shown(name))) } else { Ok(()) }
}

/// Counts what is read.
struct Counting<'c, R> {
    stream: R,
    read: &'c mut u64,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        *self.read += count as u64;
        Ok(count)
    }
}

fn sparse(name: &[u8]) -> String {
    format!("it holds `{}` with holes in it, which is not read; pack it without --sparse", shown(name))
}

/// Describes damage, and errors of the stream itself.
fn in_words(error: &io::Error) -> String {
    let text = error.to_string();
    match error.kind() {
        io::ErrorKind::Other if text.contains("unexpected EOF") || text.contains("entire block") => {
            "it ends too early".to_owned()
        }
        io::ErrorKind::Other if !text.starts_with(packed::TOO_LARGE) => {
            format!("it is damaged, or no tar archive: {text}")
        }
        _ => packed::reason(error),
    }
}

pub(super) fn unzip(stream: Stream, mut unpacked: Unpacked) -> Result<Unpacked, String> {
    let bytes = packed::read_all(stream, unpacked.limits().files)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| about_zip(&error))?;
    if archive.has_duplicate_names() {
        return Err("it holds two files of one name".to_owned());
    }
    for index in 0..archive.len() {
        let told = |error| about_zip(&error);
        let entry = archive.by_index_data(index).map_err(told)?;
        let (name, is_link, is_folder) = (entry.name_raw().to_owned(), entry.is_symlink(), entry.is_dir());
        if is_link {
            let entry = archive
                .by_index(index)
                .map_err(|error| format!("`{}`: {}", shown(&name), about_zip(&error)))?;
            unpacked.link(&name, &packed::read_all(entry, LONGEST_HEADER)?)?;
            continue;
        }
        let Some(path) = unpacked.place(&name)?.filter(|_| !is_folder) else { continue };
        let entry =
            archive.by_index(index).map_err(|error| format!("`{}`: {}", shown(&name), about_zip(&error)))?;
        unpacked.put(&path, entry)?;
    }
    Ok(unpacked)
}

fn about_zip(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) => packed::reason(error),
        ZipError::InvalidArchive(what) => format!("it is damaged, or no zip archive: {what}"),
        ZipError::CompressionMethodNotSupported(_) => "it is compressed in a way that is not read".to_owned(),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is encrypted".to_owned(),
        other => format!("it cannot be read: {other}"),
    }
}
