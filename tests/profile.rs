//! Profiles as bytes: those that others read are read back.

use crate::binary::{copy_of, protune};
use flate2::read::GzDecoder;
use std::fs;
use std::io::Read;

/// Messages are the same however they are framed and packed, and profiles in whatever order they are merged.
/// `docs/profile.proto` says all that is in them, and what pprof is given unpacks.
#[test]
fn profiles_are_bytes_that_others_read() {
    let scratch = copy_of("messages");
    let folder = scratch.path();
    let run = |arguments: &str| {
        let answer = protune(folder).args(arguments.split_whitespace()).output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        answer.stdout
    };
    let profile =
        |files: &str| run(&format!("profile kiosk.proto --type kiosk.v1.Sale --input {files} -o -"));
    let delimited = profile("sales.delimited");
    let framed = ["sales.grpc", "sales.jsonl", "sales.u32be", "sales.tfrecord", "sales.pbf"];
    for other in ["sales.delimited.gz", "sales.delimited.zst", "sales.confluent --strip confluent"]
        .iter()
        .chain(&framed)
    {
        assert!(profile(other) == delimited, "{other}");
    }
    let both = profile("one.binpb sales.delimited");
    fs::write(folder.join("a"), profile("one.binpb")).unwrap();
    fs::write(folder.join("b"), &delimited).unwrap();
    assert!(run("profile merge a b -o -") == both);
    assert!(run("profile merge b a -o -") == both);

    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/profile.proto"), folder.join("profile.proto"))
        .unwrap();
    let set = run("build profile.proto -o -");
    let pool = prost_reflect::DescriptorPool::decode(&set[..]).unwrap();
    let ty = pool.get_message_by_name("protune.profile.v1.Profile").unwrap();
    let all = profile("sales.grpc newer.binpb");
    let read = prost_reflect::DynamicMessage::decode(ty, &all[..]).unwrap();
    assert!(prost::Message::encode_to_vec(&read) == all);
    assert_eq!(unknown_fields(&read), 0);

    fs::write(folder.join("all"), &all).unwrap();
    // All bytes of the messages are in its samples.
    fs::write(folder.join("pprof.proto"), PPROF).unwrap();
    let set = run("build pprof.proto -o -");
    let ty = prost_reflect::DescriptorPool::decode(&set[..]).unwrap().get_message_by_name("Profile").unwrap();
    let mut unpacked = Vec::new();
    GzDecoder::new(&run("report all --format pprof")[..]).read_to_end(&mut unpacked).unwrap();
    let pprof = prost_reflect::DynamicMessage::decode(ty, &unpacked[..]).unwrap();
    assert_eq!(unknown_fields(&pprof), 0);
    assert_eq!(Some(sizes(&pprof)), read.get_field_by_name("bytes").and_then(|bytes| bytes.as_u64()));

    let page = String::from_utf8(run("report all --format html")).unwrap();
    assert!(page.contains("kiosk.v1.Sale"));
    // It names the namespace of its drawings at most, and fetches nothing.
    assert!(page.matches("http").count() <= 1);
}

/// Part of the file format of pprof that is written, with its numbers.
const PPROF: &str = "syntax = \"proto3\";
message Profile {
  repeated ValueType sample_type = 1;
  repeated Sample sample = 2;
  repeated Location location = 4;
  repeated Function function = 5;
  repeated string string_table = 6;
  int64 default_sample_type = 14;
}
message ValueType { int64 type = 1; int64 unit = 2; }
message Sample { repeated uint64 location_id = 1; repeated int64 value = 2; }
message Location { uint64 id = 1; repeated Line line = 4; }
message Line { uint64 function_id = 1; }
message Function { uint64 id = 1; int64 name = 2; int64 system_name = 3; int64 filename = 4; }
";

/// The sum of the last value of each sample, which is its size.
fn sizes(pprof: &prost_reflect::DynamicMessage) -> u64 {
    let samples = pprof.get_field_by_name("sample").unwrap();
    let samples = samples.as_list().unwrap().iter().map(|sample| sample.as_message().unwrap());
    let size = |sample: &prost_reflect::DynamicMessage| {
        let values = sample.get_field_by_name("value").unwrap();
        values.as_list().unwrap().last().unwrap().as_i64().unwrap() as u64
    };
    samples.map(size).sum()
}

fn unknown_fields(message: &prost_reflect::DynamicMessage) -> usize {
    use prost_reflect::Value;
    let inside = |value: &Value| match value {
        Value::Message(message) => unknown_fields(message),
        Value::List(list) => list.iter().filter_map(Value::as_message).map(unknown_fields).sum(),
        _ => 0,
    };
    message.unknown_fields().count() + message.fields().map(|(_, value)| inside(value)).sum::<usize>()
}
