//! Table keys of house rules: the frequent demands, each with a place, words and, where it can, a fix of its own.

mod member;
mod name;
mod option;
mod text;

use super::read::Reader;
use super::scene::{self, Element};
use super::{Against, At, On, glob, judge};
use crate::pair::place;
use member::Members;
use name::Name;
use option::Constraint;
use protune_compiler::diagnostic::{Fix, Place};
use protune_compiler::schema::DeclarationView as D;
use protune_data::Node;
use regex::{Regex, RegexBuilder};
use std::fmt;
use std::ops::Range;
use text::{Comment, Header, Text};

/// Demand that every element has to meet.
#[derive(Debug)]
pub(super) enum Demand {
    Name(Name),
    Option(Constraint),
    Members(Members),
    /// Names of the only fields that a message has.
    FieldsOnly(Vec<String>),
    Type(Choice),
    Presence(Choice),
    Imports(Choice),
    /// Packages that are not imported.
    PackagesNot(Vec<String>),
    Package(Text),
    Path(Text),
    Comment(Comment),
    Header(Header),
}

/// Demand that an element does not meet.
pub(super) struct Violation {
    pub(super) message: String,
    /// `None` for the place of the rule.
    pub(super) place: Option<Place>,
    pub(super) fix: Option<Fix>,
}

impl Violation {
    pub(super) fn new(message: String) -> Violation {
        Violation { message, place: None, fix: None }
    }

    pub(super) fn at(self, place: Place) -> Violation {
        Violation { place: Some(place), ..self }
    }

    pub(super) fn fix(self, fix: Option<Fix>) -> Violation {
        Violation { fix, ..self }
    }
}

/// Texts that are allowed, and those that are not; globs.
#[derive(Debug)]
pub(super) struct Choice {
    not: Vec<String>,
    only: Vec<String>,
}

impl Choice {
    fn read(table: &Node, key: &str, reader: &mut Reader) -> Choice {
        Choice { not: reader.texts(table.get("not"), key), only: reader.texts(table.get("only"), key) }
    }

    /// Returns whether one of the names of something is allowed.
    fn allows(&self, names: &[&str]) -> bool {
        let is_in =
            |globs: &[String]| globs.iter().any(|glob| names.iter().any(|name| glob::matches(glob, name)));
        !is_in(&self.not) && (self.only.is_empty() || is_in(&self.only))
    }
}

/// Pattern of RE2 that matches whole texts.
pub(super) struct Pattern {
    pub(super) text: String,
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern. The error is a part of it with a message.
    pub(super) fn new(text: &str) -> Result<Pattern, (Range<usize>, String)> {
        let translated = protune_cel::translate_pattern(text)
            .map_err(|fault| (fault.start..fault.end, fault.to_string()))?;
        let built = RegexBuilder::new(&format!("^(?:{translated})$")).size_limit(1 << 20).build();
        match built {
            Ok(regex) => Ok(Pattern { text: text.to_owned(), regex }),
            Err(_) => Err((0..text.len(), "the pattern is too large".to_owned())),
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text).finish()
    }
}

impl Demand {
    /// Reads a key of a rule. What is wrong with it is reported to the reader.
    pub(super) fn read(
        key: &str,
        node: &Node,
        (on, against): (On, Option<Against>),
        reader: &mut Reader,
    ) -> Vec<Demand> {
        let fits = match key {
            "fields" | "fields-only" => on == On::Message,
            "type" | "presence" => matches!(on, On::Field | On::Extension),
            "imports" => on == On::Import,
            "header" => on == On::File,
            "options" => !matches!(on, On::Package | On::Import | On::Reserved),
            "name" => !matches!(on, On::Package | On::Import),
            "comment" | "path" => on != On::Package,
            _ => true,
        };
        if !fits {
            let help = "remove it, or change `on`";
            reader.fault(node, format!("`{key}` does not apply to what the rule is about"), help);
            return Vec::new();
        }
        match key {
            "name" => vec![Demand::Name(Name::read(node, reader))],
            "options" => {
                Constraint::read_all(node, against, reader).into_iter().map(Demand::Option).collect()
            }
            "fields" => vec![Demand::Members(Members::read(node, reader))],
            "fields-only" => vec![Demand::FieldsOnly(reader.texts(Some(node), key))],
            "type" | "presence" => {
                reader.known_keys(node, key, &["not", "only"]);
                let choice = Choice::read(node, key, reader);
                vec![if key == "type" { Demand::Type(choice) } else { Demand::Presence(choice) }]
            }
            "imports" => {
                reader.known_keys(node, key, &["not", "only", "packages-not"]);
                let packages = reader.texts(node.get("packages-not"), key);
                vec![Demand::Imports(Choice::read(node, key, reader)), Demand::PackagesNot(packages)]
            }
            "package" => vec![Demand::Package(Text::read(node, key, reader))],
            "path" => vec![Demand::Path(Text::read(node, key, reader))],
            "comment" => vec![Demand::Comment(Comment::read(node, reader))],
            _ => vec![Demand::Header(Header::read(node, reader))],
        }
    }

    /// Returns what an element does not meet.
    pub(super) fn judge(&self, element: Element<'_>, old: Option<Element<'_>>) -> Option<Violation> {
        match self {
            Demand::Name(name) => name.judge(element),
            Demand::Option(constraint) => constraint.judge(element, old),
            Demand::Members(members) => members.judge(element),
            Demand::FieldsOnly(names) => member::only(names, element),
            Demand::Type(choice) => {
                let Element::Declaration(D::Field(field)) = element else { return None };
                let (name, kind) = (scene::type_name(field), scene::kind(field));
                let names = if kind == "scalar" { vec![&*name] } else { vec![&*name, kind] };
                let text =
                    || format!("{} `{}` should not have the type `{name}`", element.word(), field.name());
                (!choice.allows(&names)).then(|| Violation::new(text()).at(place::of_type(field)))
            }
            Demand::Presence(choice) => {
                let Element::Declaration(D::Field(field)) = element else { return None };
                let presence = scene::presence(field);
                let text =
                    || format!("{} `{}` should not have {presence} presence", element.word(), field.name());
                (presence != "none" && !choice.allows(&[presence])).then(|| Violation::new(text()))
            }
            Demand::Imports(choice) => {
                let Element::Import(import) = element else { return None };
                let text = || format!("`{}` should not be imported here", import.name());
                (!choice.allows(&[import.name()])).then(|| Violation::new(text()))
            }
            Demand::PackagesNot(globs) => {
                let Element::Import(import) = element else { return None };
                let package = import.target()?.package();
                let text = || format!("the package `{package}` should not be imported here");
                globs.iter().any(|glob| glob::matches(glob, package)).then(|| Violation::new(text()))
            }
            Demand::Package(text) => text.judge("package", element.file().package(), '.'),
            Demand::Path(text) => text.judge("path", element.file().name(), '/'),
            Demand::Comment(comment) => comment.judge(element),
            Demand::Header(header) => header.judge(element),
        }
    }
}

fn place_of_name(element: Element<'_>) -> Place {
    judge::place_of(element, &At::Name)
}
