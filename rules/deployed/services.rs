//! Services that configuration files can name, by their full names.

use protune_compiler::schema::{FileView, MethodView, ServiceView};
use rustc_hash::{FxHashMap, FxHashSet};

/// Services of a schema, its packages, and the folders of its files.
#[derive(Debug)]
pub struct Services<'s> {
    /// In order of their names.
    all: Vec<Service<'s>>,
    /// In order of their paths.
    methods: Vec<Method<'s>>,
    by_name: FxHashMap<Box<str>, usize>,
    packages: FxHashSet<&'s str>,
    folders: FxHashSet<&'s str>,
}

/// A service with its full name.
#[derive(Debug)]
pub struct Service<'s> {
    pub name: Box<str>,
    pub view: ServiceView<'s>,
}

impl<'s> Service<'s> {
    /// Returns the method with a name.
    pub fn method(&self, name: &str) -> Option<MethodView<'s>> {
        self.view.methods().find(|method| method.name() == name)
    }
}

/// Method with its path.
#[derive(Debug)]
pub struct Method<'s> {
    /// `/package.Service/Method`.
    pub path: Box<str>,
    pub view: MethodView<'s>,
}

impl Method<'_> {
    /// Full name of its service.
    pub fn service(&self) -> &str {
        split(&self.path).map_or("", |(service, _)| service)
    }

    /// Name without its service.
    pub fn name(&self) -> &str {
        split(&self.path).map_or("", |(_, method)| method)
    }
}

/// Splits `/service/method`.
pub fn split(path: &str) -> Option<(&str, &str)> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    (!service.is_empty() && !method.is_empty() && !method.contains('/')).then_some((service, method))
}

/// Returns whether a text is a name as in a schema.
pub fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Returns whether a text is the path of a method in a package: `/pets.v1.Pets/Get`.
pub(super) fn is_method_path(text: &str) -> bool {
    split(text).is_some_and(|(service, method)| {
        service.contains('.') && service.split('.').all(is_identifier) && is_identifier(method)
    })
}

/// Services that a configuration can name although the schema lacks them: servers bring them along.
const BROUGHT: &[&str] = &[
    "google.cloud.location.Locations",
    "google.iam.v1.IAMPolicy",
    "google.longrunning.Operations",
    "grpc.channelz.v1.Channelz",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

impl<'s> Services<'s> {
    /// Collects the services of files, given with their paths as they are printed.
    pub fn new(files: impl IntoIterator<Item = (FileView<'s>, &'s str)>) -> Services<'s> {
        let mut all = Vec::new();
        let (mut packages, mut folders) = (FxHashSet::default(), FxHashSet::default());
        for (file, path) in files {
            packages.insert(file.package());
            folders.insert(folder(path));
            all.extend(
                file.services().map(|view| Service { name: full_name(file.package(), view.name()), view }),
            );
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        let by_name = all.iter().enumerate().map(|(at, service)| (service.name.clone(), at)).collect();
        let of_service = |service: &Service<'s>| {
            let path = |method: MethodView<'s>| format!("/{}/{}", service.name, method.name()).into();
            service.view.methods().map(|view| Method { path: path(view), view }).collect::<Vec<_>>()
        };
        let mut methods: Vec<Method<'_>> = all.iter().flat_map(of_service).collect();
        methods.sort_by(|a, b| a.path.cmp(&b.path));
        methods.dedup_by(|a, b| a.path == b.path);
        Services { all, methods, by_name, packages, folders }
    }

    /// Services in order of their full names.
    pub fn all(&self) -> &[Service<'s>] {
        &self.all
    }

    /// Methods of all services in order of their paths.
    pub fn methods(&self) -> &[Method<'s>] {
        &self.methods
    }

    /// Returns whether there is a method with a path.
    pub fn has_method(&self, path: &str) -> bool {
        self.methods.binary_search_by(|method| (*method.path).cmp(path)).is_ok()
    }

    /// Returns the service with a full name.
    pub fn find(&self, name: &str) -> Option<&Service<'s>> {
        self.by_name.get(name).map(|&at| &self.all[at])
    }

    /// Returns whether a file of the schema has this package.
    pub fn has_package(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// Returns whether a file of the schema is in this folder.
    pub fn has_schema_in(&self, folder: &str) -> bool {
        self.folders.contains(folder)
    }

    /// Names of services that servers bring along.
    pub fn brought() -> impl Iterator<Item = &'static str> {
        BROUGHT.iter().copied()
    }

    /// Returns whether servers bring the service along, so that the schema can lack it.
    pub fn is_brought(name: &str) -> bool {
        BROUGHT.contains(&name)
    }
}

fn full_name(package: &str, name: &str) -> Box<str> {
    if package.is_empty() { name.into() } else { format!("{package}.{name}").into() }
}

/// The folder of a path; empty for none.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
