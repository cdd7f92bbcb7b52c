//! Users of messages: which files have RPCs that take or return the messages that the RPCs of a few files take or
//! return, and how much of each has to be read to count them. Says "read it whole" where a name could mean
//! something else.

use super::around::{Depth, Depths, Node, Surroundings, around};
use super::origin::Origin;
use super::outline::{Rpc, last_part};
use protune_compiler::schema::File;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Messages whose users count.
#[derive(Default)]
pub(super) struct Sought {
    messages: Vec<Message>,
    by_last_part: FxHashMap<String, Vec<usize>>,
}

struct Message {
    full_name: String,
    declared_in: Origin,
}

impl Sought {
    /// The messages of the RPCs of some files; `all` are these and everything they import.
    pub(super) fn new<'f>(
        files: impl Iterator<Item = &'f File>,
        all: impl Iterator<Item = (&'f Origin, &'f File)>,
    ) -> Sought {
        let mut wanted: FxHashSet<String> = FxHashSet::default();
        for file in files {
            for ty in file.rpc_types().flatten() {
                wanted.extend(meanings(file.package(), ty).map(|(_, name)| name));
            }
        }
        let mut sought = Sought::default();
        for (origin, file) in all {
            for name in file.message_names() {
                if wanted.contains(name) {
                    let at = sought.messages.len();
                    sought.by_last_part.entry(last_part(name).to_owned()).or_default().push(at);
                    let (full_name, declared_in) = (name.to_owned(), origin.clone());
                    sought.messages.push(Message { full_name, declared_in });
                }
            }
        }
        sought
    }

    pub(super) fn has_last_part(&self, last: &str) -> bool {
        self.by_last_part.contains_key(last)
    }

    /// First parts of the names: whoever declares one of these words may hide what a name means elsewhere.
    pub(super) fn first_parts(&self) -> Vec<String> {
        let first = self.messages.iter().map(|message| first_part(&message.full_name));
        let mut first: Vec<String> = first.map(str::to_owned).collect();
        first.sort_unstable();
        first.dedup();
        first
    }
}

fn first_part(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Full names that a type can have, as it is written in a package, each with the package whose scope it is found
/// in; the innermost first, and `None` for a name that is absolute.
fn meanings<'n>(package: &'n str, written: &'n str) -> impl Iterator<Item = (Option<&'n str>, String)> {
    let absolute = written.strip_prefix('.').map(|name| (None, name.to_owned()));
    let relative = around(package).map(move |scope| (Some(scope), format!("{scope}.{written}")));
    let relative = relative.chain([(Some(""), written.to_owned())]);
    relative.filter(move |_| !written.starts_with('.')).chain(absolute)
}

/// An RPC that counts, with the messages that it takes and returns, as far as they are sought.
type Use<'s> = [Option<&'s Message>; 2];

/// Raises the depths of the files with RPCs that use the messages: findings point at the first two users of
/// each, and count the others.
pub(super) fn find(surroundings: &Surroundings, sought: &Sought, depths: &mut Depths) {
    if sought.messages.is_empty() {
        return;
    }
    let nodes = surroundings.nodes();
    let place: FxHashMap<&Origin, usize> =
        nodes.iter().enumerate().map(|(index, node)| (&node.origin, index)).collect();
    let names = Names { surroundings, packages: surroundings.packages(), words: sought.first_parts(), place };
    let mut users: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    let mut uses: Vec<(usize, Vec<Use<'_>>)> = Vec::new();
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.is_judged()) {
        let mut of_file = Vec::new();
        for rpc in &node.outline.rpcs {
            match names.used(sought, index, rpc) {
                Ok([None, None]) => {}
                Ok(of_rpc) => of_file.push(of_rpc),
                Err(Unclear) => depths.raise(index, Depth::Whole),
            }
        }
        for message in of_file.iter().flatten().flatten() {
            users.entry(&message.full_name).or_default().push((node.name(), index));
        }
        if !of_file.is_empty() {
            uses.push((index, of_file));
        }
    }
    let mut shown: Vec<usize> = Vec::new();
    for mut files in users.into_values() {
        files.sort_unstable();
        files.dedup();
        shown.extend(files.iter().take(2).map(|&(_, index)| index));
    }
    shown.into_iter().for_each(|index| depths.raise(index, Depth::Alone));
    for (index, uses) in uses {
        let depth = match names.stand_in(index, &uses) {
            Some(text) => Depth::StandIn(text),
            None => Depth::Alone,
        };
        depths.raise(index, depth);
    }
}

/// A name may mean a message that is sought, or something else.
struct Unclear;

struct Names<'s> {
    surroundings: &'s Surroundings,
    packages: FxHashSet<&'s str>,
    /// The first parts of names whose declarations outlines show.
    words: Vec<String>,
    place: FxHashMap<&'s Origin, usize>,
}

impl Names<'_> {
    fn used<'m>(&self, sought: &'m Sought, index: usize, rpc: &Rpc) -> Result<Use<'m>, Unclear> {
        let mut used = [None, None];
        for (used, written) in used.iter_mut().zip(&rpc.types) {
            *used = self.meant(sought, index, written)?;
        }
        Ok(used)
    }

    /// The message that a type in a file means, if it is sought.
    fn meant<'m>(
        &self,
        sought: &'m Sought,
        index: usize,
        written: &str,
    ) -> Result<Option<&'m Message>, Unclear> {
        let Some(candidates) = sought.by_last_part.get(last_part(written)) else { return Ok(None) };
        let node = &self.surroundings.nodes()[index];
        let package = &*node.outline.package;
        let mut found = None;
        for (scope, name) in meanings(package, written) {
            let mut fitting =
                candidates.iter().map(|&at| &sought.messages[at]).filter(|it| it.full_name == name);
            let Some(message) = fitting.next() else { continue };
            let is_only = fitting.next().is_none() && found.is_none();
            if !is_only || !self.is_seen(node, index, message) || !self.is_found_in(package, scope, written) {
                return Err(Unclear);
            }
            found = Some(message);
        }
        Ok(found)
    }

    /// The file declares the message, or imports the one that does.
    fn is_seen(&self, node: &Node, index: usize, message: &Message) -> bool {
        let place = self.place.get(&message.declared_in);
        place.is_some_and(|place| *place == index || node.imports().contains(place))
    }

    /// Nothing between a package and the scope of a name hides what is declared there.
    fn is_found_in(&self, package: &str, scope: Option<&str>, written: &str) -> bool {
        let Some(scope) = scope else { return true };
        let first = first_part(written);
        let word = self.words.iter().position(|word| word == first);
        around(package).take_while(|inner| *inner != scope).all(|inner| {
            let declares = |&file: &usize| {
                word.is_none_or(|word| self.surroundings.nodes()[file].outline.declares.contains(&word))
            };
            !self.packages.contains(&*format!("{inner}.{first}"))
                && !self.surroundings.of_package(inner).iter().any(declares)
        })
    }

    /// A text that uses the messages as the file does; `None` when a name cannot stand in a string.
    fn stand_in(&self, index: usize, uses: &[Use<'_>]) -> Option<String> {
        // A package of its own, so that nothing in it meets anything else.
        let mut text = format!("syntax = \"proto3\";\npackage _{index};\n");
        let messages = uses.iter().flatten().flatten();
        let mut origins: Vec<&Origin> = messages.map(|message| &message.declared_in).collect();
        origins.sort_by_key(|origin| self.place.get(origin));
        origins.dedup();
        for origin in origins {
            let name = self.surroundings.nodes()[*self.place.get(origin)?].name();
            if name.contains(['"', '\\', '\n']) {
                return None;
            }
            let _ = writeln!(text, "import \"{name}\";");
        }
        text.push_str("message _ {}\nservice S {\n");
        for (at, of_rpc) in uses.iter().enumerate() {
            let [takes, returns] = of_rpc.map(|message| message.map_or("_", |message| &message.full_name));
            let dot = |name: &str| if name == "_" { "" } else { "." };
            let _ = writeln!(text, "rpc R{at}({}{takes}) returns ({}{returns});", dot(takes), dot(returns));
        }
        text.push_str("}\n");
        Some(text)
    }
}
