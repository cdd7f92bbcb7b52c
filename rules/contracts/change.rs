//! The changes that have one verdict each, and these verdicts.

use super::Effects;
use super::Fate::{self, Lost, Same, Unless};
use super::Ways;
use super::scalars;
use protune_compiler::diagnostic::Verdict::{self, Breaks, Conditional, Safe};
use protune_compiler::schema::Scalar;
use rustc_hash::FxHashSet;

/// A change of a schema that does one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A field has another type. Of messages and enums this is about the type alone: what their fields and values are
    /// is a change of its own.
    Type(Shape, Shape),
    /// A field is of another message or another enum.
    OtherType,
    /// The key of a map has another type.
    MapKey(Scalar, Scalar),
    /// A field is there once, or many times.
    Cardinality {
        /// Cardinality on the old side.
        was: Held,
        /// Cardinality on the new side.
        is: Held,
        /// Element that is held.
        element: Element,
    },
    /// A field that is not set means another value.
    Default,
    /// Fields trade their numbers.
    Numbers,
    /// The text of a field becomes the bytes that it spells.
    Decoded,
    /// A field has another name, in the schema or in JSON.
    FieldName(NameChange),
    /// A value of an enum has other names.
    ValueName(NameChange),
    /// A field is gone.
    FieldDeleted {
        /// Old readers refuse messages without it.
        was_required: bool,
        /// Its number cannot be used again.
        reserves_number: bool,
        /// Its name cannot be used again.
        reserves_name: bool,
    },
    /// A field is gone, and old readers need what was in it.
    FieldDerived,
    /// A field is new.
    FieldAdded {
        /// New readers refuse messages without it.
        is_required: bool,
    },
    /// A value of an enum is gone.
    ValueDeleted {
        /// The enum keeps numbers that it does not declare.
        is_open: bool,
        /// Its number cannot be used again.
        reserves_number: bool,
        /// Its name cannot be used again.
        reserves_name: bool,
    },
    /// A value of an enum is new.
    ValueAdded {
        /// The enum of the old side keeps numbers that it does not declare.
        was_open: bool,
    },
    /// A number that was reserved can be used.
    NumberFreed,
    /// A name that was reserved can be used.
    NameFreed,
    /// A field excludes other fields of its message than it did.
    Exclusion {
        /// It excludes some that it did not.
        more: bool,
        /// It no longer excludes some.
        less: bool,
    },
    /// Strings are checked to be UTF-8, or no longer.
    Utf8 {
        /// They are now.
        is_checked: bool,
    },
    /// Names that clash in JSON are no longer refused.
    JsonFormat,
    /// A file has another syntax.
    Syntax,
    /// A message has another full name.
    MessageName,
    /// A message is gone.
    MessageDeleted,
    /// A service or an RPC has another full name.
    CallPath,
    /// A service or an RPC is gone.
    CallDeleted,
    /// One side of an RPC sends a stream where it sent one message, or vice versa.
    Streaming,
    /// An RPC may be repeated, or sent as a GET, or no longer.
    Idempotency,
    /// An RPC is no longer bound to a path of HTTP.
    HttpBinding,
    /// Servers refuse requests without a field.
    RequiredOfCallers,
    /// The names of a resource have other patterns.
    ResourceNames,
    /// Rules of protovalidate refuse values that they accepted.
    RulesTightened,
    /// Rules of protovalidate accept values that they refused.
    RulesLoosened,
    /// A change that shows in generated code only: the name of an enum or a oneof, the file of a declaration,
    /// an option of code generators.
    Generated,
    /// A change that nobody depends on: a new declaration, a comment, a deprecation.
    Unfelt,
}

/// The type of a field, as far as it shows in data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A scalar type.
    Scalar(Scalar),
    /// An enum.
    Enum {
        /// It keeps numbers that it does not declare.
        is_open: bool,
    },
    /// A message behind its length.
    Message,
    /// A message between a start and an end tag.
    Delimited,
    /// A well-known message that is a bare value in JSON.
    Wrapper(Scalar),
    /// A well-known message that is text in JSON, such as `google.protobuf.Timestamp`.
    Text,
}

/// Way in which a field holds values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    /// One or none, and zero is not none.
    Explicit,
    /// One, and zero is as if it was never set.
    Implicit,
    /// Exactly one.
    Required,
    /// Any number, all in one record.
    Packed,
    /// Any number, each in a record of its own.
    Expanded,
    /// One for each key.
    Map,
}

/// Element that a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
    /// A scalar or a value of an enum.
    Value,
    /// A message.
    Message,
}

/// Readers that know a name in the place of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Whoever reads JSON.
    ByAll,
    /// Parsers, which read the JSON name and the name of the schema. Others see another name.
    ByParsers,
    /// Everyone who reads JSON, as long as it has the default name that writers choose.
    ByFirstName,
    /// No reader.
    ByNone,
}

/// Change of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameChange {
    /// The name in the schema changes.
    pub in_schema: bool,
    /// The old name among new readers.
    pub old: Known,
    /// The new name among old readers.
    pub new: Known,
}

pub(super) const WIRE_TYPE: Fate = Lost("the wire type of the field changes");
pub(super) const JSON_TYPE: Fate = Lost("the value has another type in JSON");
pub(super) const TEXT: Fate = Unless("bytes that are not UTF-8 are rejected");
const UNDECLARED: Fate = Unless("numbers that a closed enum does not declare become unknown fields");
const UNDECLARED_IN_JSON: Fate = Unless("numbers that a closed enum does not declare are rejected");
const UNNAMED: Fate = Unless("numbers that the enum does not declare have no name");
const NO_VALUE: Fate = Unless("text that is not the name of a value is rejected");
const NO_MESSAGE: Fate = Unless("bytes that do not encode the message are rejected");
const NO_SUCH_TEXT: Fate = Unless("text that is not in the form of the message is rejected");
const MISSING: Fate = Unless("messages without the field are rejected where it is required");
const PRESENCE: Fate = Unless("a field set to its default may read as unset");
const LAST: Fate = Unless("a reader of one value keeps one of several elements");
const MERGED: Fate = Unless("a reader of one message merges several elements");
const KEYS: Fate = Unless("a map keeps one entry per key");
const PACKED: Fate = Lost("a reader of one value skips packed elements");
const FORM: Fate = Lost("one value, a list and a map have different forms");
const OTHER_DEFAULT: Fate = Lost("an unset field means something else to each side");
const OTHER_FIELD: Fate = Lost("the same bytes are read as other fields");
const SPELLED: Fate = Lost("the same field holds other bytes");
const BASE64: Fate = Lost("bytes are Base64 in JSON");
const MISSED: Fate = Lost("readers miss the field");
const OLD_NAME: Fate = Lost("new readers do not know the old name");
const NEW_NAME: Fate = Lost("old readers do not know the new name");
const OTHER_NAMES: Fate = Unless("JSON with a name other than the default one is not read");
const NOT_PARSED: Fate = Unless("programs that read JSON without a Protobuf parser see another name");
const REUSED: Fate = Unless("its number may be used for something else");
const NAME_REUSED: Fate = Unless("its name may be used for something else");
const STRICT: Fate = Unless("some readers reject unknown names");
const NO_REQUIRED: Fate = Lost("messages without the field are rejected by the side that requires it");
const CLOSED: Fate = Lost("readers of a closed enum treat the number as an unknown field");
const VALUE_GONE: Fate = Lost("new readers do not know the name of the value");
const VALUE_NEW: Fate = Unless("old readers reject the name of the new value");
const ONE_OF_TWO: Fate = Unless("of two fields that exclude each other on one side, one gets lost");
const BOTH_REFUSED: Fate = Unless("two fields that exclude each other on one side are rejected there");
const UNCHECKED: Fate = Unless("strings that are not UTF-8 are rejected where they are checked");
const CLASH: Fate = Unless("names that clash in JSON are no longer rejected");
const SYNTAX: Fate = Unless("presence, defaults and the openness of enums may change with the syntax");
const TYPE_URL: Fate = Unless("messages in `Any` are read by their name");
const PATH: Fate = Lost("calls use the path of the RPC");
const GONE: Fate = Lost("old clients call an RPC that no longer exists");
const FRAMES: Fate = Lost("one side expects one message, and the other a stream");
const REPEATED: Fate = Unless("clients repeat calls, or send them as GET, where the schema allows it");
const UNBOUND: Fate = Lost("HTTP calls use the path of the binding");
const REFUSED: Fate = Unless("servers reject requests without the field");
const NEWLY_REFUSED: Fate = Unless("values that only the old rules accept are refused");
const NEWLY_ACCEPTED: Fate = Unless("values that only the new rules accept are refused by the old ones");
const OTHER_PATTERN: Fate = Unless("names of the old pattern may be rejected");

const RETYPED: Verdict = Breaks("the type in generated code changes");
const OTHER_FORM: Verdict = Breaks("the field has another form in generated code");
const FIELD_GONE: Verdict = Breaks("generated code loses the field");
const GENERATED: Verdict = Breaks("generated code changes");

impl Change {
    /// Returns what the change does.
    pub fn effects(self) -> Effects {
        let data = |fate, source| of(Ways::both(fate), Ways::both(fate), source);
        match self {
            Change::Type(was, is) => {
                of(ways(on_the_wire, was, is), ways(in_json, was, is), in_source(was, is))
            }
            Change::OtherType => of(Ways::SAME, Ways::SAME, RETYPED),
            Change::MapKey(was, is) => {
                let json = ways(scalars::as_key_in_json, was, is);
                Effects { json, ..Change::Type(Shape::Scalar(was), Shape::Scalar(is)).effects() }
            }
            Change::Cardinality { was, is, element } => of(
                ways(|written, read| held_on_the_wire(written, read, element), was, is),
                ways(held_in_json, was, is),
                if was == is || was.is_list() && is.is_list() { Safe } else { OTHER_FORM },
            ),
            Change::Default => data(OTHER_DEFAULT, Breaks("the default in generated code changes")),
            Change::Numbers => of(Ways::both(OTHER_FIELD), Ways::SAME, Safe),
            Change::Decoded => of(Ways::both(SPELLED), Ways::both(BASE64), RETYPED),
            Change::FieldName(name) => named(name, "the name in generated code changes"),
            Change::ValueName(name) => named(name, "generated code loses a name"),
            Change::FieldDeleted { was_required, reserves_number, reserves_name } => {
                let missing = unless(!was_required, NO_REQUIRED);
                let reused = unless(reserves_number, REUSED);
                let new_data = missing.and(unless(reserves_name, NAME_REUSED));
                let wire = Ways { old_data: reused, new_data: missing.and(reused) };
                of(wire, Ways { old_data: STRICT, new_data }, FIELD_GONE)
            }
            Change::FieldDerived => {
                of(Ways::of_new(MISSED), Ways { old_data: STRICT, new_data: MISSED }, FIELD_GONE)
            }
            Change::FieldAdded { is_required } => {
                let old_data = unless(!is_required, NO_REQUIRED);
                of(Ways::of_old(old_data), Ways { old_data, new_data: STRICT }, Safe)
            }
            Change::ValueDeleted { is_open, reserves_number, reserves_name } => {
                let new_data = unless(reserves_number, REUSED);
                let wire = Ways { old_data: if is_open { new_data } else { CLOSED }, new_data };
                let json = Ways { old_data: VALUE_GONE, new_data: unless(reserves_name, NAME_REUSED) };
                of(wire, json, Breaks("generated code loses the value"))
            }
            Change::ValueAdded { was_open } => {
                of(Ways::of_new(unless(was_open, UNDECLARED)), Ways::of_new(VALUE_NEW), Safe)
            }
            Change::NumberFreed => of(Ways::both(REUSED), Ways::SAME, Safe),
            Change::NameFreed => of(Ways::SAME, Ways::both(NAME_REUSED), Safe),
            Change::Exclusion { more, less } => {
                let ways = |fate| Ways { old_data: unless(!more, fate), new_data: unless(!less, fate) };
                let source = Breaks("generated code has a type for each oneof");
                of(ways(ONE_OF_TWO), ways(BOTH_REFUSED), source)
            }
            Change::Utf8 { is_checked: true } => of(Ways::of_old(UNCHECKED), Ways::SAME, Safe),
            Change::Utf8 { is_checked: false } => of(Ways::of_new(UNCHECKED), Ways::SAME, Safe),
            Change::JsonFormat => of(Ways::SAME, Ways::both(CLASH), Safe),
            Change::Syntax => data(SYNTAX, GENERATED),
            Change::MessageName => data(TYPE_URL, GENERATED),
            Change::MessageDeleted => {
                let ways = Ways::of_old(TYPE_URL);
                of(ways, ways, Breaks("generated code loses the message"))
            }
            Change::CallPath => data(PATH, GENERATED),
            Change::CallDeleted => {
                let ways = Ways::of_old(GONE);
                of(ways, ways, Breaks("generated code loses the call"))
            }
            Change::Streaming => data(FRAMES, Breaks("the call has another form in generated code")),
            Change::Idempotency => data(REPEATED, Safe),
            Change::HttpBinding => of(Ways::SAME, Ways::both(UNBOUND), Safe),
            Change::RequiredOfCallers => data(REFUSED, Safe),
            Change::ResourceNames => {
                data(OTHER_PATTERN, Conditional("generated code may build and parse the names"))
            }
            Change::RulesTightened => {
                let ways = Ways::of_old(NEWLY_REFUSED);
                of(ways, ways, Safe)
            }
            Change::RulesLoosened => {
                let ways = Ways::of_new(NEWLY_ACCEPTED);
                of(ways, ways, Safe)
            }
            Change::Generated => of(Ways::SAME, Ways::SAME, GENERATED),
            Change::Unfelt => Effects::NONE,
        }
    }
}

fn of(wire: Ways, json: Ways, source: Verdict) -> Effects {
    Effects { wire, json, source }
}

/// Both ways of a change: old data are read by the new side, and new data by the old side.
fn ways<T: Copy>(fate: impl Fn(T, T) -> Fate, was: T, is: T) -> Ways {
    Ways { old_data: fate(was, is), new_data: fate(is, was) }
}

fn unless(is_safe: bool, otherwise: Fate) -> Fate {
    if is_safe { Same } else { otherwise }
}

/// Fate of an encoded value.
fn on_the_wire(written: Shape, read: Shape) -> Fate {
    use Shape::{Delimited, Enum, Message, Scalar as Plain, Text, Wrapper};
    // Numbers of enums are encoded like this type.
    let number = Scalar::Int32;
    match (written, read) {
        (Plain(written), Plain(read)) => scalars::on_the_wire(written, read),
        (Enum { .. }, Plain(read)) => scalars::on_the_wire(number, read),
        (Plain(written), Enum { is_open }) => match scalars::on_the_wire(written, number) {
            Lost(why) => Lost(why),
            fate if is_open => fate,
            _ => UNDECLARED,
        },
        (Enum { is_open: true }, Enum { is_open: false }) => UNDECLARED,
        (Enum { .. }, Enum { .. }) => Same,
        (Delimited, Delimited) | (Message | Text | Wrapper(_), Message | Text | Wrapper(_)) => Same,
        // What is in the record is a message, and no value.
        (Wrapper(_), Plain(Scalar::String | Scalar::Bytes))
        | (Plain(Scalar::String | Scalar::Bytes), Wrapper(_)) => scalars::MEANING,
        (Message | Text, Plain(Scalar::Bytes)) => Same,
        (Message | Text, Plain(Scalar::String)) => TEXT,
        (Plain(Scalar::String | Scalar::Bytes), Message | Text) => NO_MESSAGE,
        _ => WIRE_TYPE,
    }
}

/// Fate of a value in JSON.
fn in_json(written: Shape, read: Shape) -> Fate {
    use Shape::{Delimited, Enum, Message, Scalar as Plain, Text, Wrapper};
    match (written, read) {
        (Plain(written) | Wrapper(written), Plain(read) | Wrapper(read)) => scalars::in_json(written, read),
        (Enum { is_open: true }, Enum { is_open: false }) => UNDECLARED_IN_JSON,
        (Enum { .. }, Enum { .. }) => Same,
        // Values have their names in JSON, and numbers are read as well.
        (Enum { is_open }, Plain(Scalar::String)) => unless(!is_open, UNNAMED),
        (Plain(Scalar::String), Enum { .. }) => NO_VALUE,
        // What is text is no number of a value.
        (Plain(written), Enum { .. }) if scalars::is_text_in_json(written) => JSON_TYPE,
        (Plain(written), Enum { is_open }) if scalars::is_integer(written) => match is_open {
            true => scalars::in_json(written, Scalar::Int32),
            false => UNDECLARED_IN_JSON,
        },
        (Message | Delimited, Message | Delimited) | (Text, Text) => Same,
        (Text, Plain(Scalar::String)) => Same,
        (Plain(Scalar::String), Text) => NO_SUCH_TEXT,
        (Plain(written), Text) if scalars::is_text_in_json(written) => NO_SUCH_TEXT,
        _ => JSON_TYPE,
    }
}

/// Whether generated code has another type for the field.
fn in_source(was: Shape, is: Shape) -> Verdict {
    use Shape::{Delimited, Enum, Message, Scalar as Plain};
    match (was, is) {
        (Plain(was), Plain(is)) if scalars::language_type(was) == scalars::language_type(is) => Safe,
        (Message | Delimited, Message | Delimited) => Safe,
        (Enum { is_open: was }, Enum { is_open: is }) if was != is => {
            Breaks("open and closed enums have other types in generated code")
        }
        _ if was == is => Safe,
        _ => RETYPED,
    }
}

impl Held {
    fn is_list(self) -> bool {
        matches!(self, Held::Packed | Held::Expanded)
    }

    fn is_single(self) -> bool {
        matches!(self, Held::Explicit | Held::Implicit | Held::Required)
    }
}

/// Fate of encoded values whose cardinality changes.
fn held_on_the_wire(written: Held, read: Held, element: Element) -> Fate {
    match (written, read) {
        _ if written.is_single() && read.is_single() => presence(written, read),
        // A list lacks what is not written.
        (Held::Implicit, _) => PRESENCE,
        (Held::Packed, _) if read.is_single() => PACKED,
        (Held::Expanded | Held::Map, _) if read.is_single() => match element {
            Element::Value => LAST,
            Element::Message => MERGED,
        },
        (Held::Expanded | Held::Packed, Held::Map) => KEYS,
        _ => Same,
    }
}

fn presence(written: Held, read: Held) -> Fate {
    match (written, read) {
        _ if written == read => Same,
        (_, Held::Required) => MISSING,
        (Held::Required, _) => Same,
        _ => PRESENCE,
    }
}

fn held_in_json(written: Held, read: Held) -> Fate {
    match (written, read) {
        _ if written.is_single() && read.is_single() => presence(written, read),
        _ if written == read || written.is_list() && read.is_list() => Same,
        _ => FORM,
    }
}

fn named(NameChange { in_schema, old, new }: NameChange, why: &'static str) -> Effects {
    let fate = |known, unknown| match known {
        Known::ByAll => Same,
        Known::ByParsers => NOT_PARSED,
        Known::ByFirstName => OTHER_NAMES,
        Known::ByNone => unknown,
    };
    Effects {
        wire: Ways::SAME,
        json: Ways { old_data: fate(old, OLD_NAME), new_data: fate(new, NEW_NAME) },
        source: if in_schema { Breaks(why) } else { Safe },
    }
}

/// A field has other names: one in the schema and one in JSON. Writers of JSON choose the latter by default,
/// and parsers read both.
pub(crate) fn field_name(was: [&str; 2], is: [&str; 2]) -> Change {
    let known = |written: [&str; 2], read: [&str; 2]| match written {
        _ if !read.contains(&written[1]) => Known::ByNone,
        _ if written[1] != read[1] => Known::ByParsers,
        _ if !read.contains(&written[0]) => Known::ByFirstName,
        _ => Known::ByAll,
    };
    Change::FieldName(NameChange { in_schema: was[0] != is[0], old: known(was, is), new: known(is, was) })
}

/// A number of an enum has other names, in the order of their declarations: writers choose the first one, and readers know
/// all.
pub(crate) fn value_name(was: &[&str], is: &[&str]) -> Change {
    let known = |written: &[&str], read: &[&str]| {
        // Most numbers have one name.
        if let ([written], [read]) = (written, read) {
            return if written == read { Known::ByAll } else { Known::ByNone };
        }
        let read: FxHashSet<&str> = read.iter().copied().collect();
        match written.first() {
            Some(first) if !read.contains(first) => Known::ByNone,
            _ if written.iter().all(|name| read.contains(name)) => Known::ByAll,
            _ => Known::ByFirstName,
        }
    };
    let (old, new) = (known(was, is), known(is, was));
    Change::ValueName(NameChange { in_schema: old != Known::ByAll, old, new })
}
