//! `google.api.Service`: the configuration of an API for Cloud Endpoints, Service Infrastructure and grpc-gateway.

use super::kind::{Kind, Object, Source};
use super::template::has_holes;
use protune_data::{Entry, Language, Node};
use std::ops::Range;

pub(super) static KIND: Kind = Kind {
    name: "google.api.Service",
    doc: "YAML or JSON with `type: google.api.Service`.",
    marks: &[TYPE],
    read,
};

const TYPE: &str = "google.api.Service";

/// Configuration of an API.
#[derive(Debug)]
pub struct ApiService<'d> {
    pub root: &'d Node,
    /// Names below `apis`: of services.
    pub apis: Vec<&'d Node>,
    /// Names below `types` and `custom_error.types`: of messages.
    pub types: Vec<&'d Node>,
    /// Names below `enums`.
    pub enums: Vec<&'d Node>,
    /// Packages below `publishing.library_settings`.
    pub packages: Vec<&'d Node>,
    /// Rules with a selector.
    pub items: Vec<Item<'d>>,
    /// Entries of `authentication.providers`.
    pub providers: Vec<Provider<'d>>,
}

/// A rule for the methods that its selector selects.
#[derive(Debug)]
pub struct Item<'d> {
    pub section: Section,
    pub node: &'d Node,
    pub selector: Option<&'d Node>,
    /// Parts of the selector, in their order.
    pub parts: Vec<Part<'d>>,
}

/// One of the names that a selector lists.
#[derive(Debug)]
pub struct Part<'d> {
    /// Bytes of the text of the selector.
    pub range: Range<usize>,
    pub pattern: Pattern<'d>,
}

/// Names that a part of a selector selects.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pattern<'d> {
    /// `*`
    All,
    /// `pets.v1.Pets.GetCat`
    Exact(&'d str),
    /// `pets.v1.*`, without the wildcard.
    Below(&'d str),
    /// Nothing.
    Empty,
    /// A wildcard elsewhere than as the last part, which no method has.
    Bad(&'d str),
}

/// Kind of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Section {
    Http,
    Authentication,
    Backend,
    Usage,
    Quota,
    Context,
    SystemParameters,
    Documentation,
    MethodSettings,
}

impl Section {
    /// All sections, with the tables and lists that lead to their rules.
    const ALL: &'static [(Section, [&'static str; 2])] = &[
        (Section::Http, ["http", "rules"]),
        (Section::Authentication, ["authentication", "rules"]),
        (Section::Backend, ["backend", "rules"]),
        (Section::Usage, ["usage", "rules"]),
        (Section::Quota, ["quota", "metric_rules"]),
        (Section::Context, ["context", "rules"]),
        (Section::SystemParameters, ["system_parameters", "rules"]),
        (Section::Documentation, ["documentation", "rules"]),
        (Section::MethodSettings, ["publishing", "method_settings"]),
    ];

    /// Returns whether its selectors can only select methods.
    pub fn is_of_methods(self) -> bool {
        self != Section::Documentation
    }

    /// Returns the path of its rules.
    pub fn name(self) -> String {
        let path = Section::ALL.iter().find(|(section, _)| *section == self);
        path.map_or(String::new(), |(_, path)| path.join("."))
    }
}

/// Way to authenticate callers.
#[derive(Debug)]
pub struct Provider<'d> {
    pub node: &'d Node,
    pub id: Option<&'d Node>,
}

impl<'d> Pattern<'d> {
    fn of(text: &'d str) -> Pattern<'d> {
        match text.strip_suffix(".*") {
            _ if text.is_empty() => Pattern::Empty,
            _ if text == "*" => Pattern::All,
            Some(prefix) if !prefix.is_empty() && !prefix.contains('*') => Pattern::Below(prefix),
            _ if text.contains('*') => Pattern::Bad(text),
            _ => Pattern::Exact(text),
        }
    }

    /// Returns whether it selects a name.
    pub fn selects(self, name: &str) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Exact(exact) => exact == name,
            Pattern::Below(prefix) => name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.')),
            Pattern::Empty | Pattern::Bad(_) => false,
        }
    }
}

impl<'d> ApiService<'d> {
    /// Rules of a section.
    pub fn rules(&self, section: Section) -> impl Iterator<Item = &Item<'d>> {
        self.items.iter().filter(move |item| item.section == section)
    }
}

/// Returns the value of a field, whose name may be written in snake_case or in lowerCamelCase.
pub fn field<'d>(node: &'d Node, name: &str) -> Option<&'d Node> {
    entry(node, name).map(|entry| &entry.value).filter(|value| !value.is_null())
}

fn entry<'d>(node: &'d Node, name: &str) -> Option<&'d Entry> {
    node.entry(name).or_else(|| name.contains('_').then(|| node.entry(&camel(name))).flatten())
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or("").to_owned();
    words.fold(first, |mut camel, word| {
        let mut chars = word.chars();
        camel.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        camel + chars.as_str()
    })
}

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    let data = source.data;
    // What a template inserts is not known.
    if has_holes(data) {
        return;
    }
    let before = out.len();
    let roots = data.documents.iter();
    let roots = roots.filter(|root| root.get("type").and_then(Node::text) == Some(TYPE));
    out.extend(roots.map(|root| Object::ApiService(service(root))));
    if out.len() == before && is_broken(source) {
        out.push(Object::ApiService(service(Node::NOTHING)));
    }
}

/// Returns whether the text shows what the tree of a broken file lacks. A template is YAML only after it was filled in.
fn is_broken(source: &Source<'_>) -> bool {
    let text = &source.data.text;
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("type:"));
    source.data.language == Language::Yaml
        && !source.data.is_complete
        && !text.contains("{{")
        && lines.any(|value| value.trim().trim_matches(['"', '\'']) == TYPE)
}

fn service(root: &Node) -> ApiService<'_> {
    let list = |path: [&str; 2]| below(root, path);
    let names = |key: &str| field(root, key).map_or(&[][..], Node::items);
    let mut types: Vec<&Node> = names("types").iter().filter_map(|item| text(item, "name")).collect();
    types.extend(list(["custom_error", "types"]).iter().filter(|item| item.text().is_some()));
    let items = Section::ALL
        .iter()
        .flat_map(|&(section, path)| list(path).iter().map(move |node| item(section, node)));
    let providers = list(["authentication", "providers"]).iter();
    let providers = providers.map(|node| Provider { node, id: text(node, "id") });
    let libraries = list(["publishing", "library_settings"]).iter();
    ApiService {
        root,
        apis: named_in(names("apis")),
        enums: named_in(names("enums")),
        types,
        packages: libraries.filter_map(|item| text(item, "version")).collect(),
        items: items.collect(),
        providers: providers.collect(),
    }
}

fn named_in(items: &[Node]) -> Vec<&Node> {
    items.iter().filter_map(|item| text(item, "name")).collect()
}

fn below<'d>(root: &'d Node, [table, list]: [&str; 2]) -> &'d [Node] {
    field(root, table).and_then(|table| field(table, list)).map_or(&[][..], Node::items)
}

fn item(section: Section, node: &Node) -> Item<'_> {
    let selector = node.get("selector").filter(|node| node.text().is_some());
    let parts = selector.and_then(Node::text).map_or(Vec::new(), parts);
    Item { section, node, selector, parts }
}

fn parts(selector: &str) -> Vec<Part<'_>> {
    let mut at = 0;
    let part = |raw: &'_ str| {
        let start = at + raw.len() - raw.trim_start().len();
        let text = raw.trim();
        at += raw.len() + 1;
        (start, text.len())
    };
    let places: Vec<(usize, usize)> = selector.split(',').map(part).collect();
    places
        .into_iter()
        .map(|(start, len)| Part {
            range: start..start + len,
            pattern: Pattern::of(&selector[start..start + len]),
        })
        .collect()
}

fn text<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    field(node, key).filter(|node| node.text().is_some_and(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_lists_of_names() {
        let found = parts("pets.v1.*, pets.v2.Pets.Get ,*");
        let patterns: Vec<Pattern<'_>> = found.iter().map(|part| part.pattern).collect();
        assert_eq!(patterns, [Pattern::Below("pets.v1"), Pattern::Exact("pets.v2.Pets.Get"), Pattern::All]);
        assert_eq!(found[1].range, 11..27);
        assert_eq!(parts("")[0].pattern, Pattern::Empty);
        for bad in ["pets.b*", "pets.*.Get", "*.Get", "**", ".*", "a.*.*"] {
            assert_eq!(parts(bad)[0].pattern, Pattern::Bad(bad), "{bad}");
        }
        assert!(Pattern::Below("pets").selects("pets.v1.Pets.Get"));
        assert!(!Pattern::Below("pets").selects("petshop.Get"));
        assert_eq!(camel("library_settings"), "librarySettings");
    }
}
