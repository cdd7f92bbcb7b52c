//! Notation of inputs: `place#option=value,option=value`, as for buf. Knows no kind of input.

use super::kind::{self, InputKind};
use std::path::{Path, PathBuf};

pub(super) struct Written<'t> {
    /// A path, `-` for standard input, or what a kind of input recognises by itself.
    pub(super) place: &'t str,
    pub(super) options: Options<'t>,
}

/// Options behind `#`.
pub(super) struct Options<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Options<'t> {
    pub(super) fn take(&mut self, key: &str) -> Option<&'t str> {
        let at = self.0.iter().position(|(known, _)| *known == key)?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'t str> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    /// Fails for options that a kind of input does not have.
    pub(super) fn check(&self, kind: &InputKind) -> Result<(), String> {
        let Some((key, _)) = self.0.iter().find(|(key, _)| !kind.options.contains(key)) else {
            return Ok(());
        };
        let known = match kind.options {
            [] => "none".to_owned(),
            known => known.join(", "),
        };
        Err(format!("`{key}` is no option of {}; the options are: {known}", kind.name))
    }
}

/// Reads what is written. Whatever lies at a path goes by that name, with `#` in it or not.
pub(super) fn read(text: &str) -> Result<Written<'_>, String> {
    if text.is_empty() {
        return Err("nothing is named".to_owned());
    }
    let is_whole = Path::new(text).exists() && kind::written(text).is_none();
    let (place, options) = match text.rsplit_once('#') {
        Some((place, options)) if !is_whole && options.contains('=') => (place, split(options)?),
        _ => (text, Options(Vec::new())),
    };
    if place.starts_with('-') && place != "-" {
        return Err("it begins like a flag; a file of that name is written `./-NAME`".to_owned());
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

/// Describes why there is nothing at a path: it may have another meaning.
pub(super) fn missing(place: &str) -> String {
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
