//! Configuration files that are deployed with the schemas, read into what they say of services and methods. Checks
//! nothing itself.
//!
//! A file has objects: a service config is one, a file for Kubernetes can have many. Each [`Kind`] knows its objects by
//! their content. Rules read objects, ask [`Services`] for what is named, and report with the spans of `protune-data`.

mod access;
mod app_mesh;
pub mod authz_policy;
mod change;
mod damaged;
mod duration;
pub mod endpoints;
mod envoy;
mod grpc_route;
mod istio;
mod kind;
mod kubernetes;
mod mention;
mod names;
pub mod near;
pub mod pattern;
mod routes;
mod service_config;
mod services;
mod standing;
mod template;
mod uses;

pub use access::{Access, AccessKind, AccessRule, Effect, Workload};
pub use change::{Fate, ServiceChange};
pub use duration::Duration;
pub use endpoints::ApiService;
pub use envoy::Transcoder;
pub use kind::{KINDS, Kind, Object, Source, is_candidate, is_recognised};
pub use names::Names;
pub use near::Near;
pub use pattern::Ref;
pub use routes::{Backend, Policy, Retry, Route, RouteKind, Routes, Timeout, seconds};
pub use service_config::{Level, Limit, MethodConfig, Name, ServiceConfig, code, codes, is_comment, same};
pub use services::{Method, Service, Services, is_identifier, split};
pub use standing::{Calls, Standing};
pub use template::{has_holes, is_dynamic, parse_deployed};
pub use uses::{Use, references, uses};

use crate::context::Terms;
use crate::contracts::Change;
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Place, Safety};
use protune_compiler::schema::FileId;
use protune_compiler::text;
use protune_data::{File, Span, edit};
use std::cell::Cell;

/// All configuration files of a workspace, and the services that they can name.
#[derive(Debug)]
pub struct Deployment<'d> {
    /// In order of their paths.
    pub files: Vec<Deployed<'d>>,
    pub services: Services<'d>,
}

/// One configuration file.
#[derive(Debug)]
pub struct Deployed<'d> {
    pub file: FileId,
    /// Path as it is printed.
    pub path: &'d str,
    pub data: &'d File,
    /// Objects in order of the text.
    pub objects: Vec<Object<'d>>,
}

impl<'d> Deployed<'d> {
    /// Reads the objects of a file; `None` if no kind knows any.
    pub fn read(file: FileId, path: &'d str, data: &'d File) -> Option<Deployed<'d>> {
        let objects = kind::objects(&Source { path, data });
        (!objects.is_empty()).then_some(Deployed { file, path, data, objects })
    }

    /// Returns whether its rules need names of messages and enums.
    pub fn needs_names(&self) -> bool {
        self.objects.iter().any(|object| matches!(object, Object::ApiService(_)))
    }

    /// Its folder, as it is printed; empty for the working directory.
    pub fn folder(&self) -> &'d str {
        services::folder(self.path)
    }

    /// The service configs; none if a part of the text could not be read.
    pub fn service_configs(&self) -> impl Iterator<Item = &ServiceConfig<'d>> {
        self.readable().filter_map(|object| match object {
            Object::ServiceConfig(config) => Some(config),
            _ => None,
        })
    }

    /// The configurations of services for API management; none if a part of the text could not be read.
    pub fn api_services(&self) -> impl Iterator<Item = &ApiService<'d>> {
        self.readable().filter_map(|object| match object {
            Object::ApiService(service) => Some(service),
            _ => None,
        })
    }

    /// Policies that allow or deny calls.
    pub fn accesses(&self) -> impl Iterator<Item = &Access<'d>> {
        self.readable().filter_map(|object| match object {
            Object::Access(access) => Some(access),
            _ => None,
        })
    }

    /// Lists of routes.
    pub fn routes(&self) -> impl Iterator<Item = &Routes<'d>> {
        self.readable().filter_map(|object| match object {
            Object::Routes(routes) => Some(routes),
            _ => None,
        })
    }

    /// Filters of Envoy that translate JSON to gRPC.
    pub fn transcoders(&self) -> impl Iterator<Item = &Transcoder<'d>> {
        self.readable().filter_map(|object| match object {
            Object::Transcoder(transcoder) => Some(transcoder),
            _ => None,
        })
    }

    /// Objects of a file that is read whole: what is missing in another one may stand in the rest of its text.
    fn readable(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|_| self.data.is_complete)
    }
}

/// One configuration file after a change of the schema, for one rule.
#[derive(Debug)]
pub struct DeployedChangeContext<'s> {
    /// The file, among the services of the new side.
    pub of_file: DeployedContext<'s>,
    pub change: &'s ServiceChange<'s>,
}

/// One configuration file, for one rule.
#[derive(Debug)]
pub struct DeployedContext<'s> {
    pub file: &'s Deployed<'s>,
    pub deployment: &'s Deployment<'s>,
    pub terms: Terms<'s>,
    /// Work that is spent on fixes and similar names, so that a file full of mistakes costs no more than others.
    spent: Cell<usize>,
}

/// Bytes that all edits of one rule may read in one file.
const MOST_READ: usize = 256 << 20;

/// Cost of a search for similar names, in bytes.
const SEARCH: usize = 1 << 20;

impl<'s> DeployedContext<'s> {
    pub fn new(
        file: &'s Deployed<'s>,
        deployment: &'s Deployment<'s>,
        terms: Terms<'s>,
    ) -> DeployedContext<'s> {
        DeployedContext { file, deployment, terms, spent: Cell::new(0) }
    }

    /// An edit of the file, unless this rule has made so many that they cost too much.
    pub fn try_edit(&self, edit: impl FnOnce(&File) -> Option<edit::Edit>) -> Option<edit::Edit> {
        self.may_spend(self.file.data.text.len()).then(|| edit(self.file.data)).flatten()
    }

    /// Similar names, unless this rule has looked for so many that they cost too much.
    pub fn search(&self, search: impl FnOnce(&Services<'s>) -> Near) -> Near {
        match self.may_spend(SEARCH) {
            true => search(&self.deployment.services),
            false => Near::default(),
        }
    }

    fn may_spend(&self, cost: usize) -> bool {
        self.spent.set(self.spent.get().saturating_add(cost));
        self.spent.get() <= MOST_READ
    }

    /// A finding of this rule at a part of the file.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(self.place(span), message)
    }

    /// Part of the file as a place.
    pub fn place(&self, span: Span) -> Place {
        Place::new(self.file.file, text::Span::new(span.start, span.end))
    }

    /// A fix that makes one edit of the file, if there is one.
    pub fn fix(&self, title: impl Into<Box<str>>, safety: Safety, edit: Option<edit::Edit>) -> Option<Fix> {
        let edit::Edit { span, text, .. } = edit?;
        Some(self.fix_parts(title, safety, vec![(span, text)]))
    }

    /// A fix that replaces parts of the file. An unsafe one changes what the deployed file does, not what data means.
    pub fn fix_parts(&self, title: impl Into<Box<str>>, safety: Safety, edits: Vec<(Span, String)>) -> Fix {
        let edit = |(span, text): (Span, String)| Edit {
            file: self.file.file,
            span: text::Span::new(span.start, span.end),
            text,
        };
        let edits: Vec<Edit> = edits.into_iter().map(edit).collect();
        match safety {
            Safety::Unsafe => Change::Unfelt.effects().fix(&title.into(), edits),
            _ => Fix::new(title, safety, edits),
        }
    }
}
