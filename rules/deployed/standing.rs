//! Relation of references to the schema: whether a reference that selects no method is a mistake. Reports nothing.
//!
//! A configuration also names services that other repositories declare. A name is a mistake only if the schema should
//! have it: it has the package, or files in the folder of the configuration, or a name that is nearly the same.

use super::DeployedContext;
use super::near::{self, Near};
use super::pattern::{Form, Named, Pattern, Ref, Text};
use super::services::{Service, Services, is_identifier, is_method_path, split};
use protune_compiler::near::nearest;

/// Relation of a reference to the schema.
#[derive(PartialEq, Eq, Debug)]
pub enum Standing {
    /// It selects methods, or may select methods of other schemas.
    Fine,
    /// The schema should have the service, and does not.
    UnknownService { name: String, near: Near },
    /// The schema has the service, but not the method.
    UnknownMethod { service: String, name: String, near: Near },
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

impl DeployedContext<'_> {
    /// Returns the relation of a reference to the schema.
    pub fn standing(&self, reference: &Ref<'_>, calls: Calls) -> Standing {
        let (services, pattern) = (&self.deployment.services, &reference.pattern);
        if matches!(pattern, Pattern::All | Pattern::Unknown) || !reference.selected(services).is_empty() {
            return Standing::Fine;
        }
        match pattern.named() {
            Some(named) => match services.find(named.service) {
                Some(service) if named.method.is_empty() => of_service_pattern(pattern, service),
                Some(service) => Standing::UnknownMethod {
                    service: named.service.to_owned(),
                    name: named.method.to_owned(),
                    near: self.search(|_| near::methods(named.method, service)),
                },
                None => self.of_unknown(named, calls),
            },
            None => self.of_pattern(pattern, calls),
        }
    }

    fn of_unknown(&self, named: Named<'_>, calls: Calls) -> Standing {
        let (services, folder) = (&self.deployment.services, self.file.folder());
        let (service, method) = (named.service, named.method);
        let is_name = service.split('.').all(is_identifier) && (method.is_empty() || is_identifier(method));
        if Services::is_brought(service) || calls == Calls::Http && !(is_name && service.contains('.')) {
            return Standing::Fine;
        }
        let is_ours = match calls {
            Calls::Grpc => services.has_package_of(service) || services.has_schema_in(folder),
            // Paths of web sites have dots and two segments too.
            Calls::Http => {
                let is_upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
                let simple = service.rsplit('.').next().unwrap_or(service);
                services.has_package_of(service)
                    || services.has_schema_in(folder) && is_upper(simple) && is_upper(method)
            }
        };
        let methods: &[&str] = if named.is_whole { &[method] } else { &[] };
        let near = self.search(|services| match is_ours {
            true => near::services(service, methods, folder, services),
            false => near::of_foreign(service, services),
        });
        if !is_ours && near.is_empty() {
            return Standing::Fine;
        }
        Standing::UnknownService { name: service.to_owned(), near }
    }

    /// A pattern that stands for no single service.
    fn of_pattern(&self, pattern: &Pattern, calls: Calls) -> Standing {
        let (services, folder) = (&self.deployment.services, self.file.folder());
        let is_ours = |beginning: &str| {
            let name = beginning.strip_prefix('/').unwrap_or(beginning);
            let service = name.split('/').next().unwrap_or_default();
            let is_brought = Services::brought().any(|brought| brought.starts_with(service));
            let has_package = service.contains('.') && services.has_package_of(service);
            let is_beside = calls == Calls::Grpc && services.has_schema_in(folder) && !service.is_empty();
            !is_brought && (has_package || is_beside)
        };
        let of_method = |name: &str, near| Standing::UnknownMethod {
            service: String::new(),
            name: name.to_owned(),
            near,
        };
        match pattern {
            Pattern::Path(Text { form: Form::Suffix, text, .. }) if calls == Calls::Grpc => {
                let Some(name) = text.strip_prefix('/').filter(|name| is_identifier(name)) else {
                    return Standing::Fine;
                };
                let near = self.near_methods(name);
                if near.is_empty() { Standing::Fine } else { of_method(name, near) }
            }
            Pattern::Path(text) if is_ours(&text.beginning()) => Standing::Empty,
            Pattern::Parts { service: Some(service), .. } if is_ours(&service.beginning()) => Standing::Empty,
            Pattern::Parts { service: None, method: Some(Text { form: Form::Exact, text, .. }) } => {
                let near = self.near_methods(text);
                let is_unknown = !near.is_empty() || services.has_schema_in(folder);
                if is_unknown { of_method(text, near) } else { Standing::Fine }
            }
            _ => Standing::Fine,
        }
    }

    /// Methods of any service that a name may mean.
    fn near_methods(&self, name: &str) -> Near {
        self.search(|services| {
            Near::namesakes(nearest(name, services.methods().iter().map(|method| method.name())))
        })
    }
}

/// A service of the schema, none of whose methods is selected.
fn of_service_pattern(pattern: &Pattern, service: &Service<'_>) -> Standing {
    match pattern {
        Pattern::Parts { method: Some(_), .. } if service.view.methods().len() > 0 => Standing::Empty,
        _ => Standing::Fine,
    }
}

impl Services<'_> {
    /// Returns whether a path looks like that of a gRPC method: the schema has its service, or it consists of a name with
    /// a package and a name.
    pub fn is_grpc_path(&self, path: &str) -> bool {
        split(path).is_some_and(|(service, _)| self.find(service).is_some()) || is_method_path(path)
    }

    fn has_package_of(&self, service: &str) -> bool {
        let package = service.rsplit_once('.').map_or("", |(package, _)| package);
        self.has_package(package)
    }
}
