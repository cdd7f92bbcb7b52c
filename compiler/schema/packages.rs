//! The tree of packages, and which files are in each. Knows files by their positions in the graph only.

use super::symbols;
use hashbrown::HashTable;

/// A package, or a part of the name of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PackageId(pub(super) u32);

impl PackageId {
    /// The unnamed package around all others.
    pub(super) const ROOT: PackageId = PackageId(0);
}

/// The tree of packages. A package is there as long as a file is in it, or below it.
#[derive(Clone)]
pub(super) struct Packages {
    rows: Vec<Package>,
    table: HashTable<PackageId>,
    /// Rows of packages that lost their last file.
    free: Vec<PackageId>,
}

#[derive(Clone)]
struct Package {
    parent: PackageId,
    name: Box<str>,
    hash: u64,
    /// Positions of the files in it and below it, sorted. The root has none: everything is below it.
    files: Vec<u32>,
}

impl Packages {
    /// Adds the package of each file in turn; `files` are the names of their packages and their positions.
    pub(super) fn new<'f>(files: impl Iterator<Item = (&'f str, u32)>) -> (Packages, Vec<PackageId>) {
        let root = Package { parent: PackageId::ROOT, name: "".into(), hash: 0, files: Vec::new() };
        let mut packages = Packages { rows: vec![root], table: HashTable::new(), free: Vec::new() };
        let mut package_of = Vec::new();
        for (name, position) in files {
            let package = packages.add(name);
            package_of.push(package);
            packages.append(package, position);
        }
        packages.sort();
        (packages, package_of)
    }

    /// Gives every file a new position.
    pub(super) fn renumber(&mut self, files: impl Iterator<Item = (PackageId, u32)>) {
        for row in &mut self.rows {
            row.files.clear();
        }
        for (package, position) in files {
            self.append(package, position);
        }
        self.sort();
    }

    fn append(&mut self, package: PackageId, position: u32) {
        let mut at = package;
        while at != PackageId::ROOT {
            let row = &mut self.rows[at.0 as usize];
            row.files.push(position);
            at = row.parent;
        }
    }

    fn sort(&mut self) {
        for row in &mut self.rows {
            row.files.sort_unstable();
        }
    }

    /// Adds a file to the package of this name.
    pub(super) fn enter(&mut self, name: &str, position: u32) -> PackageId {
        let package = self.add(name);
        let mut at = package;
        while at != PackageId::ROOT {
            let row = &mut self.rows[at.0 as usize];
            let place = row.files.partition_point(|&other| other < position);
            row.files.insert(place, position);
            at = row.parent;
        }
        package
    }

    /// Takes a file out of its package. Packages without files disappear.
    pub(super) fn leave(&mut self, package: PackageId, position: u32) {
        let mut at = package;
        while at != PackageId::ROOT {
            let row = &mut self.rows[at.0 as usize];
            row.files.retain(|&other| other != position);
            let (parent, hash) = (row.parent, row.hash);
            if row.files.is_empty() {
                if let Ok(entry) = self.table.find_entry(hash, |&id| id == at) {
                    entry.remove();
                }
                self.free.push(at);
            }
            at = parent;
        }
    }

    fn add(&mut self, name: &str) -> PackageId {
        name.split('.').filter(|part| !part.is_empty()).fold(PackageId::ROOT, |parent, part| {
            self.child(parent, part).unwrap_or_else(|| {
                let hash = symbols::hash(parent.0, part);
                let row = Package { parent, name: part.into(), hash, files: Vec::new() };
                let id = match self.free.pop() {
                    Some(id) => {
                        self.rows[id.0 as usize] = row;
                        id
                    }
                    None => {
                        self.rows.push(row);
                        PackageId(self.rows.len() as u32 - 1)
                    }
                };
                self.table.insert_unique(hash, id, |&id| self.rows[id.0 as usize].hash);
                id
            })
        })
    }

    /// The package of this name, when a file is in it or below it.
    pub(super) fn find(&self, name: &str) -> Option<PackageId> {
        let mut parts = name.split('.').filter(|part| !part.is_empty());
        parts.try_fold(PackageId::ROOT, |parent, part| self.child(parent, part))
    }

    pub(super) fn child(&self, parent: PackageId, name: &str) -> Option<PackageId> {
        let same = |&id: &PackageId| {
            let row = &self.rows[id.0 as usize];
            row.parent == parent && *row.name == *name
        };
        self.table.find(symbols::hash(parent.0, name), same).copied()
    }

    /// Positions of the files in a package and below it, sorted; none for the root.
    pub(super) fn files(&self, package: PackageId) -> &[u32] {
        &self.rows[package.0 as usize].files
    }

    /// The packages but the root, each with its parent and the last part of its name.
    pub(super) fn named(&self) -> impl Iterator<Item = (PackageId, &str)> {
        self.rows.iter().filter(|row| !row.files.is_empty()).map(|row| (row.parent, &*row.name))
    }

    /// The package, then those around it, the unnamed one last.
    pub(super) fn chain(&self, package: PackageId) -> impl Iterator<Item = PackageId> {
        std::iter::successors(Some(package), |&id| {
            (id != PackageId::ROOT).then(|| self.rows[id.0 as usize].parent)
        })
    }

    /// Returns the parent of a package, and the last part of its name.
    pub(super) fn step(&self, package: PackageId) -> (PackageId, &str) {
        let row = &self.rows[package.0 as usize];
        (row.parent, &row.name)
    }

    /// The full name of a package.
    pub(super) fn name(&self, package: PackageId) -> String {
        let mut parts: Vec<&str> = self.chain(package).map(|id| &*self.rows[id.0 as usize].name).collect();
        parts.pop();
        parts.reverse();
        parts.join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_goes_with_its_last_file() {
        let (mut packages, of) = Packages::new([("a.b", 0), ("a", 1), ("", 2)].into_iter());
        assert_eq!(packages.find("a.b"), Some(of[0]));
        packages.leave(of[0], 0);
        assert_eq!(packages.find("a.b"), None);
        assert_eq!(packages.find("a"), Some(of[1]));
        assert_eq!(packages.files(of[1]), [1]);
        let new = packages.enter("c.d", 0);
        assert_eq!((packages.find("c.d"), packages.name(new).as_str()), (Some(new), "c.d"));
        packages.leave(of[1], 1);
        assert_eq!(packages.find("a"), None);
        assert_eq!(packages.named().count(), 2);
    }
}
