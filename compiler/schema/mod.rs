//! Many trees to one schema, in phases, so that the caller brings the threads:
//!
//! 1. [`lower()`] for each file: what it declares. Files are independent.
//! 2. [`link()`] over all files: imports, packages, who declares which name.
//! 3. [`Linked::resolve`] for each file: what its references mean. Reads `Linked` only.
//! 4. [`Linked::features`] for each file: the features of its declarations. Reads the file only.
//! 5. [`Typed::interpret`] for each file: the values of its options. Reads `Typed` only.
//! 6. [`Interpreted::check`] for each file: what the language forbids. Reads `Interpreted` only.
//! 7. [`Interpreted::finish`]: one read-only [`Schema`], and every problem found on the way.
//!
//! Files are [`FileId`]s in here; where they lie on a disk is the caller's business.

mod checks;
mod clashes;
mod compile;
mod custom;
mod declarations;
mod features;
mod file;
mod finish;
mod graph;
mod imports;
mod interface;
mod judged;
mod letters;
mod link;
mod lookup;
mod lower;
mod meaning;
mod names;
mod options;
mod ordered;
mod owner;
mod packages;
mod parts;
mod per_file;
pub(crate) mod problems;
pub mod rename;
mod resolve;
mod results;
mod services;
mod symbols;
mod synthetic;
mod top_level;
mod update;
mod view;
mod warnings;
mod wire_form;

pub use compile::{compile, compile_files};
pub use custom::OptionValue;
pub use declarations::DeclarationView;
pub use features::{
    EnumType, Features, FieldPresence, FileFeatures, JsonFormat, MessageEncoding, NamingStyle, ProtoLimits,
    RepeatedFieldEncoding, SymbolVisibility, Utf8Validation,
};
pub(crate) use file::*;
pub use file::{
    Edition, EnumId, FieldId, File, FileId, ImportId, MessageId, MethodId, OneofId, OptionId, RangeId,
    ReservedNameId, RowId, Scalar, ServiceId, ValueId,
};
pub use finish::AllProblems;
pub use letters::Letters;
pub use link::{Linked, Member, link, link_members};
pub use lookup::Lookup;
pub use lower::{MAX_FIELD_NUMBER, lower};
pub use meaning::{Cardinality, DefaultValue, OptionStep};
pub(crate) use names::Name;
pub use names::json_name;
pub(crate) use options::{Encoder, Value};
pub use options::{Interpretations, Interpreted, OptionPath};
pub use owner::Owner;
pub use parts::{RangeView, ReservedNameView};
pub use problems::{Problems, not_utf8};
pub use resolve::{Type, Typed, Types};
pub use services::WrittenType;
pub use symbols::Symbol;
pub(crate) use synthetic::{is_proto3_optional, synthetic_oneofs};
pub use update::{Cancelled, Replacement};
pub use view::{
    DeclarationId, EnumView, FieldView, FileView, ImportView, MessageView, MethodView, OneofView, OptionView,
    Schema, ServiceView, ValueView, View,
};

/// The rule that the compiler's own findings belong to.
pub const COMPILE: &str = "COMPILE";

/// A row of a table of one of the files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Global<I> {
    /// The file.
    pub file: FileId,
    /// The id in that file.
    pub id: I,
}
