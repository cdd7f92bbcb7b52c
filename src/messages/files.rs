//! Lists files, and opens them. Does not look into any.

use crate::report::visible;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The files that the paths name, and those below folders, in order of names there; hidden ones are left out, and
/// schemas. The error is for the user.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut out = Vec::new();
    for path in paths {
        let cannot = |error: io::Error| format!("cannot read {}: {}", shown(path), reason(&error));
        if path == Path::new(STANDARD_INPUT) || !fs::metadata(path).map_err(cannot)?.is_dir() {
            out.push(path.clone());
            continue;
        }
        let before = out.len();
        below(path, &mut out).map_err(cannot)?;
        if out.len() == before {
            return Err(format!("cannot read {}: there is no file in this folder", shown(path)));
        }
    }
    Ok(out)
}

const STANDARD_INPUT: &str = "-";

fn below(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        // Links to folders are not followed: they may lead back.
        if entry.file_type()?.is_dir() {
            below(&path, out)?;
        } else if path.is_file() && path.extension().is_none_or(|extension| extension != "proto") {
            out.push(path);
        }
    }
    Ok(())
}

/// The bytes of all files; 0 if they are not known.
pub(super) fn size(paths: &[PathBuf]) -> usize {
    let size = |path: &PathBuf| {
        let metadata = fs::metadata(path).ok().filter(|metadata| metadata.is_file())?;
        usize::try_from(metadata.len()).ok()
    };
    paths.iter().map(size).sum::<Option<usize>>().unwrap_or(0)
}

/// Name of a file in messages.
pub(super) fn shown(path: &Path) -> String {
    if path == Path::new(STANDARD_INPUT) {
        return "<stdin>".to_owned();
    }
    visible(&path.display().to_string()).replace('\\', "/")
}

pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new(STANDARD_INPUT) {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path)?))
}

/// Reason why something could not be read, in words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::UnexpectedEof => "its compressed data ends too early".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            format!("its compressed data is damaged: {error}")
        }
        _ => error.to_string(),
    }
}
