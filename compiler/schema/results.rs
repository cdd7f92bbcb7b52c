//! Results of a phase for each file. A result is known from the start, or found out when somebody asks: a change makes
//! many files stale, of which few are read before the next change.

use super::file::FileId;
use super::per_file::PerFile;
use std::sync::{Arc, OnceLock};

/// Results of one phase. Copies share them, and what one of them finds out as well.
#[derive(Debug)]
pub(super) struct Results<T>(PerFile<Arc<OnceLock<T>>>);

impl<T> Clone for Results<T> {
    fn clone(&self) -> Results<T> {
        Results(self.0.clone())
    }
}

impl<T> Results<T> {
    /// Nothing is known of this many files.
    pub(super) fn unknown(count: usize) -> Results<T> {
        (0..count).map(|_| Arc::default()).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The result for a file; `find` finds it out if it is not known. It must not ask for the same one.
    pub(super) fn get(&self, file: FileId, find: impl FnOnce() -> T) -> &T {
        self.0[file].get_or_init(find)
    }

    /// The result for a file, if it is known.
    pub(super) fn known(&self, file: FileId) -> Option<&T> {
        self.0[file].get()
    }

    /// Whether this and others have the same result for a file because nothing changed.
    pub(super) fn is_shared(&self, others: &Results<T>, file: FileId) -> bool {
        Arc::ptr_eq(&self.0[file], &others.0[file])
    }

    /// The result for a file is not known any more. Copies keep it.
    pub(super) fn forget(&mut self, file: FileId) {
        self.0.set(file, Arc::default());
    }

    /// Makes room for the next file, of which nothing is known.
    pub(super) fn push(&mut self) {
        self.0.push(Arc::default());
    }
}

impl<T> FromIterator<T> for Results<T> {
    fn from_iter<I: IntoIterator<Item = T>>(results: I) -> Results<T> {
        results.into_iter().map(|result| Arc::new(OnceLock::from(result))).collect()
    }
}

impl<T> FromIterator<Arc<OnceLock<T>>> for Results<T> {
    fn from_iter<I: IntoIterator<Item = Arc<OnceLock<T>>>>(results: I) -> Results<T> {
        Results(results.into_iter().collect())
    }
}
