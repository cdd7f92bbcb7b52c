//! Room of a kind of input: how it is recognised, named and opened. Each kind is a file with one static.

use super::limits::Limits;
use super::network::Network;
use super::packed::Stream;
use super::written::Options;
use super::{Input, KINDS};
use protune_compiler::near::nearest;
use std::path::Path;

/// A kind of input.
pub struct InputKind {
    /// Name with its article, as messages say it.
    pub name: &'static str,
    /// The shortest way to write it, for the help; empty where that is just a path.
    pub form: &'static str,
    /// One line for the table in `docs/inputs.md`; `None` for what is recognised only to be refused.
    pub doc: Option<&'static str>,
    /// Values of `format=` that ask for it, the usual one first.
    pub formats: &'static [&'static str],
    /// Options that may stand behind `#`.
    pub options: &'static [&'static str],
    pub(super) recognised: Recognised,
}

/// Way in which a kind is recognised, and opened.
pub(super) enum Recognised {
    /// By the text, whatever lies on the disk.
    Written {
        /// Returns what follows the mark.
        rest: for<'t> fn(&'t str) -> Option<&'t str>,
        open: Open<str>,
    },
    /// Kind by the content of a path.
    OnDisk {
        /// It is this kind when no `format=` says otherwise.
        is: fn(&Path) -> bool,
        /// It can be this kind when `format=` says so.
        fits: fn(&Path) -> bool,
        open: Open<Path>,
    },
    /// By the extension of a file, or the first bytes of a stream.
    Packed { extensions: &'static [&'static str], begins: fn(&[u8]) -> bool, open: OpenPacked },
}

/// Opens what lies at a path, or what follows a mark. The error is for the user.
pub(super) type Open<T> = fn(&T, Asked<'_>) -> Result<Input, String>;

/// Opens what is packed in a stream. The error is for the user.
pub(super) type OpenPacked = fn(Stream, Asked<'_>) -> Result<Input, String>;

/// A kind of packed input, with the way to open it.
type Packed = (&'static InputKind, OpenPacked);

/// An input that is asked for.
pub(super) struct Asked<'a> {
    /// Text as written.
    pub(super) text: &'a str,
    /// Options of the kind, and no others.
    pub(super) options: Options<'a>,
    /// `format=` or the extension of the file, if one of them decided the kind.
    pub(super) told_by: Option<&'a str>,
    /// Folder that the input stands for.
    pub(super) from: &'a Path,
    /// Terms of connections; `None` where no server can be meant.
    pub(super) network: Option<&'a Network<'a>>,
    pub(super) limits: &'a Limits,
}

/// Finds the kind of a text that says it by itself, with what follows the mark.
pub(super) fn written(text: &str) -> Option<(&'static InputKind, Open<str>, &str)> {
    KINDS.iter().find_map(|&kind| match kind.recognised {
        Recognised::Written { rest, open } => Some((kind, open, rest(text)?)),
        _ => None,
    })
}

/// Finds the kind of what lies at a path, unless it is packed. The error is for the user.
pub(super) fn on_disk(
    path: &Path,
    format: Option<&str>,
) -> Result<Option<(&'static InputKind, Open<Path>)>, String> {
    for &kind in KINDS {
        let Recognised::OnDisk { is, fits, open } = kind.recognised else { continue };
        match format {
            Some(format) if kind.formats.contains(&format) => match fits(path) {
                true => return Ok(Some((kind, open))),
                false => return Err(format!("`format={format}` does not fit what lies there")),
            },
            None if is(path) => return Ok(Some((kind, open))),
            _ => {}
        }
    }
    if path.is_dir() { Err("it is a folder".to_owned()) } else { Ok(None) }
}

/// Finds the kind of packed input that `format=` asks for. The error is for the user.
pub(super) fn of_format(format: &str) -> Result<Packed, String> {
    packed(|kind, _, _| kind.formats.contains(&format)).ok_or_else(|| {
        let named = KINDS.iter().filter(|kind| kind.doc.is_some());
        let mut known: Vec<&str> = named.filter_map(|kind| kind.formats.first().copied()).collect();
        known.sort_unstable();
        let near = nearest(format, known.iter().copied());
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        format!("`format={format}` is not known; the formats are: {}{near}", known.join(", "))
    })
}

/// Finds the kind of packed input that has a file extension.
pub(super) fn of_extension(extension: &str) -> Option<Packed> {
    packed(|_, extensions, _| extensions.contains(&extension))
}

/// Finds the kind of packed input that begins with some bytes. The error is for the user.
pub(super) fn of_head(head: &[u8]) -> Result<Packed, String> {
    let unknown = "it is no archive and no descriptor set; `#format=` says what else it is";
    packed(|_, _, begins| begins(head)).ok_or_else(|| unknown.to_owned())
}

/// Finds the first kind of packed input of which something holds: of the kind, its extensions or its first bytes.
fn packed(holds: impl Fn(&InputKind, &[&str], fn(&[u8]) -> bool) -> bool) -> Option<Packed> {
    KINDS.iter().find_map(|&kind| match kind.recognised {
        Recognised::Packed { extensions, begins, open } => {
            holds(kind, extensions, begins).then_some((kind, open))
        }
        _ => None,
    })
}

/// Returns all kinds in words: `a folder, a git revision (git:REV) or - for standard input`.
pub fn in_words() -> String {
    let told = KINDS.iter().filter(|kind| kind.doc.is_some());
    let words = told.map(|kind| match kind.form {
        "" => kind.name.to_owned(),
        form => format!("{} ({form})", kind.name),
    });
    format!("{}, or - for standard input", words.collect::<Vec<_>>().join(", "))
}

/// Returns the table of all kinds, in Markdown.
pub fn table() -> String {
    let mut out = "| input | | `format=` | options |\n|---|---|---|---|\n".to_owned();
    let code = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    for kind in KINDS {
        let Some(doc) = kind.doc else { continue };
        let form = if kind.form.is_empty() { String::new() } else { format!(": `{}`", kind.form) };
        let (formats, options) = (code(kind.formats), code(kind.options));
        out += &format!("| {}{form} | {doc} | {formats} | {options} |\n", kind.name);
    }
    out
}
