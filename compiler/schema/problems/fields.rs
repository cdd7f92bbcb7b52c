//! Problems with single fields: labels, types, defaults, and the options that not every field takes.

use crate::problem::problems;

problems! {
    pub(crate) enum FieldProblem<'a> {
        "oneof-field-label": LabelInOneof { name: &'a str },
            "the field `{name}` of a oneof has a label",
            help "remove the label";
        "map-field-label": LabelOfMap { name: &'a str },
            "the map field `{name}` has a label",
            help "remove the label";
        "field-label-missing": LabelMissing { name: &'a str },
            "the field `{name}` has no label",
            help "write `optional`, `required` or `repeated` before the type";
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
            "the map field `{name}` is in a oneof",
            help "move it out of the oneof";
        "map-extension": MapExtension { name: &'a str },
            "the extension `{name}` is a map",
            help "extend with a repeated message";
        "group-in-edition": GroupInEdition,
            "editions have no groups",
            help "declare a message, and set `features.message_encoding = DELIMITED` on the field";
        "group-in-proto3": GroupInProto3,
            "proto3 has no groups",
            help "declare a message and a field of it";
        "group-name-lower-case": GroupName,
            "the name of a group begins with a capital letter",
            help "the field's is in lower case";
        "map-key-type": MapKey,
            "a map cannot have keys of this type",
            help "keys are integers, booleans or strings";
        "map-key-enum": MapKeyEnum,
            "the keys of a map cannot be enums",
            help "keys are integers, booleans or strings";
        "map-enum-first-value": MapEnum,
            "the first value of an enum in a map is not 0",
            help "an entry without a value has the enum's first, which has to be 0";
        "closed-enum-in-proto3": ClosedEnum { name: String },
            "the enum `{name}` is closed, and cannot be used in proto3",
            help "enums of proto2 files do not take unknown numbers, which proto3 fields may hold";
        "map-entry-as-type": MapEntryAsType { name: &'a str },
            "`{name}` stands for the entries of a map, it is no type",
            help "declare a message of your own";
        "default-of-repeated": DefaultOfRepeated,
            "repeated fields have no default value",
            help "remove it";
        "default-in-proto3": DefaultInProto3,
            "proto3 has no default values",
            help "remove it";
        "default-of-message": DefaultOfMessage,
            "messages have no default value",
            help "remove it";
        "default-without-presence": DefaultWithoutPresence,
            "a field without presence has no default value",
            help "remove it, or give the field presence";
        "enum-default-no-name": EnumDefaultNoName,
            "the default value of an enum field is a name",
            help "name one of its values";
        "enum-default-unknown": EnumDefaultUnknown { name: &'a str, value: &'a str, help: String },
            "the enum `{name}` has no value `{value}`",
            help "{help}";
        "default-of-wrong-type": DefaultOfWrongType { ty: &'a str, wanted: &'a str },
            "the default value of a `{ty}` field is {wanted}",
            help "write another value, or change the type";
        "closed-enum-without-presence": ClosedEnumWithoutPresence,
            "a field without presence has an open enum",
            help "give the field presence";
        "lazy-field-type": Lazy,
            "`lazy` is for fields of messages only",
            help "remove the option";
        "lazy-extension": LazyExtension,
            "extensions cannot be `unverified_lazy`",
            help "remove the option";
        "jstype-field-type": JsType,
            "`jstype` is for 64-bit integers only",
            help "remove the option";
        "ctype-in-edition": CType,
            "`ctype` is gone from edition 2024 on: use `features.(pb.cpp).string_type`",
            help "remove the option";
        "packed-in-edition": PackedInEdition,
            "editions have no `packed`: use `features.repeated_field_encoding`",
            help "remove the option";
        "packed-field-type": Packed,
            "`packed` is for repeated numbers, booleans and enums only",
            help "remove the option";
        "json-name-of-extension": JsonNameOfExtension,
            "an extension has no `json_name` other than that of its field name",
            help "remove it";
        "json-name-no-string": JsonNameNoString,
            "`json_name` is a string",
            help "put it in quotes";
        "json-name-nul": JsonNameNul,
            "a `json_name` has no NUL in it",
            help "write another name";
        "json-name-in-brackets": JsonNameInBrackets,
            "a name in brackets means an extension in JSON",
            help "write another name";
        "field-setting-repeated": SettingRepeated { name: &'a str },
            "`{name}` is set already",
            help "remove one of the two";
        "presence-in-oneof": PresenceInOneof,
            "the fields of a oneof have presence by themselves",
            help "remove the feature";
        "presence-of-repeated": PresenceOfRepeated,
            "repeated fields have no presence to speak of",
            help "remove the feature";
        "extension-presence-required": RequiredExtension,
            "extensions cannot be required",
            help "remove the feature";
        "presence-of-extension": PresenceOfExtension,
            "extensions have presence by themselves",
            help "remove the feature";
        "presence-of-message": PresenceOfMessage,
            "fields of messages always have presence",
            help "remove the feature";
        "encoding-of-single-field": EncodingOfSingle,
            "only repeated fields have a `repeated_field_encoding`",
            help "remove the feature";
        "encoding-packed-type": EncodingPacked,
            "only numbers, booleans and enums can be packed",
            help "remove the feature";
        "utf8-validation-type": Utf8Validation,
            "only strings have a `utf8_validation`",
            help "remove the feature";
        "message-encoding-type": MessageEncoding,
            "only messages have a `message_encoding`",
            help "remove the feature";
    }
}
