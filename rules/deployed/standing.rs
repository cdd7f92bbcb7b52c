//! Relation of references to the schema: whether a reference that selects no method is a mistake. Reports nothing.
//!
//! A configuration also names services that other repositories declare. A name is a mistake only if the schema should
//! have it: it has the package, or files in the folder of the configuration, or a name that is nearly the same.

use super::pattern::{Form, Pattern, Ref, Text};
use super::services::{Service, Services, is_identifier, is_method_path, split};
use protune_compiler::near::nearest;

/// Relation of a reference to the schema.
#[derive(PartialEq, Eq, Debug)]
pub enum Standing {
    /// It selects methods, or may select methods of other schemas.
    Fine,
    /// The schema should have the service, and does not.
    UnknownService { name: String, near: Option<String> },
    /// The schema has the service, but not the method.
    UnknownMethod { service: String, name: String, near: Option<String> },
    /// A pattern for names of the schema selects no method.
    Empty,
}

/// Kind of calls that a configuration is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Calls {
    /// Only gRPC: each reference names a service or method.
    Grpc,
    /// HTTP with gRPC among it: a path is about gRPC only if it looks like that.
    Http,
}

impl Services<'_> {
    /// Returns the relation of a reference to the schema. `folder` is that of the configuration.
    pub fn standing(&self, reference: &Ref<'_>, calls: Calls, folder: &str) -> Standing {
        let pattern = &reference.pattern;
        if matches!(pattern, Pattern::All | Pattern::Unknown) || !reference.selected(self).is_empty() {
            return Standing::Fine;
        }
        match pattern.named() {
            Some(named) => match self.find(named.service) {
                Some(service) if named.method.is_empty() => self.of_service_pattern(pattern, service),
                Some(service) => {
                    let near = nearest(named.method, service.view.methods().map(|method| method.name()));
                    Standing::UnknownMethod {
                        service: named.service.to_owned(),
                        name: named.method.to_owned(),
                        near: near.map(str::to_owned),
                    }
                }
                None => self.of_unknown(named.service, named.method, calls, folder),
            },
            None => self.of_pattern(pattern, calls, folder),
        }
    }

    /// A service of the schema, none of whose methods is selected.
    fn of_service_pattern(&self, pattern: &Pattern, service: &Service<'_>) -> Standing {
        match pattern {
            Pattern::Parts { method: Some(_), .. } if service.view.methods().len() > 0 => Standing::Empty,
            _ => Standing::Fine,
        }
    }

    fn of_unknown(&self, service: &str, method: &str, calls: Calls, folder: &str) -> Standing {
        let is_name = service.split('.').all(is_identifier) && (method.is_empty() || is_identifier(method));
        if Services::is_brought(service) || calls == Calls::Http && !(is_name && service.contains('.')) {
            return Standing::Fine;
        }
        let near = self.near_service(service);
        let is_ours = match calls {
            Calls::Grpc => self.has_package_of(service) || self.has_schema_in(folder),
            // Paths of web sites have dots and two segments too.
            Calls::Http => {
                self.has_package_of(service)
                    || self.has_schema_in(folder) && is_upper(last_part(service)) && is_upper(method)
            }
        };
        if !is_ours && near.is_none() {
            return Standing::Fine;
        }
        Standing::UnknownService { name: service.to_owned(), near }
    }

    /// A pattern that stands for no single service.
    fn of_pattern(&self, pattern: &Pattern, calls: Calls, folder: &str) -> Standing {
        let is_ours = |beginning: &str| {
            let name = beginning.strip_prefix('/').unwrap_or(beginning);
            let service = name.split('/').next().unwrap_or_default();
            let is_brought = Services::brought().any(|brought| brought.starts_with(service));
            let has_package = service.contains('.') && self.has_package_of(service);
            !is_brought && (has_package || calls == Calls::Grpc && self.has_schema_in(folder) && !service.is_empty())
        };
        match pattern {
            Pattern::Path(Text { form: Form::Suffix, text, .. }) if calls == Calls::Grpc => {
                let name = text.strip_prefix('/').filter(|name| is_identifier(name));
                let near = name.and_then(|name| self.near_method(name));
                match (name, near) {
                    (Some(name), Some(near)) => Standing::UnknownMethod {
                        service: String::new(),
                        name: name.to_owned(),
                        near: Some(near.to_owned()),
                    },
                    _ => Standing::Fine,
                }
            }
            Pattern::Path(text) if is_ours(&text.beginning()) => Standing::Empty,
            Pattern::Parts { service: Some(service), .. } if is_ours(&service.beginning()) => Standing::Empty,
            Pattern::Parts { service: None, method: Some(Text { form: Form::Exact, text, .. }) } => {
                let near = self.near_method(text).map(str::to_owned);
                if near.is_none() && !self.has_schema_in(folder) {
                    return Standing::Fine;
                }
                Standing::UnknownMethod { service: String::new(), name: text.to_string(), near }
            }
            _ => Standing::Fine,
        }
    }

    /// Returns whether a path looks like that of a gRPC method: the schema has its service, or it consists of a name with
    /// a package and a name.
    pub fn is_grpc_path(&self, path: &str) -> bool {
        split(path).is_some_and(|(service, _)| self.find(service).is_some()) || is_method_path(path)
    }

    /// Returns the service that a name most likely means.
    pub fn near_service(&self, name: &str) -> Option<String> {
        let simple = last_part(name);
        let mut namesakes = self.all().iter().filter(|service| last_part(&service.name) == simple);
        if let (Some(only), None) = (namesakes.next(), namesakes.next()) {
            return Some(only.name.to_string());
        }
        nearest(name, self.all().iter().map(|service| &*service.name)).map(str::to_owned)
    }

    fn near_method(&self, name: &str) -> Option<&str> {
        nearest(name, self.methods().iter().map(|method| method.name()))
    }

    fn has_package_of(&self, service: &str) -> bool {
        let package = service.rsplit_once('.').map_or("", |(package, _)| package);
        self.has_package(package)
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn is_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
}
