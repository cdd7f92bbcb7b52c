//! Scopes of declarations, and the scopes through which a name is looked up. Uses only linked names, and decides
//! nothing.

use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::link::Linked;
use crate::schema::packages::PackageId;
use crate::schema::resolve::{Inside, Meaning};
use crate::schema::symbols::{Scope, Symbol};

/// Scope that contains declarations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Level {
    Message(Global<MessageId>),
    Service(Global<ServiceId>),
    Package(PackageId),
}

/// Lookup of the first part of a relative name.
#[derive(Clone, Copy)]
pub(super) struct Site {
    pub(super) inside: Inside,
    /// The service around the types of an RPC, whose RPCs hide what stands around it.
    pub(super) service: Option<ServiceId>,
    pub(super) wants: Wants,
    /// Options see what `import option` brings.
    pub(super) for_option: bool,
}

/// Condition that ends the search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// The name has more parts.
    Aggregate,
    Type,
    Any,
}

impl Wants {
    pub(super) fn will_do(self, meaning: Meaning) -> bool {
        match (self, meaning) {
            (Wants::Aggregate, Meaning::Symbol(symbol)) => symbol.id.is_aggregate(),
            (Wants::Type, Meaning::Symbol(symbol)) => symbol.id.is_type(),
            (Wants::Any, Meaning::Symbol(_)) => true,
            (_, Meaning::Package(_)) => self == Wants::Aggregate,
        }
    }
}

impl Linked {
    /// Returns the scope of a declaration or package.
    pub(super) fn level(&self, meaning: Meaning) -> Level {
        let symbol = match meaning {
            Meaning::Symbol(symbol) => symbol,
            Meaning::Package(package) => {
                let outer = self.packages.chain(package).nth(1);
                return Level::Package(outer.unwrap_or(PackageId::ROOT));
            }
        };
        let file = self.file(symbol.file);
        let message = match symbol.id {
            Symbol::Message(id) => file[id].parent,
            Symbol::Enum(id) => file[id].parent,
            // The values of an enum are its siblings.
            Symbol::Value(id) => file[file[id].parent].parent,
            Symbol::Field(id) => match file[id].parent {
                FieldParent::Message(message) => Some(message),
                FieldParent::Extend(extend) => file[extend].parent,
            },
            Symbol::Oneof(id) => Some(file[id].message),
            Symbol::Service(_) => None,
            Symbol::Method(id) => {
                return Level::Service(Global { file: symbol.file, id: file[id].parent });
            }
        };
        match message {
            Some(id) => Level::Message(Global { file: symbol.file, id }),
            None => Level::Package(self.package_of[symbol.file]),
        }
    }

    /// Returns the meaning of a full name without its last part.
    pub(super) fn outer(&self, meaning: Meaning) -> Option<Meaning> {
        match self.level(meaning) {
            Level::Message(Global { file, id }) => {
                Some(Meaning::Symbol(Global { file, id: Symbol::Message(id) }))
            }
            Level::Service(Global { file, id }) => {
                Some(Meaning::Symbol(Global { file, id: Symbol::Service(id) }))
            }
            Level::Package(PackageId::ROOT) => None,
            Level::Package(package) => Some(Meaning::Package(package)),
        }
    }

    /// The scopes that a name is looked up in, innermost first.
    pub(super) fn levels(&self, site: Site) -> impl Iterator<Item = Level> {
        let Inside { file, message } = site.inside;
        let data = self.file(file);
        // A dotted name begins with nothing that an RPC is.
        let service = site.service.filter(|_| site.wants != Wants::Aggregate);
        let service = service.map(|id| Level::Service(Global { file, id }));
        let messages = std::iter::successors(message, move |&message| data[message].parent);
        let messages = messages.map(move |id| Level::Message(Global { file, id }));
        let packages = self.packages.chain(self.package_of[file]).map(Level::Package);
        service.into_iter().chain(messages).chain(packages)
    }

    /// The scopes around a scope, from itself on, innermost first.
    pub(super) fn levels_around(&self, level: Level) -> impl Iterator<Item = Level> {
        let (message, package) = match level {
            Level::Message(message) => (Some(message), self.package_of[message.file]),
            Level::Service(service) => (None, self.package_of[service.file]),
            Level::Package(package) => (None, package),
        };
        let service = matches!(level, Level::Service(_)).then_some(level);
        let messages = std::iter::successors(message, |message| {
            let parent = self.file(message.file)[message.id].parent?;
            Some(Global { file: message.file, id: parent })
        });
        let packages = self.packages.chain(package).map(Level::Package);
        service.into_iter().chain(messages.map(Level::Message)).chain(packages)
    }

    /// Returns what file `from` finds under a name in one scope.
    pub(super) fn found_at(&self, from: FileId, level: Level, name: &str, site: Site) -> Option<Meaning> {
        let symbol = |file: FileId, scope: Scope| {
            let id = self.file(file).lookup(scope, name)?;
            Some(Meaning::Symbol(Global { file, id }))
        };
        let found = match level {
            Level::Message(message) => symbol(message.file, Scope::message(message.id)),
            Level::Service(service) => symbol(service.file, Scope::service(service.id)),
            Level::Package(package) => self.seen_in_package(from, package, name, site.for_option),
        };
        found.filter(|&found| site.wants.will_do(found))
    }

    /// Everything of this name in one scope, whoever sees it.
    pub(super) fn declared_at(&self, level: Level, name: &str) -> Vec<Meaning> {
        let symbol = |file: FileId, scope: Scope| {
            let id = self.file(file).lookup(scope, name);
            id.map(|id| Meaning::Symbol(Global { file, id })).into_iter().collect()
        };
        match level {
            Level::Message(message) => symbol(message.file, Scope::message(message.id)),
            Level::Service(service) => symbol(service.file, Scope::service(service.id)),
            Level::Package(package) => {
                let symbols = self.top_level(package, name).map(Meaning::Symbol);
                symbols.chain(self.packages.child(package, name).map(Meaning::Package)).collect()
            }
        }
    }

    /// A group and its field are one declaration with one name; the message stands for both.
    pub(super) fn declaration(&self, meaning: Meaning) -> Meaning {
        if let Meaning::Symbol(Global { file, id: Symbol::Field(field) }) = meaning
            && let TypeName::Group(message) = self.file(file)[field].ty
        {
            return Meaning::Symbol(Global { file, id: Symbol::Message(message) });
        }
        meaning
    }
}
