//! The keys of protune.toml, each with all that is known of it. Checks, what is read, the schema, the file of
//! `protune init`, `protune explain` and `docs/config.md` are all made from them.

use super::draft::Draft;
use super::words;
use crate::config::Section;
use crate::config::keys;
use crate::config::plugins::MOST_SECONDS;
use protune_data::Node;
use protune_rules::Wing;

type Key = keys::Key<Draft>;
type Is = keys::Is<Draft>;

pub(super) static FILE: Is = Is::Table(KEYS);

pub(super) static KEYS: &[Key] = &[
    Key {
        name: "roots",
        is: Is::List(&Is::Text),
        doc: "Import roots: folders that import paths start from. All files in them form one module. The \
              default is the modules and dependencies of the nearest buf.yaml or buf.work.yaml, or without \
              one, folders around the importing file.",
        default: "[]",
        example: "[\"proto\"]",
        set: |draft, value, reading| draft.roots = draft.folders(value, "the root", reading),
    },
    Key {
        name: "excludes",
        is: Is::List(&Is::Text),
        doc: "Folders in the roots that do not belong to the module. Their files cannot be imported; those of \
              `exclude` can.",
        default: "[]",
        example: "[\"proto/legacy\"]",
        set: |draft, value, reading| {
            draft.excludes = draft.excluded_folders(value, reading);
            draft.excluded = Some(value.span);
        },
    },
    Key {
        name: "exclude",
        is: Is::List(&Is::Text),
        doc: "Globs of files that `lint`, `breaking` and `fmt` leave alone, also where a path names them. \
              Other files can import them, and `build` compiles them. `--exclude` leaves out more. A glob \
              without `/` applies in every folder; a glob that matches a folder applies to everything in it.",
        default: "[]",
        example: "[\"third_party\", \"*.gen.proto\"]",
        set: |draft, value, reading| draft.exclude = draft.globs(value.items(), reading),
    },
    Key {
        name: "dependencies",
        is: Is::List(&Is::Text),
        doc: "Additional folders in which imports are found. Their files are not checked.",
        default: "[]",
        example: "[\"third_party\"]",
        set: |draft, value, reading| draft.dependencies = draft.folders(value, "the folder", reading),
    },
    Key {
        name: "baseline",
        is: Is::Text,
        doc: "File with findings that `protune lint` does not report, written by `--write-baseline`. \
              `--baseline` overrides it.",
        default: "",
        example: "\"known.json\"",
        set: |draft, value, _| draft.baseline = value.text().map(str::to_owned),
    },
    Key {
        name: "plugins",
        is: Is::List(&Is::Table(PLUGIN)),
        doc: "Plugins of buf: programs that check schemas beside the rules. They extend the `plugins` of buf.yaml, and run \
              with `--plugins` or after `protune trust`.",
        default: "[]",
        example: "[{ plugin = \"acme-rules\" }]",
        // Their rules have to be known before all other keys.
        set: |_, _, _| {},
    },
    Key {
        name: "lint",
        is: Is::Table(LINT),
        doc: "Settings of `protune lint`. They extend the `lint` section of buf.yaml; only `select` \
              replaces its rules.",
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
        doc: "Settings of `protune breaking`. They extend the `breaking` section of buf.yaml; only `select` \
              replaces its rules.",
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
        name: "deployment",
        is: Is::Table(DEPLOYMENT),
        doc: "Configuration files that are deployed with the schemas. `protune lint` finds JSON and YAML files of known \
              kinds below the named folders by their content.",
        default: "",
        example: "",
        set: |draft, value, reading| keys::set(value, DEPLOYMENT, draft, reading),
    },
    Key {
        name: "rules",
        is: Is::Table(RULES),
        doc: "Where rules of this project come from, besides `[[rule]]`.",
        default: "",
        example: "",
        set: |_, _, _| {},
    },
    Key {
        name: "rule",
        is: Is::Tables(RULE),
        doc: "A rule of this project; see docs/house-rules.md. It runs because it is written, and `ignore` stops it.",
        default: "",
        example: "# [[rule]]\n# id = \"ACME_BOOL_NO_IS\"\n# on = \"field\"\n# when = 'this.type == \"bool\"'\n\
                  # name = { not-prefix = \"is_\" }",
        // They are read before all other keys, which can name them.
        set: |_, _, _| {},
    },
    Key {
        name: "fmt",
        is: Is::Table(FMT),
        doc: "Settings of `protune fmt`.",
        default: "",
        example: "",
        set: |draft, value, reading| keys::set(value, FMT, draft, reading),
    },
];

static PLUGIN: &[Key] = &[
    Key {
        name: "plugin",
        is: Is::OneOrMore(&Is::Text),
        doc: "Program, in `PATH` or relative to the folder of the file; in a list, its arguments follow.",
        default: "",
        example: "[\"python3\", \"plugins/check.py\"]",
        set: |_, _, _| {},
    },
    Key {
        name: "options",
        is: Is::Map("options", &Is::Anything),
        doc: "Options of the plugin: texts, numbers, `true`, and lists of values of one kind.",
        default: "{}",
        example: "{ limit = 80 }",
        set: |_, _, _| {},
    },
    Key {
        name: "timeout",
        is: Is::Count(MOST_SECONDS),
        doc: "Seconds after which a call of the plugin is given up, instead of those of `--plugin-timeout`.",
        default: "60",
        example: "10",
        set: |_, _, _| {},
    },
];

static LINT: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run: ids, categories, {wings} or ALL; `protune rules` lists them. The default is \
              the rules of buf.yaml, or without one, the default rules.",
        default: "",
        example: "[\"STANDARD\", \"COMMENTS\"]",
        set: |draft, value, reading| draft.lint().selected = Some(words::list(value.items(), reading)),
    },
    Key {
        name: "extend-select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run in addition to `select`, buf.yaml or the default rules.",
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
        doc: "Whether comments `// buf:lint:ignore RULE` hide findings of the declaration below them. A \
              buf.yaml can override this.",
        default: "true",
        example: "true",
        set: |draft, value, _| draft.lint().comment_ignores = value.flag(),
    },
    Key {
        name: "severity",
        is: Is::Map("rules", &Is::OneOf(SEVERITIES)),
        doc: "Severity of findings: `error`, `warning`, `info`, or `off` for rules that do not run. An id \
              takes precedence over a category.",
        default: "",
        example: "FIELD_LOWER_SNAKE_CASE = \"warning\"",
        set: |draft, value, reading| draft.lint().set_severities(value.entries(), reading),
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that do not apply to some files. A glob without `/` applies in every folder; a glob \
              that matches a folder applies to everything in it. `!` before a glob means the files that it does not match.",
        default: "",
        example: "\"legacy/**\" = [\"ALL\"]",
        set: |draft, value, reading| draft.lint().ignores = draft.per_file_ignores(value.entries(), reading),
    },
    Key {
        name: "options",
        is: Is::Options(Wing::OF_LINT),
        doc: "Options of rules, with the same names as in buf.yaml.",
        default: "",
        example: "",
        set: |draft, value, _| draft.lint().set_options(value.entries(), Wing::OF_LINT),
    },
];

static BREAKING: &[Key] = &[
    Key {
        name: "select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run: ids, categories, or ALL, which does not include compatible changes. The default \
              is the rules of buf.yaml, or without one, those of FILE.",
        default: "[\"FILE\"]",
        example: "[\"WIRE_JSON\", \"ANNOTATIONS\"]",
        set: |draft, value, reading| draft.breaking().selected = Some(words::list(value.items(), reading)),
    },
    Key {
        name: "extend-select",
        is: Is::List(&Is::Rules),
        doc: "Rules to run in addition to `select`, buf.yaml or FILE.",
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
        doc: "Whether to ignore packages with an alpha, beta or test version, such as `acme.v1beta1`.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.breaking().ignore_unstable_packages = value.flag(),
    },
    Key {
        name: "per-file-ignores",
        is: Is::Map("globs", &Is::List(&Is::Rules)),
        doc: "Rules that do not apply to some files, by their old or new paths. The globs are those of \
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
        doc: "Options of rules.",
        default: "",
        example: "",
        set: |draft, value, _| draft.breaking().set_options(value.entries(), &[Wing::Breaking]),
    },
];

static RULES: &[Key] = &[
    Key {
        name: "pages",
        is: Is::List(&Is::Text),
        doc: "Pages of rules in Markdown: files, folders, or globs.",
        default: "[]",
        example: "[\"lint/*.md\"]",
        set: |_, _, _| {},
    },
    Key {
        name: "packs",
        is: Is::Map("names", &Is::Table(PACK)),
        doc: "Packs: folders of pages that several projects use, here or in a git repository. \
              `protune rules fetch` fetches them and locks their content in protune.lock.",
        default: "",
        example: "acme = { path = \"third_party/acme-rules\" }",
        set: |_, _, _| {},
    },
    Key {
        name: "params",
        is: Is::Map("ids of rules", &Is::Map("parameters", &Is::Anything)),
        doc: "Values for the parameters of rules.",
        default: "",
        example: "ACME_MAX_FIELDS = { limit = 80 }",
        set: |_, _, _| {},
    },
];

static PACK: &[Key] = &[
    part("path", Is::Text, "Folder of the pack."),
    part("git", Is::Text, "Address of the repository of the pack."),
    part("rev", Is::Text, "Tag or commit of the repository."),
];

/// Kinds of elements that a rule can be about.
const ON: &[&str] = &[
    "file",
    "package",
    "import",
    "message",
    "field",
    "extension",
    "oneof",
    "enum",
    "value",
    "service",
    "method",
    "reserved",
];

/// Keys of a rule. What is below them is checked where rules are compiled.
pub(super) static RULE: &[Key] = &[
    part("id", Is::Text, "Id in UPPER_SNAKE_CASE; on a page, the heading."),
    part("on", Is::OneOf(ON), "Kind of the elements that it judges."),
    part("when", Is::Text, "CEL: which of them it judges."),
    part("check", Is::Text, "CEL: true if an element is fine. Needed if no other key demands anything."),
    part("message", Is::Text, "Message of a finding; `{this.name}` stands for the value of an expression."),
    part("help", Is::Text, "Advice, with expressions like the message."),
    part("summary", Is::Text, "What it finds, in a sentence, for `protune rules` and `protune explain`."),
    part("severity", Is::OneOf(&["error", "warning", "info"]), "Severity; error by default."),
    part("categories", Is::List(&Is::Text), "Categories that select it, besides HOUSE."),
    part("url", Is::Text, "Address of its documentation."),
    part("paths", Is::List(&Is::Text), "Globs of the only files that it judges."),
    part("packages", Is::List(&Is::Text), "Globs of the only packages that it judges: `acme.**`."),
    part(
        "against",
        Is::OneOf(&["both", "added", "removed"]),
        "Makes it a rule of `protune breaking`, about elements that both sides have, or that are new or gone.",
    ),
    part("params", Is::Map("names", &Is::Anything), "Parameters and their values: `params.limit` in CEL."),
    part(
        "vars",
        Is::Map("names", &Is::Text),
        "Named expressions, each with those above it: `vars.owner` in CEL. One is evaluated if it is used.",
    ),
    part(
        "at",
        Is::Text,
        "Part that a finding is placed at: `name`, `type`, `number`, `whole` or `option:NAME`.",
    ),
    part(
        "name",
        Is::Map("demands", &Is::Anything),
        "Demands on the name: case, pattern, prefix, suffix, not-prefix, not-suffix, words-in, words-not-in, max-length.",
    ),
    part(
        "options",
        Is::Map("options", &Is::Anything),
        "Demands on options: required, forbidden, in, not-in, pattern; with `against = \"both\"`, unchanged and kept.",
    ),
    part(
        "fields",
        Is::Map("fields", &Is::Anything),
        "Fields that a message should have: required, type, number, presence.",
    ),
    part("fields-only", Is::List(&Is::Text), "The only fields that a message should have."),
    part(
        "type",
        Is::Map("demands", &Is::Anything),
        "Globs of types: not, only. `map`, `group`, `message` and `enum` are words for kinds.",
    ),
    part("presence", Is::Map("demands", &Is::Anything), "Presence of fields: not, only."),
    part(
        "imports",
        Is::Map("demands", &Is::Anything),
        "Globs of imported files: not, only; and of packages: packages-not.",
    ),
    part("package", Is::Map("demands", &Is::Anything), "Demands on the package: pattern, prefix, depth."),
    part("path", Is::Map("demands", &Is::Anything), "Demands on the path: pattern, prefix, depth."),
    part(
        "comment",
        Is::Map("demands", &Is::Anything),
        "Demands on the comment: required, pattern, starts-with-name, trailing-counts.",
    ),
    part(
        "header",
        Is::Map("demands", &Is::Anything),
        "Demands on the comment at the top of a file: pattern, text.",
    ),
    part(
        "fix",
        Is::Map("fixes", &Is::Anything),
        "Fix: rename, type, label, set-option, remove-option, comment, delete.",
    ),
];

/// A key of a table that is read elsewhere.
const fn part(name: &'static str, is: Is, doc: &'static str) -> Key {
    Key { name, is, doc, default: "", example: "", set: |_, _, _| {} }
}

static DEPLOYMENT: &[Key] = &[Key {
    name: "files",
    is: Is::List(&Is::Text),
    doc: "Globs of more files to check, whatever their extensions. A file of none of the known kinds is an error.",
    default: "[]",
    example: "[\"deploy/**/*.conf\"]",
    set: |draft, value, reading| draft.deployed = draft.globs(value.items(), reading),
}];

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
        doc: "Whether to indent with one tab for each level instead of spaces.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.tabs = value.flag().unwrap_or(false),
    },
    Key {
        name: "align-fields",
        is: Is::Flag,
        doc: "Whether to align names and numbers of fields and enum values on adjacent lines.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.align_fields = value.flag().unwrap_or(false),
    },
    Key {
        name: "blank-lines",
        is: Is::Flag,
        doc: "Whether to put an empty line around each declaration with a body.",
        default: "false",
        example: "false",
        set: |draft, value, _| draft.style.blank_lines = value.flag().unwrap_or(false),
    },
    Key {
        name: "line-width",
        is: Is::Count(1000),
        doc: "Maximum columns of a line; 0 for no limit. Wider prose in comments wraps; lists, code, \
              tables, URLs, licences and directives for tools stay as they are. Wider options get their own \
              lines between the brackets.",
        default: "0",
        example: "100",
        set: |draft, value, _| draft.style.line_width = count(value).filter(|&width| width > 0),
    },
    Key {
        name: "inline-options",
        is: Is::Flag,
        doc: "Whether to keep several options in brackets on one line if they fit, with `line-width`.",
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
        doc: "Prefixes of import groups: imports with the first prefix come first, then those with the \
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
