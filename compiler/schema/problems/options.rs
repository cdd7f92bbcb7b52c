//! Problems with options and their values.

use crate::problem::problems;
use std::fmt::Arguments;

problems! {
    pub(crate) enum OptionProblem<'a> {
        "option-unknown-field": UnknownField { message: &'a str, name: &'a str, help: String },
            "`{message}` has no field `{name}`",
            help "{help}";
        "option-set-twice": SetTwice { name: &'a str },
            "the option `{name}` is already set",
            help "remove one of the two";
        "option-not-an-extension": NotAnExtension { name: &'a str },
            "`{name}` is not an extension";
        "option-of-other-message": OfOtherMessage { name: String, message: String },
            "`{name}` does not extend `{message}`";
        "option-of-repeated": OfRepeated { name: &'a str },
            "`{name}` is repeated, so its fields cannot be set one by one",
            help "set it as a whole: `= {{ field: value }}`";
        "option-into-scalar": IntoScalar { name: &'a str },
            "`{name}` is not a message and has no fields";
        "option-uninterpreted": Uninterpreted,
            "`uninterpreted_option` is reserved for compilers",
            help "remove the option";
        "option-value-mismatch": ValueMismatch { wanted: Arguments<'a> },
            "expected {wanted}";
        "option-enum-value-unknown": EnumValueUnknown { name: String, value: &'a str, help: String },
            "the enum `{name}` has no value `{value}`",
            help "{help}";
        "option-required-missing": RequiredMissing { name: String },
            "the required field `{name}` is not set",
            help "set it too";
        "literal-field-set-twice": LiteralFieldTwice { name: &'a str },
            "`{name}` is already set",
            help "remove one of the two";
        "literal-oneof-set-twice": LiteralOneofTwice { name: &'a str, other: &'a str, oneof: &'a str },
            "`{name}` and `{other}` are both set, but belong to one oneof, `{oneof}`",
            help "remove one of the two";
        "any-with-other-fields": AnyWithOthers,
            "an `Any` can hold only one message",
            help "remove the other fields";
        "option-name-too-deep": NameTooDeep,
            "the name of this option has too many parts",
            help "use at most 100 parts";
        "literal-name-absolute": LiteralNameAbsolute,
            "a name in a literal cannot start with a dot",
            help "remove the dot";
        "any-host-unknown": AnyHostUnknown,
            "the host of this type URL is unknown",
            help "write `type.googleapis.com/` before the type";
    }
}
