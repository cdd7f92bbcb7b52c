//! From a configuration of prototool: its group of linters with what is added and removed, and how changes are checked.

use super::output::{Carried, Output};
use crate::config::problem::{Problems, Reading};
use crate::config::protune::globs;
use crate::config::protune::init::quoted;
use crate::config::source;
use crate::paths;
use protune_data::{Entry, Language, Node, Span};
use protune_rules::Catalog;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) const NAMES: [&str; 2] = ["prototool.yaml", "prototool.json"];

const UBER1: u8 = 1;
const UBER2: u8 = 2;
const GOOGLE: u8 = 4;

/// Groups by their names. The first is the default.
const GROUPS: [(&str, u8); 4] = [("uber1", UBER1), ("uber2", UBER2), ("google", GOOGLE), ("empty", 0)];

/// Linters of groups, with the groups that they are in. `FILE_HEADER` checks nothing by itself.
const LINTERS: &[(&str, u8)] = &[
    ("COMMENTS_NO_C_STYLE", UBER1 | UBER2),
    ("COMMENTS_NO_INLINE", UBER2),
    ("ENUMS_HAVE_SENTENCE_COMMENTS", UBER2),
    ("ENUMS_NO_ALLOW_ALIAS", UBER1 | UBER2),
    ("ENUM_FIELD_NAMES_UPPER_SNAKE_CASE", GOOGLE | UBER1 | UBER2),
    ("ENUM_FIELD_PREFIXES", UBER1),
    ("ENUM_FIELD_PREFIXES_EXCEPT_MESSAGE", UBER2),
    ("ENUM_NAMES_CAMEL_CASE", GOOGLE | UBER1 | UBER2),
    ("ENUM_NAMES_CAPITALIZED", GOOGLE | UBER1 | UBER2),
    ("ENUM_ZERO_VALUES_INVALID", UBER1),
    ("ENUM_ZERO_VALUES_INVALID_EXCEPT_MESSAGE", UBER2),
    ("FIELDS_NOT_RESERVED", UBER2),
    ("FILE_NAMES_LOWER_SNAKE_CASE", UBER2),
    ("FILE_OPTIONS_CSHARP_NAMESPACE_SAME_IN_DIR", UBER2),
    ("FILE_OPTIONS_EQUAL_CSHARP_NAMESPACE_CAPITALIZED", UBER2),
    ("FILE_OPTIONS_EQUAL_GO_PACKAGE_PB_SUFFIX", UBER1),
    ("FILE_OPTIONS_EQUAL_GO_PACKAGE_V2_SUFFIX", UBER2),
    ("FILE_OPTIONS_EQUAL_JAVA_MULTIPLE_FILES_TRUE", UBER1 | UBER2),
    ("FILE_OPTIONS_EQUAL_JAVA_OUTER_CLASSNAME_PROTO_SUFFIX", UBER1 | UBER2),
    ("FILE_OPTIONS_EQUAL_JAVA_PACKAGE_COM_PREFIX", UBER1),
    ("FILE_OPTIONS_EQUAL_JAVA_PACKAGE_PREFIX", UBER2),
    ("FILE_OPTIONS_EQUAL_OBJC_CLASS_PREFIX_ABBR", UBER2),
    ("FILE_OPTIONS_EQUAL_PHP_NAMESPACE_CAPITALIZED", UBER2),
    ("FILE_OPTIONS_GO_PACKAGE_NOT_LONG_FORM", UBER1 | UBER2),
    ("FILE_OPTIONS_GO_PACKAGE_SAME_IN_DIR", UBER1 | UBER2),
    ("FILE_OPTIONS_JAVA_MULTIPLE_FILES_SAME_IN_DIR", UBER1 | UBER2),
    ("FILE_OPTIONS_JAVA_PACKAGE_SAME_IN_DIR", UBER1 | UBER2),
    ("FILE_OPTIONS_OBJC_CLASS_PREFIX_SAME_IN_DIR", UBER2),
    ("FILE_OPTIONS_PHP_NAMESPACE_SAME_IN_DIR", UBER2),
    ("FILE_OPTIONS_REQUIRE_CSHARP_NAMESPACE", UBER2),
    ("FILE_OPTIONS_REQUIRE_GO_PACKAGE", UBER1 | UBER2),
    ("FILE_OPTIONS_REQUIRE_JAVA_MULTIPLE_FILES", UBER1 | UBER2),
    ("FILE_OPTIONS_REQUIRE_JAVA_OUTER_CLASSNAME", UBER1 | UBER2),
    ("FILE_OPTIONS_REQUIRE_JAVA_PACKAGE", UBER1 | UBER2),
    ("FILE_OPTIONS_REQUIRE_OBJC_CLASS_PREFIX", UBER2),
    ("FILE_OPTIONS_REQUIRE_PHP_NAMESPACE", UBER2),
    ("IMPORTS_NOT_PUBLIC", UBER2),
    ("IMPORTS_NOT_WEAK", UBER2),
    ("MESSAGES_HAVE_SENTENCE_COMMENTS_EXCEPT_REQUEST_RESPONSE_TYPES", UBER2),
    ("MESSAGE_FIELDS_NO_JSON_NAME", UBER2),
    ("MESSAGE_FIELD_NAMES_FILENAME", UBER2),
    ("MESSAGE_FIELD_NAMES_FILEPATH", UBER2),
    ("MESSAGE_FIELD_NAMES_LOWER_SNAKE_CASE", GOOGLE | UBER1 | UBER2),
    ("MESSAGE_FIELD_NAMES_NO_DESCRIPTOR", UBER2),
    ("MESSAGE_NAMES_CAMEL_CASE", GOOGLE | UBER1 | UBER2),
    ("MESSAGE_NAMES_CAPITALIZED", GOOGLE | UBER1 | UBER2),
    ("NAMES_NO_COMMON", UBER2),
    ("NAMES_NO_DATA", UBER2),
    ("NAMES_NO_UUID", UBER2),
    ("ONEOF_NAMES_LOWER_SNAKE_CASE", UBER1 | UBER2),
    ("PACKAGES_SAME_IN_DIR", UBER1 | UBER2),
    ("PACKAGE_IS_DECLARED", UBER1 | UBER2),
    ("PACKAGE_LOWER_CASE", UBER2),
    ("PACKAGE_LOWER_SNAKE_CASE", UBER1),
    ("PACKAGE_MAJOR_BETA_VERSIONED", UBER2),
    ("PACKAGE_NO_KEYWORDS", UBER2),
    ("REQUEST_RESPONSE_NAMES_MATCH_RPC", UBER2),
    ("REQUEST_RESPONSE_TYPES_AFTER_SERVICE", UBER2),
    ("REQUEST_RESPONSE_TYPES_IN_SAME_FILE", UBER1 | UBER2),
    ("REQUEST_RESPONSE_TYPES_ONLY_IN_FILE", UBER2),
    ("REQUEST_RESPONSE_TYPES_UNIQUE", UBER1 | UBER2),
    ("RPCS_HAVE_SENTENCE_COMMENTS", UBER2),
    ("RPC_NAMES_CAMEL_CASE", GOOGLE | UBER1 | UBER2),
    ("RPC_NAMES_CAPITALIZED", GOOGLE | UBER1 | UBER2),
    ("SERVICES_HAVE_SENTENCE_COMMENTS", UBER2),
    ("SERVICE_NAMES_API_SUFFIX", UBER2),
    ("SERVICE_NAMES_CAMEL_CASE", GOOGLE | UBER1 | UBER2),
    ("SERVICE_NAMES_CAPITALIZED", GOOGLE | UBER1 | UBER2),
    ("SERVICE_NAMES_MATCH_FILE_NAME", UBER2),
    ("SYNTAX_PROTO3", UBER1 | UBER2),
    ("WKT_DIRECTLY_IMPORTED", UBER1 | UBER2),
    ("WKT_DURATION_SUFFIX", UBER2),
    ("WKT_TIMESTAMP_SUFFIX", UBER2),
];

/// Options that linters have built in, as lines of TOML.
const OPTIONS: &[(&str, &str)] = &[
    ("ENUM_ZERO_VALUES_INVALID", "enum_zero_value_suffix = \"_INVALID\""),
    ("ENUM_ZERO_VALUES_INVALID_EXCEPT_MESSAGE", "enum_zero_value_suffix = \"_INVALID\""),
    ("SERVICE_NAMES_API_SUFFIX", "service_suffix = \"API\""),
    ("ENUMS_HAVE_COMMENTS", STARTS_WITH_NAME),
    ("ENUM_FIELDS_HAVE_COMMENTS", STARTS_WITH_NAME),
    ("MESSAGES_HAVE_COMMENTS", STARTS_WITH_NAME),
    ("MESSAGE_FIELDS_HAVE_COMMENTS", STARTS_WITH_NAME),
    ("RPCS_HAVE_COMMENTS", STARTS_WITH_NAME),
    ("SERVICES_HAVE_COMMENTS", STARTS_WITH_NAME),
];

const STARTS_WITH_NAME: &str = "comment_starts_with_name = true";

/// Carries a configuration over. The path is absolute; the text is for a file in the same folder.
pub(super) fn carry_over(path: &Path) -> Result<Carried, Problems> {
    let (reading, value) = source::read(path, Language::Yaml)?;
    let mut carrier =
        Carrier { reading: &reading, folder: path.parent().unwrap_or(path), out: Output::of(path, "") };
    carrier.carry(&value);
    Ok(carrier.out.carried())
}

struct Carrier<'r> {
    reading: &'r Reading,
    folder: &'r Path,
    out: Output,
}

impl Carrier<'_> {
    fn leave(&mut self, span: Span, what: &str) {
        let line = self.reading.line(span);
        self.out.leave(line, what);
    }

    fn carry(&mut self, value: &Node) {
        let table = |key: &str| value.get(key).unwrap_or(Node::NOTHING);
        let protoc = table("protoc");
        let excludes = self.globs(table("excludes").items());
        let includes = protoc.get("includes").map_or(&[][..], Node::items).iter();
        let includes: Vec<String> = includes.filter_map(|it| self.path(it)).collect();
        if !excludes.is_empty() || !includes.is_empty() {
            self.out.text += "\n";
        }
        self.out.list("exclude", excludes);
        self.out.list("dependencies", includes);
        self.carry_lint(
            table("lint"),
            flag(protoc, "allow_unused_imports"),
            flag(table("break"), "allow_beta_deps"),
        );
        self.out.text += "\n[breaking]\n";
        self.out.list("select", ["PACKAGE".to_owned()]);
        if !flag(table("break"), "include_beta") {
            self.out.text += "ignore-unstable-packages = true\n";
        }
        for entry in value.entries() {
            let what = match &*entry.key {
                "excludes" | "lint" | "break" | "protoc" => continue,
                "generate" => "`generate`: protune generates no code",
                "create" => "`create`: protune writes no schemas from templates",
                _ => {
                    self.leave_key(entry, "");
                    continue;
                }
            };
            self.leave(entry.key_span, what);
        }
        for entry in protoc.entries() {
            match &*entry.key {
                "includes" | "allow_unused_imports" => {}
                "version" => self.leave(entry.key_span, "`protoc.version`: protune needs no protoc"),
                _ => self.leave_key(entry, "protoc."),
            }
        }
    }

    fn leave_key(&mut self, entry: &Entry, around: &str) {
        self.leave(entry.key_span, &format!("`{around}{}`: protune.toml has nothing like it", entry.key));
    }

    fn carry_lint(&mut self, lint: &Node, allows_unused_imports: bool, allows_beta: bool) {
        let rules = lint.get("rules").unwrap_or(Node::NOTHING);
        let mut linters = self.linters(lint, rules);
        let removed: Vec<String> = ids(rules.get("remove"));
        linters.retain(|id| !removed.contains(id));
        let mut selected: BTreeSet<&str> = linters.iter().flat_map(|id| ours(id)).collect();
        // prototool compiles the schemas before, and does not take imports that are not used.
        selected.extend((!allows_unused_imports).then_some("IMPORT_USED"));
        selected.extend((!allows_beta).then(|| ours("PACKAGES_NO_BETA_DEPS")).into_iter().flatten());
        self.out.text += "\n[lint]\n";
        match selected.is_empty() {
            true => self.out.text += "select = []\n",
            false => self.out.list("select", selected.iter().map(|id| (*id).to_owned())),
        }
        let unlike: Vec<String> =
            linters.iter().filter(|id| ours(id).is_empty()).map(|id| format!("`{id}`")).collect();
        if !unlike.is_empty() {
            let what = format!("{}: protune has no such rules", unlike.join(", "));
            self.leave(lint.span, &what);
        }
        if linters.iter().any(|id| id.contains("_SENTENCE_") && !ours(id).is_empty()) {
            self.leave(lint.span, "whether comments are sentences: they only have to be there");
        }
        for entry in lint.entries() {
            match &*entry.key {
                "group" | "rules" | "ignores" => {}
                "file_header" => {
                    self.leave(entry.key_span, "`lint.file_header`: no rule here reads the text of a header");
                }
                _ => self.leave_key(entry, "lint."),
            }
        }
        let options: BTreeSet<&str> =
            OPTIONS.iter().filter(|(id, _)| linters.contains(*id)).map(|(_, line)| *line).collect();
        if !options.is_empty() {
            self.out.text += "\n[lint.options]\n";
            options.iter().for_each(|line| self.out.text += &format!("{line}\n"));
        }
        self.carry_ignores(lint.get("ignores").map_or(&[][..], Node::items));
    }

    /// The linters of the group, and those that are added.
    fn linters(&mut self, lint: &Node, rules: &Node) -> BTreeSet<String> {
        let name = lint.get("group").and_then(Node::text);
        let group = match name {
            None if flag(rules, "no_default") => 0,
            None => UBER1,
            Some(name) => match GROUPS.iter().find(|(known, _)| *known == name) {
                Some((_, group)) => *group,
                None => {
                    let span = lint.get("group").map_or(lint.span, |group| group.span);
                    self.leave(span, &format!("`{name}`: prototool has no such group of linters"));
                    0
                }
            },
        };
        let of_group =
            LINTERS.iter().filter(|(_, groups)| groups & group != 0).map(|(id, _)| (*id).to_owned());
        of_group.chain(ids(rules.get("add"))).collect()
    }

    fn carry_ignores(&mut self, ignores: &[Node]) {
        let mut lines: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for ignore in ignores {
            let id = ignore.get("id").and_then(Node::text).unwrap_or_default().to_ascii_uppercase();
            let globs = self.globs(ignore.get("files").map_or(&[][..], Node::items));
            if ours(&id).is_empty() {
                self.leave(ignore.span, &format!("files that `{id}` ignores: no rule here is like it"));
            }
            for glob in globs {
                lines.entry(glob).or_default().extend(ours(&id));
            }
        }
        lines.retain(|_, rules| !rules.is_empty());
        if !lines.is_empty() {
            self.out.text += "\n[lint.per-file-ignores]\n";
        }
        for (glob, rules) in lines {
            self.out.list(&quoted(&glob), rules.into_iter().map(str::to_owned));
        }
    }

    fn globs(&mut self, items: &[Node]) -> Vec<String> {
        items.iter().filter_map(|item| Some(globs::of_path(&self.path(item)?))).collect()
    }

    /// A path, seen from the folder of the file.
    fn path(&mut self, item: &Node) -> Option<String> {
        let path = paths::absolute(Path::new(item.text()?), self.folder);
        if !path.starts_with(self.folder) {
            self.leave(item.span, &format!("`{}`: it is outside of the folder", item.text()?));
            return None;
        }
        Some(paths::printed(&path, self.folder))
    }
}

fn flag(table: &Node, key: &str) -> bool {
    table.get(key).and_then(Node::flag).unwrap_or(false)
}

fn ids(list: Option<&Node>) -> Vec<String> {
    let items = list.map_or(&[][..], Node::items);
    items.iter().filter_map(Node::text).map(str::to_ascii_uppercase).collect()
}

/// Rules of ours that prototool has under an id.
fn ours(id: &str) -> Vec<&'static str> {
    Catalog::compiled_in().aliased("prototool", |known| known == id).map(|rule| rule.id.as_str()).collect()
}
