//! Files with the steps of `reshape`, which `convert` takes.

use crate::bounded;
use protune_wire::Layout;
use protune_wire::shape::{Reshaping, Shape};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::Path;

/// Steps, and the type of the messages that they are for.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    /// Always `protune plan`.
    what: String,
    version: u32,
    /// Full name of the message type.
    #[serde(rename = "type")]
    pub(super) ty: String,
    /// Full name of the new message type.
    pub(super) new_type: String,
    pub(super) steps: Vec<Shape>,
}

const WHAT: &str = "protune plan";
const VERSION: u32 = 1;

impl PlanFile {
    pub(super) fn new(ty: &str, new_type: String, steps: Vec<Shape>) -> PlanFile {
        PlanFile { what: WHAT.to_owned(), version: VERSION, ty: ty.to_owned(), new_type, steps }
    }

    /// Reads a file. The error is for the user.
    pub(super) fn read(path: &Path) -> Result<PlanFile, String> {
        let shown = path.display();
        let bytes = bounded::file(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let plan: PlanFile = serde_json::from_slice(&bytes)
            .map_err(|error| format!("{shown} is not a plan of protune: {error}"))?;
        match (plan.what.as_str(), plan.version) {
            (WHAT, VERSION) => Ok(plan),
            (WHAT, version) => {
                Err(format!("{shown} has version {version}; this protune reads version {VERSION}"))
            }
            _ => Err(format!("{shown} is not a plan of protune")),
        }
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// The steps, checked against the type. The error is for the user.
    pub(super) fn reshaping(&self, layout: &Layout) -> Result<Reshaping, String> {
        Reshaping::new(layout, self.steps.iter().cloned())
            .map_err(|refusal| format!("the plan is for another schema: {refusal}"))
    }
}
