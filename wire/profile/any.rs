//! Messages in a `google.protobuf.Any`. Finds them, and does not count them.

use crate::WireType;
use crate::kind::Kind;
use crate::layout::{Layout, Type, TypeId};
use crate::scan::{Cursor, Record};

/// Returns the type of the message that an `Any` holds, the place of the field with it, and its record. Of several
/// records the last one counts. `None` if the type is not known.
pub(super) fn held<'b>(
    layout: &Layout,
    any: &Type,
    records: Cursor<'b>,
) -> Option<(TypeId, usize, Record<'b>)> {
    let [url, value] = any.fields() else { return None };
    if (url.number, url.kind, value.number, value.kind) != (1, Kind::String, 2, Kind::Bytes) {
        return None;
    }
    let (mut name, mut held) = (None, None);
    for record in records {
        let record = record.ok()?;
        match (record.number, record.wire_type) {
            (1, WireType::Len) => name = Some(record.payload),
            (2, WireType::Len) => held = Some(record),
            _ => {}
        }
    }
    let name = name?.rsplit(|&byte| byte == b'/').next()?;
    Some((layout.find(str::from_utf8(name).ok()?)?, 1, held?))
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, Profiler};
    use super::*;
    use crate::varint;

    fn layout() -> Layout {
        let any = r#"syntax = "proto3"; package google.protobuf; message Any { string type_url = 1; bytes value = 2; }"#;
        let text = r#"syntax = "proto3"; import "google/protobuf/any.proto";
            message Holder { repeated google.protobuf.Any any = 1; }
            message Cat { string name = 1; Holder more = 2; }
            message Dog { uint32 age = 1; }"#;
        let files = [("a.proto", text), ("google/protobuf/any.proto", any)];
        let schema = protune_compiler::compile(files, |_| None);
        Layout::of(&schema, "Holder").expect("declared")
    }

    fn record(number: u64, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        varint::put(&mut out, number << 3 | 2);
        varint::put(&mut out, payload.len() as u64);
        out.extend(payload);
        out
    }

    fn holder(url: &[u8], value: &[u8]) -> Vec<u8> {
        record(1, &[record(1, url), record(2, value)].concat())
    }

    fn profile(messages: &[Vec<u8>]) -> Profile {
        let mut profiler = Profiler::new(&layout());
        messages.iter().for_each(|message| profiler.add(message).expect("no damage"));
        profiler.finish()
    }

    /// The bytes of each node: its fields that are no messages, tags and lengths of those that are, unknown ones.
    fn by_node(profile: &Profile) -> Vec<(String, u64)> {
        let own = |node: &super::super::Node| {
            let ty = profile.ty(node);
            let fields = node.fields.iter().map(|counts| {
                let kind = ty.field(counts.number).and_then(|field| field.kind());
                let is_message = kind.is_some_and(|kind| kind.is_message());
                counts.bytes() - if is_message { counts.payload_bytes } else { 0 }
            });
            fields.sum::<u64>() + node.unknown.iter().map(|unknown| unknown.bytes()).sum::<u64>()
        };
        profile.nodes.iter().map(|node| (profile.ty(node).name.clone(), own(node))).collect()
    }

    #[test]
    fn messages_inside_are_counted() {
        let cat = holder(b"type.googleapis.com/Cat", &record(1, b"Tom"));
        let dog = holder(b"x/Dog", b"\x08\x05");
        // 2 for the field, 25 for the name of the type, 2 for the value.
        let profile = profile(&[[&cat[..], &dog, &dog].concat()]);
        let names = ["Holder", "google.protobuf.Any", "Cat", "Dog"].map(str::to_owned);
        let bytes = [6, 27 + 2 * 9, 5, 4];
        assert_eq!(by_node(&profile), names.into_iter().zip(bytes).collect::<Vec<_>>());
        assert_eq!(bytes.iter().sum::<u64>(), profile.bytes);
        let [.., dogs] = &profile.nodes[..] else { panic!("no nodes") };
        assert_eq!((dogs.messages, dogs.bytes, dogs.parent, dogs.field), (2, 4, Some(1), 2));
        assert_eq!(Profile::decode(&profile.encode()), Ok(profile));
    }

    #[test]
    fn what_is_no_such_message_stays_bytes() {
        let opaque = [
            holder(b"x/Bird", b"\x08\x05"),
            holder(b"", b"\x08\x05"),
            holder(b"x/Dog", b"\x08"),
            holder(b"x/\xFF", b"\x08\x05"),
            holder(b"x/Dog", &[0xFF; 40]),
        ];
        for message in opaque {
            let profile = profile(std::slice::from_ref(&message));
            assert_eq!(profile.nodes.len(), 2);
            assert_eq!(by_node(&profile).iter().map(|(_, bytes)| bytes).sum::<u64>(), message.len() as u64);
        }
        let empty = holder(b"x/Dog", b"");
        assert_eq!(profile(&[empty]).nodes[2].messages, 1);
    }

    #[test]
    fn they_may_be_inside_of_each_other() {
        let mut message = holder(b"x/Dog", b"\x08\x05");
        for _ in 0..40 {
            message = holder(b"x/Cat", &record(2, &message));
        }
        // Deeper ones stay bytes, and all are counted once.
        for message in [message.clone(), holder(b"x/Holder", &message)] {
            let profile = profile(std::slice::from_ref(&message));
            assert_eq!(by_node(&profile).iter().map(|(_, bytes)| bytes).sum::<u64>(), message.len() as u64);
        }
    }

    #[test]
    fn merged_is_as_counted_together() {
        let cat = holder(b"x/Cat", &record(1, b"Tom"));
        let dog = holder(b"x/Dog", b"\x08\x05");
        let (mut one, other) = (profile(std::slice::from_ref(&dog)), profile(std::slice::from_ref(&cat)));
        let mut swapped = other.clone();
        swapped.merge(&one).expect("one schema");
        one.merge(&other).expect("one schema");
        let whole = profile(&[cat, dog]).encode();
        assert!(one.encode() == whole && swapped.encode() == whole);
    }
}
