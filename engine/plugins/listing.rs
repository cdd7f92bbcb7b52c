//! Rules and categories that a plugin lists, page by page, and whether they make sense together.

use super::wire::{Malformed, Part, put_number};
use protune_compiler::encoding::put_len;
use std::collections::HashSet;

/// Most entries of a page.
const PAGE: u64 = 250;

/// Command whose rules they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Rules about schemas.
    Lint,
    /// Rules about changes of schemas.
    Breaking,
}

/// Rule of a plugin, as it lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedRule {
    /// Id in UPPER_SNAKE_CASE.
    pub id: String,
    /// Ids of the categories that select it.
    pub categories: Vec<String>,
    /// It runs if no rules are selected.
    pub is_default: bool,
    /// Purpose, in one sentence.
    pub purpose: String,
    /// Command that it belongs to.
    pub kind: Kind,
    /// Another rule should be used, if there is one.
    pub is_deprecated: bool,
    /// Ids of the rules that replace it.
    pub replacements: Vec<String>,
}

/// Category of rules of a plugin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Category {
    /// Id in UPPER_SNAKE_CASE.
    pub id: String,
    /// Another category should be used, if there is one.
    pub is_deprecated: bool,
    /// Ids of the categories that replace it.
    pub replacements: Vec<String>,
}

/// Description of a plugin.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Info {
    /// Text for people.
    pub documentation: String,
    /// Licence, by its SPDX id.
    pub license: String,
}

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// Entries of the page.
    pub entries: Vec<T>,
    /// Token of the next page; empty if there is none.
    pub next: String,
}

/// Everything that a plugin lists.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Listing {
    /// In order of their ids.
    pub rules: Vec<ListedRule>,
    /// In order of their ids.
    pub categories: Vec<Category>,
    /// Description of the plugin.
    pub info: Info,
}

/// Returns the request for a page of a list, by its token; that of the first page is empty.
pub fn list(token: &str) -> Vec<u8> {
    let mut out = Vec::new();
    put_number(&mut out, 1, PAGE);
    if !token.is_empty() {
        put_len(&mut out, 2, token.as_bytes());
    }
    out
}

/// Reads a page of the list of rules.
///
/// # Errors
/// If the bytes are something else.
pub fn rules(bytes: &[u8]) -> Result<Page<ListedRule>, Malformed> {
    page(bytes, rule)
}

/// Reads a page of the list of categories.
///
/// # Errors
/// If the bytes are something else.
pub fn categories(bytes: &[u8]) -> Result<Page<Category>, Malformed> {
    page(bytes, category)
}

fn page<T>(bytes: &[u8], read: fn(Part<'_>) -> Result<T, Malformed>) -> Result<Page<T>, Malformed> {
    let mut page = Page { entries: Vec::new(), next: String::new() };
    for field in Part::whole(bytes).fields() {
        let field = field?;
        match field.number() {
            1 => field.text()?.clone_into(&mut page.next),
            2 => page.entries.push(read(field.part()?)?),
            _ => {}
        }
    }
    Ok(page)
}

fn rule(part: Part<'_>) -> Result<ListedRule, Malformed> {
    let mut kind = 0;
    let mut out = ListedRule {
        id: String::new(),
        categories: Vec::new(),
        is_default: false,
        purpose: String::new(),
        kind: Kind::Lint,
        is_deprecated: false,
        replacements: Vec::new(),
    };
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => field.text()?.clone_into(&mut out.id),
            2 => out.categories.push(field.text()?.to_owned()),
            3 => out.is_default = field.flag()?,
            4 => field.text()?.clone_into(&mut out.purpose),
            5 => kind = field.varint()?,
            6 => out.is_deprecated = field.flag()?,
            7 => out.replacements.push(field.text()?.to_owned()),
            _ => {}
        }
    }
    out.kind = match kind {
        1 => Kind::Lint,
        2 => Kind::Breaking,
        _ => return Err(part.malformed("a rule is neither for lint nor for breaking")),
    };
    Ok(out)
}

fn category(part: Part<'_>) -> Result<Category, Malformed> {
    let mut out = Category { id: String::new(), is_deprecated: false, replacements: Vec::new() };
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => field.text()?.clone_into(&mut out.id),
            3 => out.is_deprecated = field.flag()?,
            4 => out.replacements.push(field.text()?.to_owned()),
            _ => {}
        }
    }
    Ok(out)
}

/// Reads the description of a plugin.
///
/// # Errors
/// If the bytes are something else.
pub fn info(bytes: &[u8]) -> Result<Info, Malformed> {
    let mut out = Info::default();
    for field in Part::whole(bytes).fields() {
        let field = field?;
        if field.number() != 1 {
            continue;
        }
        for field in field.part()?.fields() {
            let field = field?;
            match field.number() {
                1 => field.text()?.clone_into(&mut out.documentation),
                2 => {
                    for field in field.part()?.fields() {
                        let field = field?;
                        if field.number() == 1 {
                            field.text()?.clone_into(&mut out.license);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    Ok(out)
}

impl Listing {
    /// Sorts a list, and checks that it makes sense. The error is for the user, in lower case, without a full stop.
    pub fn new(
        mut rules: Vec<ListedRule>,
        mut categories: Vec<Category>,
        info: Info,
    ) -> Result<Listing, String> {
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        categories.sort_by(|a, b| a.id.cmp(&b.id));
        let mut seen: HashSet<&str> = HashSet::new();
        let ids = rules.iter().map(|rule| &rule.id).chain(categories.iter().map(|category| &category.id));
        for id in ids {
            if !is_id(id) {
                return Err(format!("it lists `{}`, which is no id in UPPER_SNAKE_CASE", cut(id)));
            }
            if !seen.insert(id) {
                return Err(format!("it lists `{id}` twice"));
            }
        }
        let is_category = |id: &String| categories.iter().any(|category| category.id == *id);
        for rule in &rules {
            if let Some(unknown) = rule.categories.iter().find(|id| !is_category(id)) {
                let id = &rule.id;
                return Err(format!(
                    "its rule `{id}` is in the category `{}`, which it does not list",
                    cut(unknown)
                ));
            }
            if rule.is_default && rule.is_deprecated {
                return Err(format!("its rule `{}` is deprecated, but runs by default", rule.id));
            }
            let replacement = |id: &String| rules.iter().find(|other| other.id == *id);
            for id in &rule.replacements {
                match replacement(id) {
                    None => {
                        let message = format!(
                            "its rule `{}` is replaced by `{}`, which it does not list",
                            rule.id,
                            cut(id)
                        );
                        return Err(message);
                    }
                    Some(other) if other.is_deprecated => {
                        return Err(format!(
                            "its rule `{}` is replaced by `{id}`, which is deprecated too",
                            rule.id
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        Ok(Listing { rules, categories, info })
    }
}

/// Returns whether this is an id: letters, digits and underscores, 3 to 64 of them, with no underscore at the ends.
fn is_id(id: &str) -> bool {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (3..=64).contains(&id.len()) && id.chars().all(is_part) && !id.starts_with('_') && !id.ends_with('_')
}

/// Returns no more of a text of a plugin than a message can quote.
pub(super) fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(80)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str) -> ListedRule {
        ListedRule {
            id: id.into(),
            categories: Vec::new(),
            is_default: false,
            purpose: String::new(),
            kind: Kind::Lint,
            is_deprecated: false,
            replacements: Vec::new(),
        }
    }

    #[test]
    fn pages_are_read() {
        let bytes = b"\x0A\x01t\x12\x13\x0A\x05ACME_\x12\x01C\x18\x01\x22\x01p\x28\x02\x30\x00";
        let page = rules(bytes).unwrap();
        assert_eq!(page.next, "t");
        let rule = &page.entries[0];
        assert_eq!(
            (&*rule.id, &*rule.categories[0], rule.is_default, rule.kind),
            ("ACME_", "C", true, Kind::Breaking)
        );
        assert!(rules(b"\x12\x03\x0A\x01A").unwrap_err().what.contains("neither"));
        assert_eq!(list("t"), b"\x08\xFA\x01\x12\x01t");
        let info = info(b"\x0A\x0A\x0A\x01d\x12\x05\x0A\x03MIT").unwrap();
        assert_eq!((&*info.documentation, &*info.license), ("d", "MIT"));
    }

    #[test]
    fn lists_make_sense() {
        let of = |rules: Vec<ListedRule>| Listing::new(rules, Vec::new(), Info::default()).map(|_| ());
        assert_eq!(of(vec![listed("ACME_A"), listed("ACME_B")]), Ok(()));
        let old = ListedRule { is_deprecated: true, ..listed("ACME_OLD") };
        let by = |id: &str| ListedRule { replacements: vec![id.into()], ..old.clone() };
        let wrong = [
            vec![listed("acme")],
            vec![listed("A_")],
            vec![listed("ACME_A"), listed("ACME_A")],
            vec![ListedRule { categories: vec!["ACME".into()], ..listed("ACME_A") }],
            vec![ListedRule { is_default: true, ..old.clone() }],
            vec![by("ACME_A")],
            vec![by("ACME_OLD")],
        ];
        for rules in wrong {
            assert!(of(rules.clone()).is_err(), "{rules:?}");
        }
        assert_eq!(of(vec![by("ACME_A"), listed("ACME_A")]), Ok(()));
    }
}
