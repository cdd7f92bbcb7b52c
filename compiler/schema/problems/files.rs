//! Problems with a whole file: its edition, its package, its kinds of imports, its own options.

use super::error_at;
use crate::diagnostic::{Diagnostic, Place};
use crate::problem::problems;

problems! {
    pub(crate) enum FileProblem<'a> {
        "file-not-utf8": NotUtf8 { byte: u8 },
            "byte 0x{byte:02X} is not valid UTF-8 here",
            help "save the file as UTF-8";
        "file-utf16": Utf16,
            "this file is UTF-16, not UTF-8",
            help "save the file as UTF-8";
        "edition-unreleased": EditionUnreleased,
            "the edition \"UNSTABLE\" is not released yet",
            help "use \"2026\" or an earlier edition";
        "fields-all-required": FieldsAllRequired,
            "a file cannot make all its fields required",
            help "set `field_presence` on the fields instead";
        "java-string-check-in-edition": JavaStringCheck,
            "editions have no `java_string_check_utf8`",
            help "use `features.(pb.java).utf8_validation`";
        "package-too-long": PackageTooLong { most: usize },
            "the name of the package is longer than {most} bytes",
            help "shorten it";
        "package-too-deep": PackageTooDeep { most: usize },
            "the name of the package has more than {most} parts",
            help "shorten it";
        "package-begins-with-dot": PackageBeginsWithDot,
            "the name of a package cannot start with a dot",
            help "remove the dot";
        "import-option-too-early": ImportOptionTooEarly,
            "`import option` requires edition 2024",
            help "use `import`";
        "import-weak-in-edition": ImportWeak,
            "edition 2024 has no `import weak`",
            help "use `import option` or `import`";
        "import-after-import-option": ImportAfterOption,
            "an import must come before every `import option`",
            help "move the import up";
        "lite-generic-services": LiteServices,
            "a file for the lite runtime cannot have generic services",
            help "set `cc_generic_services` and `java_generic_services` to false";
        "lite-imported": LiteImported { name: &'a str },
            "`{name}` is for the lite runtime, but this file is not",
            help "set the same `optimize_for` in both files";
        "features-without-edition": FeaturesWithoutEdition,
            "features require an edition",
            help "start the file with `edition = \"2023\";` instead of a syntax";
    }
}

/// Problem of a file that is not UTF-8. `byte` is the first invalid one, or `None` for UTF-16.
pub fn not_utf8(place: Place, byte: Option<u8>) -> Diagnostic {
    match byte {
        Some(byte) => error_at(place, FileProblem::NotUtf8 { byte }),
        None => error_at(place, FileProblem::Utf16),
    }
}
