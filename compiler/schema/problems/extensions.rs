//! Problems with extensions: their numbers, the messages they extend, and the declarations of these messages.

use crate::problem::problems;

problems! {
    pub(crate) enum ExtensionProblem<'a> {
        "extend-empty": ExtendEmpty,
            "this block declares no extension",
            help "declare one, or remove the block";
        "extension-number-taken": NumberTaken { number: i32, name: &'a str },
            "the extension number {number} is already used by `{name}`",
            help "choose another number";
        "extension-in-proto3": InProto3,
            "proto3 messages cannot be extended",
            help "use `google.protobuf.Any`; in proto3, only options can be extended";
        "extension-in-lite-file": InLiteFile,
            "a file with `optimize_for = LITE_RUNTIME` cannot extend a message of a file without it",
            help "declare the extension in a file without `LITE_RUNTIME`";
        "extension-required": Required { name: &'a str },
            "the extension `{name}` cannot be required",
            help "make it `optional`";
        "message-set-extension-type": OfMessageSet,
            "an extension of a message set must be an optional message",
            help "wrap the value in a message";
        "extension-number-not-left": NumberNotLeft { name: &'a str, number: i32, help: String },
            "the number {number} is not in an extension range of `{name}`",
            help "{help}";
        "extension-undeclared": Undeclared { number: i32 },
            "the extension number {number} has no declaration",
            help "add a `declaration` to the extension range";
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
            "an extension range with declarations cannot be `UNVERIFIED`",
            help "remove one of the two";
        "declaration-outside-range": DeclarationOutside { number: i32 },
            "the declared number {number} is not in the extension range",
            help "change the number or the range";
        "declaration-number-repeated": DeclarationNumberTwice { number: i32 },
            "the extension number {number} is declared twice",
            help "remove one of the two";
        "declaration-name-repeated": DeclarationNameTwice { name: &'a str },
            "the extension `{name}` is declared twice",
            help "remove one of the two";
        "declaration-name-relative": DeclarationName { name: &'a str },
            "`{name}` is not the full name of an extension",
            help "write the full name with a leading dot: `.package.name`";
        "declaration-type-relative": DeclarationType { ty: &'a str },
            "`{ty}` is neither a scalar type nor a full name",
            help "write a full name with a leading dot: `.package.Name`";
        "declaration-incomplete": DeclarationIncomplete { number: i32 },
            "the declaration of {number} has no `full_name` or no `type`",
            help "set both, or set `reserved`";
        "declaration-reserved-halfway": DeclarationHalfway { number: i32 },
            "the declaration of {number} has only one of `full_name` and `type`",
            help "set both or neither";
    }
}
