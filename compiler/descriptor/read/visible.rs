//! Files that one file sees, and so the extensions of a set that it can name.

use super::budget::Budget;
use super::protos::FileProto;
use super::types::{Extension, Types};
use crate::encoding::part::Damage;
use crate::syntax::ImportKind;
use rustc_hash::FxHashSet;

/// The files that one file sees: itself, its imports, and what those import publicly.
pub(super) struct Visible<'s> {
    file: &'s FileProto<'s>,
    /// Their names; found when they are asked for first, since few files need them.
    names: Option<FxHashSet<&'s str>>,
}

impl<'s> Visible<'s> {
    pub(super) fn from(file: &'s FileProto<'s>) -> Visible<'s> {
        Visible { file, names: None }
    }

    /// The extension of a message with this number that the file may use, at `at`.
    pub(super) fn extension<'t>(
        &mut self,
        of: &str,
        number: i32,
        types: &'t Types<'s>,
        budget: &Budget,
        at: usize,
    ) -> Result<Option<&'t Extension<'s>>, Damage> {
        for extension in types.extensions(of, number) {
            budget.look_up(extension.file, at)?;
            if self.names(types, budget, at)?.contains(extension.file) {
                return Ok(Some(extension));
            }
        }
        Ok(None)
    }

    fn names(
        &mut self,
        types: &Types<'s>,
        budget: &Budget,
        at: usize,
    ) -> Result<&FxHashSet<&'s str>, Damage> {
        if self.names.is_none() {
            self.names = Some(seen_from(self.file, types, budget, at)?);
        }
        Ok(self.names.get_or_insert_default())
    }
}

/// Cost of a step from file to file, besides its name.
const STEP: usize = 16;

fn seen_from<'s>(
    file: &'s FileProto<'s>,
    types: &Types<'s>,
    budget: &Budget,
    at: usize,
) -> Result<FxHashSet<&'s str>, Damage> {
    let mut seen = FxHashSet::from_iter([file.name]);
    let mut open: Vec<&str> = file.imports.iter().map(|&(_, name)| name).collect();
    while let Some(name) = open.pop() {
        budget.spend(STEP + name.len(), at)?;
        if !seen.insert(name) {
            continue;
        }
        let Some(imported) = types.file(name) else { continue };
        open.extend(
            imported.imports.iter().filter(|(kind, _)| *kind == ImportKind::Public).map(|&(_, name)| name),
        );
    }
    Ok(seen)
}
