//! Problems with single declarations: their names and numbers, as far as one file shows them.

use crate::problem::problems;

problems! {
    pub(crate) enum DeclarationProblem<'a> {
        "syntax-unknown": SyntaxUnknown { text: &'a str },
            "there is no syntax \"{text}\"",
            help "the syntaxes are \"proto2\" and \"proto3\"; newer files say `edition = \"2023\";`";
        "edition-unknown": EditionUnknown { text: &'a str },
            "there is no edition \"{text}\"",
            help "the editions are \"2023\", \"2024\" and \"2026\"";
        "package-repeated": PackageRepeated,
            "a file has one package",
            help "remove one of the statements";
        "number-too-large": NumberTooLarge,
            "this number does not fit 32 bits";
        "string-not-utf8": StringNotUtf8,
            "this string is not valid UTF-8";
        "name-repeated": NameRepeated { name: &'a str },
            "`{name}` is declared twice",
            help "rename one of the two, or remove it";
        "enum-value-name-repeated": ValueNameRepeated { name: &'a str },
            "`{name}` is declared twice",
            help "the values of an enum are siblings of the enum: begin each with the enum's name";
        "name-too-long": NameTooLong { len: usize, most: usize },
            "the full name of this declaration has {len} bytes, more than {most}",
            help "shorten it, or the names around it";
    }
}
