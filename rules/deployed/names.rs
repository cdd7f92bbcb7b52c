//! Full names of everything that a schema declares, for files that name more than services.

use protune_compiler::schema::{EnumView, FileView, MessageView};
use rustc_hash::{FxHashMap, FxHashSet};

/// Messages, enums and packages of a schema by their full names.
#[derive(Debug, Default)]
pub struct Names<'s> {
    messages: FxHashMap<&'s str, MessageView<'s>>,
    enums: FxHashMap<&'s str, EnumView<'s>>,
    /// Values of enums are named beside their enum.
    values: FxHashSet<Box<str>>,
    /// Packages, and what their names begin with.
    packages: FxHashSet<&'s str>,
}

impl<'s> Names<'s> {
    pub(super) fn new(files: &[FileView<'s>]) -> Names<'s> {
        let (mut messages, mut enums) = (FxHashMap::default(), FxHashMap::default());
        let (mut values, mut packages) = (FxHashSet::default(), FxHashSet::default());
        for file in files {
            messages.extend(file.messages().map(|message| (message.full_name(), message)));
            for view in file.enums() {
                let scope = view.full_name().strip_suffix(view.name()).unwrap_or("");
                values.extend(view.values().map(|value| format!("{scope}{}", value.name()).into_boxed_str()));
                enums.insert(view.full_name(), view);
            }
            let mut package = file.package();
            while !package.is_empty() && packages.insert(package) {
                package = package.rsplit_once('.').map_or("", |(outer, _)| outer);
            }
        }
        Names { messages, enums, values, packages }
    }

    /// Returns whether a message has this full name.
    pub fn has_message(&self, name: &str) -> bool {
        self.messages.contains_key(name)
    }

    /// Returns whether an enum has this full name.
    pub fn has_enum(&self, name: &str) -> bool {
        self.enums.contains_key(name)
    }

    /// Returns whether this is a package, or packages begin with it.
    pub fn has_package(&self, name: &str) -> bool {
        self.packages.contains(name)
    }

    /// Returns whether this is a message, an enum, a package, or a part of a message or enum.
    pub fn has(&self, name: &str) -> bool {
        let is_member = || {
            let Some((of, member)) = name.rsplit_once('.') else { return false };
            let message = self.messages.get(of).is_some_and(|message| {
                message.fields().any(|field| field.name() == member)
                    || message.oneofs().any(|oneof| oneof.name() == member)
            });
            message
                || self.enums.get(of).is_some_and(|view| view.values().any(|value| value.name() == member))
        };
        self.has_message(name)
            || self.has_enum(name)
            || self.has_package(name)
            || self.values.contains(name)
            || is_member()
    }

    /// Full names of messages and enums that meet a condition, in their order. Linear in their number.
    pub fn types(&self, condition: impl Fn(&str) -> bool) -> Vec<&'s str> {
        let all = self.messages.keys().chain(self.enums.keys());
        let mut found: Vec<&str> = all.copied().filter(|name| condition(name)).collect();
        found.sort_unstable();
        found
    }
}
