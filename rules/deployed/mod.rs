//! Configuration files that are deployed with the schemas, read into what they say of services and methods. Checks
//! nothing itself.
//!
//! A file has objects: a service config is one, a file for Kubernetes can have many. Each [`Kind`] knows its objects by
//! their content. Rules read objects, ask [`Services`] for what is named, and report with the spans of `protune-data`.

mod kind;
mod service_config;
mod services;

pub use kind::{KINDS, Kind, Object, Source, is_candidate, is_recognised};
pub use service_config::{MethodConfig, Name, ServiceConfig};
pub use services::{Service, Services};

use crate::context::Terms;
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Place, Safety};
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
        self.objects.iter().map(|object| match object {
            Object::ServiceConfig(config) => config,
        })
    }
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
        let edit::Edit { span, text, .. } = edit?;
        let edit = Edit { file: self.file.file, span: text::Span::new(span.start, span.end), text };
        Some(Fix::new(title, safety, vec![edit]))
    }
}
