//! All that `reshape` found, for programs, in one document. The names and the order of the fields are a promise.

use super::{ReshapeFormat, Reshaped};
use crate::report::json::{Contracts, Range, range};
use crate::report::pages::urls;
use crate::report::{Look, encode};
use protune_compiler::diagnostic::{RuleId, Severity};
use protune_engine::reshape::{Objective, Sizes};
use protune_rules::proposal::Declared;
use protune_wire::shape::{Operations, Shape};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

/// The version of the document; it grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

pub(super) static FORMAT: ReshapeFormat = ReshapeFormat {
    name: "json",
    doc: "programs: one document with all steps, refusals and hints",
    is_for_programs: true,
    write,
};

fn write(reshaped: Reshaped<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let writer = Writer::new(reshaped);
    write!(out, "{{\"version\":{VERSION}")?;
    part("findings", &writer.findings(), out)?;
    part("refused", &writer.refused(), out)?;
    part("hints", &writer.hints(), out)?;
    out.write_all(b",\"summary\":")?;
    encode::json(&mut *out, &writer.summary())?;
    out.write_all(b"}\n")
}

/// Writes a list, one object to a line.
fn part(name: &str, all: &[impl Serialize], out: &mut dyn Write) -> io::Result<()> {
    write!(out, ",\"{name}\":[")?;
    for (at, one) in all.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        encode::json(&mut *out, one)?;
    }
    out.write_all(if all.is_empty() { b"]" } else { b"\n]" })
}

/// A step that is taken.
#[derive(Serialize)]
pub(super) struct Finding<'r> {
    rule: &'static str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'static str>,
    #[serde(flatten)]
    at: At<'r>,
    contracts: Contracts,
    /// Whether messages with other values cannot be converted.
    assumes: bool,
    saves: Saved,
    step: &'r Shape,
    /// There are none: a step needs other readers and writers.
    fixes: [(); 0],
    url: Option<&'r str>,
}

/// A field, and its place in the schema. The place is missing if only steps made the field.
#[derive(Serialize)]
struct At<'r> {
    field: Field<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    range: Option<Range>,
}

#[derive(Serialize)]
struct Field<'r> {
    message: &'r str,
    name: &'r str,
    number: u32,
}

/// A step that is not taken.
#[derive(Serialize)]
pub(super) struct Refused<'r> {
    rule: &'static str,
    message: &'r str,
    #[serde(flatten)]
    at: At<'r>,
    why: &'r str,
    step: &'r Shape,
}

/// A remark on a field.
#[derive(Serialize)]
pub(super) struct Hint<'r> {
    message: &'r str,
    #[serde(flatten)]
    at: At<'r>,
}

/// Bytes of the sample that a step saves; less than none if they grow.
#[derive(Serialize)]
struct Saved {
    raw: i64,
    gzip: i64,
    zstd: i64,
    gzip_batch: i64,
    zstd_batch: i64,
}

/// Bytes of the sample.
#[derive(Serialize)]
struct Size {
    raw: u64,
    gzip: u64,
    zstd: u64,
    gzip_batch: u64,
    zstd_batch: u64,
}

#[derive(Serialize)]
pub(super) struct Summary<'r> {
    r#type: &'r str,
    new_type: &'r str,
    objective: &'static str,
    batch: u32,
    /// Messages that the steps were found with.
    sample: usize,
    before: Size,
    after: Size,
    /// Number of all messages.
    messages: u64,
    /// Number of messages that do not fit.
    misfits: u64,
    /// Canonical bytes of all that fit.
    bytes_before: u64,
    bytes_after: u64,
    operations_before: Operations,
    operations_after: Operations,
    /// Whether JSON of all messages was compared, and is the same.
    same_json: bool,
}

pub(super) struct Writer<'r> {
    reshaped: Reshaped<'r>,
    declared: Declared<'r>,
    urls: HashMap<RuleId, String>,
}

impl<'r> Writer<'r> {
    pub(super) fn new(reshaped: Reshaped<'r>) -> Writer<'r> {
        let declared = Declared::new(&reshaped.workspace.schema);
        Writer { reshaped, declared, urls: urls(reshaped.reported().catalog) }
    }

    pub(super) fn findings(&self) -> Vec<Finding<'_>> {
        let mut before = self.reshaped.found.before;
        let taken = self.reshaped.found.taken.iter();
        taken
            .map(|taken| {
                let saves = Saved::of(before, taken.after);
                before = taken.after;
                Finding {
                    rule: taken.rule,
                    severity: Severity::Info.name(),
                    message: &taken.message,
                    help: None,
                    at: self.at(taken.step.place(), &taken.field),
                    contracts: taken.contracts.into(),
                    assumes: taken.step.assumes(),
                    saves,
                    step: &taken.step,
                    fixes: [],
                    url: self.urls.iter().find(|(id, _)| id.as_str() == taken.rule).map(|(_, url)| &**url),
                }
            })
            .collect()
    }

    pub(super) fn refused(&self) -> Vec<Refused<'_>> {
        let refused = self.reshaped.found.refused.iter();
        refused
            .map(|refused| Refused {
                rule: refused.rule,
                message: &refused.message,
                at: self.at(refused.step.place(), &refused.field),
                why: &refused.why,
                step: &refused.step,
            })
            .collect()
    }

    pub(super) fn hints(&self) -> Vec<Hint<'_>> {
        let hints = self.reshaped.found.hints.iter();
        hints
            .map(|hint| Hint {
                message: &hint.message,
                at: self.at((&hint.holder, hint.number), &hint.field),
            })
            .collect()
    }

    pub(super) fn summary(&self) -> Summary<'_> {
        let Reshaped { found, proof, ty, new_type, batch, has_same_json, .. } = self.reshaped;
        Summary {
            r#type: ty,
            new_type,
            objective: match self.reshaped.objective {
                Objective::Raw => "raw",
                Objective::Gzip => "gzip",
                Objective::Zstd => "zstd",
            },
            batch,
            sample: found.sample,
            before: found.before.into(),
            after: self.reshaped.after().into(),
            messages: found.messages,
            misfits: proof.misfits,
            bytes_before: proof.before,
            bytes_after: proof.after,
            operations_before: proof.operations_before,
            operations_after: proof.operations_after,
            same_json: has_same_json,
        }
    }

    fn at<'a>(&'a self, (holder, number): (&'a str, u32), name: &'a str) -> At<'a> {
        let place = self.reshaped.place(&self.declared, holder, number, name);
        let reported = self.reshaped.reported();
        At {
            field: Field { message: holder, name, number },
            path: place.map(|place| reported.path(place)),
            range: place.and_then(|place| range(self.reshaped.workspace, place)),
        }
    }
}

impl Saved {
    fn of(before: Sizes, after: Sizes) -> Saved {
        let saved = |before: u64, after: u64| before as i64 - after as i64;
        Saved {
            raw: saved(before.raw, after.raw),
            gzip: saved(before.each.gzip, after.each.gzip),
            zstd: saved(before.each.zstd, after.each.zstd),
            gzip_batch: saved(before.batch.gzip, after.batch.gzip),
            zstd_batch: saved(before.batch.zstd, after.batch.zstd),
        }
    }
}

impl From<Sizes> for Size {
    fn from(Sizes { raw, each, batch }: Sizes) -> Size {
        Size { raw, gzip: each.gzip, zstd: each.zstd, gzip_batch: batch.gzip, zstd_batch: batch.zstd }
    }
}
