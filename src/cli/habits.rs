//! Commands and flags that other tools have and protune spells differently, with the spelling here. Answers mistakes of
//! the command line; accepts nothing.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};

/// A word of another tool, and what to write instead.
struct Habit {
    /// A command, or a flag with its dashes.
    word: &'static str,
    /// The commands of protune that the advice is for; none stands for all.
    on: &'static [&'static str],
    advice: &'static str,
}

const LINTING: &[&str] = &["lint", "breaking"];
const SERVERS: &[&str] = &["breaking", "drift"];

const fn command(word: &'static str, advice: &'static str) -> Habit {
    Habit { word, on: &[], advice }
}

const fn flag(word: &'static str, on: &'static [&'static str], advice: &'static str) -> Habit {
    Habit { word, on, advice }
}

static HABITS: &[Habit] = &[
    command("version", "`protune --version` prints the version"),
    command("compile", "`protune build` compiles schemas"),
    command(
        "diff",
        "`protune fmt --diff` shows layout changes; `protune breaking --against` compares two states",
    ),
    command("compare", "`protune breaking --against` compares two states"),
    command("fix", "`protune lint --fix` applies fixes"),
    command("rule", "`protune explain RULE` prints the page of a rule"),
    command("list", "`protune rules` lists the rules"),
    command("linter", "`protune rules` lists the rules"),
    command("config", "`protune rules` lists the rules; `protune doctor` explains the configuration"),
    command("ls-files", "`protune doctor` says which files would be checked"),
    command("generate", "protune generates no code; plugins read what `protune build` writes"),
    command("push", "protune has no registry client"),
    command("dep", "protune downloads nothing; `dependencies` in protune.toml names local folders"),
    command("mod", "protune downloads nothing; `dependencies` in protune.toml names local folders"),
    flag("-o", LINTING, "`--format FORMAT:FILE` writes a report into a file"),
    flag("--output", LINTING, "`--format FORMAT:FILE` writes a report into a file"),
    flag("--output-file", LINTING, "`--format FORMAT:FILE` writes a report into a file"),
    flag("--output_file", LINTING, "`--format FORMAT:FILE` writes a report into a file"),
    flag("--json", LINTING, "`--format json` prints findings as JSON"),
    flag("--json", &["rules"], "`--format json` prints the rules as JSON"),
    flag("-reporter", LINTING, "`--format` chooses how findings are printed"),
    flag("--reporter", LINTING, "`--format` chooses how findings are printed"),
    flag("--message-format", LINTING, "`--format` chooses how findings are printed"),
    flag("--rule", LINTING, "`--select` names the rules to run"),
    flag("--rules", LINTING, "`--select` names the rules to run"),
    flag("--enable-rule", LINTING, "`--extend-select` adds rules"),
    flag("--disable-rule", LINTING, "`--ignore` leaves rules out"),
    flag("--extend-ignore", LINTING, "`--ignore` leaves rules out"),
    flag("--except", LINTING, "`--ignore` leaves rules out"),
    flag(
        "--set-exit-status",
        LINTING,
        "the exit code is 1 when there are errors; `--fail-on warning` makes warnings count",
    ),
    flag("--list-rules", LINTING, "`protune rules` lists the rules"),
    flag("--ignore-comment-disables", LINTING, "comments that hide findings cannot be switched off in a run"),
    flag("--exit-non-zero-on-fix", LINTING, "`--fix --dry-run` exits with 1 when there is something to fix"),
    flag("--exit-code", &["fmt"], "`--check` and `--diff` exit with 1 when a file is not formatted"),
    flag("--error-on-warning", LINTING, "`--fail-on warning` makes warnings count"),
    flag("--deny-warnings", LINTING, "`--fail-on warning` makes warnings count"),
    flag("--max-warnings", LINTING, "`--fail-on warning` makes warnings count"),
    flag("--config-file", LINTING, "`--config` names a configuration file"),
    flag("--config-path", LINTING, "`--config` names a configuration file"),
    flag("-config_path", LINTING, "`--config` names a configuration file"),
    flag("-config_dir_path", LINTING, "`--config` names a configuration file"),
    flag("--isolated", LINTING, "`--config '{\"version\":\"v2\"}'` stands for an empty configuration"),
    flag("--no-config", LINTING, "`--config '{\"version\":\"v2\"}'` stands for an empty configuration"),
    flag("--file", LINTING, "`--path` narrows the run to files and folders"),
    flag("--input", LINTING, "inputs are arguments without a flag"),
    flag("--against-input", &["breaking"], "`--against` names the old side"),
    flag("--plaintext", SERVERS, "`grpc://HOST:PORT` connects without TLS"),
    flag("-plaintext", SERVERS, "`grpc://HOST:PORT` connects without TLS"),
    flag("--base", &["breaking"], "`--against git:REF` compares with a commit"),
    flag(
        "--ignore-unstable-packages",
        &["breaking"],
        "`ignore_unstable_packages: true` in buf.yaml or `ignore-unstable-packages = true` in protune.toml",
    ),
    flag("--add-noqa", LINTING, "`--write-baseline FILE` records today's findings"),
    flag("-auto_disable", LINTING, "`--write-baseline FILE` records today's findings"),
    flag("--fix-only", LINTING, "`--fix --quiet` applies fixes"),
    flag("-fix", LINTING, "`--fix` applies fixes"),
    flag("--no-cache", &[], "protune keeps no cache"),
    flag("--cache-dir", &[], "protune keeps no cache"),
    flag("--preview", LINTING, "`--select ALL` runs every rule"),
    flag("--log-level", &[], "`--verbose` of `lint` and `breaking` says more"),
    flag("--debug", &[], "`--verbose` of `lint` and `breaking` says more"),
    flag("--timeout", &[], "only servers have a time limit: `--max-time`"),
    flag("--jobs", &[], "the environment variable RAYON_NUM_THREADS sets the number of threads"),
    flag("-j", &[], "the environment variable RAYON_NUM_THREADS sets the number of threads"),
    flag("--concurrency", &[], "the environment variable RAYON_NUM_THREADS sets the number of threads"),
    flag("-i", &["fmt"], "`protune fmt` writes files unless `--check` or `--diff` is given"),
    flag("--inplace", &["fmt"], "`protune fmt` writes files unless `--check` or `--diff` is given"),
    flag("--dry-run", &["fmt"], "`--check` lists the files that would change, `--diff` shows how"),
    flag("-l", &["fmt"], "`--check` lists the files that would change"),
    flag("--list", &["fmt"], "`--check` lists the files that would change"),
    flag("--verify", &["fmt"], "`--check` exits with 1 when a file is not formatted"),
    flag("--stdout", &["fmt"], "`protune fmt - < FILE` prints the formatted text"),
    flag("--range", &["fmt"], "`--lines A:B` formats a part of a file"),
    flag("--as-file-descriptor-set", &["build"], "`protune build` always writes a FileDescriptorSet"),
    flag(
        "--exclude-source-info",
        &["build"],
        "source info is left out unless `--include-source-info` is given",
    ),
    flag("--descriptor_set_in", &["build", "lint"], "a descriptor set is an input of `--against` only"),
];

/// Puts advice into an error of clap where a word of another tool is its cause. `command` is the one that was run.
pub(super) fn advise(error: &mut clap::Error, command: Option<&str>) {
    let word = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand].into_iter().find_map(|kind| {
        match error.get(kind) {
            Some(ContextValue::String(word)) => Some(word.clone()),
            _ => None,
        }
    });
    let Some(word) = word else { return };
    let Some(advice) = advice(&word, command) else { return };
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand] {
        error.remove(kind);
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(advice)]));
}

fn advice(word: &str, command: Option<&str>) -> Option<&'static str> {
    let word = word.split(['=', ' ']).next().unwrap_or(word);
    let fits = |habit: &&Habit| {
        let is_for = habit.on.is_empty() || command.is_some_and(|command| habit.on.contains(&command));
        habit.word == word && is_for
    };
    HABITS.iter().find(fits).map(|habit| habit.advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// A word that the command line knows would never be advised about.
    #[test]
    fn no_habit_is_spelled_so_here() {
        let cli = super::super::Cli::command();
        for habit in HABITS {
            if !habit.word.starts_with('-') {
                assert!(cli.find_subcommand(habit.word).is_none(), "{}", habit.word);
            }
            for command in habit.on {
                let known = cli.find_subcommand(command).expect("it is a command");
                let mut flags = known
                    .get_arguments()
                    .flat_map(|arg| arg.get_long_and_visible_aliases().unwrap_or_default());
                assert!(flags.all(|flag| format!("--{flag}") != habit.word), "{command} {}", habit.word);
            }
        }
    }

    #[test]
    fn advice_depends_on_the_command() {
        assert!(advice("--dry-run", Some("fmt")).unwrap().contains("--check"));
        assert_eq!(advice("--dry-run", Some("rules")), None);
        assert!(advice("--jobs=4", None).unwrap().contains("RAYON_NUM_THREADS"));
    }
}
