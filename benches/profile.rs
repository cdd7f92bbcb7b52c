//! Speed of counting messages, on one core, in bytes of messages a second, compared with prost, which decodes
//! the same bytes with generated code.
//!
//!     cargo bench --bench profile
//!     PROTUNE_BENCH_DIR=path/to/tree cargo bench --bench profile     descriptors of a tree, not of a few files
//!     PROTUNE_BENCH_TILES=path/to/tiles cargo bench --bench profile  vector tiles, not made-up ones

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use prost::Message;
use protune_compiler::descriptor::{Include, set_entry};
use protune_compiler::schema::{Schema, link, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_wire::profile::Profiler;
use protune_wire::{Layout, fit};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

/// Messages, and their type.
struct Corpus {
    layout: Layout,
    messages: Vec<Vec<u8>>,
}

static DESCRIPTORS: LazyLock<Corpus> = LazyLock::new(|| descriptors(false));
static DESCRIPTORS_WITH_SOURCE: LazyLock<Corpus> = LazyLock::new(|| descriptors(true));
static TILES: LazyLock<Corpus> = LazyLock::new(|| Corpus {
    layout: Layout::of(&compile([("tile.proto".to_owned(), TILE.to_owned())]), "Tile").expect("declared"),
    messages: std::env::var_os("PROTUNE_BENCH_TILES")
        .map_or_else(made_up, |folder| files(Path::new(&folder)).into_values().collect()),
});

fn compile(files: impl IntoIterator<Item = (String, String)>) -> Schema {
    let lowered = files.into_iter().map(|(name, text)| lower(name, parse(text)));
    link(lowered.collect()).compile()
}

fn descriptors(source_info: bool) -> Corpus {
    let mut texts: BTreeMap<String, String> = well_known::names()
        .map(|name| (name.to_owned(), well_known::text(name).unwrap_or_default().to_owned()))
        .collect();
    if let Some(root) = std::env::var_os("PROTUNE_BENCH_DIR") {
        let files = files(Path::new(&root)).into_iter().filter(|(name, _)| name.ends_with(".proto"));
        texts.extend(files.map(|(name, text)| (name, String::from_utf8_lossy(&text).into_owned())));
    }
    let schema = compile(texts);
    let include = Include { source_info, source_options: true };
    Corpus {
        layout: Layout::of(&schema, "google.protobuf.FileDescriptorSet").expect("it is well known"),
        messages: schema.files().map(|file| set_entry(&schema, file.id, include)).collect(),
    }
}

/// By their names below the folder.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let read = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(root).ok()?.to_string_lossy().into_owned();
        entry.file_type().is_file().then(|| std::fs::read(entry.path()).ok()).flatten().map(|it| (name, it))
    };
    entries.filter_map(read).collect()
}

/// Enough of the format of vector tiles to read any.
const TILE: &str = r#"
syntax = "proto2";
message Tile {
  enum GeomType { UNKNOWN = 0; POINT = 1; LINESTRING = 2; POLYGON = 3; }
  message Value {
    optional string string_value = 1;
    optional float float_value = 2;
    optional double double_value = 3;
    optional int64 int_value = 4;
    optional uint64 uint_value = 5;
    optional sint64 sint_value = 6;
    optional bool bool_value = 7;
  }
  message Feature {
    optional uint64 id = 1;
    repeated uint32 tags = 2 [packed = true];
    optional GeomType type = 3;
    repeated uint32 geometry = 4 [packed = true];
  }
  message Layer {
    required string name = 1;
    repeated Feature features = 2;
    repeated string keys = 3;
    repeated Value values = 4;
    optional uint32 extent = 5;
    required uint32 version = 15;
  }
  repeated Layer layers = 3;
}
"#;

#[derive(Clone, PartialEq, prost::Message)]
struct Tile {
    #[prost(message, repeated, tag = "3")]
    layers: Vec<Layer>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Layer {
    #[prost(string, required, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    features: Vec<Feature>,
    #[prost(string, repeated, tag = "3")]
    keys: Vec<String>,
    #[prost(message, repeated, tag = "4")]
    values: Vec<Value>,
    #[prost(uint32, optional, tag = "5")]
    extent: Option<u32>,
    #[prost(uint32, required, tag = "15")]
    version: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Feature {
    #[prost(uint64, optional, tag = "1")]
    id: Option<u64>,
    #[prost(uint32, repeated, tag = "2")]
    tags: Vec<u32>,
    #[prost(int32, optional, tag = "3")]
    r#type: Option<i32>,
    #[prost(uint32, repeated, tag = "4")]
    geometry: Vec<u32>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Value {
    #[prost(string, optional, tag = "1")]
    string_value: Option<String>,
    #[prost(float, optional, tag = "2")]
    float_value: Option<f32>,
    #[prost(double, optional, tag = "3")]
    double_value: Option<f64>,
    #[prost(int64, optional, tag = "4")]
    int_value: Option<i64>,
    #[prost(uint64, optional, tag = "5")]
    uint_value: Option<u64>,
    #[prost(sint64, optional, tag = "6")]
    sint_value: Option<i64>,
    #[prost(bool, optional, tag = "7")]
    bool_value: Option<bool>,
}

/// Tiles with lines of steps that are short or long, as real ones have.
fn made_up() -> Vec<Vec<u8>> {
    let mut state = 1u32;
    let mut next = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let mut feature = |id| Feature {
        id: Some(id),
        tags: (0..6).map(|_| next(200)).collect(),
        r#type: Some(2),
        geometry: (0..40).map(|_| if next(3) == 0 { next(4096) } else { next(100) }).collect(),
    };
    let mut layer = || Layer {
        name: "road".to_owned(),
        features: (0..400).map(&mut feature).collect(),
        keys: (0..20).map(|at| format!("key_{at}")).collect(),
        values: (0..200)
            .map(|at| Value { string_value: Some(format!("value {at}")), ..Value::default() })
            .collect(),
        extent: Some(4096),
        version: 2,
    };
    (0..20).map(|_| Tile { layers: vec![layer()] }.encode_to_vec()).collect()
}

fn profile(bencher: Bencher, corpus: &Corpus) {
    bencher.counter(size(corpus)).bench_local(|| {
        let mut profiler = Profiler::new(&corpus.layout);
        for message in &corpus.messages {
            profiler.add(black_box(message)).expect("no damage");
        }
        profiler
    });
}

fn check(bencher: Bencher, corpus: &Corpus) {
    let fits = |message| fit(&corpus.layout, black_box(message), false).expect("no damage").known;
    bencher.counter(size(corpus)).bench_local(|| corpus.messages.iter().map(|it| fits(it)).sum::<u64>());
}

/// Each message is dropped before the next one is read, as a program would that looks at them in turn.
fn prost<M: Message + Default>(bencher: Bencher, corpus: &Corpus) {
    bencher.counter(size(corpus)).bench_local(|| {
        for message in &corpus.messages {
            black_box(M::decode(black_box(&message[..])).expect("no damage"));
        }
    });
}

fn size(corpus: &Corpus) -> BytesCount {
    BytesCount::new(corpus.messages.iter().map(Vec::len).sum::<usize>())
}

mod descriptors {
    use super::*;

    #[divan::bench]
    fn profiling(bencher: Bencher) {
        profile(bencher, &DESCRIPTORS);
    }

    #[divan::bench]
    fn prost_decoding(bencher: Bencher) {
        prost::<prost_types::FileDescriptorSet>(bencher, &DESCRIPTORS);
    }

    #[divan::bench]
    fn fitting(bencher: Bencher) {
        check(bencher, &DESCRIPTORS);
    }
}

mod descriptors_with_source {
    use super::*;

    #[divan::bench]
    fn profiling(bencher: Bencher) {
        profile(bencher, &DESCRIPTORS_WITH_SOURCE);
    }

    #[divan::bench]
    fn prost_decoding(bencher: Bencher) {
        prost::<prost_types::FileDescriptorSet>(bencher, &DESCRIPTORS_WITH_SOURCE);
    }
}

mod tiles {
    use super::*;

    #[divan::bench]
    fn profiling(bencher: Bencher) {
        profile(bencher, &TILES);
    }

    #[divan::bench]
    fn prost_decoding(bencher: Bencher) {
        prost::<Tile>(bencher, &TILES);
    }
}
