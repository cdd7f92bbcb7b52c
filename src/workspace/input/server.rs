//! Running servers: what they report over reflection, completed with the schema here, as a descriptor set. Knows
//! neither gRPC nor descriptors itself.

use super::kind::{Asked, InputKind, Recognised};
use super::unpacked::Unpacked;
use super::{Input, image};
use crate::live::{self, Flags, Place};
use crate::write;
use protune_compiler::descriptor::served::{Completed, Served, complete};
use protune_compiler::descriptor::{self, Include};
use protune_engine::Workspace;
use protune_engine::documents::Side;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) static KIND: InputKind = InputKind {
    name: "a running server",
    form: "grpc://HOST:PORT, grpcs://HOST:PORT, unix:PATH",
    doc: Some(
        "The schema that a gRPC server reports by reflection, without or with TLS; see [live.md](live.md)",
    ),
    formats: &[],
    options: &[],
    recognised: Recognised::Written { rest: |text| live::is_place(text).then_some(text), open },
};

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
    files: Vec<Vec<u8>>,
    /// Packages of the files that are reported.
    packages: BTreeSet<String>,
    /// Full names of all services.
    services: BTreeSet<String>,
    /// Services of a server in other packages count as removed.
    is_whole: bool,
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

fn open(text: &str, asked: Asked<'_>) -> Result<Input, String> {
    let Some(network) = asked.network else {
        return Err("a running server is an old side: compare with it by `--against`".to_owned());
    };
    let place = Place::read(text)?;
    let here = (network.here)()?;
    let reported = live::reflect(place, network.flags, &|service| here.services.contains(service))?;
    if reported.services.is_empty() {
        return Err("it lists no service that could be compared".to_owned());
    }
    let none = Vec::new();
    let services = if here.is_whole { &reported.services } else { &none };
    let served = Served { files: &reported.files, services, here: &here.files, packages: &here.packages };
    let done = complete(served).map_err(|error| format!("its descriptors cannot be used: {error}"))?;
    if let Some(file) = network.baseline {
        write::file(file, |out| out.write_all(&done.set))
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    let mut unpacked = Unpacked::new(asked.limits)?;
    unchecked(&reported.undescribed, &done).into_iter().for_each(|what| unpacked.leave_out(what));
    image::of_set(done.set, unpacked, text)
}

/// Says which parts of a server are not compared.
fn unchecked(undescribed: &[String], done: &Completed) -> Vec<String> {
    let listed = |names: &mut dyn Iterator<Item = &String>| {
        const MOST: usize = 5;
        let names: Vec<String> =
            names.map(|name| format!("`{}`", super::unpacked::shown(name.as_bytes()))).collect();
        let more = names.len().saturating_sub(MOST);
        let shown = names[..names.len() - more].join(", ");
        if more > 0 { format!("{shown} and {more} more") } else { shown }
    };
    let mut out = Vec::new();
    if !undescribed.is_empty() {
        out.push(format!(
            "not compared, since the server has no descriptor for it: {}",
            listed(&mut undescribed.iter())
        ));
    }
    if !done.borrowed.is_empty() {
        let names = listed(&mut done.borrowed.iter());
        out.push(format!("the server lacks imports, and those here stand for them: {names}"));
    }
    if !done.unknown.is_empty() {
        let names = listed(&mut done.unknown.iter());
        out.push(format!(
            "types are not compared, since neither the server nor the schema here has them: {names}"
        ));
    }
    out
}
