//! Problems with what a message holds: numbers and names of its fields, what it reserves, its oneofs.

use crate::problem::problems;

problems! {
    pub(crate) enum MessageProblem<'a> {
        "field-number-taken": NumberTaken { number: i32, name: &'a str, free: i32 },
            "the field number {number} is taken by `{name}`",
            help "{free} is free";
        "field-number-out-of-range": NumberOutOfRange { number: i32, max: i32 },
            "there is no field number {number}",
            help "field numbers are 1 to {max}";
        "field-number-of-protobuf": NumberOfProtobuf { number: i32 },
            "the field number {number} cannot be used",
            help "the numbers 19000 to 19999 are kept for the implementation of Protobuf";
        "field-number-reserved": NumberReserved { number: i32, name: &'a str, free: i32 },
            "the number {number} of the field `{name}` is reserved",
            help "{free} is free";
        "field-number-of-extensions": NumberOfExtensions { number: i32, name: &'a str, free: i32 },
            "the number {number} of the field `{name}` is left to extensions",
            help "{free} is free";
        "name-reserved": NameReserved { what: &'a str, name: &'a str },
            "the name of the {what} `{name}` is reserved",
            help "choose another name";
        "name-reserved-twice": NameReservedTwice { name: &'a str },
            "the name `{name}` is reserved twice",
            help "remove one of the two";
        "reserved-name-bare": ReservedNameBare,
            "reserved names are strings",
            help "put it in quotes";
        "reserved-name-quoted": ReservedNameQuoted,
            "reserved names are not strings in editions",
            help "remove the quotes";
        "range-below-one": RangeBelowOne,
            "a range begins below 1",
            help "field numbers are positive";
        "range-reversed": RangeReversed,
            "a range ends before it begins",
            help "write the lesser number first";
        "range-too-far": RangeTooFar { max: i32 },
            "a range goes beyond {max}",
            help "field numbers are 1 to {max}";
        "range-overlap": RangeOverlap { what: &'a str, other: &'a str },
            "{what} overlaps {other}",
            help "make one of them shorter";
        "proto3-extension-range": Proto3Extensions,
            "proto3 messages cannot be extended",
            help "in proto3 only options have extensions; use `google.protobuf.Any`";
        "synthetic-oneof-name": NameOfSyntheticOneof { name: &'a str, field: &'a str },
            "`{name}` is the name of the oneof that stands for the optional field `{field}`",
            help "rename one of the two";
        "oneof-empty": OneofEmpty { name: &'a str },
            "the oneof `{name}` has no fields",
            help "give it a field, or remove it";
        "map-entry-option": MapEntryOption,
            "`map_entry` is not for people to set",
            help "declare a field of type `map<key, value>`; it brings the entry along";
        "message-set-in-proto3": MessageSetInProto3 { name: &'a str },
            "`{name}` is a message set, which proto3 does not have",
            help "remove the option";
        "message-set-with-field": MessageSetWithField { name: &'a str },
            "the message set `{name}` has a field",
            help "message sets have extensions only";
        "json-name-conflict": JsonNameConflict { name: &'a str, other: &'a str, json: &'a str },
            "the fields `{name}` and `{other}` share the JSON name `{json}`",
            help "rename one, or give it a `json_name`";
    }
}
