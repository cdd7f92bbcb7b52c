//! Descriptors that are read back: the schema of the printed texts gives the same bytes as the one that
//! the descriptors came from.
//!
//!     cargo test -p protune-compiler --test round_trip               the fixtures, and what protoc and buf make
//!     PROTUNE_CORPUS=path/to/tree cargo test ... -- --nocapture      every .proto file below a folder
//!
//! Imports are found from that folder, and from its folder `src` if there is one. `PROTUNE_TEXTS` names
//! a folder for the printed texts.

#[path = "round_trip/schema.rs"]
mod schema;

use protune_compiler::descriptor::{self, DescriptorFile, Include, read_set};
use protune_compiler::schema::Schema;
use protune_compiler::well_known;
use schema::{compile, sources_below};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/descriptor");

#[test]
fn corpus() {
    let Some(root) = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from) else { return };
    let mut sources = sources_below(&root);
    add_well_known(&mut sources);
    let schema = compile(&sources);
    let sound = schema::sound_files(&schema);
    for include in [Include::default(), Include { source_options: true, ..Include::default() }] {
        let descriptors = descriptors(&schema, &sound, include);
        let set: Vec<u8> = set(&descriptors);
        let start = Instant::now();
        let files = read_set(&set).expect("no damage");
        let seconds = start.elapsed().as_secs_f64();
        let texts: usize = files.iter().map(|file| file.text.len()).sum();
        println!(
            "{} of {} files, {} bytes -> {texts} in {seconds:.3} s, {:.0} MB/s",
            sound.len(),
            sources.len(),
            set.len(),
            set.len() as f64 / seconds / 1e6
        );
        if let Some(folder) = std::env::var_os("PROTUNE_TEXTS") {
            for file in &files {
                let path = Path::new(&folder).join(&file.name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &file.text).unwrap();
            }
        }
        let wanted = self::descriptors(&schema, &sound, Include::default());
        let complaints = compare(&wanted, &files);
        for complaint in complaints.iter().take(400) {
            println!("{complaint}");
        }
        println!("{} differ", complaints.len());
        assert!(complaints.is_empty());
    }
}

fn add_well_known(sources: &mut BTreeMap<String, String>) {
    for name in well_known::names() {
        sources
            .entry(name.to_owned())
            .or_insert_with(|| well_known::text(name).unwrap_or_default().to_owned());
    }
}

type Descriptors = BTreeMap<String, Vec<u8>>;

fn descriptors(schema: &Schema, names: &HashSet<String>, include: Include) -> Descriptors {
    let files = schema.files().filter(|file| names.contains(file.name()));
    // The `descriptor.proto` that joins every schema comes last, and is another's double.
    let mut out = Descriptors::new();
    for file in files {
        out.entry(file.name().to_owned()).or_insert_with(|| descriptor::file(schema, file.id, include));
    }
    out
}

fn set(descriptors: &Descriptors) -> Vec<u8> {
    let mut out = Vec::new();
    for bytes in descriptors.values() {
        out.push(10);
        let mut len = bytes.len();
        while len >= 0x80 {
            out.push(len as u8 | 0x80);
            len >>= 7;
        }
        out.push(len as u8);
        out.extend_from_slice(bytes);
    }
    out
}

fn compare(wanted: &Descriptors, files: &[DescriptorFile]) -> Vec<String> {
    let mut sources: BTreeMap<String, String> =
        files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
    let names: HashSet<String> = sources.keys().cloned().collect();
    add_well_known(&mut sources);
    let schema = compile(&sources);
    let found = descriptors(&schema, &names, Include::default());
    let mut out = Vec::new();
    for file in files {
        if !file.lost_options.is_empty() {
            out.push(format!("{}: lost {:?}", file.name, file.lost_options));
        }
    }
    let mut broken = BTreeSet::new();
    for problem in schema.problems() {
        let file = schema.file(problem.place.file);
        let line = problem.place.span.map_or(0, |span| file.lines().line(span.start));
        broken.insert(file.name().to_owned());
        out.push(format!("{}:{line}: {}", file.name(), problem.message));
    }
    for (name, bytes) in wanted {
        if found.get(name) != Some(bytes) && !broken.contains(name) {
            out.push(format!("{name}: other bytes"));
        }
    }
    out
}
