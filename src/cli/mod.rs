//! The command line: what can be asked for, and the exit code that answers. One file per command.
//! The only folder that names clap; what it says of schemas it has from elsewhere.

mod against;
mod baseline;
mod breaking;
mod build;
mod completions;
mod convert;
mod doctor;
mod drift;
mod earlier;
mod exit;
mod explain;
mod fix;
mod fmt;
mod habits;
mod house;
mod init;
mod lint;
mod lsp;
mod mcp;
mod merge;
mod messages;
mod names;
mod narrow;
mod optimize;
mod output;
mod plan_file;
mod plugins;
mod problems;
mod profile;
mod progress;
mod protoc_plugin;
mod report;
mod reshape;
mod reshape_output;
mod rules;
mod seal;
mod select;
mod servers;
mod skipped;
mod stdin;
mod terminal;
mod timing;
mod trust;
mod typed;
mod unformatted;
mod watch;

use crate::{threads, write};
use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use exit::Exit;
use std::ffi::OsString;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terminal::Terminal;

/// Lint, compare, format, compile and shrink Protobuf schemas.
#[derive(Parser)]
#[command(name = "protune", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colors.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 100)]
    color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  protune lint --fix                              report findings, and fix what is safe to fix
  protune breaking --against git:main             report what a branch breaks
  protune optimize --profile shop.profile         propose rewrites that save bytes";

#[derive(Subcommand)]
enum Command {
    Lint(Box<lint::Lint>),
    Fmt(fmt::Fmt),
    Breaking(Box<breaking::Breaking>),
    Drift(Box<drift::Drift>),
    Build(build::Build),
    Profile(profile::Measure),
    Optimize(Box<optimize::Optimize>),
    Reshape(Box<reshape::Reshape>),
    Convert(Box<convert::Convert>),
    Report(report::Report),
    Lsp(lsp::Lsp),
    Mcp(mcp::Mcp),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Init(init::Init),
    Doctor(doctor::Doctor),
    Trust(trust::TrustCommand),
    #[command(hide = true)]
    ProtocPlugin(protoc_plugin::ProtocPlugin),
    Completions(completions::Completions),
    #[command(hide = true)]
    Man(completions::Manual),
}

/// Does what the arguments of the process ask for.
pub fn run() -> ExitCode {
    // Errors about arguments and pages of help are colored too, and come before there are any arguments.
    let color = asked_color(std::env::args_os().skip(1));
    let parse = |arguments: Vec<OsString>| {
        let cli = Cli::command().color(color);
        let command =
            arguments.iter().skip(1).find_map(|word| Some(cli.find_subcommand(word)?.get_name().to_owned()));
        let matches = cli.try_get_matches_from(arguments);
        let parsed = matches.and_then(|matches| Cli::from_arg_matches(&matches));
        parsed.map_err(|mut error| {
            habits::advise(&mut error, command.as_deref());
            error
        })
    };
    let cli = match parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        // Also `--help` and `--version`.
        Err(answer) => {
            let exit = terminal::answer(&answer, |arguments| parse(arguments).err());
            return ExitCode::from(exit as u8);
        }
    };
    let terminal = Terminal::new(cli.color);
    panic::set_hook(Box::new(terminal::report_bug));
    let exit = panic::catch_unwind(|| match recover(&cli.command) {
        // They have threads of their own, and do not wait on one of those that share work.
        Ok(()) if matches!(cli.command, Command::Lsp(_) | Command::Mcp(_)) => obey(&cli.command, &terminal),
        Ok(()) => threads::share(|| obey(&cli.command, &terminal)),
        Err(problem) => terminal.fail(problem),
    });
    ExitCode::from(exit.unwrap_or(Exit::Failed) as u8)
}

/// Returns the value of `--color`, if it can be read; other arguments are not checked here.
fn asked_color(arguments: impl Iterator<Item = OsString>) -> ColorChoice {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let mut value = || {
        let argument = arguments.next()?;
        match argument.to_str() {
            Some("--color") => Some(arguments.next()),
            Some(text) => Some(text.strip_prefix("--color=").map(OsString::from)),
            None => Some(None),
        }
    };
    let values = std::iter::from_fn(&mut value).flatten();
    let mut choices = values.filter_map(|value| ColorChoice::from_str(value.to_str()?, false).ok());
    choices.next().unwrap_or_default()
}

/// Finishes what an earlier run was kept from finishing, before anything is made of schemas that are half
/// old and half new. The error is for the user.
fn recover(command: &Command) -> Result<(), String> {
    let Some(paths) = command.schemas() else { return Ok(()) };
    let named = paths.iter().map(PathBuf::as_path);
    let told = write::recover(named.chain([Path::new(".")]))?;
    told.iter().for_each(terminal::tell);
    Ok(())
}

fn obey(command: &Command, terminal: &Terminal) -> Exit {
    match command {
        Command::Lint(lint) if lint.watch => watch::run(lint, terminal),
        Command::Lint(lint) => lint::run(lint, terminal),
        Command::Fmt(fmt) => fmt::run(fmt, terminal),
        Command::Breaking(breaking) => breaking::run(breaking, terminal),
        Command::Drift(drift) => drift::run(drift, terminal),
        Command::Build(build) => build::run(build, terminal),
        Command::Profile(profile) => profile::run(profile, terminal),
        Command::Optimize(optimize) => optimize::run(optimize, terminal),
        Command::Reshape(reshape) => reshape::run(reshape, terminal),
        Command::Convert(convert) => convert::run(convert, terminal),
        Command::Report(report) => report::run(report, terminal),
        Command::Lsp(lsp) => lsp::run(lsp, terminal),
        Command::Mcp(mcp) => mcp::run(mcp, terminal),
        Command::Rules(rules) => rules::run(rules, terminal),
        Command::Explain(explain) => explain::run(explain, terminal),
        Command::Init(init) => init::run(init, terminal),
        Command::Doctor(doctor) => doctor::run(doctor, terminal),
        Command::Trust(trust) => trust::run(trust, terminal),
        Command::ProtocPlugin(_) => protoc_plugin::run(terminal),
        Command::Completions(completions) => completions::run(completions, terminal),
        Command::Man(manual) => completions::manual(manual, terminal),
    }
}

impl Command {
    /// The paths of the schemas that are read or written; `None` where it does not matter what is in them,
    /// or where only their layout is looked at.
    fn schemas(&self) -> Option<Vec<PathBuf>> {
        match self {
            Command::Lint(lint) => Some(lint.schemas()),
            Command::Fmt(fmt) => fmt.writes_files().then(|| fmt.paths.clone()),
            Command::Breaking(breaking) => Some(breaking.paths.clone()),
            Command::Drift(drift) => Some(drift.paths.clone()),
            Command::Build(build) => Some(build.paths()),
            Command::Profile(profile) => profile.schemas(),
            Command::Optimize(optimize) => Some(optimize.messages.paths.clone()),
            Command::Reshape(reshape) => Some(reshape.messages.paths.clone()),
            Command::Convert(convert) => Some(convert.messages.paths.clone()),
            Command::Report(_)
            | Command::Rules(_)
            | Command::Explain(_)
            | Command::Init(_)
            | Command::Doctor(_)
            | Command::Trust(_)
            | Command::Lsp(_)
            | Command::Mcp(_) => None,
            Command::ProtocPlugin(_) | Command::Completions(_) | Command::Man(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::asked_color;
    use clap::{ColorChoice, CommandFactory};

    #[test]
    fn the_color_is_known_before_the_rest() {
        let asked = |line: &str| asked_color(line.split(' ').map(Into::into));
        assert_eq!(asked("lint --color never --nonsense"), ColorChoice::Never);
        assert_eq!(asked("--color=always lint"), ColorChoice::Always);
        for line in ["lint", "lint --color", "lint --color x", "lint -- --color never"] {
            assert_eq!(asked(line), ColorChoice::Auto, "{line}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
