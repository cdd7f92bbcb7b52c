//! `protune trust`: which programs of which checkouts may run. Runs none of them.

use super::{Exit, Terminal, problems, terminal};
use crate::paths;
use crate::plugin::{self, Declared, Means, Trust};
use crate::report::{count, visible};
use crate::workspace::{Request, Scope};
use std::io::{self, Write};
use std::path::PathBuf;

/// Let the plugins run that a checkout names, until they change.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct TrustCommand {
    /// Folder of the checkout [default: the working directory].
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// List the folders whose plugins may run.
    #[arg(long, conflicts_with_all = ["revoke", "path"])]
    list: bool,
    /// Take the trust in a folder, and in those below it, back.
    #[arg(long)]
    revoke: bool,
    /// Use this configuration instead of the one around the path: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT", conflicts_with_all = ["list", "revoke"])]
    config: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  protune trust                 print the programs that the configuration here names, and let them run
  protune trust --list          the folders whose programs may run
  protune trust --revoke        ask again before programs run here";

pub(super) fn run(args: &TrustCommand, terminal: &Terminal) -> Exit {
    let mut trust = match Trust::read() {
        Ok(trust) => trust,
        Err(problem) => return terminal.fail(problem),
    };
    if args.list {
        return terminal.write(|out| list(&trust, out));
    }
    let path = args.path.clone().unwrap_or_else(|| PathBuf::from("."));
    if args.revoke {
        let folders = trust.revoke(&paths::absolute(&path, &paths::working_dir()));
        if folders.is_empty() {
            terminal::tell(format_args!("no plugins are trusted in {}", path.display()));
            return Exit::Clean;
        }
        if let Err(problem) = trust.write() {
            return terminal.fail(problem);
        }
        return terminal.write(|out| {
            folders.iter().try_for_each(|folder| {
                writeln!(out, "no plugins are trusted any more in {}", visible(&folder.display().to_string()))
            })
        });
    }
    grant(args, path, trust, terminal)
}

fn grant(args: &TrustCommand, path: PathBuf, mut trust: Trust, terminal: &Terminal) -> Exit {
    let request = Request {
        paths: vec![path.clone()],
        config: args.config.clone(),
        may_be_empty: true,
        ..Request::default()
    };
    let scope = match Scope::find(request) {
        Ok(scope) => scope,
        Err(problems) => return problems::refuse(&problems, terminal),
    };
    let declared = scope.projects.iter().flat_map(|project| &project.plugins.declared);
    let (mut programs, mut missing): (Vec<Declared>, Vec<String>) = (Vec::new(), Vec::new());
    for declared in declared {
        match declared.means() {
            Means::Program(_) => programs.push(declared.clone()),
            Means::Wasm(_) if cfg!(feature = "wasm") => programs.push(declared.clone()),
            Means::Nothing(why) => {
                missing.push(format!(
                    "{}: the plugin `{}` is not trusted: {why}",
                    declared.place,
                    declared.name()
                ));
            }
            // They do not run.
            Means::Wasm(_) | Means::Remote => {}
        }
    }
    if programs.is_empty() && missing.is_empty() {
        terminal::tell(format_args!("no configuration in {} names programs as plugins", path.display()));
        return Exit::Clean;
    }
    trust.set(&programs);
    if let Err(problem) = trust.write() {
        return terminal.fail(problem);
    }
    let failed = missing.iter().map(|missing| terminal.fail(missing)).max().unwrap_or(Exit::Clean);
    failed.max(terminal.write(|out| programs.iter().try_for_each(|declared| show(declared, &scope, out))))
}

/// Prints what may run from now on, and from which files.
fn show(declared: &Declared, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: trusted: {}", visible(&declared.place), visible(&declared.command()))?;
    for file in plugin::files(declared) {
        writeln!(
            out,
            "  as long as {} stays as it is",
            visible(&paths::printed(&file, scope.working_dir()))
        )?;
    }
    Ok(())
}

fn list(trust: &Trust, out: &mut dyn Write) -> io::Result<()> {
    trust.folders().try_for_each(|(folder, programs)| {
        writeln!(out, "{}: {}", visible(&folder.display().to_string()), count(programs, "program"))
    })
}
