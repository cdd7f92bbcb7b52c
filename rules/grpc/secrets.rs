//! Fields whose names say that they hold secrets, and `debug_redact`.

use crate::casing;
use crate::edits;
use protune_compiler::diagnostic::{Edit, Fix, Safety};
use protune_compiler::schema::{FieldView, Scalar, Type};

/// `debug_redact` of `google.protobuf.FieldOptions`.
const DEBUG_REDACT: &[i32] = &[16];

/// Ends of names of secrets, word by word.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "client_secret",
    "shared_secret",
    "api_key",
    "private_key",
    "secret_key",
    "secret_access_key",
    "signing_key",
    "access_token",
    "refresh_token",
    "auth_token",
    "bearer_token",
    "security_code",
    "card_number",
    "cvv",
    "ssn",
    "social_security_number",
];

/// Parts of names of what can be printed: encrypted values, and names of entries in a store of secrets.
const HARMLESS: &[&str] = &["encrypted", "hashed", "secret_manager", "force_"];

/// Returns whether a field is text or bytes with the name of a secret.
pub(super) fn is_secret(field: FieldView<'_>) -> bool {
    let holds = matches!(field.ty(), Type::Scalar(Scalar::String | Scalar::Bytes));
    if !holds || field.is_of_map_entry() {
        return false;
    }
    let name = casing::lower_snake(field.name());
    SECRETS.iter().any(|secret| ends_with(&name, secret)) && !HARMLESS.iter().any(|word| name.contains(word))
}

/// Returns whether a name is some words, or ends with them.
fn ends_with(name: &str, words: &str) -> bool {
    name.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with('_'))
}

/// Returns whether a field is left out where its message is printed.
pub(super) fn is_redacted(field: FieldView<'_>) -> bool {
    field.option(DEBUG_REDACT).and_then(|option| option.as_bool()) == Some(true)
}

/// Returns whether a field says whether it is redacted.
pub(super) fn is_decided(field: FieldView<'_>) -> bool {
    field.option(DEBUG_REDACT).is_some()
}

/// Fix that redacts a field.
pub(super) fn redact(field: FieldView<'_>) -> Option<Fix> {
    let option = "debug_redact = true";
    let (span, text) = edits::one_more_option(field.node(), field.number_span()?, option)?;
    let edit = Edit { file: field.file.id, span, text };
    Some(Fix::new(format!("set `{option}`"), Safety::Safe, vec![edit]).setting_options())
}
