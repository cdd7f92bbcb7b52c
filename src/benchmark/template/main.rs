//! Parses and writes the same messages in both shapes, and prints how long that takes. What a reader does to undo tables,
//! differences or scales is not in it.
//!
//!     cargo run --release

use prost::Message;
use std::hint::black_box;
use std::time::{Duration, Instant};

mod old {
    include!(concat!(env!("OUT_DIR"), "/old.rs"));
}

mod new {
    include!(concat!(env!("OUT_DIR"), "/new.rs"));
}

/// The best of so many rounds counts: others are disturbed.
const ROUNDS: usize = 20;

fn main() {
    let old = Shape::<old::Root>::new(include_bytes!("../old.bin"));
    let new = Shape::<new::Root>::new(include_bytes!("../new.bin"));
    assert_eq!(old.frames.len(), new.frames.len(), "the files hold the same messages");
    let (mut of_old, mut of_new) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        of_old.note(old.times());
        of_new.note(new.times());
    }
    let messages = old.frames.len().max(1) as u32;
    println!("{messages} messages");
    println!("{:20} {:>12} {:>12} {:>7}", "", "old", "new", "new/old");
    row("bytes", old.bytes() as f64, new.bytes() as f64);
    let each = |time: Duration| time.as_nanos() as f64 / f64::from(messages);
    row("parse, ns/message", each(of_old.parse), each(of_new.parse));
    row("write, ns/message", each(of_old.write), each(of_new.write));
}

fn row(name: &str, old: f64, new: f64) {
    println!("{name:20} {old:>12.0} {new:>12.0} {:>7.2}", new / old);
}

struct Shape<M> {
    frames: Vec<&'static [u8]>,
    messages: Vec<M>,
}

#[derive(Clone, Copy)]
struct Times {
    parse: Duration,
    write: Duration,
}

impl Default for Times {
    fn default() -> Times {
        Times { parse: Duration::MAX, write: Duration::MAX }
    }
}

impl Times {
    fn note(&mut self, other: Times) {
        self.parse = self.parse.min(other.parse);
        self.write = self.write.min(other.write);
    }
}

impl<M: Message + Default + PartialEq> Shape<M> {
    fn new(stream: &'static [u8]) -> Shape<M> {
        let (mut frames, mut rest) = (Vec::new(), stream);
        while !rest.is_empty() {
            let len = prost::decode_length_delimiter(&mut rest).expect("each message is after its length");
            let (frame, more) = rest.split_at(len);
            frames.push(frame);
            rest = more;
        }
        let parse = |frame: &&[u8]| M::decode(*frame).expect("a message of this shape");
        let messages: Vec<M> = frames.iter().map(parse).collect();
        for message in &messages {
            let again = M::decode(&message.encode_to_vec()[..]).expect("it was just written");
            // A number that is no number equals nothing, so bytes are compared as well.
            assert!(again == *message || again.encode_to_vec() == message.encode_to_vec());
        }
        Shape { frames, messages }
    }

    fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.len()).sum()
    }

    fn times(&self) -> Times {
        let start = Instant::now();
        for frame in &self.frames {
            drop(black_box(M::decode(black_box(*frame))));
        }
        let parse = start.elapsed();
        let mut out = Vec::new();
        let start = Instant::now();
        for message in &self.messages {
            out.clear();
            message.encode(&mut out).expect("memory grows");
            black_box(&out);
        }
        Times { parse, write: start.elapsed() }
    }
}
