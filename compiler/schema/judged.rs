//! What is wrong with each file once all phases ran, and what that depends on besides what the file imports.

use super::file::FileId;
use super::options::Interpreted;
use super::per_file::PerFile;
use super::problems::{self, Problems};
use super::view::Schema;
use crate::diagnostic::Diagnostic;
use std::fmt;
use std::sync::Arc;

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
        let (types, options) = (schema.typed.types(file), &schema.options[file]);
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

    /// Whether a change of these files, or of these names, may change the problems. Both are sorted.
    pub(super) fn depends_on(&self, files: &[FileId], names: &[u64]) -> bool {
        self.points_into.iter().any(|file| files.binary_search(file).is_ok())
            || !names.is_empty() && self.missed.iter().any(|name| names.binary_search(name).is_ok())
    }
}

impl Interpreted {
    /// Puts together the schema. `checked` is what [`Interpreted::check`] returned, in the order of the files.
    pub fn finish(self, checked: Vec<Problems>) -> Schema {
        assert_eq!(checked.len(), self.options.len(), "one part for each file");
        let clean = Arc::new(Judged::default());
        let judge = |(file, checked): (FileId, &Problems)| {
            let found = [&self.typed.types(file).problems, &self.options[file].problems, checked];
            // Echoes of missing imports are not there, and matter once the import is.
            let is_clean = self.linked().problems[file].is_empty()
                && found.iter().all(|found| found.list().is_empty() && found.missed().is_empty());
            if is_clean { Arc::clone(&clean) } else { Arc::new(Judged::new(&self, checked, file)) }
        };
        let judged: PerFile<Arc<Judged>> = (0..).map(FileId).zip(&checked).map(judge).collect();
        Schema { interpreted: self, judged }
    }
}

impl Schema {
    /// What is wrong with the files, in order of place; of one file the first hundred.
    pub fn problems(&self) -> AllProblems<'_> {
        AllProblems { schema: self }
    }
}

/// The problems of all files of a schema, in order of place.
#[derive(Clone, Copy)]
pub struct AllProblems<'s> {
    schema: &'s Schema,
}

impl<'s> AllProblems<'s> {
    pub fn iter(self) -> impl Iterator<Item = &'s Diagnostic> + use<'s> {
        self.schema.judged.iter().flat_map(|judged| judged.problems())
    }

    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    pub fn len(self) -> usize {
        self.schema.judged.iter().map(|judged| judged.problems().len()).sum()
    }

    pub fn to_vec(self) -> Vec<Diagnostic> {
        self.iter().cloned().collect()
    }
}

impl<'s> IntoIterator for AllProblems<'s> {
    type Item = &'s Diagnostic;
    type IntoIter = Box<dyn Iterator<Item = &'s Diagnostic> + 's>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl fmt::Debug for AllProblems<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
