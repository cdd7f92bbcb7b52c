//! Types of values.

/// Type of a value. Plain YAML scalars have the type that the core schema of YAML 1.2 gives them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Flag,
    /// A number without fraction and exponent, of any size.
    Integer,
    /// Any other number.
    Float,
    /// A date or time of TOML.
    Date,
    /// A string.
    Text,
    /// A sequence of values.
    List,
    /// Keys with values.
    Table,
}

impl Kind {
    /// Returns the type in words: `a list`.
    ///
    /// ```
    /// assert_eq!(protune_data::Kind::Flag.in_words(), "a boolean");
    /// ```
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::Null => "nothing",
            Kind::Flag => "a boolean",
            Kind::Integer | Kind::Float => "a number",
            Kind::Date => "a date",
            Kind::Text => "text",
            Kind::List => "a list",
            Kind::Table => "a table",
        }
    }
}
