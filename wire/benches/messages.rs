//! Speed of reading, sizing and transcoding messages, on one core, in bytes of messages a second, compared
//! with prost, which decodes the same bytes with generated code.
//!
//!     cargo bench -p protune-wire                                descriptors of the well-known types
//!     PROTUNE_BENCH_SET=set.binpb cargo bench -p protune-wire    a descriptor set

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use prost::Message as _;
use prost_types::FileDescriptorProto;
use protune_compiler::descriptor::{Include, file};
use protune_compiler::schema::{Schema, compile_files, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_wire::{
    Arena, Change, Cursor, Damage, Kind, Layout, Output, Plan, Recoding, Step, WireType, read, size,
    transcode,
};
use std::sync::LazyLock;

fn main() {
    divan::main();
}

const ROOT: &str = "google.protobuf.FileDescriptorProto";

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = |name| well_known::text(name).unwrap_or_default();
    compile_files(well_known::names().map(|name| lower(name, parse(text(name)))))
});

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout::of(&SCHEMA, ROOT).expect("in descriptor.proto"));

/// Encoded descriptors of files: messages of some kilobytes each.
static MESSAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| match std::env::var_os("PROTUNE_BENCH_SET") {
    Some(path) => {
        let set = std::fs::read(path).expect("a descriptor set");
        Cursor::new(&set).map(|record| record.expect("a descriptor set").payload.to_vec()).collect()
    }
    None => {
        let include = Include { source_info: true, source_options: true };
        SCHEMA.files().map(|it| file(&SCHEMA, it.id, include)).collect()
    }
});

/// Changes all that there is much of.
static RECODING: LazyLock<Recoding> = LazyLock::new(|| {
    let step =
        |message: &str, field, change| Step { message: format!("google.protobuf.{message}"), field, change };
    let steps = vec![
        step("SourceCodeInfo.Location", 1, Change::Expand),
        step("SourceCodeInfo.Location", 2, Change::Retype(Kind::Sint32)),
        step("FieldDescriptorProto", 10, Change::Renumber { to: 16 }),
        step("DescriptorProto", 2, Change::Delimit),
    ];
    Recoding::new(&LAYOUT, &Plan { steps }).expect("possible")
});

fn bytes() -> BytesCount {
    BytesCount::new(MESSAGES.iter().map(Vec::len).sum::<usize>())
}

fn decode(bytes: &[u8]) -> FileDescriptorProto {
    FileDescriptorProto::decode(bytes).expect("a descriptor")
}

#[divan::bench]
fn prost_decoding(bencher: Bencher) {
    let all = || black_box(&*MESSAGES).iter().map(|bytes| decode(bytes).message_type.len()).sum::<usize>();
    bencher.counter(bytes()).bench(all);
}

/// Measures prost on messages that were decoded before.
#[divan::bench]
fn prost_encoded_len(bencher: Bencher) {
    let decoded: Vec<_> = MESSAGES.iter().map(|bytes| decode(bytes)).collect();
    bencher.counter(bytes()).bench(|| black_box(&decoded).iter().map(|it| it.encoded_len()).sum::<usize>());
}

/// Every record of every message, and nothing kept.
#[divan::bench]
fn scanning(bencher: Bencher) {
    let scan = |bytes: &Vec<u8>| scan(Cursor::new(bytes), LAYOUT.root()).expect("a descriptor");
    bencher.counter(bytes()).bench(|| black_box(&*MESSAGES).iter().map(scan).sum::<usize>());
}

fn scan(mut cursor: Cursor<'_>, of: protune_wire::TypeId) -> Result<usize, Damage> {
    let ty = LAYOUT.get(of);
    let mut records = 0;
    while let Some(record) = cursor.next() {
        let record = record?;
        records += 1;
        let message = ty.field(record.number).and_then(|field| field.message);
        if let Some(message) = message.filter(|_| record.wire_type == WireType::Len) {
            records += scan(cursor.inside(&record)?, message)?;
        }
    }
    Ok(records)
}

#[divan::bench]
fn reading(bencher: Bencher) {
    let mut arena = Arena::default();
    bencher.counter(bytes()).bench_local(|| {
        black_box(&*MESSAGES).iter().filter(|bytes| read(&mut arena, &LAYOUT, bytes).is_ok()).count()
    });
}

/// Read, and sized as they are and under a plan.
#[divan::bench]
fn sizing(bencher: Bencher) {
    let mut arena = Arena::default();
    let nothing = Recoding::nothing(&LAYOUT);
    bencher.counter(bytes()).bench_local(|| {
        let sizes = black_box(&*MESSAGES).iter().map(|bytes| {
            let message = read(&mut arena, &LAYOUT, bytes).expect("a descriptor");
            [&nothing, &RECODING].map(|recoding| size(message, recoding).unwrap_or_default())
        });
        sizes.map(|[before, after]| before.abs_diff(after)).sum::<u64>()
    });
}

/// Read, and written under a plan.
#[divan::bench]
fn transcoding(bencher: Bencher) {
    let (mut arena, mut output) = (Arena::default(), Output::default());
    bencher.counter(bytes()).bench_local(|| {
        let lens = black_box(&*MESSAGES).iter().map(|bytes| {
            let message = read(&mut arena, &LAYOUT, bytes).expect("a descriptor");
            transcode(message, &RECODING, &mut output).map_or(0, <[u8]>::len)
        });
        lens.sum::<usize>()
    });
}
