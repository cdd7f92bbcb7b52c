//! References to methods, and the methods of the schema that each selects. Knows no kind of configuration.
//!
//! A schema has finitely many methods, so a pattern is evaluated by trying them. Exact paths and prefixes are looked up.
//! Other patterns cost a scan, so a file has at most [`MAX_SCANS`] of them; further ones are [`Pattern::Unknown`].

use super::services::{Method, Services, split};
use protune_data::Node;
use regex::bytes::{Regex, RegexBuilder};
use std::cell::Cell;
use std::ops::Range;
use std::sync::OnceLock;

/// Number of patterns in a file that are tried on every method.
pub const MAX_SCANS: u32 = 200;

/// The largest compiled regular expression, in bytes.
const MAX_REGEX: usize = 1 << 18;

/// Longest regular expression that is compiled, in bytes.
const MAX_REGEX_TEXT: usize = 4_000;

/// Value that names methods.
#[derive(Debug)]
pub struct Ref<'d> {
    /// The value, or the place where it is missing.
    pub node: &'d Node,
    /// Value that names the method, if `node` names only the service.
    pub method: Option<&'d Node>,
    pub pattern: Pattern,
    selected: OnceLock<Selected>,
}

/// Condition on the service and the method of a call.
#[derive(Debug)]
pub enum Pattern {
    /// Every call.
    All,
    /// Condition on `/package.Service/Method`.
    Path(Text),
    /// Conditions on the full name of the service and the name of the method.
    Parts { service: Option<Text>, method: Option<Text> },
    /// Condition that cannot be evaluated: part of a template, or beyond a limit.
    Unknown,
}

/// Condition on a text.
#[derive(Debug)]
pub struct Text {
    pub form: Form,
    pub text: Box<str>,
    pub ignores_case: bool,
}

/// Relation of a text to what it is compared with.
#[derive(Debug)]
pub enum Form {
    Exact,
    Prefix,
    /// Prefix that ends where a segment of the path ends.
    Segments,
    Suffix,
    Contains,
    /// Regular expression that matches the whole text.
    Regex(Regex),
    /// Path with `{*}` for a segment, and `{**}` for any number of them.
    Template,
}

/// Methods of the schema, as ranges of their rows in [`Services::methods`], in order.
pub type Selected = Vec<Range<u32>>;

/// Names in a pattern that stands for one service or method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Named<'p> {
    pub service: &'p str,
    /// Name of the method, or its beginning if [`Named::is_whole`] is not set.
    pub method: &'p str,
    /// Whether the pattern names one method.
    pub is_whole: bool,
}

/// Number of scans that a file has left.
#[derive(Debug)]
pub struct Budget(Cell<u32>);

impl Default for Budget {
    fn default() -> Budget {
        Budget(Cell::new(MAX_SCANS))
    }
}

impl Budget {
    fn takes_one(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

impl<'d> Ref<'d> {
    /// Returns a reference. `budget` counts the patterns of the file that cost a scan.
    pub fn new(node: &'d Node, pattern: Pattern, budget: &Budget) -> Ref<'d> {
        let is_affordable = !pattern.needs_scan() || budget.takes_one();
        let pattern = if is_affordable { pattern } else { Pattern::Unknown };
        Ref { node, method: None, pattern, selected: OnceLock::new() }
    }

    /// Sets the value that names the method.
    #[must_use]
    pub fn with_method(self, method: Option<&'d Node>) -> Ref<'d> {
        Ref { method, ..self }
    }

    /// Returns the methods that it selects.
    pub fn selected(&self, services: &Services<'_>) -> &Selected {
        self.selected.get_or_init(|| self.pattern.select(services))
    }

    /// Returns the methods that it selects, one by one.
    pub fn methods<'s>(&self, services: &'s Services<'_>) -> impl Iterator<Item = &'s Method<'s>> {
        self.selected(services)
            .iter()
            .flat_map(|rows| &services.methods()[rows.start as usize..rows.end as usize])
    }
}

impl Text {
    pub fn new(form: Form, text: &str) -> Text {
        Text { form, text: text.into(), ignores_case: false }
    }

    pub fn exact(text: &str) -> Text {
        Text::new(Form::Exact, text)
    }

    /// Returns a regular expression that matches whole texts; `None` if it cannot be compiled within the limits.
    pub fn regex(text: &str) -> Option<Text> {
        let regex = (text.len() <= MAX_REGEX_TEXT).then(|| {
            // RE2 knows the classes of ASCII, and `(?i)` there.
            let whole = format!("^(?:{text})$");
            RegexBuilder::new(&whole)
                .unicode(false)
                .size_limit(MAX_REGEX)
                .dfa_size_limit(MAX_REGEX)
                .build()
                .ok()
        });
        Some(Text::new(Form::Regex(regex??), text))
    }

    #[must_use]
    pub fn ignoring_case(self, ignores_case: bool) -> Text {
        Text { ignores_case, ..self }
    }

    /// Returns whether a text meets the condition.
    pub fn matches(&self, other: &str) -> bool {
        if self.ignores_case {
            let lower = Text { ignores_case: false, ..self.lowered() };
            return lower.matches(&other.to_ascii_lowercase());
        }
        let text = &*self.text;
        match &self.form {
            Form::Exact => text == other,
            Form::Prefix => other.starts_with(text),
            Form::Segments => {
                other.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Form::Suffix => other.ends_with(text),
            Form::Contains => other.contains(text),
            Form::Regex(regex) => regex.is_match(other.as_bytes()),
            Form::Template => fits(text, other),
        }
    }

    fn lowered(&self) -> Text {
        let form = match &self.form {
            Form::Exact => Form::Exact,
            Form::Prefix => Form::Prefix,
            Form::Segments => Form::Segments,
            Form::Suffix => Form::Suffix,
            Form::Contains => Form::Contains,
            Form::Template => Form::Template,
            Form::Regex(regex) => Form::Regex(regex.clone()),
        };
        let is_regex = matches!(form, Form::Regex(_));
        let text = if is_regex { self.text.clone() } else { self.text.to_ascii_lowercase().into() };
        Text { form, text, ignores_case: self.ignores_case }
    }

    /// Text that everything it matches begins with.
    pub fn beginning(&self) -> String {
        match &self.form {
            Form::Exact | Form::Prefix | Form::Segments => self.text.to_string(),
            Form::Suffix | Form::Contains => String::new(),
            Form::Template => self.text.split('{').next().unwrap_or_default().to_owned(),
            Form::Regex(_) => literal(&self.text),
        }
    }
}

/// Text that a regular expression begins with, as far as that is plain.
fn literal(regex: &str) -> String {
    if regex.contains('|') {
        // An alternative can begin differently.
        let plain = regex.find('(').unwrap_or(0);
        return if regex[..plain].contains('|') { String::new() } else { literal(&regex[..plain]) };
    }
    let mut out = String::new();
    let mut chars = regex.strip_prefix('^').unwrap_or(regex).chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match c {
            '\\' => match chars.next() {
                Some(escaped) if !escaped.is_ascii_alphanumeric() => escaped,
                _ => break,
            },
            // A dot in the name of a service mostly means a dot.
            '.' if !matches!(chars.peek(), Some('*' | '+' | '?' | '{')) => '.',
            c if c.is_alphanumeric() || matches!(c, '/' | '_' | '-') => c,
            _ => break,
        };
        if matches!(chars.peek(), Some('*' | '?' | '{')) {
            break;
        }
        out.push(plain);
    }
    out
}

/// Returns whether a path fits a template. Bounded by the product of the numbers of segments.
fn fits(template: &str, path: &str) -> bool {
    let path: Vec<&str> = path.split('/').collect();
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for segment in template.split('/') {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            if segment == "{**}" {
                next[at] = reached[at] || at > 0 && next[at - 1];
            } else if at > 0 && reached[at - 1] {
                next[at] = segment == path[at - 1] || segment == "{*}" && !path[at - 1].is_empty();
            }
        }
        reached = next;
    }
    reached[path.len()]
}

impl Pattern {
    /// Returns whether the pattern has to be tried on every method.
    fn needs_scan(&self) -> bool {
        let is_indexed = |text: &Text| {
            !text.ignores_case && matches!(text.form, Form::Exact | Form::Prefix | Form::Segments)
        };
        match self {
            Pattern::All | Pattern::Unknown => false,
            Pattern::Path(text) => !is_indexed(text),
            Pattern::Parts { service: Some(service), .. } => {
                !is_indexed(service) || !matches!(service.form, Form::Exact)
            }
            Pattern::Parts { .. } => true,
        }
    }

    /// Returns whether a call matches.
    pub fn matches(&self, path: &str) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Unknown => false,
            Pattern::Path(text) => text.matches(path),
            Pattern::Parts { service, method } => split(path).is_some_and(|(of, name)| {
                service.as_ref().is_none_or(|text| text.matches(of))
                    && method.as_ref().is_none_or(|text| text.matches(name))
            }),
        }
    }

    /// Returns the methods of a schema that match. Exact paths and prefixes are looked up.
    pub fn select(&self, services: &Services<'_>) -> Selected {
        let methods = services.methods();
        let among = |rows: Range<usize>| {
            let mut selected = Selected::new();
            for row in rows.filter(|&row| self.matches(&methods[row].path)) {
                match selected.last_mut() {
                    Some(last) if last.end == row as u32 => last.end += 1,
                    _ => selected.push(row as u32..row as u32 + 1),
                }
            }
            selected
        };
        let beginning = match self {
            Pattern::Unknown => return Selected::new(),
            Pattern::Path(text) if !text.ignores_case && !matches!(text.form, Form::Regex(_)) => {
                text.beginning()
            }
            Pattern::Parts {
                service: Some(Text { form: Form::Exact, text, ignores_case: false }), ..
            } => {
                format!("/{text}/")
            }
            _ => String::new(),
        };
        let start = methods.partition_point(|method| *method.path < *beginning);
        let len = methods[start..].partition_point(|method| method.path.starts_with(&*beginning));
        among(start..start + len)
    }

    /// Returns the service or method that the pattern stands for, if it stands for one.
    pub fn named(&self) -> Option<Named<'_>> {
        match self {
            Pattern::Path(Text { form, text, .. }) => {
                let rest = text.strip_prefix('/')?;
                let (service, method) = match form {
                    Form::Exact => rest.split_once('/').filter(|(_, method)| !method.is_empty())?,
                    Form::Prefix => rest.split_once('/')?,
                    Form::Segments => rest.split_once('/').unwrap_or((rest, "")),
                    Form::Template => {
                        rest.split_once('/').map(|(service, rest)| (service, until_brace(rest)))?
                    }
                    Form::Suffix | Form::Contains | Form::Regex(_) => return None,
                };
                let is_whole = matches!(form, Form::Exact | Form::Segments) && !method.is_empty();
                let is_named = !service.is_empty() && !service.contains('{') && !method.contains('/');
                is_named.then_some(Named { service, method, is_whole })
            }
            Pattern::Parts { service: Some(Text { form: Form::Exact, text, .. }), method } => {
                let method = match method {
                    Some(Text { form: Form::Exact, text, .. }) => Some(&**text),
                    _ => None,
                };
                Some(Named { service: text, method: method.unwrap_or(""), is_whole: method.is_some() })
            }
            _ => None,
        }
    }

    /// Returns whether the pattern names one method.
    pub fn is_exact(&self) -> bool {
        self.named().is_some_and(|named| named.is_whole)
    }

    /// Returns whether every call that matches `other`, known or not, matches this pattern.
    pub fn covers(&self, other: &Pattern) -> bool {
        if let (Some(named), false) = (other.named(), matches!(self, Pattern::Unknown)) {
            let path = format!("/{}/{}", named.service, named.method);
            if named.is_whole {
                return self.matches(&path);
            }
            match self {
                Pattern::Path(Text { form: Form::Prefix, .. }) => return self.matches(&path),
                Pattern::Path(Text { form: Form::Segments, .. }) if named.method.is_empty() => {
                    return self.matches(&path);
                }
                _ => {}
            }
        }
        let same = |a: &Text, b: &Text| {
            std::mem::discriminant(&a.form) == std::mem::discriminant(&b.form)
                && a.text == b.text
                && a.ignores_case == b.ignores_case
        };
        match (self, other) {
            (Pattern::Unknown, _) | (_, Pattern::Unknown) => false,
            (Pattern::All, _) => true,
            (Pattern::Path(a), Pattern::All) => {
                matches!(a.form, Form::Prefix | Form::Segments) && &*a.text == "/"
            }
            (Pattern::Path(a), Pattern::Path(b)) => match (&a.form, &b.form) {
                _ if same(a, b) => true,
                (Form::Prefix, Form::Prefix) => !a.ignores_case && b.text.starts_with(&*a.text),
                (Form::Prefix, _) => &*a.text == "/",
                (Form::Suffix, Form::Suffix) => !a.ignores_case && b.text.ends_with(&*a.text),
                _ => false,
            },
            (Pattern::Parts { service: a, method: x }, Pattern::Parts { service: b, method: y }) => {
                let is_within = |a: &Option<Text>, b: &Option<Text>| match (a, b) {
                    (None, _) => true,
                    (Some(a), Some(b)) => same(a, b),
                    (Some(_), None) => false,
                };
                is_within(a, b) && is_within(x, y)
            }
            _ => false,
        }
    }
}

/// Pattern with a star at one end, as gRPC servers and Istio read it.
pub(super) fn stars(text: &str) -> Pattern {
    let text = match (text, text.strip_suffix('*'), text.strip_prefix('*')) {
        ("*", ..) => return Pattern::All,
        (_, Some(beginning), _) => Text::new(Form::Prefix, beginning),
        (_, None, Some(end)) => Text::new(Form::Suffix, end),
        _ => Text::exact(text),
    };
    Pattern::Path(text)
}

fn until_brace(text: &str) -> &str {
    text.split('{').next().unwrap_or_default()
}

/// Returns whether some of the selections together have all rows of one.
pub fn covered<'r>(selected: &Selected, by: impl Iterator<Item = &'r Selected>) -> bool {
    let mut by: Vec<Range<u32>> = by.flatten().cloned().collect();
    by.sort_unstable_by_key(|rows| rows.start);
    selected.iter().all(|rows| {
        let mut reached = rows.start;
        for other in by.iter().take_while(|other| other.start < rows.end) {
            if other.start > reached {
                break;
            }
            reached = reached.max(other.end);
        }
        reached >= rows.end
    })
}

#[cfg(test)]
mod tests {
    use super::{Form, Pattern, Text, literal};

    fn path(form: Form, text: &str) -> Pattern {
        Pattern::Path(Text::new(form, text))
    }

    #[test]
    fn forms_match_what_they_say() {
        let matches = |form, text: &str, other: &str| Text::new(form, text).matches(other);
        assert!(matches(Form::Exact, "/p.S/Get", "/p.S/Get"));
        assert!(!matches(Form::Exact, "/p.S/get", "/p.S/Get"));
        assert!(matches(Form::Prefix, "/p.S", "/p.S2/Get"));
        assert!(matches(Form::Segments, "/p.S", "/p.S/Get"));
        assert!(!matches(Form::Segments, "/p.S", "/p.S2/Get"));
        assert!(matches(Form::Suffix, "/Get", "/p.S/Get"));
        assert!(matches(Form::Contains, "S/G", "/p.S/Get"));
        assert!(matches(Form::Template, "/p.S/{*}", "/p.S/Get"));
        assert!(!matches(Form::Template, "/p.S/{*}", "/p.S/"));
        assert!(matches(Form::Template, "/{**}/Get", "/p.S/Get"));
        assert!(!matches(Form::Template, "/{*}", "/p.S/Get"));
        assert!(Text::exact("/P.s/GET").ignoring_case(true).matches("/p.S/Get"));
    }

    #[test]
    fn regular_expressions_match_whole_texts() {
        let regex = |text: &str| Text::regex(text).expect("it compiles");
        assert!(regex(r"/p\.(S|T)/.*").matches("/p.T/Get"));
        assert!(!regex(r"p\.S").matches("/p.S/Get"));
        assert!(regex("(?i)/p[.]s/get").matches("/p.S/Get"));
        assert!(regex("a|b").matches("b") && !regex("a|b").matches("bc"));
        assert!(Text::regex("(").is_none());
        assert!(Text::regex("(?:a{1000}){1000}").is_none());
        assert!(Text::regex(&"a".repeat(5_000)).is_none());
    }

    #[test]
    fn regular_expressions_begin_with_their_plain_part() {
        let cases = [
            (r"p\.T.*", "p.T"),
            ("p.T", "p.T"),
            ("^/p/x+", "/p/x"),
            ("/ab*", "/a"),
            ("a|b", ""),
            (r"p\.(S|T)", "p."),
            ("(?i)x", ""),
            (r"\d", ""),
        ];
        for (regex, beginning) in cases {
            assert_eq!(literal(regex), beginning, "{regex}");
        }
    }

    #[test]
    fn a_pattern_covers_what_it_always_matches() {
        let prefix = |text: &str| path(Form::Prefix, text);
        let exact = |text: &str| path(Form::Exact, text);
        let service = |name: &str| Pattern::Parts { service: Some(Text::exact(name)), method: None };
        assert!(Pattern::All.covers(&prefix("/p.S/")) && prefix("/").covers(&Pattern::All));
        assert!(prefix("/p.S").covers(&exact("/p.S/Get")) && prefix("/p.").covers(&prefix("/p.S/")));
        assert!(!prefix("/p.S/").covers(&prefix("/p.")) && !exact("/p.S/Get").covers(&prefix("/p.S/")));
        assert!(service("p.S").covers(&service("p.S")) && !service("p.S").covers(&service("p.T")));
        assert!(path(Form::Segments, "/p.S").covers(&prefix("/p.S/")));
        assert!(!path(Form::Segments, "/p.S").covers(&prefix("/p.S")));
        assert!(!Pattern::Unknown.covers(&exact("/p.S/Get")) && !exact("/p.S/Get").covers(&Pattern::Unknown));
    }
}
