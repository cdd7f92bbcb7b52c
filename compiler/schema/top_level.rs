//! Top-level names of packages, over all files. The table is divided into shards that schemas share, so a change copies
//! little.

use super::Global;
use super::file::{File, FileId, MessageId, ServiceId};
use super::packages::PackageId;
use super::per_file::PerFile;
use super::symbols::{Scope, ShortHash, Symbol, TopLevelSymbol};
use hashbrown::HashTable;
use std::sync::Arc;

/// Average number of names in a shard when the table is made, and its capacity. The capacity is that of a
/// hash table of 128 buckets; few shards outgrow it.
const NAMES_A_SHARD: usize = 90;
const ROOM: usize = 112;

/// Table of top-level names of packages.
#[derive(Clone)]
pub(super) struct TopLevel {
    /// Chosen by the upper bits of hashes.
    shards: Vec<Arc<HashTable<Entry>>>,
    /// The file that ranks behind all others: it joined them at the end, and others were added behind it.
    last: FileId,
}

/// Everything that has one name.
#[derive(Clone)]
struct Entry {
    hash: ShortHash,
    package: PackageId,
    /// The declaration in the file that ranks first.
    first: Global<Symbol>,
    /// The others, by rank.
    #[expect(clippy::box_collection, reason = "most names are declared once, and this is a third as large")]
    more: Option<Box<Vec<Global<Symbol>>>>,
}

impl TopLevel {
    pub(super) fn new(names: usize, last: FileId) -> TopLevel {
        let shards = names.div_ceil(NAMES_A_SHARD).max(1);
        let room = if shards == 1 { names } else { ROOM };
        let shards = (0..shards).map(|_| Arc::new(HashTable::with_capacity(room))).collect();
        TopLevel { shards, last }
    }

    /// Adds a declaration of one of the files.
    pub(super) fn add(
        &mut self,
        package: PackageId,
        file: FileId,
        declared: TopLevelSymbol,
        files: &PerFile<Arc<File>>,
    ) {
        let symbol = Global { file, id: declared.symbol };
        let hash = declared.name.in_package(package.0);
        let rank = rank(self.last);
        let shard = self.shard_mut(hash);
        // Names are looked at only where hashes are the same: most are far away in memory.
        let same = |entry: &Entry| {
            let name = || files[file].symbol_name(declared.symbol);
            entry.hash == hash && entry.is(hash, package, name(), files)
        };
        let Some(entry) = shard.find_mut(hash.spread(), same) else {
            let entry = Entry { hash, package, first: symbol, more: None };
            shard.insert_unique(hash.spread(), entry, |entry| entry.hash.spread());
            return;
        };
        let symbol = if rank(symbol) < rank(entry.first) {
            std::mem::replace(&mut entry.first, symbol)
        } else {
            symbol
        };
        let more = entry.more.get_or_insert_default();
        let place = more.partition_point(|&other| rank(other) < rank(symbol));
        more.insert(place, symbol);
    }

    /// Takes a declaration out. `files` are those that it was added with.
    pub(super) fn remove(
        &mut self,
        package: PackageId,
        symbol: Global<Symbol>,
        name: &str,
        files: &PerFile<Arc<File>>,
    ) {
        let hash = ShortHash::of(0, name).in_package(package.0);
        let found =
            self.shard_mut(hash).find_entry(hash.spread(), |entry| entry.is(hash, package, name, files));
        let Ok(mut found) = found else { return };
        let entry = found.get_mut();
        let Some(more) = &mut entry.more else {
            debug_assert_eq!(entry.first, symbol);
            found.remove();
            return;
        };
        if entry.first == symbol {
            entry.first = more.remove(0);
        } else {
            more.retain(|&other| other != symbol);
        }
        if more.is_empty() {
            entry.more = None;
        }
    }

    /// Everything of this name in this package, by the rank of the files.
    pub(super) fn find(
        &self,
        package: PackageId,
        name: &str,
        files: &PerFile<Arc<File>>,
    ) -> impl DoubleEndedIterator<Item = Global<Symbol>> {
        let hash = ShortHash::of(0, name).in_package(package.0);
        let shard = &self.shards[self.shard_of(hash)];
        let found = shard.find(hash.spread(), |entry| entry.is(hash, package, name, files));
        found.into_iter().flat_map(Entry::symbols)
    }

    /// The names that several files declare.
    pub(super) fn shared(&self) -> impl Iterator<Item = Global<Symbol>> {
        self.shards
            .iter()
            .flat_map(|shard| shard.iter())
            .filter(|it| it.more.is_some())
            .flat_map(Entry::symbols)
    }

    /// Returns whether declarations of the first file count before those of the second.
    pub(super) fn ranks_before(&self, first: FileId, second: FileId) -> bool {
        (first == self.last, first) < (second == self.last, second)
    }

    fn shard_of(&self, hash: ShortHash) -> usize {
        hash.part_of(self.shards.len())
    }

    fn shard_mut(&mut self, hash: ShortHash) -> &mut HashTable<Entry> {
        let at = self.shard_of(hash);
        Arc::make_mut(&mut self.shards[at])
    }
}

impl Entry {
    fn is(&self, hash: ShortHash, package: PackageId, name: &str, files: &PerFile<Arc<File>>) -> bool {
        self.hash == hash
            && self.package == package
            && files[self.first.file].symbol_name(self.first.id) == name
    }

    fn symbols(&self) -> impl DoubleEndedIterator<Item = Global<Symbol>> {
        std::iter::once(self.first).chain(self.more.iter().flat_map(|more| more.iter().copied()))
    }
}

fn rank(last: FileId) -> impl Fn(Global<Symbol>) -> (bool, Global<Symbol>) {
    move |symbol| (symbol.file == last, symbol)
}

/// Finds what a file declares right below its package. Of names that it declares twice, the first stands.
pub(super) fn top_level_symbols(file: &File) -> impl Iterator<Item = TopLevelSymbol> {
    let messages = (0..file.messages.len() as u32).map(MessageId);
    let messages = messages.filter(|&id| file[id].parent.is_none()).map(Symbol::Message);
    let values = file.top_enums.iter().flat_map(|id| file[id].values.iter()).map(Symbol::Value);
    let enums = file.top_enums.iter().map(Symbol::Enum);
    let extensions = file.top_extends.iter().flat_map(|id| file[id].fields.iter()).map(Symbol::Field);
    let services = (0..file.services.len() as u32).map(|id| Symbol::Service(ServiceId(id)));
    let symbols = messages.chain(enums).chain(values).chain(extensions).chain(services);
    symbols.filter_map(|symbol| {
        let name = file.symbol_name(symbol);
        declares(file, symbol, name).then(|| TopLevelSymbol { symbol, name: ShortHash::of(0, name) })
    })
}

/// Returns whether the name of a declaration right below the package of a file is this one.
pub(super) fn declares(file: &File, symbol: Symbol, name: &str) -> bool {
    file.lookup(Scope::PACKAGE, name) == Some(symbol)
}
