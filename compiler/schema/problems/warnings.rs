//! Warnings about legal code that is probably a mistake.

use crate::problem::problems;

problems! {
    pub(crate) enum WarningProblem<'a> {
        "import-unused": ImportUnused { name: &'a str },
            "the import `{name}` is not used",
            help "remove it";
        "reserved-name-no-identifier": ReservedName { name: &'a str },
            "the reserved name `{name}` is not an identifier, so no field can have it";
        "text-not-utf8": TextNotUtf8 { byte: u8 },
            "byte 0x{byte:02X} is not valid UTF-8",
            help "convert the file to UTF-8: protune does not format or fix it otherwise";
        "json-name-conflict-legacy": JsonNameConflict { name: &'a str, other: &'a str, json: &'a str },
            "the fields `{name}` and `{other}` share the JSON name `{json}`";
    }
}
