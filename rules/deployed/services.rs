//! Services that configuration files can name, by their full names.

use protune_compiler::schema::{FileView, MethodView, ServiceView};
use rustc_hash::{FxHashMap, FxHashSet};

/// Services of a schema, its packages, and the folders of its files.
#[derive(Debug)]
pub struct Services<'s> {
    /// In order of their names.
    all: Vec<Service<'s>>,
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
        Services { all, by_name, packages, folders }
    }

    /// Services in order of their full names.
    pub fn all(&self) -> &[Service<'s>] {
        &self.all
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
