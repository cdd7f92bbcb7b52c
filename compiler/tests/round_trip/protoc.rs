//! The protoc that the tests bring, and a folder for what it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Protoc {
    folder: PathBuf,
}

impl Protoc {
    /// `name` keeps tests apart that run at the same time.
    pub(crate) fn new(name: &str) -> Protoc {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trip").join(name);
        fs::create_dir_all(&folder).expect("a writable folder");
        Protoc { folder }
    }

    /// An empty folder.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a writable folder");
        folder
    }

    /// The set of the .proto files right inside of a folder.
    pub(crate) fn set(&self, folder: &Path, flags: &[&str]) -> Vec<u8> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let mut files: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|extension| extension == "proto")).collect();
        files.sort();
        let out = self.folder.join("set.binpb");
        let protoc = protoc_bin_vendored::protoc_bin_path().expect("a binary for this platform");
        let status = Command::new(protoc)
            .args([Path::new("-I"), folder, Path::new("-o"), &out])
            .arg("--experimental_editions")
            .args(flags)
            .args(files)
            .status();
        assert!(status.expect("protoc runs").success(), "protoc takes the files");
        fs::read(out).expect("protoc wrote a set")
    }
}
