//! Descriptors of a server, however damaged, are completed or refused; what is completed is read as texts, and these are
//! compiled.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protune_compiler::descriptor::read_set;
use protune_compiler::descriptor::served::{Served, complete};
use std::collections::BTreeSet;

fuzz_target!(|bytes: &[u8]| {
    // Two files of the server and one from here, of about the same size.
    let third = bytes.len() / 3;
    let (first, rest) = bytes.split_at(third);
    let (second, here) = rest.split_at(third);
    let files = [first.to_vec(), second.to_vec()];
    let served = Served { files: &files, services: &[], here: &[here.to_vec()], packages: &BTreeSet::new() };
    let Ok(done) = complete(served) else { return };
    let Ok(files) = read_set(&done.set) else { return };
    let texts = files.into_iter().map(|file| (file.name, file.text));
    let _ = protune_compiler::compile(texts, |_| None).problems();
});
