//! Problems with enums and their values.

use crate::problem::problems;

problems! {
    pub(crate) enum EnumProblem<'a> {
        "enum-empty": Empty { name: &'a str },
            "the enum `{name}` has no values",
            help "add a value for 0";
        "open-enum-first-value": FirstValue { name: &'a str },
            "the first value of the open enum `{name}` must be 0",
            help "start the enum with a value for 0, which unset fields have";
        "enum-number-taken": NumberTaken { number: i32, name: &'a str },
            "the number {number} is already used by `{name}`",
            help "choose another number, or set `option allow_alias = true;`";
        "enum-alias-needless": NeedlessAlias,
            "`allow_alias` is set, but no values share a number",
            help "remove the option";
        "enum-alias-refused": RefusedAlias,
            "`allow_alias` cannot be set to `false`, its default",
            help "remove the option";
        "enum-number-reserved": NumberReserved { number: i32, name: &'a str },
            "the number {number} of the value `{name}` is reserved",
            help "choose another number";
        "enum-value-same-in-code": SameInCode { name: &'a str, other: &'a str },
            "`{name}` and `{other}` differ only in case, underscores or the name of their enum",
            help "rename one of the two: generated code may remove the name of the enum from its values";
        "enum-json-nul": JsonNul,
            "a JSON string cannot contain NUL",
            help "choose another string";
        "enum-json-number": JsonNumber,
            "a JSON string that is a number must be the number of its value",
            help "choose another string";
        "enum-json-alias": JsonAlias,
            "aliases of one number must have the same JSON string",
            help "choose another string";
        "enum-json-taken": JsonTaken { json: &'a str },
            "another value already has the JSON string `{json}`",
            help "choose another string";
    }
}
