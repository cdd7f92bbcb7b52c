//! `google.api.resource`, `google.api.resource_definition` and `google.api.resource_reference`: the resources
//! that an API names, and the fields that name them.

use super::Text;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FieldView, FileView, MessageView, OptionValue};

const OF_MESSAGE: &str = "google.api.resource";
const OF_FILE: &str = "google.api.resource_definition";
const REFERENCE: &str = "google.api.resource_reference";

/// Fields of `google.api.ResourceDescriptor`.
const TYPE: i32 = 1;
const PATTERN: i32 = 2;
const NAME_FIELD: i32 = 3;
const HISTORY: i32 = 4;
const PLURAL: i32 = 5;
const SINGULAR: i32 = 6;
const STYLE: i32 = 10;

/// A kind of resource.
#[derive(Debug)]
pub struct Resource<'s> {
    /// `pubsub.googleapis.com/Topic`
    pub ty: Option<Text<'s>>,
    pub patterns: Vec<Text<'s>>,
    /// Field with the name of the resource; `name` if not set.
    pub name_field: Option<Text<'s>>,
    /// Number of a value of `ResourceDescriptor.History`.
    pub history: Option<u64>,
    pub plural: Option<Text<'s>>,
    pub singular: Option<Text<'s>>,
    /// Numbers of values of `ResourceDescriptor.Style`.
    pub styles: Vec<u64>,
    /// Place of the annotation.
    pub place: Place,
}

/// Resource that a message represents.
pub fn of_message(message: MessageView<'_>) -> Option<Resource<'_>> {
    // The option may be set in pieces.
    resource(&message.custom_option(OF_MESSAGE).collect::<Vec<_>>())
}

/// Resources that a file defines without a message.
pub fn of_file(file: FileView<'_>) -> impl Iterator<Item = Resource<'_>> {
    file.custom_option(OF_FILE).filter_map(|value| resource(&[value]))
}

fn resource<'s>(pieces: &[OptionValue<'s>]) -> Option<Resource<'s>> {
    let text = |number| Text::of_field(pieces, number);
    let history = pieces.iter().flat_map(|piece| piece.fields_numbered(HISTORY)).last();
    let styles = pieces.iter().flat_map(|piece| piece.fields_numbered(STYLE));
    Some(Resource {
        ty: text(TYPE),
        patterns: Text::all(pieces, PATTERN).collect(),
        name_field: text(NAME_FIELD),
        history: history.and_then(OptionValue::as_varint),
        plural: text(PLURAL),
        singular: text(SINGULAR),
        styles: styles.filter_map(OptionValue::as_varint).collect(),
        place: pieces.first()?.place(),
    })
}

/// Resource that a field refers to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reference<'s> {
    /// `type`: names of this resource.
    To(Text<'s>),
    /// `child_type`: names of the parents of this resource.
    ToParentOf(Text<'s>),
}

/// Resource that a field refers to. If both `type` and `child_type` are set, the last one applies.
pub fn reference(field: FieldView<'_>) -> Option<Reference<'_>> {
    references(field).last()
}

/// References of a field, in text order: a field may set both `type` and `child_type`.
pub fn references(field: FieldView<'_>) -> impl Iterator<Item = Reference<'_>> {
    /// Fields of `google.api.ResourceReference`.
    const TYPE: i32 = 1;
    const CHILD_TYPE: i32 = 2;
    let fields = field.custom_option(REFERENCE).flat_map(OptionValue::fields);
    fields.filter_map(|field| match field.number() {
        TYPE => Text::of(field).map(Reference::To),
        CHILD_TYPE => Text::of(field).map(Reference::ToParentOf),
        _ => None,
    })
}

/// Part of a resource name between two slashes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Segment<'t> {
    /// `topics`
    Literal(&'t str),
    /// `{topic}`, or several with `~`, `-`, `_` or `.` between them: `{project}~{zone}`.
    Variables(Vec<&'t str>),
    /// `*`
    Any,
}

/// Segments of a pattern, `projects/{project}/topics/{topic}`; `Err` is the first segment that is malformed.
pub fn segments(pattern: &str) -> Result<Vec<Segment<'_>>, &str> {
    pattern.split('/').map(|text| segment(text).ok_or(text)).collect()
}

fn segment(text: &str) -> Option<Segment<'_>> {
    if text == "*" {
        return Some(Segment::Any);
    }
    if !text.contains(['{', '}']) {
        return (!text.is_empty()).then_some(Segment::Literal(text));
    }
    let mut variables = Vec::new();
    let mut rest = text;
    loop {
        let (name, behind) = rest.strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || name.contains('{') {
            return None;
        }
        variables.push(name);
        match behind.strip_prefix(['~', '-', '_', '.']) {
            Some(next) => rest = next,
            None if behind.is_empty() => return Some(Segment::Variables(variables)),
            None => return None,
        }
    }
}
