//! Real messages: descriptors, as messages of `descriptor.proto`. They have extensions, unknown fields and lists.
//!
//!     cargo test -p protune-wire --test descriptors                              the well-known files
//!     PROTUNE_SETS=a.binpb:b.binpb cargo test ... -- --nocapture                 descriptor sets on disk
#![expect(clippy::print_stdout, reason = "says what was compared")]

use protune_compiler::descriptor::{Include, file};
use protune_compiler::schema::{Schema, compile_files, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_wire::{
    Arena, Change, Cursor, Derivation, Kind, Layout, Output, Plan, Recoding, Step, read, size, transcode,
};

const FILE: &str = "google.protobuf.FileDescriptorProto";

fn schema() -> Schema {
    let text = |name| well_known::text(name).unwrap_or_default();
    compile_files(well_known::names().map(|name| lower(name, parse(text(name)))))
}

fn layout() -> Layout {
    Layout::of(&schema(), FILE).expect("descriptor.proto is there")
}

/// Descriptors of the well-known files, and those of the sets that are named.
fn messages() -> Vec<Vec<u8>> {
    let schema = schema();
    let include = Include { source_info: true, source_options: true };
    let mut messages: Vec<Vec<u8>> = schema.files().map(|it| file(&schema, it.id, include)).collect();
    let sets = std::env::var_os("PROTUNE_SETS").unwrap_or_default();
    for set in std::env::split_paths(&sets).filter(|set| !set.as_os_str().is_empty()) {
        let bytes = std::fs::read(&set).unwrap_or_else(|error| panic!("{}: {error}", set.display()));
        let records = Cursor::new(&bytes).map(|record| record.expect("a sound set"));
        messages.extend(records.filter(|record| record.number == 1).map(|record| record.payload.to_vec()));
    }
    messages
}

fn step(message: &str, field: u32, change: Change) -> Step {
    Step { message: format!("google.protobuf.{message}"), field, change }
}

/// Plans as one could make for descriptors, by name.
fn plans() -> Vec<(&'static str, Plan)> {
    let expand = [1, 2].map(|field| step("SourceCodeInfo.Location", field, Change::Expand));
    let types = [
        step("FieldDescriptorProto", 3, Change::Retype(Kind::Sint32)),
        step("FieldDescriptorProto", 3, Change::Renumber { to: 16 }),
        step("FieldDescriptorProto", 9, Change::Retype(Kind::Sfixed32)),
        step("EnumValueDescriptorProto", 2, Change::Retype(Kind::Sint64)),
        step("SourceCodeInfo.Location", 2, Change::Retype(Kind::Fixed64)),
    ];
    let delimit = [
        step("FileDescriptorProto", 4, Change::Delimit),
        step("FileDescriptorProto", 9, Change::Delimit),
        step("SourceCodeInfo", 1, Change::Delimit),
        step("DescriptorProto", 2, Change::Delimit),
        step("FieldDescriptorProto", 8, Change::Delimit),
    ];
    let swap = [
        step("FieldDescriptorProto", 10, Change::Renumber { to: 2048 }),
        step("FieldDescriptorProto", 4, Change::Renumber { to: 5 }),
        step("FieldDescriptorProto", 5, Change::Renumber { to: 4 }),
        step("FileDescriptorProto", 1, Change::Renumber { to: 12 }),
        step("FileDescriptorProto", 12, Change::Renumber { to: 1 }),
    ];
    let derive = [step("FieldDescriptorProto", 10, Change::Derive(Derivation::JsonName { of: 1 }))];
    let all = [&expand[..], &types[1..], &delimit, &[swap[1].clone(), swap[2].clone()]].concat();
    vec![
        ("nothing", Plan::default()),
        ("expand", Plan { steps: expand.into() }),
        ("types", Plan { steps: types.into() }),
        ("delimit", Plan { steps: delimit.into() }),
        ("swap", Plan { steps: swap.into() }),
        ("derive", Plan { steps: derive.into() }),
        ("all", Plan { steps: all }),
    ]
}

#[test]
fn predicted_is_encoded_under_every_plan() {
    let (layout, messages) = (layout(), messages());
    let nothing = Recoding::nothing(&layout);
    let (mut arena, mut output, mut old) = (Arena::default(), Output::default(), Vec::new());
    for (name, plan) in plans() {
        let there = Recoding::new(&layout, &plan).unwrap_or_else(|refusal| panic!("{refusal}"));
        let back = there.inverse();
        let (mut before, mut after, mut obstacles) = (0, 0, 0);
        for bytes in &messages {
            let message = read(&mut arena, &layout, bytes).expect("a sound descriptor");
            old.clear();
            old.extend_from_slice(transcode(message, &nothing, &mut output).expect("nothing changes"));
            assert_eq!(size(message, &nothing), Ok(old.len() as u64));
            // A string that is no JSON name is the only thing that can be in the way.
            let Ok(new) = transcode(message, &there, &mut output).map(<[u8]>::to_vec) else {
                assert_eq!(name, "derive", "{:?}", size(message, &there));
                obstacles += 1;
                continue;
            };
            assert_eq!(size(message, &there), Ok(new.len() as u64), "{name}");
            (before, after) = (before + old.len(), after + new.len());
            let message = read(&mut arena, there.to(), &new).expect("sound");
            assert_eq!(transcode(message, &back, &mut output), Ok(&old[..]), "{name}");
        }
        println!("{name}: {} messages, {before} -> {after} bytes, {obstacles} obstacles", messages.len());
        assert!(obstacles < messages.len());
    }
}

/// Descriptors written by protoc and by us are already canonical.
#[test]
fn descriptors_are_canonical() {
    let (layout, schema) = (layout(), schema());
    let nothing = Recoding::nothing(&layout);
    let (mut arena, mut output) = (Arena::default(), Output::default());
    for it in schema.files() {
        let bytes = file(&schema, it.id, Include::default());
        let message = read(&mut arena, &layout, &bytes).expect("sound");
        assert_eq!(transcode(message, &nothing, &mut output), Ok(&bytes[..]), "{}", it.name());
    }
}
