//! Problems inside a message: numbers and names of its fields, reserved numbers and names, oneofs.

use crate::problem::problems;

problems! {
    pub(crate) enum MessageProblem<'a> {
        "field-number-taken": NumberTaken { number: i32, name: &'a str, free: i32 },
            "the field number {number} is already used by `{name}`",
            help "choose another number, such as {free}";
        "field-number-out-of-range": NumberOutOfRange { number: i32, max: i32 },
            "the field number {number} is out of range",
            help "choose a number from 1 to {max}";
        "field-number-of-protobuf": NumberOfProtobuf { number: i32 },
            "the field number {number} is reserved for the implementation of Protobuf",
            help "choose a number outside 19000 to 19999";
        "field-number-reserved": NumberReserved { number: i32, name: &'a str, free: i32 },
            "the number {number} of the field `{name}` is reserved",
            help "choose another number, such as {free}";
        "field-number-of-extensions": NumberOfExtensions { number: i32, name: &'a str, free: i32 },
            "the number {number} of the field `{name}` is in an extension range",
            help "choose another number, such as {free}";
        "name-reserved": NameReserved { what: &'a str, name: &'a str },
            "the name of the {what} `{name}` is reserved",
            help "choose another name";
        "name-reserved-twice": NameReservedTwice { name: &'a str },
            "the name `{name}` is reserved twice",
            help "remove one of the two";
        "reserved-name-bare": ReservedNameBare,
            "reserved names must be strings",
            help "put the name in quotes";
        "reserved-name-quoted": ReservedNameQuoted,
            "reserved names cannot be strings in editions",
            help "remove the quotes";
        "range-below-one": RangeBelowOne,
            "the range starts below 1",
            help "start the range at 1 or above";
        "range-reversed": RangeReversed,
            "the range ends before it starts",
            help "write the lower number first";
        "range-too-far": RangeTooFar { max: i32 },
            "the range goes beyond {max}, the highest field number",
            help "end the range at `max`";
        "range-overlap": RangeOverlap { what: &'a str, other: &'a str },
            "{what} overlaps {other}",
            help "make one of them shorter";
        "proto3-extension-range": Proto3Extensions,
            "proto3 messages cannot be extended",
            help "use `google.protobuf.Any`; in proto3, only options can be extended";
        "synthetic-oneof-name": NameOfSyntheticOneof { name: &'a str, field: &'a str },
            "`{name}` is the name of the oneof that is generated for the optional field `{field}`",
            help "rename one of the two";
        "oneof-empty": OneofEmpty { name: &'a str },
            "the oneof `{name}` has no fields",
            help "add a field, or remove the oneof";
        "map-entry-option": MapEntryOption,
            "`map_entry` cannot be set by hand",
            help "declare a field of type `map<key, value>`, which creates the entry";
        "message-set-in-proto3": MessageSetInProto3 { name: &'a str },
            "`{name}` is a message set, which proto3 does not support",
            help "remove the option";
        "message-set-with-field": MessageSetWithField { name: &'a str },
            "the message set `{name}` cannot have fields",
            help "use an extension";
        "json-name-conflict": JsonNameConflict { name: &'a str, other: &'a str, json: &'a str },
            "the fields `{name}` and `{other}` share the JSON name `{json}`",
            help "rename one of the two, or set its `json_name`";
    }
}
