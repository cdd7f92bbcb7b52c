//! How inputs are written: `place#option=value,option=value`, as for buf, and `git:REVISION`. Looks at what
//! kind of thing lies at a path, and no further.

use std::path::{Path, PathBuf};

pub(super) struct Written<'t> {
    pub(super) place: Place<'t>,
    pub(super) options: Options<'t>,
}

pub(super) enum Place<'t> {
    /// In the repository around.
    Revision(&'t str),
    /// A `.git`, or a bare repository.
    Repository(PathBuf),
    Folder(PathBuf),
    Schema(PathBuf),
    /// Something packed.
    File(PathBuf),
    StandardInput,
}

/// What is written behind `#`.
pub(super) struct Options<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Options<'t> {
    pub(super) fn take(&mut self, key: &str) -> Option<&'t str> {
        let at = self.0.iter().position(|(known, _)| *known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Fails for options that nobody took.
    pub(super) fn none_left(&self, what: &str, known: &[&str]) -> Result<(), String> {
        let Some((key, _)) = self.0.first() else { return Ok(()) };
        let known = match known {
            [] => "none".to_owned(),
            known => known.join(", "),
        };
        Err(format!("`{key}` is no option of {what}; the options are: {known}"))
    }
}

/// Reads what is written. Whatever lies at a path goes by that name, with `#` in it or not.
pub(super) fn read(text: &str) -> Result<Written<'_>, String> {
    if text.is_empty() {
        return Err("nothing is named".to_owned());
    }
    let is_whole = Path::new(text).exists() && !text.starts_with("git:");
    let (place, options) = match text.rsplit_once('#') {
        Some((place, options)) if !is_whole && options.contains('=') => (place, split(options)?),
        _ => (text, Options(Vec::new())),
    };
    let place = match place {
        "-" => Place::StandardInput,
        _ if place.starts_with('-') => {
            return Err("it begins like a flag; a file of that name is written `./-NAME`".to_owned());
        }
        _ => match place.strip_prefix("git:").filter(|name| !name.starts_with("//")) {
            Some(name) => Place::Revision(name),
            None => on_disk(place, options.0.iter().find(|(key, _)| *key == "format").map(|(_, it)| *it))?,
        },
    };
    let mut options = options;
    if matches!(place, Place::Repository(_) | Place::Folder(_) | Place::Schema(_)) {
        options.take("format");
    }
    Ok(Written { place, options })
}

fn split(options: &str) -> Result<Options<'_>, String> {
    let mut out: Vec<(&str, &str)> = Vec::new();
    for option in options.split(',') {
        match option.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                if out.iter().any(|(known, _)| *known == key) {
                    return Err(format!("the option `{key}` is given twice"));
                }
                out.push((key, value));
            }
            _ => return Err(format!("`{option}` is no option; write them as `#name=value,name=value`")),
        }
    }
    Ok(Options(out))
}

fn on_disk<'t>(place: &str, format: Option<&str>) -> Result<Place<'t>, String> {
    let path = PathBuf::from(place);
    let is_git = path.extension().is_some_and(|extension| extension == "git")
        || path.file_name().is_some_and(|name| name == ".git");
    match format {
        _ if !path.exists() => Err(missing(place)),
        Some("git") => Ok(Place::Repository(path)),
        Some("dir") if path.is_dir() => Ok(Place::Folder(path)),
        Some("protofile") if path.is_file() => Ok(Place::Schema(path)),
        Some(format @ ("dir" | "protofile")) => {
            Err(format!("`format={format}` does not fit what lies there"))
        }
        None if is_git => Ok(Place::Repository(path)),
        None if path.is_dir() => Ok(Place::Folder(path)),
        None if super::super::is_proto(&path) => Ok(Place::Schema(path)),
        _ if path.is_dir() => Err("it is a folder".to_owned()),
        _ => Ok(Place::File(path)),
    }
}

/// Why there is nothing at a path: it may have been meant otherwise.
fn missing(place: &str) -> String {
    let is_host = |name: &str| name.contains('.') || name.contains('@');
    let is_remote = place.contains("://")
        || place.split_once(':').is_some_and(|(host, path)| is_host(host) && !path.is_empty())
        || place.starts_with("git@");
    match is_remote {
        true => {
            "nothing is fetched from elsewhere; run `git fetch` or `git clone`, and name what is then here, \
                 as `git:origin/main` or `CLONE/.git#branch=main`"
                .to_owned()
        }
        false => "there is no such file or folder; a commit, branch or tag is written `git:NAME`".to_owned(),
    }
}

pub(super) fn number(value: &str) -> Result<usize, String> {
    value.parse().map_err(|_| format!("`strip_components={value}` is no number"))
}

/// The folder that an option names, inside of the input.
pub(super) fn subfolder(value: &str) -> Result<PathBuf, String> {
    let parts = value.split('/').filter(|part| !matches!(*part, "" | "."));
    let parts: Vec<&str> = parts.collect();
    if value.starts_with('/') || parts.iter().any(|part| *part == ".." || part.contains('\\')) {
        return Err(format!("`subdir={value}` leads out of it"));
    }
    Ok(parts.iter().collect())
}
