//! Warnings about legal code that is probably a mistake.

use crate::problem::problems;

problems! {
    pub(crate) enum WarningProblem<'a> {
        "import-unused": ImportUnused { name: &'a str },
            "the import `{name}` is not used",
            help "remove it";
        "reserved-name-no-identifier": ReservedName { name: &'a str },
            "the reserved name `{name}` is not an identifier, so no field can have it";
        "json-name-conflict-legacy": JsonNameConflict { name: &'a str, other: &'a str, json: &'a str },
            "the fields `{name}` and `{other}` share the JSON name `{json}`";
    }
}
