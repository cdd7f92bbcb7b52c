//! Steps, refusals, hints and the summary of `reshape` for programs, one object a line. Lines that are no steps have a name.

use super::json::{Hint, Refused, Summary, Writer};
use super::{ReshapeFormat, Reshaped};
use crate::report::{Look, encode};
use serde::Serialize;
use std::io::{self, Write};

pub(super) static FORMAT: ReshapeFormat = ReshapeFormat {
    name: "jsonl",
    doc: "programs: one object a line, each a step, a refusal, a hint or the summary of `json`",
    is_for_programs: true,
    write,
};

fn write(reshaped: Reshaped<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let writer = Writer::new(reshaped);
    writer.findings().iter().try_for_each(|finding| line(finding, out))?;
    writer.refused().into_iter().try_for_each(|refused| line(&Other::Refused(refused), out))?;
    writer.hints().into_iter().try_for_each(|hint| line(&Other::Hint(hint), out))?;
    line(&Other::Summary(Box::new(writer.summary())), out)
}

fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    encode::json(&mut *out, value)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Other<'r> {
    Refused(Refused<'r>),
    Hint(Hint<'r>),
    Summary(Box<Summary<'r>>),
}
