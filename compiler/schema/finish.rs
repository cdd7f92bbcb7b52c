//! The last phase: what all phases found goes into one schema. Judges nothing itself.

use super::file::FileId;
use super::judged::Judged;
use super::options::Interpreted;
use super::problems::Problems;
use super::results::Results;
use super::view::Schema;
use crate::diagnostic::Diagnostic;
use std::fmt;
use std::sync::{Arc, OnceLock};

impl Interpreted {
    /// Puts together the schema. `checked` is what [`Interpreted::check`] returned, in the order of the files.
    pub fn finish(self, checked: Vec<Problems>) -> Schema {
        assert_eq!(checked.len(), self.linked().files.len(), "one part for each file");
        let clean = Arc::new(OnceLock::from(Judged::default()));
        let judge = |(file, checked): (FileId, &Problems)| {
            let found = [&self.typed.types(file).problems, &self.options(file).problems, checked];
            // Echoes of missing imports are not there, and matter once the import is.
            let is_clean = self.linked().problems[file].is_empty()
                && found.iter().all(|found| found.list().is_empty() && found.missed().is_empty());
            match is_clean {
                true => Arc::clone(&clean),
                false => Arc::new(OnceLock::from(Judged::new(&self, checked, file))),
            }
        };
        let judged: Results<Judged> = (0..).map(FileId).zip(&checked).map(judge).collect();
        Schema { interpreted: self, judged }
    }
}

impl Schema {
    /// Returns the problems of all files, in order of place; at most a hundred for each file.
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
    /// The problems, file by file.
    pub fn iter(self) -> impl Iterator<Item = &'s Diagnostic> + use<'s> {
        self.judged().flat_map(Judged::problems)
    }

    fn judged(self) -> impl Iterator<Item = &'s Judged> + use<'s> {
        self.schema.linked().file_ids().map(|file| self.schema.judged(file))
    }

    /// Returns whether there are none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns their number.
    pub fn len(self) -> usize {
        self.judged().map(|judged| judged.problems().len()).sum()
    }

    /// A copy of them all.
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
