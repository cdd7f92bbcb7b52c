//! Runs the transcripts in `tests/cli`: each `$` line is run in `fixtures`, and what follows is what it
//! must answer; behind `<` stands what it reads. Those in `tests/fix` change files: each is run in a copy of `fixtures/fix` of its own, and
//! `$ cat` shows what became of one. `BLESS=1 cargo test --test cli` writes the answers. A new case is a new
//! file, or a line.

#[path = "transcript/binary.rs"]
mod binary;
mod transcript;

use binary::protune;
use flate2::read::GzDecoder;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use transcript::{hold_all, show};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

#[test]
fn transcripts() {
    hold_all("tests/cli", |text| replay(text, Path::new(FIXTURES)));
}

#[test]
fn transcripts_of_fixes() {
    hold_all("tests/fix", |text| {
        let scratch = tempfile::tempdir().unwrap();
        copy(&Path::new(FIXTURES).join("fix"), scratch.path());
        replay(text, scratch.path())
    });
}

#[test]
fn transcripts_of_profiles() {
    hold_all("tests/profile", |text| {
        let scratch = tempfile::tempdir().unwrap();
        copy(&Path::new(FIXTURES).join("messages"), scratch.path());
        replay(text, scratch.path())
    });
}

/// Messages are the same however they are framed and packed, and profiles in whatever order they are merged.
/// `docs/profile.proto` says all that is in them, and what pprof is given unpacks.
#[test]
fn profiles_are_bytes_that_others_read() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    copy(&Path::new(FIXTURES).join("messages"), folder);
    let run = |arguments: &str| {
        let answer = protune(folder).args(arguments.split_whitespace()).output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        answer.stdout
    };
    let profile =
        |files: &str| run(&format!("profile kiosk.proto --type kiosk.v1.Sale --input {files} -o -"));
    let delimited = profile("sales.delimited");
    for other in ["sales.delimited.gz", "sales.delimited.zst", "sales.grpc", "sales.jsonl"] {
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

/// What of the file format of pprof is written, with the numbers that it has there.
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

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The lines up to the first command, then each command with what it answers.
fn replay(transcript: &str, folder: &Path) -> String {
    let is_command = |line: &&str| line.starts_with("$ protune") || line.starts_with("$ cat");
    let head = transcript.lines().take_while(|line| !is_command(line));
    let mut out: String = head.map(|line| format!("{line}\n")).collect();
    for line in transcript.lines().filter(is_command) {
        writeln!(out, "{line}").unwrap();
        if let Some(file) = line.strip_prefix("$ cat ") {
            writeln!(out, "{}", fs::read_to_string(folder.join(file)).unwrap()).unwrap();
            continue;
        }
        let (line, input) = line.split_once(" < ").unwrap_or((line, ""));
        let mut command = protune(folder);
        command.args(line["$ protune".len()..].split_whitespace());
        if !input.is_empty() {
            command.stdin(File::open(folder.join(input)).unwrap());
        }
        show(&command.output().unwrap(), &mut out);
        out.push('\n');
    }
    out
}

/// As in `protune lint | head`.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut protune = protune(Path::new(FIXTURES));
    let protune = protune.args(["lint", "sample"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = protune.spawn().unwrap();
    drop(child.stdout.take());
    let answer = child.wait_with_output().unwrap();
    let told = String::from_utf8(answer.stderr).unwrap();
    assert!(told.starts_with("checked ") && told.lines().count() == 1, "{told}");
    assert_eq!(answer.status.code(), Some(1));
}
