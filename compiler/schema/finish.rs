//! The last phase: what all phases found goes into one schema. Judges nothing itself.

use super::file::FileId;
use super::judged::Judged;
use super::options::Interpreted;
use super::per_file::PerFile;
use super::problems::Problems;
use super::view::Schema;
use crate::diagnostic::Diagnostic;
use std::fmt;
use std::sync::Arc;

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
        self.schema.judged.iter().flat_map(|judged| judged.problems())
    }

    /// Returns whether there are none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns their number.
    pub fn len(self) -> usize {
        self.schema.judged.iter().map(|judged| judged.problems().len()).sum()
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
