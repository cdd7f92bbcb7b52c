//! Limits of unpacking. All is counted while it is read: the sizes that an archive states are not trusted.

/// Sizes are in bytes.
#[derive(Clone)]
pub(super) struct Limits {
    /// Bytes of a stream after decompression, including skipped parts.
    pub(super) stream: u64,
    /// Bytes of one file.
    pub(super) file: u64,
    /// Bytes of all files together.
    pub(super) files: u64,
    /// Number of entries.
    pub(super) entries: usize,
    /// Depth of nested folders.
    pub(super) depth: usize,
}

impl Limits {
    /// A tenth of that is a very large repository.
    pub(super) const DEFAULT: Limits =
        Limits { stream: 4 << 30, file: 128 << 20, files: 1 << 30, entries: 2_000_000, depth: 64 };
}

/// Size in words.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}
