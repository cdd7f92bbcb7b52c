//! Problems with rules of editions: lifetimes of options, naming styles, limits, visibility.

use crate::problem::problems;

problems! {
    pub(crate) enum EditionProblem<'a> {
        "option-target": Target { name: String, owner: &'a str },
            "`{name}` cannot be set on {owner}",
            help "remove the option";
        "feature-in-own-file": OwnFeature { name: String },
            "the feature `{name}` cannot be used in the file that declares it",
            help "move the feature to another file, and import that file";
        "feature-unknown-value": UnknownFeature { name: &'a str },
            "the feature `{name}` is set to its unknown value",
            help "choose another value";
        "option-too-early": TooEarly { name: String, since: String },
            "`{name}` requires edition {since}",
            help "raise the edition of the file, or remove it";
        "option-removed": Removed { name: String, since: String, help: String },
            "`{name}` was removed in edition {since}",
            help "{help}";
        "feature-support-contradiction": Contradiction { message: &'a str },
            "{message}",
            help "change its `feature_support`";
        "name-style": NameStyle { what: &'a str, name: &'a str, style: &'a str },
            "the {what} name `{name}` is not in {style}, which this edition enforces",
            help "rename it, or set `features.enforce_naming_style = STYLE_LEGACY`";
        "name-of-generated-descriptor": NamedDescriptor,
            "the name `descriptor` is reserved for generated code",
            help "choose another name";
        "name-of-generated-accessor": NamedAccessor { name: &'a str, base: &'a str },
            "`{name}` clashes with code that is generated for `{base}`",
            help "rename one of the two";
        "too-many-members": TooMany { count: usize, what: &'a str, most: usize },
            "{count} {what} are declared here, but this edition allows at most {most}";
        "nested-export": NestedExport { name: &'a str },
            "the nested type `{name}` cannot be exported",
            help "move it to the top of the file, or remove `export`";
        "type-is-local": Local { name: String, file: &'a str },
            "`{name}` is local to `{file}`",
            help "mark it `export` in that file";
    }
}
