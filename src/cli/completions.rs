//! `protune completions` and `protune man`: what shells and `man` want to know of the command line. Made
//! from the flags themselves.

use super::{Cli, Exit, Terminal};
use crate::config;
use crate::report;
use crate::workspace::input;
use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use std::fs;
use std::path::PathBuf;

/// Print a script for shell completion.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// Shell that the script is for.
    #[arg(value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  protune completions bash > ~/.local/share/bash-completion/completions/protune
  protune completions zsh > ~/.zfunc/_protune
  protune completions fish > ~/.config/fish/completions/protune.fish";

/// Print the manual page, or write one for each command.
#[derive(clap::Args)]
pub(super) struct Manual {
    /// Print a list of what there is instead, in Markdown.
    #[arg(value_name = "TOPIC", value_enum, conflicts_with = "out")]
    topic: Option<Topic>,
    /// Write protune.1, protune-lint.1 and so on into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Topic {
    /// Values of --format.
    Formats,
    /// Values of --against.
    Inputs,
    /// Keys of protune.toml.
    Config,
    /// Ids of rules in other tools.
    Ids,
}

impl Topic {
    fn text(self) -> String {
        match self {
            Topic::Formats => report::format_table(),
            Topic::Inputs => input::table(),
            Topic::Config => config::reference(),
            Topic::Ids => config::ids_of_peers(),
        }
    }
}

pub(super) fn run(args: &Completions, terminal: &Terminal) -> Exit {
    terminal.write(|out| {
        let mut script = Vec::new();
        clap_complete::generate(args.shell, &mut Cli::command(), "protune", &mut script);
        out.write_all(&script)
    })
}

pub(super) fn manual(args: &Manual, terminal: &Terminal) -> Exit {
    if let Some(topic) = args.topic {
        return terminal.write(|out| out.write_all(topic.text().as_bytes()));
    }
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.out else {
        return terminal.write(|out| Man::new(command).render(out));
    };
    match fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder)) {
        Ok(()) => Exit::Clean,
        Err(error) => terminal.fail(format_args!("cannot write into {}: {error}", folder.display())),
    }
}
