//! Services that service configs name, as the schema knows them.

use crate::deployed::{DeployedContext, Services};
use protune_compiler::near::nearest;

/// Relation of a name to the schema.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// The schema has it, or need not.
    Known,
    /// The schema has its package, or files in the folder of the config, or something like it, but not the service.
    Unknown { near: Option<String> },
    /// Nothing in the schema has to do with it.
    Foreign,
}

/// Returns the relation of a service's name to the schema.
pub(super) fn standing(name: &str, cx: &DeployedContext<'_>) -> Standing {
    let services = &cx.deployment.services;
    if services.find(name).is_some() || Services::is_brought(name) {
        return Standing::Known;
    }
    let near = nearest(name, services.all().iter().map(|service| &*service.name)).map(str::to_owned);
    let package = name.rsplit_once('.').map_or("", |(package, _)| package);
    let is_ours = services.has_package(package) || services.has_schema_in(cx.file.folder());
    if is_ours || near.is_some() { Standing::Unknown { near } } else { Standing::Foreign }
}
