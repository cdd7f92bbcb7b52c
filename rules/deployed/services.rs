//! Services that configuration files can name, by their full names.

use super::names::Names;
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
    by_simple_name: FxHashMap<&'s str, Vec<usize>>,
    packages: FxHashSet<&'s str>,
    /// Services by the folders of their files; folders of files without services have none.
    by_folder: FxHashMap<&'s str, Vec<usize>>,
    /// Names of other declarations, if some file needs them.
    names: Names<'s>,
}

/// A service with its full name.
#[derive(Debug)]
pub struct Service<'s> {
    pub name: Box<str>,
    pub view: ServiceView<'s>,
    /// Folder of its file, as it is printed.
    pub folder: &'s str,
    /// Methods by their names, if there are many.
    methods: FxHashMap<&'s str, MethodView<'s>>,
}

/// Number of methods from which on they are looked up by a hash.
const MANY: usize = 16;

impl<'s> Service<'s> {
    /// Returns the method with a name.
    pub fn method(&self, name: &str) -> Option<MethodView<'s>> {
        match self.methods.is_empty() {
            true => self.view.methods().find(|method| method.name() == name),
            false => self.methods.get(name).copied(),
        }
    }

    /// Returns the package.
    pub fn package(&self) -> &'s str {
        self.view.file.package()
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
    /// Collects the services of files, given with their paths as they are printed, and the names of all other
    /// declarations if they are needed.
    pub fn new(files: impl IntoIterator<Item = (FileView<'s>, &'s str)>, needs_names: bool) -> Services<'s> {
        let mut all = Vec::new();
        let mut views = Vec::new();
        let mut packages = FxHashSet::default();
        let mut by_folder: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (file, path) in files {
            let (package, folder) = (file.package(), folder(path));
            packages.insert(package);
            by_folder.entry(folder).or_default();
            views.push(file);
            all.extend(file.services().map(|view| Service {
                name: full_name(package, view.name()),
                view,
                folder,
                methods: by_name(view),
            }));
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
        let mut by_simple_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, service) in all.iter().enumerate() {
            by_simple_name.entry(service.view.name()).or_default().push(at);
            by_folder.entry(service.folder).or_default().push(at);
        }
        let names = if needs_names { Names::new(&views) } else { Names::default() };
        Services { all, methods, by_name, by_simple_name, packages, by_folder, names }
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

    /// Returns the method with a full name, such as `pets.v1.Pets.GetCat`.
    pub fn method(&self, name: &str) -> Option<MethodView<'s>> {
        let (service, method) = name.rsplit_once('.')?;
        self.find(service)?.method(method)
    }

    /// Services with this last part of their full name.
    pub fn named(&self, simple: &str) -> impl Iterator<Item = &Service<'s>> {
        self.by_simple_name.get(simple).into_iter().flatten().map(|&at| &self.all[at])
    }

    /// Services that have a method of this name. Linear in the number of services.
    pub fn with_method(&self, method: &str) -> impl Iterator<Item = &Service<'s>> {
        self.all.iter().filter(move |service| service.method(method).is_some())
    }

    /// Services whose full name is this one, a dot and a single name.
    pub fn of_package(&self, package: &str) -> &[Service<'s>] {
        let below = self.below(package);
        if package.is_empty() {
            return &[];
        }
        // Services of packages below this one have a dot more.
        let depth = package.len() + 1;
        let is_own = |service: &Service<'_>| !service.name[depth..].contains('.');
        let Some(first) = below.iter().position(is_own) else { return &[] };
        let len = below[first..].iter().position(|service| !is_own(service)).unwrap_or(below.len() - first);
        &below[first..first + len]
    }

    /// Services whose full name begins with this one and a dot.
    pub fn below(&self, name: &str) -> &[Service<'s>] {
        let starts =
            |service: &Service<'_>| service.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        let prefix = format!("{name}.");
        let first = self.all.partition_point(|service| *service.name < *prefix);
        let len = self.all[first..].partition_point(starts);
        &self.all[first..first + len]
    }

    /// Services of files in a folder, in order of their names.
    pub fn in_folder(&self, folder: &str) -> impl Iterator<Item = &Service<'s>> {
        self.by_folder.get(folder).into_iter().flatten().map(|&at| &self.all[at])
    }

    /// Returns whether a file of the schema has this package.
    pub fn has_package(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// Packages of the schema.
    pub fn packages(&self) -> impl Iterator<Item = &'s str> {
        self.packages.iter().copied()
    }

    /// Returns whether a file of the schema is in this folder.
    pub fn has_schema_in(&self, folder: &str) -> bool {
        self.by_folder.contains_key(folder)
    }

    /// Names of other declarations; none if no file needs them.
    pub fn names(&self) -> &Names<'s> {
        &self.names
    }

    /// Names of services that servers bring along.
    pub fn brought() -> impl Iterator<Item = &'static str> {
        BROUGHT.iter().copied()
    }

    /// Returns whether servers bring the service along, so that the schema can lack it.
    pub fn is_brought(name: &str) -> bool {
        BROUGHT.contains(&name)
    }

    /// Returns whether a name is that of a service that servers bring along, or of a part of it, and the schema lacks it.
    pub fn is_of_brought(&self, name: &str) -> bool {
        BROUGHT.iter().any(|&brought| {
            let is_of =
                name.strip_prefix(brought).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            is_of && self.find(brought).is_none()
        })
    }
}

/// Methods of a service by their names; none if it has few.
fn by_name<'s>(service: ServiceView<'s>) -> FxHashMap<&'s str, MethodView<'s>> {
    match service.methods().len() < MANY {
        true => FxHashMap::default(),
        false => service.methods().map(|method| (method.name(), method)).collect(),
    }
}

fn full_name(package: &str, name: &str) -> Box<str> {
    if package.is_empty() { name.into() } else { format!("{package}.{name}").into() }
}

/// The folder of a path; empty for none.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
