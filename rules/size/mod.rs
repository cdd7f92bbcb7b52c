//! Bytes on the wire, as far as the schema alone shows them.
