//! Blobs of the `.pbf` files of OpenStreetMap: each has a header with a length, and a message that may be compressed.
//! Blobs that describe the file are not messages, and are skipped.

use super::files;
use super::form::Form;
use super::frames::Head;
use crate::compression;
use protune_wire::WireType;
use protune_wire::scan::Cursor;
use std::borrow::Cow;
use std::io::{self, Read};

/// The format allows no longer header.
const MAX_HEADER: usize = 64 << 10;

/// The format allows no larger blob, packed or unpacked.
const MAX_BLOB: u64 = 32 << 20;

const DATA: &[u8] = b"OSMData";
const HEADER: &[u8] = b"OSMHeader";

/// Whether the bytes begin with a blob of a known kind.
pub(super) fn is_pbf(bytes: &[u8]) -> bool {
    matches!(header(bytes), Some(Ok(Header { kind: DATA | HEADER, .. })))
}

/// Returns the extent of the blob at the start of the bytes.
pub(super) fn blob(bytes: &[u8]) -> Head {
    let (kind, start, size) = match header(bytes) {
        None => return Head::More(needed(bytes)),
        Some(Err(why)) => return Head::Broken(why),
        Some(Ok(Header { kind, end, size })) => (kind, end, size),
    };
    if size > MAX_BLOB {
        return Head::Broken("its blob is larger than 32 MiB");
    }
    let end = start + size as usize;
    match kind {
        _ if end > bytes.len() => Head::More(end),
        DATA => Head::Message { start, end, next: end, form: Form::Blob },
        _ => Head::Nothing(end),
    }
}

struct Header<'b> {
    kind: &'b [u8],
    /// Start of the blob.
    end: usize,
    size: u64,
}

/// `None` if more bytes are needed.
fn header(bytes: &[u8]) -> Option<Result<Header<'_>, &'static str>> {
    let (&len, rest) = bytes.split_first_chunk()?;
    let len = u32::from_be_bytes(len) as usize;
    if len > MAX_HEADER {
        return Some(Err("its header is larger than 64 KiB, as in no .pbf file"));
    }
    let (mut kind, mut size) = (&b""[..], None);
    for record in Cursor::new(rest.get(..len)?) {
        let Ok(record) = record else { return Some(Err("its header is damaged")) };
        match (record.number, record.wire_type) {
            (1, WireType::Len) => kind = record.payload,
            (3, WireType::Varint) => size = Some(record.value),
            _ => {}
        }
    }
    Some(size.map(|size| Header { kind, end: 4 + len, size }).ok_or("its header has no size"))
}

fn needed(bytes: &[u8]) -> usize {
    let len = bytes.first_chunk().map_or(0, |&len| u32::from_be_bytes(len) as usize);
    4 + len
}

/// Returns the message in a blob. The error is for the user.
pub(super) fn message(blob: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let mut found = None;
    for record in Cursor::new(blob) {
        let record = record.map_err(|damage| format!("its blob is damaged: {damage}"))?;
        if record.wire_type == WireType::Len && matches!(record.number, 1 | 3..=7) {
            found = Some((record.number, record.payload));
        }
    }
    match found {
        Some((1, raw)) => Ok(Cow::Borrowed(raw)),
        Some((3, packed)) => whole(compression::zlib(packed)).map(Cow::Owned),
        Some((7, packed)) => whole(
            compression::plain(compression::Compression::Zstd, packed)
                .map_err(|error| files::reason(&error))?,
        )
        .map(Cow::Owned),
        Some((number, _)) => {
            let name = ["LZMA", "bzip2", "LZ4"][number as usize - 4];
            Err(format!("its blob is compressed with {name}, and only zlib and zstd are read"))
        }
        None => Err("its blob is empty".to_owned()),
    }
}

fn whole(stream: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = stream.take(MAX_BLOB + 1).read_to_end(&mut bytes);
    read.map_err(|error: io::Error| files::reason(&error))?;
    if bytes.len() as u64 > MAX_BLOB {
        return Err("unpacked its blob is larger than 32 MiB".to_owned());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_wire::varint;

    fn field(number: u64, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        varint::put(&mut out, number << 3 | 2);
        varint::put(&mut out, payload.len() as u64);
        out.extend(payload);
        out
    }

    fn file(kind: &[u8], blob: &[u8]) -> Vec<u8> {
        let mut header = field(1, kind);
        header.push(0x18);
        varint::put(&mut header, blob.len() as u64);
        [&(header.len() as u32).to_be_bytes(), &header[..], blob].concat()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        // One stored block.
        let len = bytes.len() as u16;
        let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), &byte| {
            let a = (a + u32::from(byte)) % 65521;
            (a, (b + a) % 65521)
        });
        [
            &[0x78, 0x01, 0x01],
            &len.to_le_bytes()[..],
            &(!len).to_le_bytes(),
            bytes,
            &(b << 16 | a).to_be_bytes(),
        ]
        .concat()
    }

    #[test]
    fn blobs_are_cut_and_unpacked() {
        let raw = field(1, b"abc");
        let bytes = [file(HEADER, &raw), file(DATA, &raw)].concat();
        assert!(is_pbf(&bytes) && !is_pbf(&bytes[1..]) && !is_pbf(&bytes[..10]));
        let Head::Nothing(at) = blob(&bytes) else { panic!("a header is no message") };
        let Head::Message { start, end, next, form: Form::Blob } = blob(&bytes[at..]) else {
            panic!("no message")
        };
        assert_eq!(
            (message(&bytes[at + start..at + end]).as_deref(), at + next),
            (Ok(&b"abc"[..]), bytes.len())
        );
        assert_eq!(message(&field(3, &zlib(b"abcd"))).as_deref(), Ok(&b"abcd"[..]));
    }

    #[test]
    fn what_is_no_blob_is_refused() {
        assert_eq!(blob(b"\0\x02\0\0"), Head::Broken("its header is larger than 64 KiB, as in no .pbf file"));
        assert_eq!(blob(b"\0\0\0\x02\x0A\x09"), Head::Broken("its header is damaged"));
        assert_eq!(blob(b"\0\0\0\0"), Head::Broken("its header has no size"));
        assert_eq!((blob(b"\0"), blob(b"\0\0\0\x09a")), (Head::More(4), Head::More(13)));
        let huge = b"\0\0\0\x0B\x18\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01";
        assert_eq!(blob(huge), Head::Broken("its blob is larger than 32 MiB"));
        let told = |blob: &[u8]| message(blob).unwrap_err();
        assert_eq!(told(b""), "its blob is empty");
        assert_eq!(
            told(&field(4, b"x")),
            "its blob is compressed with LZMA, and only zlib and zstd are read"
        );
        assert!(told(b"\x0A\x09").starts_with("its blob is damaged: "));
        assert!(told(&field(3, b"no zlib")).starts_with("its compressed data is damaged"));
        let bomb = crate::compression::gzip(&vec![0; 33 << 20]).unwrap();
        assert!(bomb.len() < 1 << 16, "deflated zeros are small");
        // Its body without the header of gzip, with that of zlib; the checksum at the end is never reached.
        let bomb = [&[0x78, 0x9C], &bomb[10..]].concat();
        assert_eq!(told(&field(3, &bomb)), "unpacked its blob is larger than 32 MiB");
        assert_eq!(told(&field(3, &zlib(b"abc")[..8])), "its compressed data ends too early");
    }
}
