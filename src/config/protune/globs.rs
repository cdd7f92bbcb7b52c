//! The globs of protune.toml, and those of other tools. The only file of the configuration that names globset's builders.

pub(in crate::config) use globset::GlobSet;
use globset::{GlobBuilder, GlobSetBuilder};

/// Returns the paths that a glob matches, relative to the folder of the file. The error is in words.
pub(super) fn build(written: &str) -> Result<GlobSet, String> {
    let from_here = written.strip_prefix("./").or_else(|| written.strip_prefix('/'));
    let trimmed = from_here.unwrap_or(written).trim_end_matches('/');
    // Without a folder before it, in any folder.
    let anywhere = if from_here.is_some() || trimmed.contains('/') { "" } else { "**/" };
    let mut set = GlobSetBuilder::new();
    // What is meant may be a folder.
    for ending in ["", "/**"] {
        let glob = format!("{anywhere}{trimmed}{ending}");
        let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
        set.add(glob.map_err(|error| error.kind().to_string())?);
    }
    set.build().map_err(|error| error.kind().to_string())
}

/// Returns a glob that means the schemas which a glob of another tool matches as a whole; `None` if it can match none.
pub(super) fn of_schemas(written: &str) -> Option<String> {
    let last = written.rsplit('/').next().unwrap_or_default();
    match last {
        "**" => Some(written.to_owned()),
        // Without an extension, a folder would match too.
        _ if last.ends_with('*') => Some(format!("{written}.proto")),
        _ if last.ends_with(".proto") || last.ends_with(['}', ']', '?']) => Some(written.to_owned()),
        _ => None,
    }
}

/// Returns the paths that a glob of another tool matches as a whole, whatever folder they are seen from.
pub(in crate::config) fn whole(written: &str) -> Result<GlobSet, String> {
    let mut glob = GlobBuilder::new(written);
    let glob = glob.literal_separator(true).backslash_escape(true).empty_alternates(true).build();
    let glob = glob.map_err(|error| error.kind().to_string())?;
    GlobSetBuilder::new().add(glob).build().map_err(|error| error.kind().to_string())
}

/// The glob of just this path, seen from the folder of the file.
pub(super) fn of_path(path: &str) -> String {
    if path == "." {
        return "**".to_owned();
    }
    let mut glob = String::from("./");
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!') {
            glob.push('\\');
        }
        glob.push(c);
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(glob: &str, path: &str) -> bool {
        build(glob).is_ok_and(|globs| globs.is_match(path))
    }

    #[test]
    fn files_and_folders_are_meant() {
        assert!(matches("legacy", "legacy/a.proto") && matches("legacy", "x/legacy/y/a.proto"));
        assert!(matches("legacy/", "legacy/a.proto") && matches("./legacy/**", "legacy/x/a.proto"));
        assert!(matches("*_old.proto", "x/y/a_old.proto") && matches("x/*.proto", "x/a.proto"));
        assert!(!matches("x/*.proto", "x/y/a.proto") && !matches("x/legacy", "legacy/a.proto"));
        assert!(!matches("legacy", "legacy2/a.proto") && !matches("./legacy", "x/legacy/a.proto"));
    }

    #[test]
    fn a_path_means_itself() {
        for path in ["a", "a/b.proto", "a[1]/{b}.proto", "."] {
            assert!(matches(&of_path(path), path) || path == "." && matches("**", "a/b.proto"), "{path}");
        }
        assert!(!matches(&of_path("a*"), "ab"));
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        assert!(build("a[").is_err() && build("{a").is_err());
    }
}
