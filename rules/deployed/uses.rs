//! Names of the schema in a configuration file, each with its place: for editors, which lead to declarations and rename
//! them. Checks nothing.

use super::endpoints::{ApiService, Pattern as Selector};
use super::pattern::{Form, Pattern, Ref, Text};
use super::{Deployed, Object, ServiceConfig};
use protune_data::Node;
use std::ops::Range;

/// One part of a name: `v1` in `pets.v1.Pets`.
#[derive(Clone, Debug)]
pub struct Use<'d> {
    /// Value that has the name in its text.
    pub node: &'d Node,
    /// Bytes of the text that are the part.
    pub part: Range<usize>,
    /// Full name up to the part: a package, a service, a method or a type.
    pub name: String,
}

/// Returns all names of services, methods, types and packages, in order of their places, each once.
pub fn uses<'d>(file: &Deployed<'d>) -> Vec<Use<'d>> {
    let mut uses = Uses::default();
    for object in &file.objects {
        match object {
            Object::ServiceConfig(config) => uses.of_service_config(config),
            Object::ApiService(service) => uses.of_api(service),
            Object::Access(access) => access.refs().for_each(|(_, reference)| uses.of_reference(reference)),
            Object::Routes(routes) => routes.routes.iter().for_each(|it| uses.of_reference(&it.reference)),
            Object::Transcoder(transcoder) => transcoder.services.iter().for_each(|node| uses.whole(node)),
            Object::Damaged => {}
        }
    }
    let mut all = uses.0;
    let place = |it: &Use<'_>| (it.node.span.start, it.node.span.end, it.part.start, it.part.end);
    all.sort_by_key(place);
    all.dedup_by_key(|it| place(it));
    all
}

/// Returns all references to methods by patterns, in order of the objects.
pub fn references<'f, 'd>(file: &'f Deployed<'d>) -> Vec<&'f Ref<'d>> {
    let of_object = |object: &'f Object<'d>| -> Vec<&'f Ref<'d>> {
        match object {
            Object::Access(access) => access.refs().map(|(_, reference)| reference).collect(),
            Object::Routes(routes) => routes.routes.iter().map(|route| &route.reference).collect(),
            _ => Vec::new(),
        }
    };
    file.objects.iter().flat_map(of_object).collect()
}

#[derive(Default)]
struct Uses<'d>(Vec<Use<'d>>);

impl<'d> Uses<'d> {
    /// Adds the parts of a name that stands in a text from `at` on. `scope` is the name that it continues.
    fn add(&mut self, node: &'d Node, at: usize, scope: &str, name: &str) {
        let (mut start, mut full) = (at, scope.to_owned());
        for part in name.split('.') {
            if !full.is_empty() {
                full.push('.');
            }
            full.push_str(part);
            if !part.is_empty() {
                self.0.push(Use { node, part: start..start + part.len(), name: full.clone() });
            }
            start += part.len() + 1;
        }
    }

    /// Adds a text that is a full name.
    fn whole(&mut self, node: &'d Node) {
        if let Some(name) = node.text() {
            self.add(node, 0, "", name);
        }
    }

    fn of_service_config(&mut self, config: &ServiceConfig<'d>) {
        for (_, name) in config.names() {
            let Some(service) = name.service else { continue };
            self.whole(service);
            if let (Some(service), Some(method)) = (service.text(), name.method)
                && let Some(text) = method.text()
            {
                self.add(method, 0, service, text);
            }
        }
        if let Some(service) = config.root.get("healthCheckConfig").and_then(|it| it.get("serviceName")) {
            self.whole(service);
        }
    }

    fn of_api(&mut self, service: &ApiService<'d>) {
        let named = service.apis.iter().chain(&service.types).chain(&service.enums).chain(&service.packages);
        named.for_each(|node| self.whole(node));
        for item in &service.items {
            let Some(selector) = item.selector else { continue };
            for part in &item.parts {
                if let Selector::Exact(name) | Selector::Below(name) = part.pattern {
                    self.add(selector, part.range.start, "", name);
                }
            }
        }
    }

    fn of_reference(&mut self, reference: &Ref<'d>) {
        // What ignores case is not written as the schema has it.
        if is_loose(&reference.pattern) {
            return;
        }
        let Some(named) = reference.pattern.named() else { return };
        let Some(text) = reference.node.text() else { return };
        let Some(at) = text.find(named.service) else { return };
        self.add(reference.node, at, "", named.service);
        if named.method.is_empty() || !named.is_whole {
            return;
        }
        let (node, at) = match reference.method {
            Some(method) => (method, method.text().and_then(|text| text.rfind(named.method))),
            None => (reference.node, text.rfind(named.method)),
        };
        if let Some(at) = at {
            self.add(node, at, named.service, named.method);
        }
    }
}

fn is_loose(pattern: &Pattern) -> bool {
    let is_loose = |text: &Text| text.ignores_case || matches!(text.form, Form::Regex(_));
    match pattern {
        Pattern::Path(text) => is_loose(text),
        Pattern::Parts { service, method } => service.iter().chain(method).any(is_loose),
        Pattern::All | Pattern::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::schema::FileId;
    use protune_data::{Language, parse};

    /// Each name, with what stands at its place.
    fn found(path: &str, language: Language, text: &str) -> Vec<(String, String)> {
        let data = parse(language, text);
        let file = Deployed::read(FileId::new(0), path, &data).unwrap();
        let uses = uses(&file);
        let show =
            |it: &Use<'_>| (it.name.clone(), data.within(it.node, it.part.clone()).of(text).to_owned());
        uses.iter().map(show).filter(|(name, _)| name.contains("Pets")).collect()
    }

    #[test]
    fn names_of_a_service_config_have_places() {
        let text = r#"{"methodConfig": [{"name": [{"service": "pets.v1.Pets", "method": "Get"}], "timeout": "1s"}]}"#;
        let names = found("a.json", Language::Json, text);
        let wanted = [("pets.v1.Pets", "Pets"), ("pets.v1.Pets.Get", "Get")];
        assert_eq!(names, wanted.map(|(name, part)| (name.to_owned(), part.to_owned())));
    }

    #[test]
    fn names_of_a_policy_have_places_and_suffixes_have_none() {
        let text = r#"{"name": "p", "allow_rules": [{"name": "a", "request": {"paths": ["\/pets.v1.Pets\/Get", "/pets.v1.Pets/*", "*/Get"]}}]}"#;
        let names: Vec<String> =
            found("a.json", Language::Json, text).into_iter().map(|(_, part)| part).collect();
        assert_eq!(names, ["Pets", "Get", "Pets"]);
    }

    #[test]
    fn names_of_selectors_have_places() {
        let text = "type: google.api.Service\napis:\n- name: pets.v1.Pets\nusage:\n  rules:\n  - selector: \"pets.v1.Pets.Get, pets.v1.Pets.*\"\n";
        let names: Vec<String> =
            found("a.yaml", Language::Yaml, text).into_iter().map(|(_, part)| part).collect();
        assert_eq!(names, ["Pets", "Pets", "Get", "Pets"]);
    }
}
