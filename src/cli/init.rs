//! `protune init`: writes a protune.toml to begin with. Never replaces one.

use super::problems::refuse;
use super::{Exit, Terminal, terminal};
use crate::{config, write};
use std::path::{Path, PathBuf};

/// Write a protune.toml with explanations of all keys.
#[derive(clap::Args)]
pub(super) struct Init {
    /// Folder to write the file into [default: the working directory].
    #[arg(value_name = "DIR", conflicts_with = "from")]
    folder: Option<PathBuf>,
    /// Convert this configuration of buf, protolint, api-linter or prototool, or the rules of a proto.lock; the new file is
    /// written next to it.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Print the JSON schema of protune.toml instead, for editors.
    #[arg(long, conflicts_with_all = ["folder", "from"])]
    schema: bool,
}

pub(super) fn run(args: &Init, terminal: &Terminal) -> Exit {
    if args.schema {
        return terminal.write(|out| out.write_all(config::schema().as_bytes()));
    }
    let around = args.from.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let folder = args.folder.as_deref().or(around).unwrap_or(Path::new(""));
    let path = folder.join("protune.toml");
    if path.exists() {
        return terminal.fail(format_args!("{} is there already", path.display()));
    }
    let text = match &args.from {
        None => config::starting_file(),
        Some(from) => match config::carry_over(from) {
            Ok(carried) => {
                let left = carried.left.iter();
                left.for_each(|what| terminal::tell(format_args!("not carried over: {what}")));
                carried.text
            }
            Err(problems) => return refuse(&problems, terminal),
        },
    };
    match write::file(&path, |out| out.write_all(text.as_bytes())) {
        Ok(()) => {
            terminal::tell(format_args!("wrote {}", path.display()));
            Exit::Clean
        }
        Err(reason) => terminal.fail(format_args!("cannot write {}: {reason}", path.display())),
    }
}
