//! Codes of the problems with options and their values.

/// In the order of the page.
pub(crate) const OPTION_CODES: &[&str] = &[
    "option-unknown-field",
    "option-set-twice",
    "option-not-an-extension",
    "option-of-other-message",
    "option-of-repeated",
    "option-into-scalar",
    "option-uninterpreted",
    "option-value-mismatch",
    "option-enum-value-unknown",
    "option-required-missing",
    "literal-field-set-twice",
    "literal-oneof-set-twice",
    "any-with-other-fields",
    "any-host-unknown",
];
