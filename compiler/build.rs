//! Embeds the well-known types: the .proto files that a package of protoc ships beside its binary, which is not used.

use std::path::{Path, PathBuf};
use std::{env, fmt::Write as _, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let root = protoc_bin_vendored_macos_aarch_64::include_path();
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();

    let mut table = String::from("pub(super) static FILES: &[(&str, &str)] = &[\n");
    for path in &files {
        let name = path.strip_prefix(&root).expect("found below the root").to_str().expect("an ASCII path");
        let name = name.replace('\\', "/");
        let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", path.to_str().expect("a UTF-8 path"));
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("well_known.rs");
    fs::write(out, table).expect("OUT_DIR can be written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder that the crate ships") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
}
