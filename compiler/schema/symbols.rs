//! Names inside one file, scope by scope. Contains only declarations of the file; see `link` for those of other files.

use super::file::{EnumId, FieldId, FieldParent, File, MessageId, MethodId, OneofId, ServiceId, ValueId};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A declaration of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Symbol {
    /// A message.
    Message(MessageId),
    /// An enum.
    Enum(EnumId),
    /// A value of an enum.
    Value(ValueId),
    /// A field, or an extension.
    Field(FieldId),
    /// A oneof.
    Oneof(OneofId),
    /// A service.
    Service(ServiceId),
    /// An RPC.
    Method(MethodId),
}

impl Symbol {
    /// Other names can stand below it, so that the first part of `a.b` may mean it.
    pub(super) fn is_aggregate(self) -> bool {
        matches!(self, Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_))
    }

    pub(super) fn is_type(self) -> bool {
        matches!(self, Symbol::Message(_) | Symbol::Enum(_))
    }
}

/// A declaration right below a package, with what its name hashes to: found out once, while the name is near in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct TopLevelSymbol {
    pub(super) symbol: Symbol,
    pub(super) name: ShortHash,
}

/// Half a hash of a name: tables of names are large, and are kept for as long as the schema is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ShortHash(u32);

impl ShortHash {
    pub(super) fn of(scope: u32, name: &str) -> ShortHash {
        let hash = hash(scope, name);
        ShortHash((hash ^ (hash >> 32)) as u32)
    }

    /// The hash of a name of which this is the hash without its package.
    pub(super) fn in_package(self, package: u32) -> ShortHash {
        ShortHash(self.0.wrapping_add(package.wrapping_mul(0x9e37_79b9)))
    }

    /// One of `count` parts that names are divided into.
    pub(super) fn part_of(self, count: usize) -> usize {
        ((u64::from(self.0) * count as u64) >> 32) as usize
    }

    /// A hash for a table: the upper bits may have chosen it already.
    pub(super) fn spread(self) -> u64 {
        u64::from(self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(20)
    }
}

/// Scope of names: the package, a message or a service; or an enum, for values whose names others have around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Scope(u32);

impl Scope {
    pub(super) const PACKAGE: Scope = Scope(0);
    const SERVICES: u32 = 1 << 31;
    const ENUMS: u32 = 1 << 30;

    pub(super) fn message(id: MessageId) -> Scope {
        Scope(1 + id.0)
    }

    pub(super) fn service(id: ServiceId) -> Scope {
        Scope(Scope::SERVICES + id.0)
    }

    pub(super) fn enumeration(id: EnumId) -> Scope {
        Scope(Scope::ENUMS + id.0)
    }

    pub(super) fn of(parent: Option<MessageId>) -> Scope {
        parent.map_or(Scope::PACKAGE, Scope::message)
    }
}

#[derive(Debug)]
struct Entry {
    scope: Scope,
    symbol: Symbol,
}

#[derive(Default, Debug)]
pub(super) struct Symbols {
    table: HashTable<Entry>,
}

impl Symbols {
    pub(super) fn with_capacity(symbols: usize) -> Symbols {
        Symbols { table: HashTable::with_capacity(symbols) }
    }

    /// Adds a declaration, unless its name is taken in its scope; then gives who has it.
    pub(super) fn add<'f>(
        &mut self,
        scope: Scope,
        name: &str,
        symbol: Symbol,
        name_of: impl Fn(Symbol) -> &'f str,
    ) -> Option<Symbol> {
        let same = |entry: &Entry| entry.scope == scope && name_of(entry.symbol) == name;
        if let Some(first) = self.table.find(hash(scope.0, name), same) {
            return Some(first.symbol);
        }
        // Not kept: the table has room for all, so that it hardly ever grows.
        let hash_of = |entry: &Entry| hash(entry.scope.0, name_of(entry.symbol));
        self.table.insert_unique(hash(scope.0, name), Entry { scope, symbol }, hash_of);
        None
    }
}

impl File {
    /// Returns the declaration with a name in one scope of this file.
    pub(super) fn lookup(&self, scope: Scope, name: &str) -> Option<Symbol> {
        let same = |entry: &Entry| entry.scope == scope && self.symbol_name(entry.symbol) == name;
        self.symbols.table.find(hash(scope.0, name), same).map(|entry| entry.symbol)
    }

    /// The field of this name that a message has itself.
    pub(super) fn field_named(&self, message: MessageId, name: &str) -> Option<FieldId> {
        match self.lookup(Scope::message(message), name)? {
            Symbol::Field(id) if self[id].parent == FieldParent::Message(message) => Some(id),
            _ => None,
        }
    }

    /// The oneof of this name that a message has.
    pub(super) fn oneof_named(&self, message: MessageId, name: &str) -> Option<OneofId> {
        match self.lookup(Scope::message(message), name)? {
            Symbol::Oneof(id) => Some(id),
            _ => None,
        }
    }

    /// The value of this name that an enum has.
    pub(super) fn value_named(&self, of: EnumId, name: &str) -> Option<ValueId> {
        match self.lookup(Scope::of(self[of].parent), name)? {
            Symbol::Value(id) if self[id].parent == of => Some(id),
            // Another declaration has the name as well, which is reported.
            _ => match self.lookup(Scope::enumeration(of), name)? {
                Symbol::Value(id) => Some(id),
                _ => None,
            },
        }
    }

    /// The last part of a symbol's name.
    pub fn symbol_name(&self, symbol: Symbol) -> &str {
        self.name(match symbol {
            Symbol::Message(id) => self[id].name,
            Symbol::Enum(id) => self[id].name,
            Symbol::Value(id) => self[id].name,
            Symbol::Field(id) => self[id].name,
            Symbol::Oneof(id) => self[id].name,
            Symbol::Service(id) => self[id].name,
            Symbol::Method(id) => self[id].name,
        })
    }

    /// Returns whether another declaration in the scope of a symbol, in this file, has this name.
    pub fn is_declared_beside(&self, symbol: Symbol, name: &str) -> bool {
        self.lookup(self.scope_of(symbol), name).is_some()
    }

    fn scope_of(&self, symbol: Symbol) -> Scope {
        match symbol {
            Symbol::Message(id) => Scope::of(self[id].parent),
            Symbol::Enum(id) => Scope::of(self[id].parent),
            // The values of an enum are its siblings.
            Symbol::Value(id) => Scope::of(self[self[id].parent].parent),
            Symbol::Field(id) => match self[id].parent {
                FieldParent::Message(message) => Scope::message(message),
                FieldParent::Extend(extend) => Scope::of(self[extend].parent),
            },
            Symbol::Oneof(id) => Scope::message(self[id].message),
            Symbol::Service(_) => Scope::PACKAGE,
            Symbol::Method(id) => Scope::service(self[id].parent),
        }
    }

    /// Returns the span of a symbol's name.
    pub fn symbol_span(&self, symbol: Symbol) -> crate::text::Span {
        match symbol {
            Symbol::Message(id) => self[id].name_span,
            Symbol::Enum(id) => self[id].name_span,
            Symbol::Value(id) => self[id].name_span,
            Symbol::Field(id) => self[id].name_span,
            Symbol::Oneof(id) => self[id].name_span,
            Symbol::Service(id) => self[id].name_span,
            Symbol::Method(id) => self[id].name_span,
        }
    }
}

pub(super) fn hash(scope: u32, name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(scope);
    hasher.write(name.as_bytes());
    hasher.finish()
}
