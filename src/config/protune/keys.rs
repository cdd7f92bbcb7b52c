//! The keys of protune.toml, each with all that is known of it. Checks, what is read, the schema, the file of
//! `protune init`, `protune explain` and `docs/config.md` are all made from them.

use super::draft::Draft;
use super::words;
use crate::config::Section;
use crate::config::keys::{self, LINTING};
use protune_data::Node;
use protune_rules::Wing;

type Key = keys::Key<Draft>;
type Is = keys::Is<Draft>;

pub(super) static FILE: Is = Is::Table(KEYS);

pub(super) static KEYS: &[Key] = &[
    Key {
        name: "roots",
        is: Is::List(&Is::Text),
        doc: "Folders that imports start from. Everything in them is one module. Without this, modules and their \
              dependencies are those of the nearest buf.yaml or buf.work.yaml; and without one, imports are looked \
              for around the importing file.",
        default: "[]",
        example: "[\"proto\"]",
        set: |draft, value, reading| draft.roots = draft.folders(value, "the root", reading),
    },
    Key {
        name: "excludes",
        is: Is::List(&Is::Text),
        doc: "Folders in the roots that do not belong to the module, and cannot be imported.",
        default: "[]",
        example: "[\"proto/legacy\"]",
        set: |draft, value, reading| {
            draft.excludes = draft.excluded_folders(value, reading);
            draft.excluded = Some(value.span);
        },
    },
    Key {
        name: "dependencies",
        is: Is::List(&Is::Text),
        doc: "Folders that imports are looked for in as well. What is in them is not judged.",
        default: "[]",
        example: "[\"third_party\"]",
        set: |draft, value, reading| draft.dependencies = draft.folders(value, "the folder", reading),
    },
    Key {
        name: "baseline",
        is: Is::Text,
        doc: "A file with findings that `protune lint` does not report, as `--write-baseline` records them. \
              `--baseline` names another one.",
        default: "",
        example: "\"known.json\"",
        set: |draft, value, _| draft.baseline = value.text().map(str::to_owned),
    },
    Key {
        name: "lint",
        is: Is::Table(LINT),
        doc: "What `protune lint` finds. Adds to the `lint` of a buf.yaml: only `select` replaces the rules that run.",
        default: "",
        example: "",
        set: |draft, value, reading| {
            if !value.entries().is_empty() {
                draft.lint().span = value.span;
                reading.section = Some(Section::Lint);
                keys::set(value, LINT, draft, reading);
            }
        },
    },
    Key {
        name: "breaking",
        is: Is::Table(BREAKING),
        doc: "What `protune breaking` finds. Adds to the `breaking` of a buf.yaml: only `select` replaces the rules \
              that run.",
        default: "",
        example: "",
        set: |draft, value, reading| {
            if !value.entries().is_empty() {
                draft.breaking().span = value.span;
                reading.section = Some(Section::Breaking);
                keys::set(value, BREAKING, draft, reading);
            }
        },
    },
    Key {
        name: "fmt",
        is: Is::Table(FMT),
        doc: "How `protune fmt` lays files out.",
        default: "",
        example: "",
        set: |draft, value, reading| keys::set(value, FMT, draft, reading),
    },
];

static LINT: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "The rules to run: ids, categories, LINT, SIZE or ALL; `protune rules` lists them. Without this, those \
              of the buf.yaml, or else those that run by default.",
        default: "",
        example: "[\"STANDARD\", \"COMMENTS\"]",
        set: |draft, value, reading| draft.lint().selected = Some(words::list(value.items(), reading)),
    },
    Key {
        name: "extend-select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run besides those of `select`, of the buf.yaml or by default.",
        default: "[]",
        example: "[\"COMMENT_MESSAGE\"]",
        set: |draft, value, reading| draft.lint().extended = words::list(value.items(), reading),
    },
    Key {
        name: "ignore",
        is: Is::List(&Is::Rules),
        doc: "Rules that do not run, even where `select` names them.",
        default: "[]",
        example: "[\"PACKAGE_VERSION_SUFFIX\"]",
        set: |draft, value, reading| draft.lint().ignored = words::list(value.items(), reading),
    },
    Key {
        name: "comment-ignores",
        is: Is::Flag,
        doc: "`// buf:lint:ignore RULE` counts, above what it is about. A buf.yaml may say otherwise.",
        default: "true",
        example: "true",
        set: |draft, value, _| draft.lint().comment_ignores = value.flag(),
    },
    Key {
        name: "severity",
        is: Is::Map("rules", &Is::OneOf(SEVERITIES)),
        doc: "How much findings weigh: `error`, `warning`, `info`, or `off` for rules that do not run. An id goes \
              before a category.",
        default: "",
        example: "FIELD_LOWER_SNAKE_CASE = \"warning\"",
        set: |draft, value, reading| draft.lint().set_severities(value.entries(), reading),
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that say nothing of some files. A glob without `/` holds in every folder; one that means a \
              folder holds for all that is in it.",
        default: "",
        example: "\"legacy/**\" = [\"ALL\"]",
        set: |draft, value, reading| draft.lint().ignores = draft.per_file_ignores(value.entries(), reading),
    },
    Key {
        name: "options",
        is: Is::Options(LINTING),
        doc: "What can be set of single rules, named as in a buf.yaml.",
        default: "",
        example: "",
        set: |draft, value, _| draft.lint().set_options(value.entries(), LINTING),
    },
];

static BREAKING: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "The rules to run: ids, categories, or ALL, which leaves out the changes that break nothing. Without \
              this, those of the buf.yaml, or else those of FILE.",
        default: "[\"FILE\"]",
        example: "[\"WIRE_JSON\", \"ANNOTATIONS\"]",
        set: |draft, value, reading| draft.breaking().selected = Some(words::list(value.items(), reading)),
    },
    Key {
        name: "extend-select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run besides those of `select`, of the buf.yaml or of FILE.",
        default: "[]",
        example: "[\"ANNOTATIONS\"]",
        set: |draft, value, reading| draft.breaking().extended = words::list(value.items(), reading),
    },
    Key {
        name: "ignore",
        is: Is::List(&Is::Rules),
        doc: "Rules that do not run, even where `select` names them.",
        default: "[]",
        example: "[\"FILE_SAME_GO_PACKAGE\"]",
        set: |draft, value, reading| draft.breaking().ignored = words::list(value.items(), reading),
    },
    Key {
        name: "ignore-unstable-packages",
        is: Is::Flag,
        doc: "Packages that are called alpha, beta or test, as `acme.v1beta1`, may change.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.breaking().ignore_unstable_packages = value.flag(),
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that say nothing of some files, whether they are there still or were. The globs are those of \
              `lint.per-file-ignores`.",
        default: "",
        example: "\"internal/**\" = [\"ALL\"]",
        set: |draft, value, reading| {
            draft.breaking().ignores = draft.per_file_ignores(value.entries(), reading)
        },
    },
    Key {
        name: "options",
        is: Is::Options(&[Wing::Breaking]),
        doc: "What can be set of single rules.",
        default: "",
        example: "",
        set: |draft, value, _| draft.breaking().set_options(value.entries(), &[Wing::Breaking]),
    },
];

static FMT: &[Key] = &[
    Key {
        name: "indent-width",
        is: Is::Count(16),
        doc: "Columns for each level of indentation.",
        default: "2",
        example: "2",
        set: |draft, value, _| draft.style.indent_width = count(value).unwrap_or(draft.style.indent_width),
    },
    Key {
        name: "tabs",
        is: Is::Flag,
        doc: "A tab for each level of indentation instead.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.tabs = value.flag().unwrap_or(false),
    },
    Key {
        name: "align-fields",
        is: Is::Flag,
        doc: "The names, and the numbers, of fields and enum values on adjacent lines begin in the same column.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.align_fields = value.flag().unwrap_or(false),
    },
    Key {
        name: "blank-lines",
        is: Is::Flag,
        doc: "An empty line stands around each declaration that has a body.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.blank_lines = value.flag().unwrap_or(false),
    },
    Key {
        name: "line-width",
        is: Is::Count(1000),
        doc: "Columns of a line; 0 is no limit. In comments, prose that is wider goes on in the next line; lists, code, tables, URLs, \
              licences and what speaks to tools stay as they are. Options that are wider have lines of their own \
              between their brackets.",
        default: "0",
        example: "100",
        set: |draft, value, _| draft.style.line_width = count(value).filter(|&width| width > 0),
    },
    Key {
        name: "inline-options",
        is: Is::Flag,
        doc: "With `line-width`: several options in brackets stand on one line where it is wide enough.",
        default: "false",
        example: "false",
        set: |draft, value, _| {
            draft.style.inline_options = value.flag().unwrap_or(false);
            draft.inline_options = Some(value.span);
        },
    },
    Key {
        name: "import-groups",
        is: Is::List(&Is::Text),
        doc: "Imports stand in groups: those that begin with the first of these, then those that begin with the \
              second, and so on; all others come last.",
        default: "[]",
        example: "[\"google/\", \"acme/\"]",
        set: |draft, value, _| {
            let groups = value.items().iter().filter_map(Node::text);
            draft.style.import_groups = groups.map(str::to_owned).collect();
        },
    },
];

pub(super) const OFF: &str = "off";
const SEVERITIES: &[&str] = &["error", "warning", "info", OFF];

/// A number of columns.
fn count(value: &Node) -> Option<usize> {
    value.integer().and_then(|count| usize::try_from(count).ok())
}
