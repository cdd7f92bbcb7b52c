//! Fields named after a keyword of a programming language.

use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_RESERVED_WORDS, "core::0140::reserved-words", "reserved_words.md", Fields(check));

/// Keywords of common languages, sorted.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "and", "arguments", "as", "assert", "async", "await", "boolean", "break",
    "byte", "case", "catch", "char", "class", "const", "continue", "crate", "debugger", "def",
    "default", "del", "delete", "do", "double", "elif", "else", "enum", "eval", "except", "export",
    "extends", "false", "final", "finally", "float", "for", "from", "function", "global", "goto",
    "if", "implements", "import", "in", "instanceof", "int", "interface", "is", "lambda", "let",
    "long", "native", "new", "nonlocal", "not", "null", "or", "package", "pass", "private",
    "protected", "public", "raise", "return", "self", "short", "static", "strictfp", "super",
    "switch", "synchronized", "this", "throw", "throws", "transient", "true", "try", "typeof",
    "var", "void", "volatile", "while", "with", "yield",
];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if KEYWORDS.binary_search(&field.name()).is_ok() {
        let message = format!("field `{}` is named after a keyword of a programming language", field.name());
        cx.report(field, field.name_place(), message).help("choose another name");
    }
}
