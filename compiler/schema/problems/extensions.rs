//! Problems with extensions: their numbers, what they extend, and what the extended message declares of them.

use crate::problem::problems;

problems! {
    pub(crate) enum ExtensionProblem<'a> {
        "extend-empty": ExtendEmpty,
            "this block declares no extension",
            help "declare one, or remove the block";
        "extension-number-taken": NumberTaken { number: i32, name: &'a str },
            "the extension number {number} is taken by `{name}`",
            help "choose another number";
        "extension-in-proto3": InProto3,
            "proto3 messages cannot be extended",
            help "in proto3 only options have extensions; use `google.protobuf.Any`";
        "extension-in-lite-file": InLiteFile,
            "a file with `optimize_for = LITE_RUNTIME` extends a message of one without",
            help "declare the extension in a file that is not lite";
        "extension-required": Required { name: &'a str },
            "the extension `{name}` is required",
            help "write `optional`";
        "message-set-extension-type": OfMessageSet,
            "an extension of a message set is an optional message",
            help "wrap the value in a message";
        "extension-number-not-left": NumberNotLeft { name: &'a str, number: i32, help: String },
            "`{name}` does not leave the number {number} to extensions",
            help "{help}";
        "extension-undeclared": Undeclared { number: i32 },
            "nothing is declared for the extension number {number}",
            help "add a `declaration` to the range of extensions";
        "extension-number-reserved": NumberReserved { number: i32 },
            "the extension number {number} is reserved by its declaration",
            help "choose another number";
        "extension-declared-name": DeclaredName { number: i32, wanted: &'a str },
            "the extension number {number} is declared for `{wanted}`",
            help "choose another number";
        "extension-declared-type": DeclaredType { number: i32, wanted: &'a str },
            "the extension number {number} is declared to be of type `{wanted}`",
            help "change the type";
        "extension-declared-label": DeclaredLabel { number: i32, wanted: &'a str },
            "the extension number {number} is declared to be {wanted}",
            help "change the label";
        "declaration-unverified": DeclarationUnverified,
            "a range with declarations is not `UNVERIFIED`",
            help "remove one of the two";
        "declaration-outside-range": DeclarationOutside { number: i32 },
            "the declared number {number} is not in the range",
            help "change the number or the range";
        "declaration-number-repeated": DeclarationNumberTwice { number: i32 },
            "the extension number {number} is declared twice",
            help "remove one of the two";
        "declaration-name-repeated": DeclarationNameTwice { name: &'a str },
            "the extension `{name}` is declared twice",
            help "remove one of the two";
        "declaration-name-relative": DeclarationName { name: &'a str },
            "`{name}` is not the full name of an extension",
            help "it begins with a dot: `.package.name`";
        "declaration-type-relative": DeclarationType { ty: &'a str },
            "`{ty}` is neither a scalar type nor a full name",
            help "it begins with a dot: `.package.Name`";
        "declaration-incomplete": DeclarationIncomplete { number: i32 },
            "the declaration of {number} lacks its `full_name` or its `type`",
            help "give both, or set `reserved`";
        "declaration-reserved-halfway": DeclarationHalfway { number: i32 },
            "the declaration of {number} has one of `full_name` and `type`",
            help "give both, or none";
    }
}
