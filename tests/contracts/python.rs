//! The same trials by Python's protobuf, which `.ci/tools` installs into `target/tools`. Where it is missing, nothing is
//! tried, and the test says so; with `CI=true` that is a failure.

use super::examples::{Of, named};
use super::trial::{Meaning, Side, Sides, Tally, has_calls, message, samples};
use crate::tools;
use prost_reflect::prost::Message;
use protune_rules::contracts::{Change, Row};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// Fate of old data and of new data for each row, for the wire and for JSON.
pub(crate) fn tallies(rows: &[Row]) -> Option<Vec<[[Tally; 2]; 2]>> {
    let python = python()?;
    let (mut jobs, mut of_rows, mut sides) = (Vec::new(), Vec::new(), Sides::default());
    for (at, row) in rows.iter().enumerate() {
        for example in named(row.change, &row.from, &row.to).into_iter().filter(|it| it.of != Of::Rules) {
            jobs.push(job(row.change, example.of, [sides.of(&example.before), sides.of(&example.after)]));
            of_rows.push((at, example.of));
        }
    }
    let answers = run(&python, &Value::Array(jobs));
    let mut tallies = vec![[[Tally::default(); 2]; 2]; rows.len()];
    for ((at, of), answer) in of_rows.into_iter().zip(answers.as_array().expect("a list of answers")) {
        let axes = [of != Of::Json, of != Of::Wire];
        for axis in (0..2).filter(|&axis| axes[axis]) {
            for way in 0..2 {
                tallies[at][axis][way].merge(tally(&answer[axis][way]));
            }
        }
    }
    Some(tallies)
}

fn job(change: Change, of: Of, sides: [Rc<Side>; 2]) -> Value {
    let meaning = Meaning::of(change, of);
    let encoded = |bytes: &[u8]| base64(bytes);
    let pools = sides.each_ref().map(|side| side.pool.as_ref());
    let calls = has_calls(change).then(|| {
        pools.each_ref().map(|pool| {
            let services = pool.expect("RPCs are no trouble").services();
            let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
            methods
                .map(|method| [method.parent_service().full_name().to_owned(), method.name().to_owned()])
                .collect::<Vec<_>>()
        })
    });
    let samples = [0, 1].map(|at| match &pools[at] {
        Some(pool) => {
            let samples = samples(change, &message(pool));
            let mut samples: Vec<(String, bool, bool)> =
                samples.iter().map(|it| (encoded(&it.message.encode_to_vec()), it.is_main, true)).collect();
            // A string that is not UTF-8, which only a reader that does not check it has. JSON has no such text.
            if let Change::Utf8 { is_checked } = change
                && (at == 0) == is_checked
            {
                samples.push((encoded(b"\n\x01\xFF"), true, false));
            }
            samples
        }
        None => Vec::new(),
    });
    json!({
        "before": encoded(&sides[0].set),
        "after": encoded(&sides[1].set),
        "samples": samples,
        // Names that clash in JSON.
        "clashes": pools.iter().any(Option::is_none),
        "calls": calls,
        "by_name": meaning.by_name,
        "values_by_name": meaning.values_by_name,
        "defaults": meaning.defaults,
        "spelled": meaning.spelled,
        "all_of_old": meaning.all_of_old,
        "plain_readers": meaning.plain_readers,
        "value_names": matches!(change, Change::ValueName(_)),
    })
}

fn tally(answer: &Value) -> Tally {
    let of = |name: &str| [0, 1].map(|at| answer[name][at].as_u64().expect("a count") as usize);
    Tally { main: of("main"), side: of("side") }
}

/// A Python with protobuf: the one of `.ci/tools`, else that of the machine.
fn python() -> Option<String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/python3");
    let all = [own.display().to_string(), "python3".to_owned()];
    let has = |python: &String| {
        let found = Command::new(python).args(["-c", "import google.protobuf"]).output();
        found.is_ok_and(|answer| answer.status.success())
    };
    let found = all.into_iter().find(has);
    if found.is_none() {
        tools::missing(&"protobuf of Python");
    }
    found
}

fn run(python: &str, jobs: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts/read.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it was found");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(jobs.to_string().as_bytes()).expect("Python reads all");
    drop(input);
    let answer = child.wait_with_output().expect("Python ends");
    assert!(answer.status.success(), "read.py failed");
    serde_json::from_slice(&answer.stdout).expect("read.py answers in JSON")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= chunk.len() { digit } else { '=' });
        }
    }
    out
}
