//! The keys of protune.toml. Checks, the schema and the file of `protune init` are all made from them.

use crate::config::keys::{Is, Key, LINTING};
use protune_rules::Wing;

pub(super) static FILE: Is = Is::Table(KEYS);

pub(super) static KEYS: &[Key] = &[
    Key {
        name: "roots",
        is: Is::List(&Is::Text),
        doc: "Folders that imports start from. Everything in them is one module. Without this, modules and their \
              dependencies are those of the nearest buf.yaml or buf.work.yaml; and without one, imports are looked \
              for around the importing file.",
        example: "[\"proto\"]",
    },
    Key {
        name: "excludes",
        is: Is::List(&Is::Text),
        doc: "Folders in the roots that do not belong to the module, and cannot be imported.",
        example: "[\"proto/legacy\"]",
    },
    Key {
        name: "dependencies",
        is: Is::List(&Is::Text),
        doc: "Folders that imports are looked for in as well. What is in them is not judged.",
        example: "[\"third_party\"]",
    },
    Key {
        name: "lint",
        is: Is::Table(LINT),
        doc: "What `protune lint` finds. Unless it is empty, it replaces the `lint` of a buf.yaml.",
        example: "",
    },
    Key {
        name: "breaking",
        is: Is::Table(BREAKING),
        doc: "What `protune breaking` finds. Unless it is empty, it replaces the `breaking` of a buf.yaml.",
        example: "",
    },
    Key { name: "fmt", is: Is::Table(FMT), doc: "How `protune fmt` lays files out.", example: "" },
];

static LINT: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "The rules to run: ids, categories, LINT, SIZE or ALL; `protune rules` lists them. Without this, those \
              that run by default.",
        example: "[\"STANDARD\", \"COMMENTS\"]",
    },
    Key {
        name: "ignore",
        is: Is::List(&Is::Rules),
        doc: "Rules that do not run, even where `select` names them.",
        example: "[\"PACKAGE_VERSION_SUFFIX\"]",
    },
    Key {
        name: "comment-ignores",
        is: Is::Flag,
        doc: "`// buf:lint:ignore RULE` counts, above what it is about.",
        example: "true",
    },
    Key {
        name: "severity",
        is: Is::Map("rules", &Is::OneOf(SEVERITIES)),
        doc: "How much findings weigh: `error`, `warning`, `info`, or `off` for rules that do not run. An id goes \
              before a category.",
        example: "FIELD_LOWER_SNAKE_CASE = \"warning\"",
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that say nothing of some files. A glob without `/` holds in every folder; one that means a \
              folder holds for all that is in it.",
        example: "\"legacy/**\" = [\"ALL\"]",
    },
    Key {
        name: "options",
        is: Is::Options(LINTING),
        doc: "What can be set of single rules, named as in a buf.yaml.",
        example: "",
    },
];

static BREAKING: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "The rules to run: ids, categories, or ALL, which leaves out the changes that break nothing. Without \
              this, those of FILE.",
        example: "[\"WIRE_JSON\", \"ANNOTATIONS\"]",
    },
    Key {
        name: "ignore",
        is: Is::List(&Is::Rules),
        doc: "Rules that do not run, even where `select` names them.",
        example: "[\"FILE_SAME_GO_PACKAGE\"]",
    },
    Key {
        name: "ignore-unstable-packages",
        is: Is::Flag,
        doc: "Packages that are called alpha, beta or test, as `acme.v1beta1`, may change.",
        example: "false",
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that say nothing of some files, whether they are there still or were. The globs are those of \
              `lint.per-file-ignores`.",
        example: "\"internal/**\" = [\"ALL\"]",
    },
    Key {
        name: "options",
        is: Is::Options(&[Wing::Breaking]),
        doc: "What can be set of single rules.",
        example: "",
    },
];

static FMT: &[Key] = &[
    Key {
        name: "indent-width",
        is: Is::Count(16),
        doc: "Columns for each level of indentation.",
        example: "2",
    },
    Key { name: "tabs", is: Is::Flag, doc: "A tab for each level of indentation instead.", example: "false" },
    Key {
        name: "align-fields",
        is: Is::Flag,
        doc: "The names, and the numbers, of fields and enum values on adjacent lines begin in the same column.",
        example: "false",
    },
    Key {
        name: "blank-lines",
        is: Is::Flag,
        doc: "An empty line stands around each declaration that has a body.",
        example: "false",
    },
    Key {
        name: "line-width",
        is: Is::Count(1000),
        doc: "Columns of a line; 0 is no limit. In comments, prose that is wider goes on in the next line; lists, code, tables, URLs, \
              licences and what speaks to tools stay as they are. Options that are wider have lines of their own \
              between their brackets.",
        example: "100",
    },
    Key {
        name: "inline-options",
        is: Is::Flag,
        doc: "With `line-width`: several options in brackets stand on one line where it is wide enough.",
        example: "false",
    },
    Key {
        name: "import-groups",
        is: Is::List(&Is::Text),
        doc: "Imports stand in groups: those that begin with the first of these, then those that begin with the \
              second, and so on; all others come last.",
        example: "[\"google/\", \"acme/\"]",
    },
];

pub(super) const OFF: &str = "off";
const SEVERITIES: &[&str] = &["error", "warning", "info", OFF];
