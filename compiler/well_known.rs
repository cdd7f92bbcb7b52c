//! The `google/protobuf/*.proto` files of one protoc release, embedded at build time.
//! Owns only the table; they are parsed and linked like any other file.

mod table {
    include!(concat!(env!("OUT_DIR"), "/well_known.rs"));
}

/// The file that declares the options; part of every schema, imported or not.
pub const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The text of a well-known file, by its import name.
pub fn text(name: &str) -> Option<&'static str> {
    let at = table::FILES.binary_search_by_key(&name, |&(known, _)| known).ok()?;
    Some(table::FILES[at].1)
}

/// The import names of all well-known files, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::FILES.iter().map(|&(name, _)| name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn descriptor_is_at_hand() {
        let text = super::text(super::DESCRIPTOR).expect("embedded");
        assert!(text.contains("message FileDescriptorSet"));
        assert_eq!(super::text("google/protobuf/nothing.proto"), None);
    }
}
