//! Fields beside the random ones, whose values fit steps more often than random values do: times, equal fields,
//! submessages that are not empty, and numbers at the edges of types.

use super::random::Random;
use super::schemas::Syntax;
use protune_wire::{WireType, varint};

/// A schema of [`schemas`](super::schemas) with these fields in its last message, `M3`.
pub(crate) fn with_extras(schema: &str, syntax: Syntax) -> String {
    let optional = if syntax == Syntax::Proto2 { "optional " } else { "" };
    let fields = format!(
        "message M3 {{
  {optional}google.protobuf.Timestamp time = 40;
  repeated google.protobuf.Duration durations = 41;
  map<string, google.protobuf.Timestamp> times = 42;
  {optional}Pair pair = 43;
  repeated int64 numbers = 44;
  {optional}double double = 45;
  {optional}fixed64 fixed = 46;
"
    );
    let imports =
        "import \"google/protobuf/timestamp.proto\";\nimport \"google/protobuf/duration.proto\";\nenum Open";
    let pair = format!(
        "message Pair {{ {optional}int32 a = 1; {optional}int32 b = 2; {optional}Inside c = 3; {optional}Inside d = 4; }}
message Inside {{ {optional}string text = 1; {optional}sint32 number = 2; }}
"
    );
    schema.replace("message M3 {\n", &fields).replacen("enum Open", imports, 1) + &pair
}

/// Values of the fields, as the bytes of a message.
pub(crate) fn values(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    if !random.one_in(4) {
        let time = timestamp(random);
        message(40, &time, &mut out);
    }
    for _ in 0..random.below(4) {
        let duration = duration(random);
        message(41, &duration, &mut out);
    }
    for key in ["a", "b"].iter().take(random.below(3)) {
        let mut entry = Vec::new();
        message(1, key.as_bytes(), &mut entry);
        let time = timestamp(random);
        message(2, &time, &mut entry);
        message(42, &entry, &mut out);
    }
    if !random.one_in(4) {
        let pair = pair(random);
        message(43, &pair, &mut out);
    }
    for _ in 0..random.below(5) {
        number(44, *random.pick(&[0, 1, -1, 63, 64, i64::MAX, i64::MIN, i64::from(i32::MIN)]), &mut out);
    }
    if random.one_in(2) {
        let double = *random.pick(&[0.5, -0.0, 0.1, -2.0, 1e300, f64::NAN, f64::INFINITY]);
        fixed(45, double.to_bits(), &mut out);
    }
    if random.one_in(2) {
        fixed(46, *random.pick(&[0, 1, 300, u64::MAX, u64::from(u32::MAX)]), &mut out);
    }
    out
}

fn timestamp(random: &mut Random) -> Vec<u8> {
    let seconds = *random.pick(&[0, 1, -1, 1_777_620_600, -62_135_596_800, 253_402_300_799]);
    parts(seconds, *random.pick(&[0, 0, 250_000_000, 999_999_999, 1000]))
}

fn duration(random: &mut Random) -> Vec<u8> {
    let sign = *random.pick(&[1, -1]);
    let nanoseconds = *random.pick(&[0, 0, 500_000_000, 1_000_000]);
    parts(sign * random.pick(&[0, 1, 90, 315_576_000_000_i64]), sign * nanoseconds)
}

fn parts(seconds: i64, nanoseconds: i64) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, part) in [(1, seconds), (2, nanoseconds)] {
        if part != 0 {
            number(at, part, &mut out);
        }
    }
    out
}

/// Both numbers and both messages are equal, more often than not.
fn pair(random: &mut Random) -> Vec<u8> {
    let mut out = Vec::new();
    let of_number = *random.pick(&[1, -1, 300]);
    number(1, of_number, &mut out);
    number(2, if random.one_in(8) { 7 } else { of_number }, &mut out);
    let mut inside = Vec::new();
    message(1, random.pick(&["Tom", "Ann"]).as_bytes(), &mut inside);
    message(3, &inside, &mut out);
    if random.one_in(8) {
        number(2, 5, &mut inside);
    }
    message(4, &inside, &mut out);
    out
}

fn number(at: u32, value: i64, out: &mut Vec<u8>) {
    tag(at, WireType::Varint, out);
    varint::put(out, value as u64);
}

fn fixed(at: u32, bits: u64, out: &mut Vec<u8>) {
    tag(at, WireType::Fixed64, out);
    out.extend(bits.to_le_bytes());
}

fn message(at: u32, bytes: &[u8], out: &mut Vec<u8>) {
    tag(at, WireType::Len, out);
    varint::put(out, bytes.len() as u64);
    out.extend(bytes);
}

fn tag(at: u32, wire_type: WireType, out: &mut Vec<u8>) {
    varint::put(out, u64::from(at) << 3 | wire_type as u64);
}
