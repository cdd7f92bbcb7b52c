//! Running servers: what they report over reflection, completed with the schema here, as a descriptor set. Knows
//! neither gRPC nor descriptors itself.

use super::kind::{Asked, InputKind, Recognised};
use super::unpacked::Unpacked;
use super::{Input, image};
use crate::live::{self, Place};
use crate::write;
use protune_compiler::descriptor::served::{Completed, Served, complete};

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
