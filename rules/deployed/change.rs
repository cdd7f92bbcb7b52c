//! Services and methods of an older schema, with their new names.

use super::services::{Method, Service, Services};
use rustc_hash::{FxHashMap, FxHashSet};

/// Services of the old side, and the new names of those that changed.
#[derive(Debug)]
pub struct ServiceChange<'s> {
    pub before: Services<'s>,
    /// New full names of services that are gone under the old ones; `None` for those that were deleted.
    services: FxHashMap<Box<str>, Option<Box<str>>>,
    /// New paths of methods that are gone under the old ones; `None` for those that were deleted.
    methods: FxHashMap<Box<str>, Option<Box<str>>>,
    /// Paths of methods that no method of the old side became.
    added: FxHashSet<Box<str>>,
}

/// Relation of a name of the old side to the new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate<'c> {
    /// It means what it did.
    Kept,
    Renamed(&'c str),
    Deleted,
    /// The old side did not have it either.
    Unknown,
}

impl<'s> ServiceChange<'s> {
    /// Compares the services of two sides.
    pub fn new(before: Services<'s>, after: &Services<'_>) -> ServiceChange<'s> {
        let services = renamed_services(&before, after);
        let mut methods = FxHashMap::default();
        for service in before.all() {
            let new = match services.get(&service.name) {
                None => Some(&*service.name),
                Some(new) => new.as_deref(),
            };
            match new.and_then(|new| after.find(new)) {
                Some(new) => add_methods(service, new, &mut methods),
                None => {
                    methods.extend(service.view.methods().map(|it| (path(&service.name, it.name()), None)))
                }
            }
        }
        let renamed: FxHashSet<&str> = methods.values().flatten().map(|path| &**path).collect();
        let is_added =
            |method: &&Method<'_>| !before.has_method(&method.path) && !renamed.contains(&*method.path);
        let added = after.methods().iter().filter(is_added).map(|method| method.path.clone()).collect();
        ServiceChange { before, services, methods, added }
    }

    /// Returns what became of a service, by its full name.
    pub fn of_service(&self, name: &str) -> Fate<'_> {
        match self.services.get(name) {
            Some(Some(new)) => Fate::Renamed(new),
            Some(None) => Fate::Deleted,
            None if self.before.find(name).is_some() => Fate::Kept,
            None => Fate::Unknown,
        }
    }

    /// Returns what became of a method, by its path.
    pub fn of_method(&self, path: &str) -> Fate<'_> {
        match self.methods.get(path) {
            Some(Some(new)) => Fate::Renamed(new),
            Some(None) => Fate::Deleted,
            None if self.before.has_method(path) => Fate::Kept,
            None => Fate::Unknown,
        }
    }

    /// Returns whether a method of the new side is new, by its path.
    pub fn is_added(&self, path: &str) -> bool {
        self.added.contains(path)
    }
}

/// The services that are gone, with their new names: the one new service with the same methods, else the one with the same
/// name in another package.
fn renamed_services(before: &Services<'_>, after: &Services<'_>) -> FxHashMap<Box<str>, Option<Box<str>>> {
    let gone: Vec<&Service<'_>> = before.all().iter().filter(|it| after.find(&it.name).is_none()).collect();
    let new: Vec<&Service<'_>> = after.all().iter().filter(|it| before.find(&it.name).is_none()).collect();
    let by_methods = partners(&gone, &new, |service| {
        let mut names: Vec<&str> = service.view.methods().map(|method| method.name()).collect();
        names.sort_unstable();
        (!names.is_empty()).then_some(names)
    });
    let by_name = partners(&gone, &new, |service| Some(service.view.name()));
    let name = |at: usize| by_methods[at].or(by_name[at]).map(|new: &Service<'_>| new.name.clone());
    gone.iter().enumerate().map(|(at, service)| (service.name.clone(), name(at))).collect()
}

/// Adds the methods of a service that are not in the service that it became, with their new paths.
fn add_methods(before: &Service<'_>, after: &Service<'_>, out: &mut FxHashMap<Box<str>, Option<Box<str>>>) {
    let is_moved = before.name != after.name;
    let (kept, gone): (Vec<_>, Vec<_>) =
        before.view.methods().partition(|method| after.method(method.name()).is_some());
    let kept = kept.into_iter().filter(|_| is_moved);
    out.extend(kept.map(|it| (path(&before.name, it.name()), Some(path(&after.name, it.name())))));
    let new: Vec<_> = after.view.methods().filter(|it| before.method(it.name()).is_none()).collect();
    let by_types = partners(&gone, &new, |method| {
        Some((
            method.input()?.full_name(),
            method.output()?.full_name(),
            method.input_type().is_stream,
            method.output_type().is_stream,
        ))
    });
    let only = if let ([_], [new]) = (&gone[..], &new[..]) { Some(*new) } else { None };
    for (method, partner) in gone.iter().zip(by_types) {
        let new = partner.or(only).map(|new| path(&after.name, new.name()));
        out.insert(path(&before.name, method.name()), new);
    }
}

/// For each thing that is gone, the only new one with the same key, if no other one that is gone has the key.
fn partners<T: Copy, K: std::hash::Hash + Eq>(
    gone: &[T],
    new: &[T],
    key: impl Fn(&T) -> Option<K>,
) -> Vec<Option<T>> {
    let by_key = |things: &[T]| {
        let mut by_key: FxHashMap<K, Option<T>> = FxHashMap::default();
        for thing in things {
            if let Some(key) = key(thing) {
                by_key.entry(key).and_modify(|known| *known = None).or_insert(Some(*thing));
            }
        }
        by_key
    };
    let (old, new) = (by_key(gone), by_key(new));
    let partner = |thing: &T| {
        let key = key(thing)?;
        old.get(&key)?.and(*new.get(&key)?)
    };
    gone.iter().map(partner).collect()
}

fn path(service: &str, method: &str) -> Box<str> {
    format!("/{service}/{method}").into()
}
