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
mod envoy;
mod grpc_route;
mod istio;
mod kind;
mod kubernetes;
mod mention;
pub mod pattern;
mod routes;
mod service_config;
mod services;
mod standing;
mod template;

pub use kind::{KINDS, Kind, Object, Source, is_candidate, is_recognised};
pub use access::{Access, AccessKind, AccessRule, Effect, Workload};
pub use change::{Change, Fate};
pub use envoy::Transcoder;
pub use pattern::{Pattern, Ref};
pub use routes::{Backend, Policy, Retry, Route, RouteKind, Routes, Timeout, seconds};
pub use service_config::{MethodConfig, Name, ServiceConfig};
pub use services::{Method, Service, Services, is_identifier, split};
pub use standing::{Calls, Standing};
pub use template::{has_holes, is_dynamic, parse_deployed};

use crate::context::Terms;
use protune_compiler::diagnostic::{Contracts, Diagnostic, Edit, Fix, Place, Safety};
use protune_compiler::schema::FileId;
use protune_compiler::text;
use protune_data::{File, Span, edit};

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

    /// Its folder, as it is printed; empty for the working directory.
    pub fn folder(&self) -> &'d str {
        services::folder(self.path)
    }

    pub fn service_configs(&self) -> impl Iterator<Item = &ServiceConfig<'d>> {
        self.objects.iter().filter_map(|object| match object {
            Object::ServiceConfig(config) => Some(config),
            _ => None,
        })
    }

    pub fn accesses(&self) -> impl Iterator<Item = &Access<'d>> {
        self.objects.iter().filter_map(|object| match object {
            Object::Access(access) => Some(access),
            _ => None,
        })
    }

    pub fn routes(&self) -> impl Iterator<Item = &Routes<'d>> {
        self.objects.iter().filter_map(|object| match object {
            Object::Routes(routes) => Some(routes),
            _ => None,
        })
    }

    pub fn transcoders(&self) -> impl Iterator<Item = &Transcoder<'d>> {
        self.objects.iter().filter_map(|object| match object {
            Object::Transcoder(transcoder) => Some(transcoder),
            _ => None,
        })
    }
}

/// One configuration file after a change of the schema, for one rule.
#[derive(Debug)]
pub struct DeployedChangeContext<'s> {
    /// The file, among the services of the new side.
    pub of_file: DeployedContext<'s>,
    pub change: &'s Change<'s>,
}

/// One configuration file, for one rule.
#[derive(Debug)]
pub struct DeployedContext<'s> {
    pub file: &'s Deployed<'s>,
    pub deployment: &'s Deployment<'s>,
    pub terms: Terms<'s>,
}

impl DeployedContext<'_> {
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
        self.fix_all(title, safety, vec![edit?])
    }

    /// A fix that makes edits of the file, which do not overlap. It changes no schema.
    pub fn fix_all(&self, title: impl Into<Box<str>>, safety: Safety, edits: Vec<edit::Edit>) -> Option<Fix> {
        let of_file = |edit::Edit { span, text, .. }| self.edit(span, text);
        let fix = Fix::new(title, safety, edits.into_iter().map(of_file).collect::<Vec<_>>());
        Some(fix.breaking(Contracts::SAFE, ""))
    }

    /// A safe fix that replaces a part of the file.
    pub fn replacing(&self, title: impl Into<Box<str>>, span: Span, text: impl Into<String>) -> Fix {
        Fix::new(title, Safety::Safe, vec![self.edit(span, text)])
    }

    /// A fix that changes what the configuration does, by one edit. It changes no schema.
    pub fn unsafe_fix(&self, title: impl Into<Box<str>>, edit: Edit) -> Fix {
        Fix::new(title, Safety::Unsafe, vec![edit]).breaking(Contracts::SAFE, "")
    }

    /// An edit of the file.
    pub fn edit(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { file: self.file.file, span: text::Span::new(span.start, span.end), text: text.into() }
    }
}
