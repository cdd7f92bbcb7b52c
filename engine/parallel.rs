//! The same work for every item: on all cores with the feature `rayon`, one after the other without. Results
//! are in the order of the items either way.

#[cfg(feature = "rayon")]
use rayon::prelude::*;
use std::cmp::Ordering;

/// Returns the result for each item.
pub(crate) fn map<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    #[cfg(feature = "rayon")]
    return items.par_iter().map(work).collect();
    #[cfg(not(feature = "rayon"))]
    return items.iter().map(work).collect();
}

/// Returns the result for each item; gives the items away.
pub(crate) fn map_owned<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync + Send) -> Vec<U> {
    #[cfg(feature = "rayon")]
    return items.into_par_iter().map(work).collect();
    #[cfg(not(feature = "rayon"))]
    return items.into_iter().map(work).collect();
}

/// Returns the results of all items in one list.
pub(crate) fn flat_map<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> Vec<U> + Sync + Send) -> Vec<U> {
    #[cfg(feature = "rayon")]
    return items.par_iter().flat_map_iter(work).collect();
    #[cfg(not(feature = "rayon"))]
    return items.iter().flat_map(work).collect();
}

/// Changes each item in place.
pub(crate) fn for_each_mut<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
    #[cfg(feature = "rayon")]
    items.par_iter_mut().for_each(work);
    #[cfg(not(feature = "rayon"))]
    items.iter_mut().for_each(work);
}

/// Sorts items; those that are equal stay in their order.
pub(crate) fn sort_by<T: Send>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync + Send) {
    #[cfg(feature = "rayon")]
    items.par_sort_by(compare);
    #[cfg(not(feature = "rayon"))]
    items.sort_by(compare);
}

/// Returns the results of two works, of which each may be cut into parts.
pub(crate) fn both<T: Send, U: Send>(
    first: impl FnOnce() -> T + Send,
    second: impl FnOnce() -> U + Send,
) -> (T, U) {
    #[cfg(feature = "rayon")]
    return rayon::join(first, second);
    #[cfg(not(feature = "rayon"))]
    return (first(), second());
}
