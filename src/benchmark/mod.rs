//! A benchmark of a plan: a Rust program with types of both shapes, and the same messages in each. Measures nothing itself.

mod schema;

use protune_compiler::compile;
use protune_compiler::descriptor::{self, Include};
use protune_wire::shape::{Reshaping, Tree};
use protune_wire::{Arena, Damage, read, varint};

/// Files of a benchmark, by their paths in its folder.
pub type Files = Vec<(&'static str, Vec<u8>)>;

/// Messages for a benchmark, in both shapes, each after its length.
pub struct Streams<'r> {
    reshaping: &'r Reshaping,
    arena: Arena,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// A benchmark has so many bytes of messages, the first ones.
const MOST: usize = 16 << 20;

impl<'r> Streams<'r> {
    pub fn new(reshaping: &'r Reshaping) -> Streams<'r> {
        Streams { reshaping, arena: Arena::default(), old: Vec::new(), new: Vec::new() }
    }

    /// Adds a message, if it fits the plan and there are not enough yet.
    pub fn add(&mut self, message: &[u8]) -> Result<(), Damage> {
        if self.old.len() + message.len() > MOST && !self.old.is_empty() {
            return Ok(());
        }
        let from = self.reshaping.from();
        let tree = Tree::of(from, read(&mut self.arena, from, message)?);
        if let Ok(new) = self.reshaping.there(tree) {
            let new = new.encode(self.reshaping.to());
            for (stream, bytes) in [(&mut self.old, message), (&mut self.new, &new)] {
                varint::put(stream, bytes.len() as u64);
                stream.extend_from_slice(bytes);
            }
        }
        Ok(())
    }

    /// The files of the benchmark. The error is for the user.
    pub fn files(self) -> Result<Files, String> {
        let texts = [
            ("old.proto", schema::print(self.reshaping.from(), "old")?),
            ("new.proto", schema::print(self.reshaping.to(), "new")?),
        ];
        let compiled = compile(texts.clone(), |_| None);
        if let Some(problem) = compiled.problems().iter().next() {
            return Err(format!(
                "the schemas of the benchmark do not compile: {}, which is a bug in protune",
                problem.message
            ));
        }
        let entry = |name| {
            compiled.find(name).map(|file| descriptor::set_entry(&compiled, file.id, Include::default()))
        };
        let set = texts.iter().filter_map(|(name, _)| entry(name)).flatten().collect();
        let mut files: Files = texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
        let fixed = [
            ("Cargo.toml", include_str!("template/manifest.toml")),
            ("build.rs", include_str!("template/build.rs")),
            ("src/main.rs", include_str!("template/main.rs")),
        ];
        files.extend(fixed.map(|(name, text)| (name, text.as_bytes().to_vec())));
        files.extend([("schema.binpb", set), ("old.bin", self.old), ("new.bin", self.new)]);
        Ok(files)
    }
}
