//! Terms on which servers are asked, and the schema that they are compared with. Asks none.

use crate::live::Flags;
use protune_compiler::descriptor::{self, Include};
use protune_engine::Workspace;
use protune_engine::documents::Side;
use std::collections::BTreeSet;
use std::path::Path;

/// Terms of connections to servers, and the schema that these are compared with.
pub struct Network<'a> {
    pub flags: &'a Flags,
    /// Set that is written of what the server has.
    pub baseline: Option<&'a Path>,
    /// Loads the schema here. The error is for the user.
    pub here: &'a dyn Fn() -> Result<Here, String>,
}

/// Schema that a server is compared with.
#[derive(Clone)]
pub struct Here {
    /// Encoded `FileDescriptorProto`s.
    pub(super) files: Vec<Vec<u8>>,
    /// Packages of the files that are reported.
    pub(super) packages: BTreeSet<String>,
    /// Full names of all services.
    pub(super) services: BTreeSet<String>,
    /// Services of a server in other packages count as removed.
    pub(super) is_whole: bool,
}

impl Here {
    /// Takes what a workspace has. `is_whole` says that it is not a part of what a server may have.
    pub fn of(workspace: &Workspace, is_whole: bool) -> Here {
        let schema = &workspace.schema;
        let own = schema.files().filter(|file| workspace.document(file.id).side == Side::After);
        let package = |&file: &_| schema.file(file).package().to_owned();
        let full_name = |package: &str, name: &str| match package {
            "" => name.to_owned(),
            package => format!("{package}.{name}"),
        };
        let services =
            own.flat_map(|file| file.services().map(move |it| full_name(file.package(), it.name())));
        Here {
            services: services.collect(),
            files: schema.files().map(|file| descriptor::file(schema, file.id, Include::default())).collect(),
            packages: workspace.targets.iter().map(package).collect(),
            is_whole,
        }
    }
}
