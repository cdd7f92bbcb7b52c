//! Formats of `reshape` on the command line, and the files that they go to.

use super::select::unknown;
use super::{Exit, Terminal, output};
use crate::report::{Look, RESHAPE_FORMATS, ReshapeFormat, Reshaped};
use std::path::PathBuf;

/// A format, and where it goes: a file, or standard output.
#[derive(Clone, Debug)]
pub(super) struct ReshapeOutput {
    format: &'static ReshapeFormat,
    file: Option<PathBuf>,
}

impl ReshapeOutput {
    /// Whether a program reads standard output.
    pub(super) fn is_read_by_program(&self) -> bool {
        self.file.is_none() && self.format.is_for_programs
    }
}

/// Reads `FORMAT[:FILE]`; `-` is standard output. The error is for the user.
pub(super) fn output_named(value: &str) -> Result<ReshapeOutput, String> {
    let (name, file) = value.split_once(':').unwrap_or((value, "-"));
    let Some(format) = RESHAPE_FORMATS.iter().copied().find(|format| format.name == name) else {
        let names = || RESHAPE_FORMATS.iter().map(|format| format.name);
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(unknown(&format!("the formats are {known}"), name, names()));
    };
    if file.is_empty() {
        return Err("the name of the file is missing".to_owned());
    }
    Ok(ReshapeOutput { format, file: (file != "-").then(|| file.into()) })
}

/// Writes a report to all outputs; a table if there are none.
pub(super) fn write(outputs: &[ReshapeOutput], reshaped: Reshaped<'_>, terminal: &Terminal) -> Exit {
    let default = [ReshapeOutput { format: RESHAPE_FORMATS[0], file: None }];
    let outputs = if outputs.is_empty() { &default } else { outputs };
    let mut exit = Exit::Clean;
    for ReshapeOutput { format, file } in outputs {
        exit = exit.max(match file {
            None => terminal.write(|out| format.write(reshaped, terminal.look, out)),
            Some(file) => output::put(file, |out| format.write(reshaped, Look::PLAIN, out), terminal),
        });
    }
    exit
}
