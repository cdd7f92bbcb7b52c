//! Kinds of configuration files, each known by the content of a file.

use super::access::Access;
use super::endpoints::{self, ApiService};
use super::envoy::{self, Transcoder};
use super::routes::Routes;
use super::service_config::{self, ServiceConfig};
use super::{app_mesh, authz_policy, damaged, grpc_route, istio, mention};
use protune_data::File;

/// Kind of configuration: its name, and the signs of it in a file.
#[derive(Debug)]
pub struct Kind {
    /// Name in messages and documents.
    pub name: &'static str,
    /// Description, as a sentence.
    pub doc: &'static str,
    /// Words of which a file of this kind has at least one, in its text or its name. A fast test before the file is
    /// parsed.
    pub marks: &'static [&'static str],
    /// Adds the objects of this kind in a file.
    pub read: for<'d> fn(&Source<'d>, &mut Vec<Object<'d>>),
}

/// All kinds.
pub static KINDS: &[&Kind] = &[
    &service_config::KIND,
    &endpoints::KIND,
    &authz_policy::KIND,
    &grpc_route::KIND,
    &istio::KIND,
    &envoy::KIND,
    &app_mesh::KIND,
    // These two read what the others leave.
    &mention::KIND,
    &damaged::KIND,
];

/// Beginning of the types of Envoy.
pub(super) const ENVOY_TYPES: &str = "type.googleapis.com/envoy.";

/// A parsed file, before its kind is known.
#[derive(Debug)]
pub struct Source<'d> {
    /// Path as it is printed.
    pub path: &'d str,
    pub data: &'d File,
}

impl Source<'_> {
    /// Name of the file without its folder.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }
}

/// Part of a file that one kind describes.
#[derive(Debug)]
#[non_exhaustive]
pub enum Object<'d> {
    ServiceConfig(ServiceConfig<'d>),
    ApiService(ApiService<'d>),
    Access(Access<'d>),
    Routes(Routes<'d>),
    Transcoder(Transcoder<'d>),
    /// File of some kind that cannot be parsed so far that its objects are known.
    Damaged,
}

/// Returns whether a file may be of some kind, before it is parsed.
pub fn is_candidate(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut marks = KINDS.iter().flat_map(|kind| kind.marks);
    marks.any(|mark| text.contains(mark) || name.contains(mark))
}

/// Returns whether a file is of some kind.
pub fn is_recognised(path: &str, data: &File) -> bool {
    !objects(&Source { path, data }).is_empty()
}

/// All objects of a file. Those of one kind are in order of the text.
pub(super) fn objects<'d>(source: &Source<'d>) -> Vec<Object<'d>> {
    let mut objects = Vec::new();
    KINDS.iter().for_each(|kind| (kind.read)(source, &mut objects));
    objects
}
