//! References that a rename would redirect: lookups go from inner to outer scopes, and a new name can hide another or
//! be hidden.

use super::Renaming;
use super::refusal::Refusal;
use crate::schema::file::FileId;
use crate::schema::resolve::Meaning;

impl Renaming<'_> {
    pub(super) fn changes_no_meaning(&self) -> Result<(), Refusal> {
        self.captures_nothing()?;
        self.is_found_everywhere()
    }

    /// No name that is looked up through its scope, and found behind it, would be found in it.
    fn captures_nothing(&self) -> Result<(), Refusal> {
        let linked = self.linked();
        for (name, meaning) in &self.names.declared {
            for lookup in self.workspace.references.beginning_with(name) {
                let site = self.workspace.references.site(lookup.file, lookup.site);
                let found_at = linked.level(lookup.found);
                let mut before = linked.levels(site).take_while(|&level| level != found_at);
                if lookup.found != *meaning
                    && before.any(|level| level == self.names.level)
                    && site.wants.will_do(*meaning)
                    && self.is_seen_from(lookup.file)
                {
                    return Err(Refusal::Captures { name: name.clone(), file: self.file_name(lookup.file) });
                }
            }
        }
        Ok(())
    }

    fn is_seen_from(&self, from: FileId) -> bool {
        let linked = self.linked();
        match self.what {
            Meaning::Symbol(symbol) => linked.graph.sees(from, symbol.file),
            Meaning::Package(package) => linked.graph.sees_any(from, linked.packages.files(package)),
        }
    }

    /// No name that means it would be found nearer by.
    fn is_found_everywhere(&self) -> Result<(), Refusal> {
        let linked = self.linked();
        for entry in self.entries() {
            let Some(site) = entry.site else { continue };
            let site = self.workspace.references.site(entry.file, site);
            let name = self.text_of(entry);
            let mut nearer = linked.levels(site).take_while(|&level| level != self.names.level);
            if nearer.any(|level| linked.found_at(entry.file, level, &name, site).is_some()) {
                return Err(Refusal::Hidden { name, file: self.file_name(entry.file) });
            }
        }
        Ok(())
    }
}
