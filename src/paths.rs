//! Paths as text: absolute ones to work with, relative ones to print. Touches no file.

use std::cmp::Ordering;
use std::path::{Component, Path, PathBuf, is_separator};

/// The working directory; the root of the file system where there is none.
pub fn working_dir() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
}

/// An absolute path without `.` and `..`; links are not followed.
pub fn absolute(path: &Path, working_dir: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in working_dir.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// A folder and those around it, but none above `top`.
pub fn around<'p>(folder: &'p Path, top: Option<&'p Path>) -> impl Iterator<Item = &'p Path> + Clone {
    folder.ancestors().take_while(move |around| top.is_none_or(|top| around.starts_with(top)))
}

/// Order of absolute paths that have no `.`, `..` and empty parts: that of their parts, which are not taken apart.
pub fn compare(a: &Path, b: &Path) -> Ordering {
    let [a, b] = [a, b].map(|path| path.as_os_str().as_encoded_bytes());
    // A part ends before it could go on with any letter.
    let rank = |byte: u8| if is_separator(byte.into()) { 0 } else { u16::from(byte) + 1 };
    match a.iter().zip(b).find(|(a, b)| a != b) {
        Some((&a, &b)) => rank(a).cmp(&rank(b)),
        None => a.len().cmp(&b.len()),
    }
}

/// A path as it is printed: seen from `base`, with `/` between its parts.
pub fn printed(path: &Path, base: &Path) -> String {
    if let Some(below) = plainly_below(path, base) {
        return below.to_owned();
    }
    let common = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().count() - common;
    let parts = std::iter::repeat_n("..".into(), up)
        .chain(path.components().skip(common).map(|component| component.as_os_str().to_string_lossy()));
    let printed = parts.collect::<Vec<_>>().join("/");
    if printed.is_empty() { ".".to_owned() } else { printed }
}

/// Part of a path below a folder, where that shows without taking the two apart.
fn plainly_below<'p>(path: &'p Path, base: &Path) -> Option<&'p str> {
    let (path, base) = (path.to_str()?, base.to_str().filter(|base| !base.is_empty())?);
    let below = path.strip_prefix(base)?.strip_prefix('/')?;
    let is_plain = !cfg!(windows) && below.split('/').all(|part| !matches!(part, "" | "."));
    is_plain.then_some(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_from_a_folder() {
        let printed = |path: &str, base: &str| super::printed(Path::new(path), Path::new(base));
        assert_eq!(printed("/a/b/c.proto", "/a"), "b/c.proto");
        assert_eq!(printed("/a/c.proto", "/a/b/d"), "../../c.proto");
        assert_eq!(printed("/a", "/a"), ".");
        assert_eq!(printed("/a/", "/a"), ".");
        assert_eq!(printed("/a//b/./c.proto", "/a"), "b/c.proto");
        assert_eq!(printed("/ab/c.proto", "/a"), "../ab/c.proto");
        assert_eq!(printed("/a/c.proto", "/"), "a/c.proto");
    }

    #[test]
    fn paths_are_in_the_order_of_their_parts() {
        let names = ["/a", "/a/b", "/a/b.c", "/a/b-c/d", "/a/b/c", "/a/b0/c", "/a/b/é", "/ab", "/a b/c", "/"];
        for a in names.map(Path::new) {
            for b in names.map(Path::new) {
                assert_eq!(compare(a, b), a.cmp(b), "{} and {}", a.display(), b.display());
            }
        }
    }

    #[test]
    fn absolute_is_clean() {
        let absolute = |path: &str| super::absolute(Path::new(path), Path::new("/w/d"));
        assert_eq!(absolute("./a/../b.proto"), Path::new("/w/d/b.proto"));
        assert_eq!(absolute("/x/./y"), Path::new("/x/y"));
    }
}
