//! Problems with enums and their values.

use crate::problem::problems;

problems! {
    pub(crate) enum EnumProblem<'a> {
        "enum-empty": Empty { name: &'a str },
            "the enum `{name}` has no values",
            help "give it a value for 0";
        "open-enum-first-value": FirstValue { name: &'a str },
            "the first value of the open enum `{name}` is not 0",
            help "begin the enum with a value for 0; it stands for fields that are not set";
        "enum-number-taken": NumberTaken { number: i32, name: &'a str },
            "the number {number} is taken by `{name}`",
            help "give it another number, or set `option allow_alias = true;`";
        "enum-alias-needless": NeedlessAlias,
            "no two values share a number, yet `allow_alias` is set",
            help "remove the option";
        "enum-alias-refused": RefusedAlias,
            "`allow_alias = false` says nothing new",
            help "remove the option";
        "enum-number-reserved": NumberReserved { number: i32, name: &'a str },
            "the number {number} of the value `{name}` is reserved",
            help "choose another number";
        "enum-value-same-in-code": SameInCode { name: &'a str, other: &'a str },
            "`{name}` and `{other}` are the same without the enum's name and in one case",
            help "generated code leaves the enum's name out of its values; rename one of the two";
        "enum-json-nul": JsonNul,
            "a JSON string has no NUL in it",
            help "choose another string";
        "enum-json-number": JsonNumber,
            "a JSON string that is a number is the value's own number",
            help "choose another string";
        "enum-json-alias": JsonAlias,
            "aliases of one number have one JSON string",
            help "choose another string";
        "enum-json-taken": JsonTaken { json: &'a str },
            "another value has the JSON string `{json}`",
            help "choose another string";
    }
}
