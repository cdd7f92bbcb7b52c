//! Why a rename is not made, in words for the user.

use std::fmt;

/// Why a declaration cannot have this name. Files are told by their import names.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each sentence names its fields")]
pub enum Refusal {
    /// `to` is no name of this kind.
    Illegal { to: String, why: &'static str },
    /// No file is in this package, or in one below it.
    NoPackage { name: String },
    /// It is declared with another declaration, and named after that.
    NamedAfter { other: String },
    /// Something else there has this name.
    Taken { name: String, file: String },
    /// The name is reserved.
    Reserved { name: String },
    /// Another field would have this JSON name too.
    SameJsonName { name: String, other: String },
    /// Without the enum's name, another value of the enum would be written like this one.
    Alike { name: String, other: String },
    /// The edition enforces another style.
    NotInStyle { name: String, style: &'static str },
    /// What is written in this file, and means something else, would mean the renamed declaration.
    Captures { name: String, file: String },
    /// What is written in this file would mean something nearer.
    Hidden { name: String, file: String },
    /// A string of an option has the name in it.
    InString { name: String, file: String },
    /// A reference, or the declaration, stands in a file that is not to be edited.
    NotEditable { file: String },
    /// Compilers know what stands in this file by its names.
    WellKnown { file: String },
    /// A file that may refer to the declaration does not compile.
    Broken { file: String },
    /// Another rename of the same run is in the way.
    MeetsAnother { name: String },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Illegal { to, why } => write!(f, "`{to}` {why}"),
            Refusal::NoPackage { name } => write!(f, "there is no package `{name}`"),
            Refusal::NamedAfter { other } => write!(f, "it is named after `{other}`, which can be renamed"),
            Refusal::Taken { name, file } => write!(f, "there is a `{name}` already, in `{file}`"),
            Refusal::Reserved { name } => write!(f, "the name `{name}` is reserved"),
            Refusal::SameJsonName { name, other } => {
                write!(f, "the field `{other}` has the JSON name `{name}` already")
            }
            Refusal::Alike { name, other } => {
                write!(f, "`{name}` and `{other}` are the same without the enum's name and in one case")
            }
            Refusal::NotInStyle { name, style } => {
                write!(f, "`{name}` is not in {style}, which this edition enforces")
            }
            Refusal::Captures { name, file } => write!(f, "`{name}` in `{file}` would mean it then"),
            Refusal::Hidden { name, file } => write!(f, "`{name}` means something else in `{file}`"),
            Refusal::InString { name, file } => write!(f, "`{name}` also stands in a string in `{file}`"),
            Refusal::NotEditable { file } => {
                write!(f, "`{file}` would have to change, and is not yours to edit")
            }
            Refusal::WellKnown { file } => {
                write!(f, "`{file}` is the same everywhere, and known by its names")
            }
            Refusal::Broken { file } => write!(f, "`{file}` may refer to it, and does not compile"),
            Refusal::MeetsAnother { name } => write!(f, "another rename to `{name}` comes first"),
        }
    }
}
