//! Problems with the text of a file: characters, tokens, and statements that cannot be read.

use super::TokenKind;
use crate::problem::problems;
use std::fmt;

problems! {
    pub(crate) enum SyntaxProblem<'a> {
        "comment-not-closed": CommentNotClosed,
            "this comment is never closed",
            help "end it with `*/`";
        "comment-nul": CommentNul,
            "this comment contains NUL",
            help "remove it";
        "comment-nested": CommentNested,
            "a comment opens inside a comment",
            help "block comments do not nest; use `//` inside";
        "hex-without-digits": HexWithoutDigits,
            "`0x` needs hexadecimal digits after it";
        "exponent-without-digits": ExponentWithoutDigits,
            "the exponent of this number has no digits";
        "octal-digit": OctalDigit,
            "a number that starts with 0 is octal and cannot have the digits 8 and 9",
            help "remove the leading zero, or use the digits 0 to 7";
        "number-runs-into-name": NumberRunsIntoName,
            "a number runs into a name",
            help "put a space between them";
        "number-with-two-points": NumberWithTwoPoints,
            "a number can have only one decimal point",
            help "remove the others; octal and hexadecimal numbers cannot have any";
        "string-not-closed": StringNotClosed,
            "this string is never closed",
            help "close it on the same line; adjacent strings are joined";
        "string-nul": StringNul,
            "this string contains NUL",
            help "write it as `\\0`";
        "escape-unknown": EscapeUnknown,
            "this is not an escape sequence",
            help "escape a backslash with another one: `\\\\`";
        "escape-without-digits": EscapeWithoutDigits,
            "`\\x` needs hexadecimal digits after it";
        "escape-unicode-digits": EscapeUnicodeDigits { escape: &'a str, digits: &'a str },
            "`{escape}` needs {digits} hexadecimal digits";
        "escape-code-point": EscapeCodePoint,
            "this code point is above 10FFFF, the highest one";
        "control-character": ControlCharacter,
            "a control character is not allowed here",
            help "remove it";
        "character-not-allowed": CharacterNotAllowed,
            "this character is not allowed here",
            help "use plain ASCII outside strings and comments";
        "unexpected-token": Unexpected { wanted: &'a str, found: Found<'a>, help: &'a str },
            "expected {wanted}, found {found}",
            help "{help}";
        "semicolon-missing": SemicolonMissing,
            "expected `;` at the end of this statement",
            help "add `;`";
        "brace-unmatched": BraceUnmatched,
            "this `}}` closes nothing",
            help "remove it, or an extra `}}` above";
        "block-not-closed": BlockNotClosed,
            "this block is never closed",
            help "add the missing `}}`";
        "literal-not-closed": LiteralNotClosed,
            "this literal is never closed",
            help "add the missing bracket";
        "statement-not-first": StatementNotFirst { statement: &'a str },
            "the `{statement}` statement must come first",
            help "move it to the top, and keep only one";
        "messages-too-deep": MessagesTooDeep,
            "messages are nested too deeply here",
            help "use at most 31 levels: move inner messages out";
        "values-too-deep": ValuesTooDeep,
            "values are nested too deeply here",
            help "use at most 100 levels";
    }
}

/// Token in place of an expected one.
#[derive(Debug)]
pub(crate) struct Found<'t> {
    pub(crate) kind: TokenKind,
    /// Its text, if it is a name.
    pub(crate) word: &'t str,
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TokenKind::Ident => write!(out, "`{}`", self.word),
            kind => out.write_str(kind.describe()),
        }
    }
}
