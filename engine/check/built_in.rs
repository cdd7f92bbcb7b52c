//! Findings that no rule makes: their ids and pages. They are always reported and cannot be ignored.

use protune_compiler::schema::COMPILE;

/// Id of the findings about configuration files.
pub const CONFIG: &str = "CONFIG";

/// Id of the findings about layout, which `fmt --check` reports.
pub const FORMAT: &str = "FORMAT";

/// Id that stands in place of a rule where work could not be done.
pub const INCOMPLETE: &str = "INCOMPLETE";

/// A source of findings that is no rule and has no room, but whose findings carry an id like those of rules.
#[derive(Debug)]
pub struct BuiltIn {
    /// UPPER_SNAKE, like the ids of rules.
    pub id: &'static str,
    /// One line that says when there are no findings.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub doc: &'static str,
}

/// All of them, in order of their ids.
pub static BUILT_IN: [BuiltIn; 4] = [
    BuiltIn {
        id: COMPILE,
        summary: "Schemas compile.",
        doc: "\
# COMPILE

The schema breaks a rule of the language: it would not compile.

These are the errors of the compiler itself, not of a rule. They are reported always, whichever rules
are selected, and cannot be ignored. Each kind has a code that `protune explain` explains; `docs/errors.md` lists
them. The rules run nonetheless, on whatever could be understood, so a file with errors may have other findings too.
",
    },
    BuiltIn {
        id: CONFIG,
        summary: "Configuration files are understood.",
        doc: "\
# CONFIG

The configuration has an error: a key or a value that means nothing, or a contradiction.

These errors come from reading protune.toml, buf.yaml and the files that go with them, not from a rule.
They are always reported and cannot be ignored.
",
    },
    BuiltIn {
        id: FORMAT,
        summary: "Files are formatted.",
        doc: "\
# FORMAT

The file is not laid out as `protune fmt` would lay it out.

`protune fmt --check --format FORMAT` reports the first line that differs, and `protune fmt` formats the file. `protune
lint` does not look at layout.
",
    },
    BuiltIn {
        id: INCOMPLETE,
        summary: "All of the work could be done.",
        doc: "\
# INCOMPLETE

Some of the work could not be done, so there may be more to find.

A file could not be read, for example, or what schemas are to be compared with could not be opened. Reports for programs
and services say so under this id, so that nobody takes them for the report of a run that found nothing else. The exit
code is 2.
",
    },
];

/// Returns the built-in source of findings with this id.
///
/// ```
/// use protune_engine::check::built_in;
///
/// assert!(built_in("COMPILE").is_some() && built_in("MESSAGE_PASCAL_CASE").is_none());
/// ```
pub fn built_in(id: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|known| known.id == id)
}
