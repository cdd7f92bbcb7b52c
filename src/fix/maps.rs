//! Encoded messages with the entries of their maps in one order. protox writes them in another order in each run, and
//! means the same.

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};
use protune_compiler::encoding::scan::{Cursor, Record};
use protune_compiler::encoding::{WireType, put_len, put_tag};

/// The message that these bytes encode, with the entries of maps by their bytes, also where options of a project nest
/// maps. Damaged bytes stay as they are.
pub(super) fn in_order(pool: &DescriptorPool, message: &MessageDescriptor, bytes: &[u8]) -> Vec<u8> {
    ordered(pool, message, Cursor::new(bytes)).unwrap_or_else(|| bytes.to_vec())
}

fn ordered(pool: &DescriptorPool, message: &MessageDescriptor, records: Cursor<'_>) -> Option<Vec<u8>> {
    let within = records.clone();
    let records: Vec<Record<'_>> = records.collect::<Result<_, _>>().ok()?;
    let mut written = Vec::with_capacity(records.len());
    let mut entries = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let field = message.get_field(record.number);
        let inner = match &field {
            Some(field) => nested(field.kind()),
            None => message.get_extension(record.number).and_then(|extension| nested(extension.kind())),
        };
        let inner = inner.or_else(|| packed_in_any(pool, message, record, &records));
        let content = match inner {
            Some(inner) => ordered(pool, &inner, within.inside(record).ok()?)?,
            None => record.payload.to_vec(),
        };
        if field.is_some_and(|field| field.is_map()) {
            entries.push((record.number, at));
        }
        written.push(content);
    }
    entries.sort_unstable();
    for of_one in entries.chunk_by(|one, next| one.0 == next.0) {
        let mut sorted: Vec<Vec<u8>> =
            of_one.iter().map(|(_, at)| std::mem::take(&mut written[*at])).collect();
        sorted.sort_unstable();
        for ((_, at), entry) in of_one.iter().zip(sorted) {
            written[*at] = entry;
        }
    }
    let mut out = Vec::new();
    for (record, content) in records.iter().zip(written) {
        let number = i32::try_from(record.number).ok()?;
        match record.wire_type {
            WireType::Len => put_len(&mut out, number, &content),
            wire_type => {
                put_tag(&mut out, number, wire_type);
                out.extend(content);
                if wire_type == WireType::StartGroup {
                    put_tag(&mut out, number, WireType::EndGroup);
                }
            }
        }
    }
    Some(out)
}

fn nested(kind: Kind) -> Option<MessageDescriptor> {
    kind.as_message().cloned()
}

/// The message that an `Any` holds as its value.
fn packed_in_any(
    pool: &DescriptorPool,
    message: &MessageDescriptor,
    record: &Record<'_>,
    records: &[Record<'_>],
) -> Option<MessageDescriptor> {
    if record.number != 2 || message.full_name() != "google.protobuf.Any" {
        return None;
    }
    let url = records.iter().rfind(|record| record.number == 1)?;
    let url = std::str::from_utf8(url.payload).ok()?;
    pool.get_message_by_name(url.rsplit('/').next()?)
}
