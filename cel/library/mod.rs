//! Functions of expressions: the standard ones, and those of libraries.

pub(crate) mod format;
pub(crate) mod number;
mod optionals;
pub(crate) mod re2;
mod standard;
mod strings;
mod validate;

use crate::env::Library;
use crate::functions::{Functions, add_all};
use std::sync::{Arc, LazyLock};

static STANDARD: LazyLock<Arc<Functions>> = LazyLock::new(|| {
    let mut functions = Functions::default();
    standard::add_all(&mut functions);
    Arc::new(functions)
});

static PROTOVALIDATE: LazyLock<Arc<Functions>> = LazyLock::new(|| {
    let mut functions = (**STANDARD).clone();
    add(&mut functions, Library::Strings);
    add(&mut functions, Library::Validate);
    add_cross_type_order(&mut functions);
    Arc::new(functions)
});

pub(crate) fn standard() -> Arc<Functions> {
    Arc::clone(&STANDARD)
}

pub(crate) fn protovalidate() -> Arc<Functions> {
    Arc::clone(&PROTOVALIDATE)
}

pub(crate) fn add(functions: &mut Functions, library: Library) {
    match library {
        Library::Strings => strings::add_all(functions),
        Library::Math => number::add_math(functions),
        Library::Encoders => standard::add_encoders(functions),
        Library::Optionals => optionals::add_all(functions),
        Library::Validate => validate::add_all(functions),
    }
}

/// Order between numbers of different types.
pub(crate) fn add_cross_type_order(functions: &mut Functions) {
    let numbers = ["int", "uint", "double"];
    for operator in ["_<_", "_<=_", "_>_", "_>=_"] {
        for a in numbers {
            for b in numbers.iter().filter(|&&b| b != a) {
                add_all(functions, &format!("{operator}({a}, {b}) -> bool"), None);
            }
        }
    }
}
