//! Paths of HTTP routes as the AIPs read them: as text, with their variables. What servers make of them is in
//! [`crate::google::path_template`].

use crate::google::Text;
use crate::google::http::Binding;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// HTTP binding with a path.
#[derive(Debug)]
pub(crate) struct Route<'s> {
    /// `GET`, or the kind of a custom pattern.
    pub(crate) verb: &'s str,
    /// Path as it is written.
    pub(crate) path: Text<'s>,
    /// Path, with the version in place of `{$api_version}`.
    pub(crate) uri: String,
    /// Path with the templates of its variables in their place.
    pub(crate) plain: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) body: Option<Text<'s>>,
}

/// Variable of a path.
#[derive(Debug)]
pub(crate) struct Variable {
    /// `ship.name`
    pub(crate) field: String,
    /// `fleets/*/ships/*`; `*` if it has none.
    pub(crate) template: String,
}

impl<'s> Route<'s> {
    pub(super) fn of(binding: Binding<'s>) -> Option<Route<'s>> {
        let path = binding.path.filter(|path| !path.text.is_empty())?;
        let uri = path.text.replace("{$api_version}", "v");
        let (plain, variables) = parts(&uri);
        Some(Route { verb: binding.verb, path, uri, plain, variables, body: binding.body })
    }

    /// Body, if it names one.
    pub(crate) fn body(&self) -> &'s str {
        self.body.map_or("", |body| body.text)
    }

    pub(crate) fn has_variable(&self, field: &str) -> bool {
        self.variables.iter().any(|variable| variable.field == field)
    }

    pub(crate) fn variable(&self, field: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.field == field)
    }
}

/// Text of a path with the templates of its variables in their place, and the variables. One that stands there twice is
/// one variable, and its last template counts.
fn parts(uri: &str) -> (String, Vec<Variable>) {
    let (mut plain, mut variables): (String, Vec<Variable>) = (String::new(), Vec::new());
    let mut known = FxHashMap::default();
    let mut rest = uri;
    while let Some((before, behind)) = rest.split_once('{')
        && let Some((inner, after)) = behind.split_once('}')
    {
        let (field, template) = inner.split_once('=').unwrap_or((inner, "*"));
        plain.push_str(before);
        if field.is_empty() || template.is_empty() {
            plain.push('{');
            rest = behind;
            continue;
        }
        plain.push_str(template);
        match known.entry(field) {
            Entry::Vacant(entry) => {
                entry.insert(variables.len());
                variables.push(Variable { field: field.to_owned(), template: template.to_owned() });
            }
            Entry::Occupied(entry) if inner.contains('=') => {
                variables[*entry.get()].template = template.to_owned();
            }
            Entry::Occupied(_) => {}
        }
        rest = after;
    }
    plain.push_str(rest);
    (plain, variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_paths() {
        let (plain, variables) = parts("/v1/{a=b/*}/{c}/{a=d/**}/{c=}/{=e}/{f");
        assert_eq!(plain, "/v1/b/*/*/d/**/{c=}/{=e}/{f");
        let found: Vec<_> = variables.iter().map(|it| (&*it.field, &*it.template)).collect();
        assert_eq!(found, [("a", "d/**"), ("c", "*")]);
    }
}
