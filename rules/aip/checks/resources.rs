//! Annotations of resources, and references to them.

use super::fields;
use crate::aip::facts::Facts;
use crate::aip::fixes;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::contracts::Change;
use crate::google::Text;
use crate::google::resource::{self, Reference};
use protune_compiler::diagnostic::{Fix, Place};
use protune_compiler::schema::{FieldView, MessageView, OptionView};

/// `type` and `child_type` of a reference; empty if not set.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Refers<'s> {
    pub(crate) to: Option<Text<'s>>,
    pub(crate) to_parent_of: Option<Text<'s>>,
}

impl<'s> Refers<'s> {
    pub(crate) fn ty(&self) -> &'s str {
        self.to.map_or("", |text| text.text)
    }

    pub(crate) fn child_type(&self) -> &'s str {
        self.to_parent_of.map_or("", |text| text.text)
    }
}

/// Reference of a field, if it has one.
pub(crate) fn refers(field: FieldView<'_>) -> Option<Refers<'_>> {
    if !fields::has_reference(field) {
        return None;
    }
    let mut refers = Refers::default();
    for reference in resource::references(field) {
        match reference {
            Reference::To(text) => refers.to = Some(text),
            Reference::ToParentOf(text) => refers.to_parent_of = Some(text),
        }
    }
    Some(refers)
}

/// The `parent` of a request does not refer to the resource that the method returns, but to its parent.
pub(crate) fn parent_refers<'s>(
    cx: &mut Cx<'_, 's>,
    request: Option<MessageView<'s>>,
    returned: MessageView<'s>,
) {
    let Some(parent) = request.and_then(|request| request.field_named("parent")) else { return };
    let (Some(refers), Some(resource)) = (refers(parent), cx.annotation(returned)) else { return };
    let ty = resource.ty();
    if ty == refers.ty() || !refers.child_type().is_empty() && refers.child_type() != ty {
        let message = format!("field `parent` should refer to the parent of `{ty}`");
        cx.report(parent, places::option(parent, places::REFERENCE), message)
            .help(format!("set `child_type` to `{ty}`"))
            .fix(|| to_parent_of(&refers, ty));
    }
}

/// Fix that makes a reference one to the parent of a resource.
pub(crate) fn to_parent_of(refers: &Refers<'_>, ty: &str) -> Option<Fix> {
    if ty.is_empty() {
        return None;
    }
    match (refers.to, refers.to_parent_of) {
        (Some(to), None) if to.text == ty => fixes::replace_key(to, "child_type", Change::Generated),
        (None, Some(child)) => fixes::replace_text(child, ty, Change::Generated),
        _ => None,
    }
}

impl<'s> Facts<'s> {
    /// Returns whether a message is annotated and its resource has a parent.
    pub(crate) fn has_parent(&self, message: MessageView<'s>) -> bool {
        self.annotation(message).is_some_and(|resource| resource.has_parent())
    }
}

/// References to resources are strings.
pub(crate) fn reference_is_string<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if fields::has_reference(field) && fields::type_name(field) != "string" {
        let message = format!("field `{}` should be a string, because it refers to a resource", field.name());
        cx.report(field, places::option(field, places::REFERENCE), message).fix(|| {
            let is_reference = |option: &OptionView<'_>| {
                option.field().is_some_and(|it| it.extension_name() == places::REFERENCE)
            };
            fixes::remove_option(field, field.options().find(is_reference)?, "remove the reference")
        });
    }
}

/// Place of the annotation of a message.
pub(crate) fn place(message: MessageView<'_>) -> Place {
    places::option(message, places::RESOURCE)
}
