//! Descriptors that are read back: the schema of the printed texts gives the same bytes as the one that
//! the descriptors came from.
//!
//!     cargo test -p protune-compiler --test round_trip      the fixtures, as protoc and buf encode them
//!     PROTUNE_CORPUS=path/to/tree cargo test ... corpus     every .proto file below a folder
//!
//! In a corpus, imports are found from the folder and from its folder `src`, if there is one. Files that
//! do not compile are left out.

#[path = "round_trip/descriptors.rs"]
mod descriptors;
#[path = "round_trip/protoc.rs"]
mod protoc;
#[path = "round_trip/sources.rs"]
mod sources;
#[path = "round_trip/wire.rs"]
mod wire;

use descriptors::{compare, encode, sound_files, split};
use protoc::Protoc;
use protune_compiler::descriptor::{DescriptorFile, Include, LostOption, read_set};
use sources::{Sources, compile};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/descriptor");

/// All that is encoded.
const RETAINED: Include = Include { source_info: false, source_options: true };

#[test]
fn sets_of_protoc() {
    let protoc = Protoc::new("sets_of_protoc");
    let wanted = split(&protoc.set(Path::new(FIXTURES), &[]));
    for flags in
        [&["--include_imports"][..], &["--include_imports", "--retain_options"], &["--include_source_info"]]
    {
        let files = read(&protoc.set(Path::new(FIXTURES), flags));
        assert_eq!(compare(&wanted, &files), [""; 0], "{flags:?}");
    }
}

/// The texts are not only for us.
#[test]
fn protoc_takes_the_texts() {
    let protoc = Protoc::new("protoc_takes_the_texts");
    for flags in [&["--include_imports"][..], &["--include_imports", "--retain_options"]] {
        let folder = protoc.folder("texts");
        for file in read(&protoc.set(Path::new(FIXTURES), flags)) {
            // In a literal of protoc no name is absolute, and one file needs one.
            if !file.name.starts_with("google/") && !file.text.contains("[.") {
                fs::write(folder.join(&file.name), &file.text).expect("a writable folder");
            }
        }
        let (wanted, found) =
            (split(&protoc.set(Path::new(FIXTURES), &[])), split(&protoc.set(&folder, &[])));
        let other: Vec<&String> = found.keys().filter(|&name| found.get(name) != wanted.get(name)).collect();
        assert!(other.is_empty(), "{other:?}");
        assert_eq!(found.len() + 1, wanted.len());
    }
}

/// `fixtures/descriptor/image.binpb` is what `buf build` makes of the folder `image` beside it.
#[test]
fn images_of_buf() {
    let folder = Path::new(FIXTURES).join("image");
    let files = read(&fs::read(folder.with_extension("binpb")).expect("a fixture"));
    let schema = compile(&sources::below(&folder));
    let wanted = encode(&schema, &sound_files(&schema), Include::default());
    let own: BTreeMap<_, _> = wanted.into_iter().filter(|(name, _)| !name.starts_with("google/")).collect();
    assert_eq!(compare(&own, &files), [""; 0]);
    let said: Vec<(&str, bool, bool)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.is_import, file.text.starts_with("package")))
        .collect();
    assert_eq!(
        said,
        [
            ("google/protobuf/descriptor.proto", true, false),
            ("kiosk/marks.proto", false, false),
            ("kiosk/old.proto", false, true),
            ("kiosk/kiosk.proto", false, false),
        ]
    );
}

#[test]
fn well_known_files() {
    let sources = sources::with_well_known(Sources::new());
    assert_eq!(complaints(&sources, Include::default()), [""; 0]);
    assert_eq!(complaints(&sources, RETAINED), [""; 0]);
}

/// Compares the texts with the expected ones. `BLESS=1` writes them.
#[test]
fn layout() {
    let set = Protoc::new("layout").set(Path::new(FIXTURES), &["--include_imports"]);
    for file in
        read(&set).iter().filter(|file| ["ferry.proto", "quay.proto", "lock.proto"].contains(&&*file.name))
    {
        let path = Path::new(FIXTURES).join("printed").join(&file.name);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &file.text).expect("a writable folder");
        }
        assert_eq!(file.text, fs::read_to_string(&path).unwrap_or_default(), "{}", file.name);
    }
}

/// Options that nothing in the set declares are counted, and the rest is read.
#[test]
fn options_without_declarations() {
    let set = Protoc::new("options_without_declarations").set(Path::new(FIXTURES), &[]);
    let alone: Vec<u8> =
        descriptors::join(split(&set).into_iter().filter(|(name, _)| name == "station.proto"));
    let [file] = read(&alone).try_into().expect("one file");
    let lost = |message: &str, number| LostOption { message: message.to_owned(), number, count: 1 };
    assert_eq!(
        file.lost_options,
        [lost("google.protobuf.FieldOptions", 50001), lost("google.protobuf.FileOptions", 50002)]
    );
    assert!(file.text.contains("  .harbor.Ferry.After after = 1;\n"), "{}", file.text);
}

#[test]
fn corpus() {
    let Some(root) = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from) else { return };
    let sources = sources::with_well_known(sources::below(&root));
    for include in [Include::default(), RETAINED] {
        let complaints = complaints(&sources, include);
        assert!(complaints.is_empty(), "{} differ:\n{}", complaints.len(), complaints.join("\n"));
    }
}

/// Encodes all files that compile, reads that, and says what came back differently.
#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn complaints(sources: &Sources, include: Include) -> Vec<String> {
    let schema = compile(sources);
    let sound = sound_files(&schema);
    let set = descriptors::join(encode(&schema, &sound, include));
    let start = Instant::now();
    let files = read(&set);
    let rate = set.len() as f64 / start.elapsed().as_secs_f64() / 1e6;
    println!("{} of {} files, {} bytes, {rate:.0} MB/s", sound.len(), sources.len(), set.len());
    compare(&encode(&schema, &sound, Include::default()), &files)
}

fn read(set: &[u8]) -> Vec<DescriptorFile> {
    read_set(set).expect("a sound set")
}
