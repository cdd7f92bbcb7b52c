//! Services that service configs name, as the schema knows them.

use crate::deployed::{DeployedContext, Near, ServiceConfig, Services, near};
use protune_data::Node;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Relation of a name to the schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// The schema has it, or need not.
    Known,
    /// The schema has its package, or files in the folder of the config, or something like it, but not the service.
    Unknown(Near),
    /// Nothing in the schema has to do with it.
    Foreign,
}

/// Judges the services that one config names, each once.
pub(super) struct Judge<'c, 'd> {
    cx: &'c DeployedContext<'c>,
    known: FxHashMap<&'d str, Standing>,
    /// Methods by the services that they are named with.
    methods: FxHashMap<&'d str, Vec<&'d str>>,
    /// Number of services of an unknown package that nothing is similar to.
    strangers: FxHashMap<&'d str, u32>,
}

/// Number of services of an unknown package that are compared with all others. If none is similar, the package is no slip of
/// the keyboard, and the rest of it is not compared.
const MOST_STRANGERS: u32 = 20;

/// Number of methods that have to fit a similar service.
const MOST_METHODS: usize = 50;

impl<'c, 'd> Judge<'c, 'd> {
    pub(super) fn new(cx: &'c DeployedContext<'c>, config: &ServiceConfig<'d>) -> Judge<'c, 'd> {
        let mut methods: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let unknown = |service: &str| cx.deployment.services.find(service).is_none();
        for (service, method) in config.names().filter_map(|(_, name)| name.full()) {
            if unknown(service) {
                let methods = methods.entry(service).or_default();
                if methods.len() < MOST_METHODS {
                    methods.push(method);
                }
            }
        }
        Judge { cx, known: FxHashMap::default(), methods, strangers: FxHashMap::default() }
    }

    /// Returns the relation of a service's name to the schema.
    pub(super) fn standing(&mut self, name: &'d str) -> Standing {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let standing = self.judge(name);
        self.known.insert(name, standing.clone());
        standing
    }

    fn judge(&mut self, name: &'d str) -> Standing {
        let (cx, services) = (self.cx, &self.cx.deployment.services);
        if services.find(name).is_some() || Services::is_brought(name) || is_filled_in(name) {
            return Standing::Known;
        }
        let package = name.rsplit_once('.').map_or("", |(package, _)| package);
        if services.has_package(package) || services.has_schema_in(cx.file.folder()) {
            let methods = self.methods.get(name).map_or(&[][..], Vec::as_slice);
            let search = |services: &Services<'_>| near::services(name, methods, cx.file.folder(), services);
            return Standing::Unknown(cx.search(search));
        }
        let strangers = self.strangers.entry(package).or_default();
        if *strangers == MOST_STRANGERS {
            return Standing::Foreign;
        }
        let near = cx.search(|services| near::of_foreign(name, services));
        if near.is_empty() {
            *strangers += 1;
            return Standing::Foreign;
        }
        // One that has a likeness shows that the package may be misspelt.
        *strangers = 0;
        Standing::Unknown(near)
    }
}

/// Returns whether a program fills in a name before the config is deployed.
pub(super) fn is_filled_in(name: &str) -> bool {
    name.contains("${") || name.contains("{{") || name.contains('<')
}

/// Services that a config names, with the places of their names.
pub(super) fn services<'d>(config: &ServiceConfig<'d>) -> impl Iterator<Item = (&'d Node, &'d str)> {
    config.names().filter_map(|(_, name)| Some((name.service?, name.service?.text()?)))
}

/// Names that a config has, or will have after fixes: two equal ones would make clients refuse it.
#[derive(Default)]
pub(super) struct Taken<'d> {
    /// Services and methods; empty until a name is asked for.
    names: FxHashSet<(Cow<'d, str>, Cow<'d, str>)>,
}

impl<'d> Taken<'d> {
    /// Notes that a fix writes a name, and returns whether nothing has it yet.
    pub(super) fn take(&mut self, config: &ServiceConfig<'d>, service: &str, method: &str) -> bool {
        if self.names.is_empty() {
            let text = |node: Option<&'d Node>| Cow::Borrowed(node.and_then(Node::text).unwrap_or(""));
            self.names = config.names().map(|(_, name)| (text(name.service), text(name.method))).collect();
        }
        self.names.insert((service.to_owned().into(), method.to_owned().into()))
    }
}
