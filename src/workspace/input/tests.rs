use super::*;
use flate2::Compression as Level;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{Cursor, Write};
use tar::{EntryType, Header};
use zip::write::SimpleFileOptions;

const SCHEMA: &[u8] = b"syntax = \"proto3\";\nmessage M {}\n";

/// Content of an archive: names, kinds, contents.
type Items<'i> = Vec<(&'i [u8], EntryType, &'i [u8])>;

fn file(name: &str) -> (&[u8], EntryType, &'static [u8]) {
    (name.as_bytes(), EntryType::Regular, SCHEMA)
}

/// Writes names as they are, as no honest program would.
fn tar(items: &Items<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, kind, content) in items {
        let mut header = Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn zip(names: &[&str], options: SimpleFileOptions) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        out.start_file(*name, options).unwrap();
        out.write_all(SCHEMA).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Level::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ::zstd::bulk::compress(bytes, 1).unwrap()
}

/// Opens bytes as a file of that name, with options.
fn open_bytes(name: &str, options: &str, bytes: &[u8], limits: &Limits) -> Result<Input, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    open_within(&format!("{}{options}", path.display()), folder.path(), None, limits)
}

/// Lists the files in a folder, relative to it.
pub(super) fn listed(folder: &Path) -> Vec<String> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = all.filter(|entry| !entry.file_type().is_dir());
    files.map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

fn unpacks(name: &str, options: &str, bytes: &[u8]) -> Vec<String> {
    let input =
        open_bytes(name, options, bytes, &Limits::DEFAULT).unwrap_or_else(|why| panic!("{name}: {why}"));
    listed(&input.folder)
}

fn refuses(name: &str, options: &str, bytes: &[u8]) -> String {
    refuses_within(name, options, bytes, &Limits::DEFAULT)
}

fn refuses_within(name: &str, options: &str, bytes: &[u8], limits: &Limits) -> String {
    open_bytes(name, options, bytes, limits).err().unwrap_or_else(|| panic!("{name} was opened"))
}

#[test]
fn archives_are_told_by_name_and_by_content() {
    let items = vec![
        file("p/a/b.proto"),
        file("p/README.md"),
        file("./p/buf.yaml"),
        (b"p/a/", EntryType::Directory, b""),
    ];
    let tar = tar(&items);
    let all = ["p/a/b.proto", "p/buf.yaml"];
    let frames = [zstd(&tar[..700]), b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec(), zstd(&tar[700..])].concat();
    let cases = [
        ("x.tar", "", tar.clone()),
        ("x.tgz", "", gzip(&tar)),
        ("x.tar.gz", "", gzip(&tar)),
        ("x.tar.zst", "", zstd(&tar)),
        ("x.tar.zst", "#compression=zstd", frames),
        // The name does not say how it is compressed, or nothing at all.
        ("x.tar", "", gzip(&tar)),
        ("x", "", tar.clone()),
        ("x", "", gzip(&tar)),
        ("x", "#format=tar,compression=gzip", gzip(&tar)),
    ];
    for (name, options, bytes) in cases {
        assert_eq!(unpacks(name, options, &bytes), all, "{name}{options}");
    }
    for options in [
        SimpleFileOptions::default(),
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
    ] {
        let zip = zip(&["p/a/b.proto", "p/README.md", "p/buf.yaml"], options);
        assert_eq!(unpacks("x.zip", "", &zip), all);
        assert_eq!(unpacks("x", "", &zip), all);
    }
}

#[test]
fn folders_are_stripped_and_chosen() {
    let tar = tar(&vec![file("top/p/a.proto"), file("top/q/b.proto"), file("top/buf.yaml"), file("c.proto")]);
    assert_eq!(unpacks("x.tar", "#strip_components=1", &tar), ["buf.yaml", "p/a.proto", "q/b.proto"]);
    assert_eq!(unpacks("x.tar", "#subdir=./top/p/", &tar), ["a.proto"]);
    let input = open_bytes("x.tar", "#strip_components=1,subdir=p", &tar, &Limits::DEFAULT).unwrap();
    assert_eq!(listed(&input.folder), ["a.proto"]);
    // What is around it is there as well, for its configuration.
    assert_eq!(listed(input.top.as_ref().unwrap()), ["buf.yaml", "p/a.proto", "q/b.proto"]);
    let zip = zip(&["top/p/a.proto"], SimpleFileOptions::default());
    assert_eq!(unpacks("x.zip", "#strip_components=2", &zip), ["a.proto"]);
    // What is new was not there.
    assert_eq!(unpacks("x.tar", "#subdir=r", &tar), [""; 0]);
    assert_eq!(refuses("x.tar", "#subdir=top/../..", &tar), "`subdir=top/../..` leads out of it");
    assert_eq!(refuses("x.tar", "#strip_components=x", &tar), "`strip_components=x` is no number");
    assert_eq!(refuses("x.tar", "#strip_components=9", &tar), "`strip_components` leaves no .proto file");
}

#[test]
fn long_names_stand_before_the_file() {
    let long = format!("{}/a.proto", "d".repeat(150));
    let gnu_name = [long.as_bytes(), b"\0"].concat();
    let record = |key: &str, value: &str| {
        let rest = format!(" {key}={value}\n");
        let len = (1..).find(|len: &usize| len.to_string().len() + rest.len() == *len).unwrap();
        format!("{len}{rest}").into_bytes()
    };
    let pax = [record("comment", "two\nlines"), record("path", &long)].concat();
    let cases: [Items<'_>; 2] = [
        vec![(b"././@LongLink", EntryType::GNULongName, &gnu_name), file("cut.proto")],
        vec![(b"global", EntryType::XGlobalHeader, b""), (b"x", EntryType::XHeader, &pax), file("cut.proto")],
    ];
    for items in cases {
        assert_eq!(unpacks("x.tar", "", &tar(&items)), [long.as_str()]);
    }
    let escape = record("path", "../a.proto");
    let items = vec![(&b"x"[..], EntryType::XHeader, &escape[..]), file("a.proto")];
    assert_eq!(refuses("x.tar", "", &tar(&items)), "it holds `../a.proto`, which leads out of it");
    let size = record("size", "7");
    let items = vec![(&b"x"[..], EntryType::XHeader, &size[..]), file("a.proto")];
    assert_eq!(refuses("x.tar", "", &tar(&items)), "it says two things of the size of `a.proto`");
    let items = vec![(&b"x"[..], EntryType::XHeader, &b"99 path=a\n"[..]), file("a.proto")];
    assert_eq!(refuses("x.tar", "", &tar(&items)), "it is damaged: an extended header makes no sense");
}

#[test]
fn nothing_leaves_the_folder() {
    let deep = format!("{}a.proto", "d/".repeat(40));
    let cases: [(Items<'_>, &str); 9] = [
        (vec![file("../a.proto")], "it holds `../a.proto`, which leads out of it"),
        (vec![file("p/../../a.txt")], "it holds `p/../../a.txt`, which leads out of it"),
        (vec![file("/tmp/a.proto")], "it holds `/tmp/a.proto`, which leads out of it"),
        (vec![file("p\\..\\a.proto")], "`p\\\\..\\\\a.proto` cannot be the name of a file"),
        (vec![file("a\n.proto")], "`a\\n.proto` cannot be the name of a file"),
        (
            vec![(b"a\xFF.proto", EntryType::Regular, SCHEMA)],
            "`a\u{fffd}.proto` cannot be the name of a file",
        ),
        (
            vec![file("a.proto"), file("./a.proto")],
            "it holds `a.proto` twice, or by names that are one on this disk",
        ),
        (
            vec![file("a.proto"), file("a.proto/b.proto")],
            "it holds `a.proto/b.proto` twice, or by names that are one on this disk",
        ),
        (
            vec![(b"a.proto", EntryType::GNUSparse, SCHEMA)],
            "it holds `a.proto` with holes in it, which is not read; pack it without --sparse",
        ),
    ];
    for (items, expected) in &cases {
        assert_eq!(refuses("x.tar", "", &tar(items)), *expected);
    }
    let limits = Limits { depth: 39, ..Limits::DEFAULT };
    let told = refuses_within("x.tar", "", &tar(&vec![file(&deep)]), &limits);
    assert!(told.ends_with("is more than 39 folders deep"), "{told}");
    for name in ["../a.proto", "/a.proto"] {
        let zip = zip(&[name], SimpleFileOptions::default());
        assert_eq!(refuses("x.zip", "", &zip), format!("it holds `{name}`, which leads out of it"));
    }
}

#[test]
fn only_regular_files_are_written() {
    let items: Items<'_> = vec![
        (b"l.proto", EntryType::Symlink, b""),
        (b"h.proto", EntryType::Link, b""),
        (b"d.proto", EntryType::Char, b""),
        (b"f.proto", EntryType::Fifo, b""),
        (b"o.proto/", EntryType::Regular, b""),
        (b"not a schema \xFF", EntryType::Regular, b""),
        file("a.proto"),
    ];
    let input = open_bytes("x.tar", "", &tar(&items), &Limits::DEFAULT).unwrap();
    assert_eq!(listed(&input.folder), ["a.proto"]);
    assert_eq!(
        input.left_out,
        ["the links `h.proto` and 1 more are left out: they lead to nothing that is in it"]
    );
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.add_symlink("l.proto", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    out.start_file("a.proto", SimpleFileOptions::default()).unwrap();
    let input = open_bytes("x.zip", "", &out.finish().unwrap().into_inner(), &Limits::DEFAULT).unwrap();
    assert_eq!(listed(&input.folder), ["a.proto"]);
    assert_eq!(input.left_out, ["the link `l.proto` is left out: it leads to nothing that is in it"]);
}

#[test]
fn what_is_too_large_is_noticed_while_it_is_read() {
    let zeros = vec![b' '; 1 << 20];
    let bomb: Items<'_> =
        vec![(b"a.proto", EntryType::Regular, &zeros), (b"b.proto", EntryType::Regular, &zeros)];
    let hidden: Items<'_> = vec![(b"data", EntryType::Regular, &zeros), file("a.proto")];
    let named: Items<'_> = vec![(b"x", EntryType::GNULongName, &zeros), file("a.proto")];
    let many: Vec<String> = (0..50).map(|index| format!("{index}.txt")).collect();
    let many: Items<'_> = many.iter().map(|name| file(name)).collect();
    let limits = Limits { stream: 8 << 20, file: 1 << 20, files: 3 << 20, entries: 40, depth: 9 };
    let cases = [
        (&bomb, Limits { file: 1 << 16, ..limits.clone() }, "`a.proto`: it is larger than 64 KiB"),
        (&bomb, Limits { files: 1 << 20, ..limits.clone() }, "its schemas are larger than 1 MiB together"),
        (&hidden, Limits { stream: 1 << 19, ..limits.clone() }, "unpacked it is larger than 512 KiB"),
        (&many, limits.clone(), "it holds more than 40 files"),
    ];
    for (items, limits, expected) in cases {
        let tar = tar(items);
        for bytes in [tar.clone(), gzip(&tar), zstd(&tar)] {
            assert_eq!(refuses_within("x.tar", "", &bytes, &limits), expected);
        }
    }
    let limit = Limits { stream: 1 << 30, ..limits.clone() };
    let longer = vec![b'a'; LONGEST_NAME + 1];
    let items: Items<'_> = vec![(b"x", EntryType::GNULongName, &longer), file("a.proto")];
    assert_eq!(refuses_within("x.tar", "", &tar(&items), &limit), "it is larger than 1 MiB");
    // A name of a mebibyte is one that no schema has.
    let input = open_bytes("x.tar", "", &tar(&named), &limit).unwrap();
    assert_eq!(listed(&input.folder), [""; 0]);

    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("a.proto", SimpleFileOptions::default()).unwrap();
    out.write_all(&zeros).unwrap();
    let mut zip = out.finish().unwrap().into_inner();
    let small = Limits { file: 1 << 16, ..limits };
    assert_eq!(refuses_within("x.zip", "", &zip, &small), "`a.proto`: it is larger than 64 KiB");
    // It claims to be small.
    let directory = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    zip[directory + 24..directory + 28].copy_from_slice(&9u32.to_le_bytes());
    zip[22..26].copy_from_slice(&9u32.to_le_bytes());
    let told = refuses_within("x.zip", "", &zip, &small);
    assert!(told.starts_with("`a.proto`: "), "{told}");
}

/// Longer than any name that is read before a file of an archive.
const LONGEST_NAME: usize = 1 << 20;

#[test]
fn what_is_cut_or_damaged_is_refused() {
    let tar = tar(&vec![file("a.proto"), file("b.proto")]);
    let zip = zip(&["a.proto", "b.proto"], SimpleFileOptions::default());
    // In the middle of a header, of a file, of what is passed over.
    for cut in [300, 520, 1024 + 100, 1024 + 512 + 3] {
        assert_eq!(
            refuses("x.tar", "", &tar[..cut]).split(", in").next(),
            Some("it ends too early"),
            "{cut}"
        );
    }
    for packed in [gzip(&tar), zstd(&tar), zip.clone()] {
        for cut in (5..packed.len() - 1).step_by(7) {
            let name = if packed.starts_with(b"PK") { "x.zip" } else { "x.tar" };
            let told = refuses(name, "", &packed[..cut]);
            let told = told.strip_prefix("`a.proto`: ").or(told.strip_prefix("`b.proto`: ")).unwrap_or(&told);
            assert!(
                told.starts_with("it is damaged") || told.starts_with("it ends too early"),
                "{cut}: {told}"
            );
        }
    }
    let mut other = zstd(&tar);
    let last = other.len() - 1;
    other[last] ^= 1;
    assert_eq!(refuses("x.tar", "", &other), "it is damaged: Data corruption detected");
    let cases = [
        ("x.tar", "", &b""[..], "it is empty"),
        ("x.binpb", "", b"", "it is empty"),
        ("x.binpb.gz", "", &gzip(b""), "it is empty"),
        ("x.zip", "", b"PK", "it is damaged, or no zip archive: "),
        ("x", "", b"hello", "it is no archive and no descriptor set; `#format=` says what else it is"),
        ("x.binpb", "", b"hello", "it is no descriptor set, or a damaged one: "),
        ("x.binpb", "#compression=gzip", b"this is no gzip", "it is damaged"),
        ("x.json", "", b"{}", "an image in JSON is not read; write the set as binary"),
        ("x.txtpb.gz", "", &gzip(b"file {}"), "an image in text format is not read; "),
        ("x", "", b"{}", "an image in JSON is not read; "),
        (
            "x.tar",
            "#branch=main",
            &tar,
            "`branch` is no option of a tar archive; the options are: format, compression, subdir, strip_components",
        ),
        ("x.tar", "#compression=lz4", &tar, "`compression=lz4` is not known; there are: none, gzip, zstd"),
        ("x.tar", "#format=rar", &tar, "`format=rar` is not known; "),
    ];
    for (name, options, bytes, expected) in cases {
        let told = refuses(name, options, bytes);
        assert!(told.starts_with(expected), "{name}{options}: {told}");
    }
}

/// A file of a set: its name, its message, and whether a buf image calls it an import.
fn descriptor(name: &str, message: &str, import: &str, is_import: bool) -> Vec<u8> {
    let part = |tag: &[u8], bytes: &[u8]| [tag, &[bytes.len() as u8], bytes].concat();
    let mut file = part(b"\x0A", name.as_bytes());
    if !import.is_empty() {
        file.extend(part(b"\x1A", import.as_bytes()));
    }
    file.extend(part(b"\x22", &part(b"\x0A", message.as_bytes())));
    file.extend(part(b"\x62", b"proto3"));
    if is_import {
        // `buf_extension`, field 8042, with `is_import`.
        file.extend(part(b"\xD2\xF6\x03", b"\x08\x01"));
    }
    part(b"\x0A", &file)
}

#[test]
fn descriptor_sets_become_schemas() {
    let set = [
        descriptor("v/b.proto", "B", "", true),
        descriptor("google/protobuf/empty.proto", "Empty", "", false),
        descriptor("p/a.proto", "A", "v/b.proto", false),
    ]
    .concat();
    let cases = [
        ("x.binpb", "", set.clone()),
        ("x.bin.gz", "", gzip(&set)),
        ("x.pb", "", zstd(&set)),
        ("x", "", set.clone()),
        ("x", "", gzip(&set)),
        ("x.odd", "#format=bin,compression=zstd", zstd(&set)),
    ];
    for (name, options, bytes) in cases {
        let input = open_bytes(name, options, &bytes, &Limits::DEFAULT).unwrap();
        assert_eq!(listed(&input.folder), ["p/a.proto", "v/b.proto"], "{name}");
        assert_eq!(input.targets, Some(vec![input.folder.join("p/a.proto")]));
        assert!(input.is_root);
        let text = fs::read_to_string(input.folder.join("p/a.proto")).unwrap();
        assert!(text.contains("import \"v/b.proto\"") && text.contains("message A {"), "{text}");
    }
    let well_known = ["any", "empty"].map(|name| format!("google/protobuf/{name}.proto"));
    let own =
        well_known.each_ref().map(|name| descriptor(name, "A", "", name.ends_with("any.proto"))).concat();
    let input = open_bytes("x.binpb", "", &own, &Limits::DEFAULT).unwrap();
    assert_eq!(listed(&input.folder), [&*well_known[1]]);
    assert_eq!(input.targets, Some(vec![input.folder.join(&well_known[1])]));
    let cases = [
        (descriptor("../a.proto", "A", "", false), "it holds `../a.proto`, which leads out of it"),
        (descriptor("a.txt", "A", "", false), "its file `a.txt` is not called .proto"),
        (descriptor("a.proto", "A", "", true), "it holds no file that others could be compared with"),
        (set[..set.len() - 1].to_vec(), "it is no descriptor set, or a damaged one: "),
    ];
    for (bytes, expected) in cases {
        let told = refuses("x.binpb", "", &bytes);
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn folders_and_schemas_stay_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old#a=b"), folder.path().join("new"));
    for path in [old.join("x/p/a.proto"), new.join("p/a.proto")] {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, SCHEMA).unwrap();
    }
    let input = open(old.to_str().unwrap(), &new).unwrap();
    assert_eq!((&input.folder, &input.targets, &input.top), (&old, &None, &None));
    let schema = old.join("x/p/a.proto");
    // It is `p/a.proto` on the other side.
    let input = open(schema.to_str().unwrap(), &new).unwrap();
    assert_eq!((&input.folder, &input.targets), (&old.join("x"), &Some(vec![schema.clone()])));
    let input = open(schema.to_str().unwrap(), folder.path()).unwrap();
    assert_eq!(input.folder, old.join("x/p"));
    drop(input);
    assert!(schema.exists());
    let unpacked = open_bytes("x.tar", "", &tar(&vec![file("a.proto")]), &Limits::DEFAULT).unwrap();
    let top = unpacked.folder.clone();
    assert!(top.join("a.proto").exists());
    drop(unpacked);
    assert!(!top.exists());
}

#[test]
fn what_cannot_be_meant_is_told() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let cases = [
        ("", "nothing is named"),
        ("nowhere", "there is no such file or folder; a commit, branch or tag is written `git:NAME`"),
        ("https://example.com/a.git#branch=main", "nothing is fetched from elsewhere; "),
        ("git://example.com/a.git", "nothing is fetched from elsewhere; "),
        ("git@example.com:a/b.git", "nothing is fetched from elsewhere; "),
        ("fixtures#subdir=x", "`subdir` is no option of a folder; the options are: none"),
        ("Cargo.toml#a", "there is no such file or folder"),
        ("Cargo.toml#a=b,c", "`c` is no option; write them as `#name=value,name=value`"),
        ("Cargo.toml#a=b,a=c", "the option `a` is given twice"),
        ("Cargo.toml", "it is no archive and no descriptor set"),
        ("Cargo.toml#format=dir", "`format=dir` does not fit what lies there"),
        ("fixtures#format=tar", "it is a folder"),
        ("fixtures#format=git", "it is no git repository"),
        ("git:", "`` is no name of a commit"),
        ("git:-x", "`-x` is no name of a commit"),
        ("git:--upload-pack=x", "`--upload-pack=x` is no name of a commit"),
    ];
    for (text, expected) in cases {
        let told = open(text, &here).err().unwrap_or_else(|| panic!("{text} was opened"));
        assert!(told.starts_with(expected), "{text}: {told}");
    }
}
