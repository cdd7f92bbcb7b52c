//! Problems of each file after all phases, and their dependencies besides the imports of the file.

use super::file::FileId;
use super::options::Interpreted;
use super::problems::{self, Problems};
use crate::diagnostic::Diagnostic;

/// The problems of one file.
#[derive(Default)]
pub(super) struct Judged {
    /// In order of place, not more than are kept.
    problems: Box<[Diagnostic]>,
    /// Other files that labels point into.
    points_into: Box<[FileId]>,
    /// Hashes of names that were looked up in packages in vain, sorted.
    missed: Box<[u64]>,
}

impl Judged {
    /// Joins what the phases found in a file.
    pub(super) fn new(schema: &Interpreted, checked: &Problems, file: FileId) -> Judged {
        let (types, options) = (schema.typed.types(file), schema.options(file));
        let mut found = schema.linked().problems[file].to_vec();
        found.extend_from_slice(types.problems.list());
        found.extend_from_slice(options.problems.list());
        found.extend_from_slice(checked.list());
        problems::order_and_cap(&mut found);
        let labels = found.iter().flat_map(|problem| &problem.labels);
        let mut points_into: Vec<FileId> =
            labels.map(|label| label.spot.file()).filter(|&other| other != file).collect();
        points_into.sort_unstable();
        points_into.dedup();
        let mut missed = [&types.problems, &options.problems, checked].map(Problems::missed).concat();
        missed.sort_unstable();
        missed.dedup();
        Judged { problems: found.into(), points_into: points_into.into(), missed: missed.into() }
    }

    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Returns whether a change of these files, or of these names, may change the problems. Both are sorted.
    pub(super) fn depends_on(&self, files: &[FileId], names: &[u64]) -> bool {
        self.points_into.iter().any(|file| files.binary_search(file).is_ok())
            || !names.is_empty() && self.missed.iter().any(|name| names.binary_search(name).is_ok())
    }
}
