//! Rust types for a tree of .proto files, by `prost_build` and without `protoc`:
//!
//!     cargo run -p protune-compiler --example prost_build -- path/to/protos
#![expect(clippy::print_stdout, reason = "shows what it made")]

use protune_compiler::descriptor::to_prost;
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{self, File, lower};
use protune_compiler::syntax::parse;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/sample");

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::args_os().nth(1).map_or_else(|| PathBuf::from(SAMPLE), PathBuf::from);
    let out = tempfile::tempdir()?;
    for path in generate(&root, out.path())? {
        println!("{}: {} bytes", path.file_name().unwrap_or_default().display(), fs::metadata(&path)?.len());
    }
    Ok(())
}

/// Writes the Rust types of the .proto files below `root`, one file for each package, and says which.
fn generate(root: &Path, out: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let schema = schema::compile_files(read(root)?);
    if let Some(problem) = schema.problems().iter().find(|problem| problem.severity == Severity::Error) {
        return Err(format!("{}: {}", schema.file(problem.place.file).name(), problem.message).into());
    }
    let descriptors = to_prost(&schema, schema.files().map(|file| file.id))?;
    if let Some(file) = descriptors.file.iter().find(|file| file.syntax() == "editions") {
        return Err(format!("{}: prost_build knows proto2 and proto3 only", file.name()).into());
    }
    prost_build::Config::new().out_dir(out).compile_fds(descriptors)?;
    let mut written: Vec<PathBuf> =
        fs::read_dir(out)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    written.sort();
    Ok(written)
}

/// The .proto files below a folder, by the names that they import each other by.
fn read(root: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "proto") {
                let name = path.strip_prefix(root)?.to_str().ok_or("a path that is not UTF-8")?;
                files.push(lower(name.replace('\\', "/"), parse(fs::read_to_string(&path)?)));
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_becomes_rust() {
        let out = tempfile::tempdir().unwrap();
        let written = generate(Path::new(SAMPLE), out.path()).unwrap();
        let names: Vec<_> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["bakery.orders.v1.rs"]);
        let text = fs::read_to_string(&written[0]).unwrap();
        assert!(text.contains("pub struct Order "), "{text}");
    }
}
