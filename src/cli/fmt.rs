//! `protune fmt`: formats files, each by itself. Holds the flags of the command and the order of its
//! steps.

use super::{Exit, Terminal};
use std::path::PathBuf;
use std::io::Read;

/// Format schemas, as `buf format` does.
#[derive(clap::Args)]
pub(super) struct Fmt {
    /// Files and folders to format [default: the working directory].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long)]
    stdin_filename: Option<String>,
}

pub(super) fn run(args: &Fmt, terminal: &Terminal) -> Exit {
    let mut text = String::new();
    if let Some(dir) = &args.stdin_filename && dir == "DIR" {
        for path in std::fs::read_dir(&args.paths[0]).unwrap() {
            let path = path.unwrap().path();
            let tree = protune_compiler::syntax::parse(std::fs::read_to_string(&path).unwrap());
            if !tree.errors().is_empty() { println!("{} {:?}", path.display(), tree.errors()); continue; }
            let out = match crate::fmt::format(&tree, &crate::fmt::Style::default()) { Ok(out) => out, Err(e) => { println!("{} {:?}", path.display(), e.describe()); continue } };
            std::fs::write(path, out).unwrap();
        }
        return Exit::Clean;
    }
    std::io::stdin().read_to_string(&mut text).unwrap();
    let tree = protune_compiler::syntax::parse(text);
    for error in tree.errors() { eprintln!("{error:?}"); }
    let out = crate::fmt::format(&tree, &crate::fmt::Style::default()).unwrap();
    terminal.write(|w| w.write_all(out.as_bytes()))
}
