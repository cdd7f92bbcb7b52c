//! One value for each file of a schema, in chunks that schemas share: a copy costs a pointer per chunk, and a
//! change copies one chunk. Knows nothing of what the values are.

use super::file::FileId;
use std::ops::Index;
use std::sync::Arc;

/// Number of values in a chunk: large enough that a copy of the table is cheap, small enough that a change is.
const CHUNK: usize = 64;

/// Table with a row for each [`FileId`]. All chunks but the last are full.
#[derive(Clone, Debug)]
pub(super) struct PerFile<T> {
    chunks: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> PerFile<T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T: Clone> PerFile<T> {
    /// Changes the row of a file. Other tables that share its chunk keep the old value.
    pub(super) fn set(&mut self, file: FileId, value: T) {
        let at = file.0 as usize;
        Arc::make_mut(&mut self.chunks[at / CHUNK])[at % CHUNK] = value;
    }

    /// Adds the row of the next file.
    pub(super) fn push(&mut self, value: T) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Arc::new([value]));
        } else if let Some(last) = self.chunks.last_mut() {
            *last = last.iter().cloned().chain([value]).collect();
        }
        self.len += 1;
    }
}

impl<T> From<Vec<T>> for PerFile<T> {
    fn from(values: Vec<T>) -> PerFile<T> {
        let len = values.len();
        let mut values = values.into_iter();
        let chunks = (0..len.div_ceil(CHUNK)).map(|_| values.by_ref().take(CHUNK).collect()).collect();
        PerFile { chunks, len }
    }
}

impl<T> FromIterator<T> for PerFile<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> PerFile<T> {
        values.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> Index<FileId> for PerFile<T> {
    type Output = T;

    fn index(&self, file: FileId) -> &T {
        let at = file.0 as usize;
        &self.chunks[at / CHUNK][at % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_its_values() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let old: PerFile<usize> = (0..len).collect();
            let mut new = old.clone();
            new.push(len);
            for at in 0..len {
                new.set(FileId(at as u32), at + 1);
            }
            assert!(old.iter().copied().eq(0..len), "{len}");
            assert!(new.iter().copied().eq((1..=len).chain([len])), "{len}");
            assert_eq!((old.len(), new.len()), (len, len + 1));
            assert_eq!(new[FileId(len as u32)], len);
        }
    }
}
