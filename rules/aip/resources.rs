//! Resources as the AIPs speak of them. The annotation is read in [`crate::google::resource`].

use crate::google::resource;
use protune_compiler::schema::MessageView;

const DECLARATIVE_FRIENDLY: u64 = 1;

/// Annotation of a message. A part that is not set is empty.
#[derive(Debug)]
pub(crate) struct Resource<'s>(resource::Resource<'s>);

impl<'s> Resource<'s> {
    pub(super) fn of(message: MessageView<'s>) -> Option<Resource<'s>> {
        resource::of_message(message).map(Resource)
    }

    /// The annotation with the places of its parts.
    pub(crate) fn annotation(&self) -> &resource::Resource<'s> {
        &self.0
    }

    /// `harbor.example.com/Ship`
    pub(crate) fn ty(&self) -> &'s str {
        self.0.ty.map_or("", |text| text.text)
    }

    /// `Ship` of the type; empty if the type is not a host and a name.
    pub(crate) fn type_name(&self) -> &'s str {
        split_type(self.ty()).map_or("", |(_, name)| name)
    }

    pub(crate) fn singular(&self) -> &'s str {
        self.0.singular.map_or("", |text| text.text)
    }

    pub(crate) fn plural(&self) -> &'s str {
        self.0.plural.map_or("", |text| text.text)
    }

    /// Singular, or the name in the type if that is not set.
    pub(crate) fn noun(&self) -> &'s str {
        Some(self.singular()).filter(|text| !text.is_empty()).unwrap_or(self.type_name())
    }

    pub(crate) fn patterns(&self) -> impl Iterator<Item = &'s str> {
        self.0.patterns.iter().map(|text| text.text)
    }

    /// Name of the field that has the name of the resource.
    pub(crate) fn name_field(&self) -> &'s str {
        self.0.name_field.map(|text| text.text).filter(|text| !text.is_empty()).unwrap_or("name")
    }

    /// Returns whether names of the resource begin with the name of another.
    pub(crate) fn has_parent(&self) -> bool {
        self.patterns().any(|pattern| pattern.matches('{').count() > 1)
    }

    /// Returns whether there is one of it, without an id of its own.
    pub(crate) fn is_singleton(&self) -> bool {
        self.patterns().any(|pattern| !pattern.ends_with('}'))
    }

    pub(crate) fn is_declarative_friendly(&self) -> bool {
        self.0.styles.contains(&DECLARATIVE_FRIENDLY)
    }
}

/// Host and name of a type of a resource.
pub(crate) fn split_type(ty: &str) -> Option<(&str, &str)> {
    ty.split_once('/').filter(|(host, name)| !host.is_empty() && !name.is_empty() && !name.contains('/'))
}
