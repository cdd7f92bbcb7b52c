//! Sets that are cut off, changed, or made up by somebody who means no good: each is read or refused,
//! without a panic, and nothing grows beyond what goes in.

#[path = "round_trip/sources.rs"]
mod sources;
#[path = "round_trip/wire.rs"]
mod wire;

use protune_compiler::descriptor::{self, DescriptorFile, Include, ReadError, read_set};
use protune_compiler::schema::FileId;
use sources::{Sources, compile};
use std::path::Path;
use wire::{record, varint};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/descriptor");

/// Encodes these fixtures, with all their options.
fn set(names: &[&str]) -> Vec<u8> {
    let schema = compile(&sources::below(Path::new(FIXTURES)));
    let include = Include { source_options: true, ..Include::default() };
    let files = schema.files().filter(|file| names.contains(&file.name()));
    files.flat_map(|file| descriptor::set_entry(&schema, file.id, include)).collect()
}

/// Reads, and compiles what was read; that may have problems, but is bounded.
fn try_set(set: &[u8]) -> Result<Vec<DescriptorFile>, ReadError> {
    let files = read_set(set)?;
    let texts: usize = files.iter().map(|file| file.text.len()).sum();
    assert!(texts <= 100 * set.len() + (32 << 20), "{texts} bytes of text from {}", set.len());
    Ok(files)
}

fn try_and_compile(set: &[u8]) {
    let Ok(files) = try_set(set) else { return };
    let sources: Sources = files.into_iter().map(|file| (file.name, file.text)).collect();
    let schema = compile(&sources);
    for file in (0..sources.len()).map(FileId::new) {
        descriptor::file(&schema, file, Include::default());
    }
}

#[test]
fn cut_off_anywhere() {
    let set = set(&["markings.proto", "quay.proto"]);
    for end in 0..set.len() {
        if let Err(error) = try_set(&set[..end]) {
            assert!(error.offset <= end, "{error} of {end}");
        }
    }
}

#[test]
fn changed_anywhere() {
    let original = set(&["markings.proto", "quay.proto", "ferry.proto", "lock.proto", "sluice.proto"]);
    let mut random = Random(7);
    for round in 0..3_000 {
        let mut set = original.clone();
        for _ in 0..=random.below(4) {
            let at = random.below(set.len());
            match random.below(4) {
                0 => set[at] ^= 1 << random.below(8),
                1 => set[at] = random.below(256) as u8,
                2 => set.insert(at, random.below(256) as u8),
                _ => {
                    set.remove(at);
                }
            }
        }
        // What is sound enough to be read goes all the way now and then.
        if round % 10 == 0 { try_and_compile(&set) } else { drop(try_set(&set)) }
    }
}

#[test]
fn no_sets() {
    let mut random = Random(11);
    for len in 0..2_000 {
        let bytes: Vec<u8> = (0..len).map(|_| random.below(256) as u8).collect();
        try_and_compile(&bytes);
    }
    for text in
        [&b"syntax = \"proto3\";\n"[..], b"{\"file\": []}", b"\x1F\x8B\x08\0\0\0\0\0", b"PK\x03\x04", b"\n\0"]
    {
        assert!(try_set(text).is_err(), "{}", text.escape_ascii());
    }
    assert_eq!(try_set(b""), Ok(Vec::new()));
}

#[test]
fn lengths_beyond_the_end() {
    for len in [2, 1 << 20, u64::from(u32::MAX), u64::MAX >> 1, u64::MAX] {
        let set = [&[10][..], &varint(len), b"x"].concat();
        assert_eq!(try_set(&set).map_err(|error| error.offset), Err(1));
    }
}

#[test]
fn names_that_are_none() {
    for name in ["", "a b", "1st", "a;", "a\n}", "ä", "a.b", "\u{0}"] {
        assert!(try_set(&file(&[record(4, &record(1, name.as_bytes()))])).is_err(), "{name:?}");
    }
    assert!(try_set(&file(&[record(4, &record(1, b"\xFF"))])).is_err());
    for package in [".a", "a.", "a..b", "a; message Evil {}"] {
        assert!(try_set(&file(&[record(2, package.as_bytes())])).is_err(), "{package:?}");
    }
    // Any name is good enough for a file.
    let files = try_set(&file(&[record(3, b"\"; message Evil {} //\n")])).expect("no damage");
    assert!(files[0].text.contains(r#"import "\"; message Evil {} //\n";"#), "{}", files[0].text);
}

#[test]
fn nested_messages() {
    for depth in [10, 31, 32, 1_000, 10_000] {
        let message = nest(depth, |inner| [record(1, b"M"), record(3, &inner)].concat(), record(1, b"M"));
        assert_eq!(try_set(&file(&[record(4, &message)])).is_ok(), depth <= 31, "{depth}");
    }
}

#[test]
fn nested_options() {
    for depth in [10, 90, 101, 10_000] {
        // `sub` of `google.protobuf.FileOptions.again` is a message of its own type.
        let value = nest(depth, |inner| record(1, &inner), Vec::new());
        let option = record(8, &record(50_000, &value));
        assert_eq!(try_set(&recursive(&[option])).is_ok(), depth < 99, "{depth}");
    }
    for depth in [10, 101, 100_000] {
        let value = [vec![3 << 3 | 3; depth], vec![3 << 3 | 4; depth]].concat();
        assert_eq!(try_set(&recursive(&[record(8, &value)])).is_ok(), depth < 100, "{depth}");
    }
    try_and_compile(&recursive(&[record(
        8,
        &record(50_000, &nest(90, |inner| record(1, &inner), Vec::new())),
    )]));
}

/// Messages and extensions that are made of each other.
#[test]
fn cycles() {
    let field =
        |ty: &str| record(2, &[record(1, b"f"), vec![24, 1, 40, 11], record(6, ty.as_bytes())].concat());
    let message = |name: &str, of: &str| record(4, &[record(1, name.as_bytes()), field(of)].concat());
    try_and_compile(&file(&[message("A", ".B"), message("B", ".A"), record(3, b"f.proto"), vec![80, 0]]));
    // A group that is its own group.
    let group = [record(1, b"a"), vec![24, 1, 32, 1, 40, 10], record(6, b".A")].concat();
    try_and_compile(&file(&[record(4, &[record(1, b"A"), record(2, &group)].concat())]));
    // A map of itself.
    let entry = [record(1, b"A"), field(".A"), field(".A"), record(7, &[56, 1])].concat();
    try_and_compile(&file(&[record(4, &entry)]));
}

/// A long name that is declared once and used over and over.
#[test]
fn names_without_end() {
    let name = vec![b'x'; 100_000];
    let long = |rest: &[u8]| [&record(1, &name)[..], rest].concat();
    let many = |one: &[u8]| one.repeat(20_000);
    let of_files = record(2, b".google.protobuf.FileOptions");
    let flag = record(7, &long(&[&of_files[..], &[24, 100, 32, 3, 40, 8]].concat()));
    let option = record(8, &[&varint(100 << 3 | 2)[..], &varint(20_000), &[1; 20_000]].concat());
    assert!(try_set(&file(&[flag, option])).is_err(), "an option");

    let nested = record(4, &long(&many(&record(3, &record(1, b"M")))));
    assert!(try_set(&file(&[nested])).is_err(), "nested messages");
    let dots = record(2, "p.".repeat(50_000).trim_end_matches('.').as_bytes());
    assert!(try_set(&file(&[dots, many(&record(4, &record(1, b"M")))])).is_err(), "a package");

    // An enum whose one value fills a packed option, and messages that are nothing but their type.
    let value = record(2, &long(&[16, 1]));
    let number = [&[24][..], &varint(60_000), &[32, 3, 40, 14]].concat();
    let ids = record(7, &[record(1, b"ids"), of_files.clone(), number, record(6, b".E")].concat());
    let option = record(8, &[&varint(60_000 << 3 | 2)[..], &varint(20_000), &[1; 20_000]].concat());
    assert!(
        try_set(&file(&[record(5, &[record(1, b"E"), value].concat()), ids, option])).is_err(),
        "a value"
    );
    let type_name = [b".", &name[..]].concat();
    let sub = [record(1, b"s"), vec![24, 1, 32, 3, 40, 11], record(6, &type_name)].concat();
    let number = [&[24][..], &varint(60_000), &[32, 3, 40, 11]].concat();
    let subs = record(7, &[record(1, b"subs"), of_files, number, record(6, &type_name)].concat());
    let options = record(8, &many(&record(60_000, &record(1, &[]))));
    try_set(&file(&[record(4, &long(&record(2, &sub))), subs, options])).expect_err("a type");
}

/// Files that pass on each other, all of which are looked through for each.
#[test]
fn imports_without_end() {
    let name = |at: usize| format!("{at}.proto").into_bytes();
    let option = record(8, &[&varint(60_000 << 3)[..], &[1]].concat());
    let set: Vec<u8> = (0..20_000)
        .flat_map(|at| {
            record(1, &[record(1, &name(at)), record(3, &name(at + 1)), vec![80, 0], option.clone()].concat())
        })
        .chain(file(&[record(
            7,
            &[
                record(1, b"x"),
                record(2, b".google.protobuf.FileOptions"),
                [&[24][..], &varint(60_000), &[40, 8]].concat(),
            ]
            .concat(),
        )]))
        .collect();
    assert!(try_set(&set).is_err());
}

/// A set of one file.
fn file(records: &[Vec<u8>]) -> Vec<u8> {
    record(1, &[record(1, b"f.proto"), records.concat()].concat())
}

/// A set of one file with a message that has itself for a field, which is an option of files as well.
fn recursive(records: &[Vec<u8>]) -> Vec<u8> {
    let sub = [record(1, b"sub"), vec![24, 1, 32, 1, 40, 11], record(6, b".R")].concat();
    let message = record(4, &[record(1, b"R"), record(2, &sub)].concat());
    let number = [&[24][..], &varint(50_000)].concat();
    let option = [
        record(1, b"again"),
        record(2, b".google.protobuf.FileOptions"),
        number,
        vec![32, 1, 40, 11],
        record(6, b".R"),
    ];
    file(&[
        record(3, b"google/protobuf/descriptor.proto"),
        message,
        record(7, &option.concat()),
        records.concat(),
    ])
}

fn nest(depth: usize, around: impl Fn(Vec<u8>) -> Vec<u8>, innermost: Vec<u8>) -> Vec<u8> {
    (1..depth).fold(innermost, |inner, _| around(inner))
}

/// The same numbers in every run; xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
