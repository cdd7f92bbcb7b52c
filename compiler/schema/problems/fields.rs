//! Problems with single fields: labels, types, defaults, and options that only some fields can have.

use crate::problem::problems;

problems! {
    pub(crate) enum FieldProblem<'a> {
        "oneof-field-label": LabelInOneof { name: &'a str },
            "the field `{name}` of a oneof cannot have a label",
            help "remove the label";
        "map-field-label": LabelOfMap { name: &'a str },
            "the map field `{name}` cannot have a label",
            help "remove the label";
        "field-label-missing": LabelMissing { name: &'a str },
            "the field `{name}` has no label",
            help "add `optional`, `required` or `repeated` before the type";
        "required-in-proto3": RequiredInProto3,
            "proto3 has no required fields",
            help "remove the label";
        "required-in-edition": RequiredInEdition,
            "editions have no label `required`",
            help "set `features.field_presence = LEGACY_REQUIRED`";
        "optional-in-edition": OptionalInEdition,
            "editions have no label `optional`",
            help "remove it: fields have presence unless `features.field_presence` says otherwise";
        "map-in-oneof": MapInOneof { name: &'a str },
            "the map field `{name}` cannot be in a oneof",
            help "move it out of the oneof";
        "map-extension": MapExtension { name: &'a str },
            "the extension `{name}` cannot be a map",
            help "use a repeated message";
        "group-in-edition": GroupInEdition,
            "editions have no groups",
            help "declare a message, and set `features.message_encoding = DELIMITED` on the field";
        "group-in-proto3": GroupInProto3,
            "proto3 has no groups",
            help "declare a message, and a field of its type";
        "group-name-lower-case": GroupName,
            "the name of a group must start with a capital letter",
            help "capitalize the name; its field has the name in lower case";
        "map-key-type": MapKey,
            "a map cannot have keys of this type",
            help "keys are integers, booleans or strings";
        "map-key-enum": MapKeyEnum,
            "the keys of a map cannot be enums",
            help "keys are integers, booleans or strings";
        "map-enum-first-value": MapEnum,
            "the first value of an enum in a map must be 0",
            help "start the enum with a value for 0, which entries without a value have";
        "closed-enum-in-proto3": ClosedEnum { name: String },
            "the enum `{name}` is closed, and cannot be used in proto3",
            help "use an open enum, which accepts the unknown numbers that proto3 fields may hold";
        "map-entry-as-type": MapEntryAsType { name: &'a str },
            "`{name}` is the entry of a map and cannot be used as a type",
            help "declare another message";
        "default-of-repeated": DefaultOfRepeated,
            "repeated fields cannot have a default value",
            help "remove it";
        "default-in-proto3": DefaultInProto3,
            "proto3 has no default values",
            help "remove it";
        "default-of-message": DefaultOfMessage,
            "message fields cannot have a default value",
            help "remove it";
        "default-without-presence": DefaultWithoutPresence,
            "a field without presence cannot have a default value",
            help "remove it, or give the field presence";
        "enum-default-no-name": EnumDefaultNoName,
            "the default value of an enum field must be a name",
            help "name one of its values";
        "enum-default-unknown": EnumDefaultUnknown { name: &'a str, value: &'a str, help: String },
            "the enum `{name}` has no value `{value}`",
            help "{help}";
        "default-of-wrong-type": DefaultOfWrongType { ty: &'a str, wanted: &'a str },
            "the default value of a `{ty}` field must be {wanted}",
            help "write another value, or change the type";
        "closed-enum-without-presence": ClosedEnumWithoutPresence,
            "a field without presence cannot have a closed enum",
            help "give the field presence";
        "lazy-field-type": Lazy,
            "`lazy` applies only to message fields",
            help "remove the option";
        "lazy-extension": LazyExtension,
            "extensions cannot be `unverified_lazy`",
            help "remove the option";
        "jstype-field-type": JsType,
            "`jstype` applies only to 64-bit integers",
            help "remove the option";
        "ctype-in-edition": CType,
            "`ctype` was removed in edition 2024",
            help "use `features.(pb.cpp).string_type`";
        "packed-in-edition": PackedInEdition,
            "editions have no option `packed`",
            help "use `features.repeated_field_encoding`";
        "packed-field-type": Packed,
            "`packed` applies only to repeated numbers, booleans and enums",
            help "remove the option";
        "json-name-of-extension": JsonNameOfExtension,
            "an extension cannot have its own `json_name`",
            help "remove it";
        "json-name-no-string": JsonNameNoString,
            "`json_name` must be a string",
            help "put it in quotes";
        "json-name-nul": JsonNameNul,
            "a `json_name` cannot contain NUL",
            help "choose another name";
        "json-name-in-brackets": JsonNameInBrackets,
            "a `json_name` cannot be in brackets, which mark extensions in JSON",
            help "choose another name";
        "field-setting-repeated": SettingRepeated { name: &'a str },
            "`{name}` is already set",
            help "remove one of the two";
        "presence-in-oneof": PresenceInOneof,
            "fields of a oneof always have presence",
            help "remove the feature";
        "presence-of-repeated": PresenceOfRepeated,
            "repeated fields have no presence",
            help "remove the feature";
        "extension-presence-required": RequiredExtension,
            "extensions cannot be required",
            help "remove the feature";
        "presence-of-extension": PresenceOfExtension,
            "extensions always have presence",
            help "remove the feature";
        "presence-of-message": PresenceOfMessage,
            "message fields always have presence",
            help "remove the feature";
        "encoding-of-single-field": EncodingOfSingle,
            "`repeated_field_encoding` applies only to repeated fields",
            help "remove the feature";
        "encoding-packed-type": EncodingPacked,
            "only numbers, booleans and enums can be packed",
            help "remove the feature";
        "utf8-validation-type": Utf8Validation,
            "`utf8_validation` applies only to strings",
            help "remove the feature";
        "message-encoding-type": MessageEncoding,
            "`message_encoding` applies only to message fields",
            help "remove the feature";
    }
}
