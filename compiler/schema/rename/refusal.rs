//! Reasons why a rename is refused, with messages for users.

use std::fmt;

/// Reason why a declaration cannot have a name. Files appear by their import names.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each sentence names its fields")]
pub enum Refusal {
    /// `to` is not a valid name for this kind of declaration.
    Illegal { to: String, why: &'static str },
    /// No file is in this package, or in one below it.
    NoPackage { name: String },
    /// It takes its name from another declaration.
    NamedAfter { other: String },
    /// Another declaration in that scope has this name.
    Taken { name: String, file: String },
    /// The name is reserved.
    Reserved { name: String },
    /// Another field already has this JSON name.
    SameJsonName { name: String, other: String },
    /// Another value of the enum would differ only in case, underscores or the enum's name.
    Alike { name: String, other: String },
    /// The edition enforces another naming style.
    NotInStyle { name: String, style: &'static str },
    /// A name in this file refers to something else now, and would refer to the renamed declaration.
    Captures { name: String, file: String },
    /// The new name in this file would refer to a declaration in a nearer scope.
    Hidden { name: String, file: String },
    /// A string in an option contains the name.
    InString { name: String, file: String },
    /// The declaration or a reference is in a file that must not be edited.
    NotEditable { file: String },
    /// Compilers rely on the names in this file.
    WellKnown { file: String },
    /// A file that may refer to the declaration does not compile.
    Broken { file: String },
    /// Another rename of the same run conflicts with it.
    MeetsAnother { name: String },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Illegal { to, why } => write!(f, "`{to}` {why}"),
            Refusal::NoPackage { name } => write!(f, "there is no package `{name}`"),
            Refusal::NamedAfter { other } => {
                write!(f, "it takes its name from `{other}`; rename that instead")
            }
            Refusal::Taken { name, file } => write!(f, "`{name}` already exists in `{file}`"),
            Refusal::Reserved { name } => write!(f, "the name `{name}` is reserved"),
            Refusal::SameJsonName { name, other } => {
                write!(f, "the field `{other}` already has the JSON name `{name}`")
            }
            Refusal::Alike { name, other } => {
                write!(
                    f,
                    "`{name}` and `{other}` would differ only in case, underscores or the name of their enum"
                )
            }
            Refusal::NotInStyle { name, style } => {
                write!(f, "`{name}` is not in {style}, which this edition enforces")
            }
            Refusal::Captures { name, file } => write!(f, "`{name}` in `{file}` would then refer to it"),
            Refusal::Hidden { name, file } => write!(f, "`{name}` refers to something else in `{file}`"),
            Refusal::InString { name, file } => write!(f, "a string in `{file}` also contains `{name}`"),
            Refusal::NotEditable { file } => {
                write!(f, "`{file}` would have to change, but cannot be edited")
            }
            Refusal::WellKnown { file } => {
                write!(f, "compilers rely on the names in `{file}`")
            }
            Refusal::Broken { file } => write!(f, "`{file}` may refer to it, but does not compile"),
            Refusal::MeetsAnother { name } => write!(f, "another rename to `{name}` comes first"),
        }
    }
}
