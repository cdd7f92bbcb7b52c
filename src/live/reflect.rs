//! The questions of reflection: which services there are, which files declare them, and what those import. Each is
//! asked once, and the answers are bounded.

use super::Reported;
use super::call::{Answer, Call, NOT_FOUND, OK, Status, UNIMPLEMENTED, cut};
use super::connect::{Connection, Prepared};
use super::flags::Flags;
use super::messages::{Request, Response};
use protune_compiler::descriptor::served::names_in;
use std::collections::{HashSet, VecDeque};

/// v1 first; older servers have v1alpha only.
const METHODS: [&str; 2] = [
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

/// Packages of services that servers have for themselves.
const OF_SERVERS: [&str; 3] = ["grpc.reflection.", "grpc.health.", "grpc.channelz."];

const MOST_SERVICES: usize = 20_000;
const MOST_FILES: usize = 20_000;
const MOST_BYTES: usize = 512 << 20;

/// The error is for the user.
pub(super) async fn all(
    prepared: &Prepared<'_>,
    flags: &Flags,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<Reported, String> {
    let connection = prepared.connect(flags).await?;
    let mut asking = Asking { connection: &connection, prepared, flags, method: METHODS[0], call: None };
    let services = asking.services().await?;
    let is_meant =
        |name: &String| is_own(name) || !OF_SERVERS.iter().any(|package| name.starts_with(package));
    let services: Vec<String> = services.into_iter().filter(is_meant).collect();
    let mut seen = Seen::default();
    let mut undescribed = Vec::new();
    for service in &services {
        let request = Request { file_containing_symbol: Some(service.clone()), ..Request::default() };
        match asking.ask(&request).await? {
            Some(files) => seen.add(files)?,
            None => undescribed.push(service.clone()),
        }
    }
    while let Some(name) = seen.open.pop_front() {
        if seen.names.contains(&name) {
            continue;
        }
        let request = Request { file_by_filename: Some(name), ..Request::default() };
        if let Some(files) = asking.ask(&request).await? {
            seen.add(files)?;
        }
    }
    asking.close();
    Ok(Reported { files: seen.files, services, undescribed })
}

/// Files that were answered.
#[derive(Default)]
struct Seen {
    files: Vec<Vec<u8>>,
    names: HashSet<String>,
    bytes: usize,
    /// Imports that may be missing.
    open: VecDeque<String>,
    asked: HashSet<String>,
}

impl Seen {
    fn add(&mut self, files: Vec<Vec<u8>>) -> Result<(), String> {
        for file in files {
            let names = names_in(&file).map_err(|error| format!("it sends a damaged descriptor: {error}"))?;
            let mut names = names.into_iter();
            let Some(name) = names.next() else { continue };
            if !self.names.insert(name) {
                continue;
            }
            self.bytes += file.len();
            self.files.push(file);
            if self.bytes > MOST_BYTES {
                return Err(format!("its descriptors are larger than {} MiB", MOST_BYTES >> 20));
            }
            let asked = &mut self.asked;
            self.open.extend(names.filter(|name| asked.insert(name.clone())));
            if self.files.len().max(self.asked.len()) > MOST_FILES {
                return Err(format!("it has more than {MOST_FILES} files"));
            }
        }
        Ok(())
    }
}

/// A conversation, over one call as long as that lasts.
struct Asking<'c> {
    connection: &'c Connection,
    prepared: &'c Prepared<'c>,
    flags: &'c Flags,
    method: &'static str,
    call: Option<Call<'c>>,
}

impl Asking<'_> {
    async fn services(&mut self) -> Result<Vec<String>, String> {
        let request = Request { list_services: Some("*".to_owned()), ..Request::default() };
        let mut end = None;
        for method in METHODS {
            self.method = method;
            self.call = None;
            match self.answer(&request).await? {
                Answer::Message(Response { services: Some(listed), .. }) => {
                    if listed.services.len() > MOST_SERVICES {
                        return Err(format!("it has more than {MOST_SERVICES} services"));
                    }
                    let mut names: Vec<String> =
                        listed.services.into_iter().map(|service| service.name).collect();
                    names.sort_unstable();
                    names.dedup();
                    return Ok(names);
                }
                Answer::Message(Response { error: Some(error), .. }) => {
                    return Err(format!("it does not list its services: {}", cut(&error.message)));
                }
                Answer::Message(_) => return Err("it does not list its services".to_owned()),
                Answer::End(status) if status.code == UNIMPLEMENTED => end = Some(status),
                Answer::End(status) => return Err(status.told()),
            }
        }
        let why = end.map_or(String::new(), |status| format!(" ({})", status.message));
        Err(format!(
            "it has no reflection{why}; switch it on there, or compare with a descriptor set of what it was built from"
        ))
    }

    /// Returns the files of an answer; `None` where the server does not have what was asked for.
    async fn ask(&mut self, request: &Request) -> Result<Option<Vec<Vec<u8>>>, String> {
        match self.answer(request).await? {
            Answer::Message(Response { files: Some(files), .. }) => Ok(Some(files.descriptors)),
            // Whatever the code: servers have several for what they do not find.
            Answer::Message(Response { error: Some(_), .. }) => Ok(None),
            Answer::Message(_) => Err("it does not answer what was asked".to_owned()),
            Answer::End(Status { code: NOT_FOUND, .. }) => {
                self.call = None;
                Ok(None)
            }
            Answer::End(Status { code: OK, .. }) => Err("it ends the call without an answer".to_owned()),
            Answer::End(status) => Err(status.told()),
        }
    }

    async fn answer(&mut self, request: &Request) -> Result<Answer<Response>, String> {
        if self.call.is_none() {
            self.call = Some(Call::open(self.connection, self.prepared, self.flags, self.method).await?);
        }
        match &mut self.call {
            Some(call) => call.ask(request).await,
            None => Err("it takes no call".to_owned()),
        }
    }

    fn close(&mut self) {
        if let Some(call) = &mut self.call {
            call.close();
        }
    }
}
