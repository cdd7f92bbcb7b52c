//! Problems with the names and numbers of single declarations, as far as one file shows them.

use crate::problem::problems;

problems! {
    pub(crate) enum DeclarationProblem<'a> {
        "syntax-unknown": SyntaxUnknown { text: &'a str },
            "unknown syntax \"{text}\"",
            help "use \"proto2\" or \"proto3\", or declare an edition: `edition = \"2023\";`";
        "edition-unknown": EditionUnknown { text: &'a str },
            "unknown edition \"{text}\"",
            help "use \"2023\", \"2024\" or \"2026\"";
        "package-repeated": PackageRepeated,
            "a file can declare only one package",
            help "remove one of the statements";
        "number-too-large": NumberTooLarge,
            "this number does not fit in 32 bits";
        "string-not-utf8": StringNotUtf8,
            "this string is not valid UTF-8";
        "name-repeated": NameRepeated { name: &'a str },
            "`{name}` is declared twice",
            help "rename one of the two, or remove it";
        "enum-value-name-repeated": ValueNameRepeated { name: &'a str },
            "`{name}` is declared twice",
            help "start each value with the name of its enum: values share the scope of the enum";
        "name-too-long": NameTooLong { len: usize, most: usize },
            "the full name of this declaration has {len} bytes, but at most {most} are allowed",
            help "shorten the name, or the names around it";
    }
}
