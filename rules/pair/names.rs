//! Full names as numbers, the same on both sides. They are put together and found part by part: whole names of what
//! nests below a long one could take the square of the text.

use protune_compiler::schema::*;
use rustc_hash::FxHashMap;

/// The full name of a declaration or a package.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct FullName(u32);

/// The full names of both sides.
#[derive(Default, Debug)]
pub(super) struct FullNames<'s> {
    /// Names by their scope and their last part.
    below: FxHashMap<(FullName, &'s str), FullName>,
    packages: FxHashMap<FileId, FullName>,
    messages: FxHashMap<Global<MessageId>, FullName>,
}

impl<'s> FullNames<'s> {
    /// The name that something has by its place.
    pub(super) fn add(
        &mut self,
        file: FileView<'s>,
        scope: Option<MessageView<'s>>,
        name: &'s str,
    ) -> FullName {
        let scope = match scope {
            Some(scope) => self.add_message(scope),
            None => self.add_package(file),
        };
        self.add_below(scope, name)
    }

    pub(super) fn add_message(&mut self, message: MessageView<'s>) -> FullName {
        if let Some(&name) = self.messages.get(&message.global()) {
            return name;
        }
        let name = self.add(message.file, message.parent(), message.name());
        self.messages.insert(message.global(), name);
        name
    }

    pub(super) fn add_package(&mut self, file: FileView<'s>) -> FullName {
        if let Some(&package) = self.packages.get(&file.id) {
            return package;
        }
        let parts = file.package().split('.').filter(|part| !part.is_empty());
        let package = parts.fold(FullName(0), |scope, part| self.add_below(scope, part));
        self.packages.insert(file.id, package);
        package
    }

    fn add_below(&mut self, scope: FullName, name: &'s str) -> FullName {
        let next = FullName(self.below.len() as u32 + 1);
        *self.below.entry((scope, name)).or_insert(next)
    }

    /// The name that something has by its place, or would have in another file; `None` if nothing has it.
    pub(super) fn find(
        &self,
        file: FileView<'_>,
        scope: Option<MessageView<'_>>,
        name: &str,
    ) -> Option<FullName> {
        let scope = match scope {
            Some(scope) => self.find_message(file, scope)?,
            None => *self.packages.get(&file.id)?,
        };
        self.below.get(&(scope, name)).copied()
    }

    /// Does the same as [`FullNames::find`] for a message.
    pub(super) fn find_message(&self, file: FileView<'_>, message: MessageView<'_>) -> Option<FullName> {
        let is_same_package = self.packages.get(&file.id)? == self.packages.get(&message.file.id)?;
        match self.messages.get(&message.global()) {
            Some(&name) if is_same_package => Some(name),
            _ => self.find(file, message.parent(), message.name()),
        }
    }
}
