//! Buffers that each thread keeps, for tables whose size is known only when they are full. A table is filled in the
//! buffer and copied out at its exact size: what is kept for as long as a schema has no room to spare, and no
//! allocator has to cut a block down.

use std::cell::Cell;
use std::thread::LocalKey;

/// The most that a thread keeps in a buffer, in bytes: what one huge file needed is given back.
const MOST: usize = 256 << 10;

/// Reusable buffer.
pub(crate) trait Buffer: Default {
    /// The same content, without room to spare.
    fn exact(&self) -> Self;
    fn clear(&mut self);
    /// Makes room for so many elements at once.
    fn reserve(&mut self, elements: usize);
    /// Returns the capacity in bytes.
    fn room(&self) -> usize;
}

impl<T: Copy> Buffer for Vec<T> {
    fn exact(&self) -> Self {
        self.as_slice().to_vec()
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn reserve(&mut self, elements: usize) {
        self.reserve(elements);
    }

    fn room(&self) -> usize {
        self.capacity() * size_of::<T>()
    }
}

impl Buffer for String {
    fn exact(&self) -> Self {
        self.as_str().to_owned()
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn reserve(&mut self, elements: usize) {
        self.reserve(elements);
    }

    fn room(&self) -> usize {
        self.capacity()
    }
}

/// The buffer of this thread, empty, with room for about as many elements as will come.
pub(crate) fn take<B: Buffer>(buffer: &'static LocalKey<Cell<B>>, elements: usize) -> B {
    let mut empty = buffer.take();
    empty.reserve(elements);
    empty
}

/// Returns the content at its exact size; the thread keeps the buffer.
pub(crate) fn settle<B: Buffer>(buffer: &'static LocalKey<Cell<B>>, mut full: B) -> B {
    let exact = full.exact();
    full.clear();
    if full.room() <= MOST {
        buffer.set(full);
    }
    exact
}
