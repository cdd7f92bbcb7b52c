//! Options in expressions: their names and types. Values are read in `scene`.

use super::view::{PSEUDO_OPTIONS, View};
use protune_cel::{Keys, Messages, Type};
use std::sync::LazyLock;

/// Keys of the options of one kind of declaration.
pub(super) struct OptionKeys {
    of: &'static str,
    message: &'static str,
    /// `None` before there is a schema: the type of a custom option is not known then.
    messages: Option<Messages>,
}

impl OptionKeys {
    pub(super) fn new(view: &View, messages: Option<Messages>) -> OptionKeys {
        OptionKeys { of: view.of, message: view.options_message(), messages }
    }

    fn is_pseudo(&self, key: &str) -> bool {
        self.of == "field" && PSEUDO_OPTIONS.contains(&key)
    }
}

/// The options of `descriptor.proto`.
static STANDARD: LazyLock<Messages> = LazyLock::new(|| {
    let text = "syntax = \"proto3\"; import \"google/protobuf/descriptor.proto\";";
    Messages::of(&protune_compiler::compile([("standard.proto", text)], |_| None))
});

impl Keys for OptionKeys {
    fn type_of(&self, key: &str) -> Option<Type> {
        match &self.messages {
            _ if self.is_pseudo(key) => Some(Type::String),
            _ if !key.contains('.') => STANDARD.field_type(self.message, key).or_else(|| {
                // An extension of a file without a package.
                self.messages.as_ref().and_then(|known| known.field_type(self.message, key))
            }),
            Some(messages) => messages.field_type(self.message, key),
            None => Some(Type::Dyn),
        }
    }

    fn known(&self, _: &str) -> Vec<String> {
        let mut names = STANDARD.field_names(self.message);
        names.extend(self.messages.iter().flat_map(|messages| messages.field_names(self.message)));
        if self.of == "field" {
            names.extend(PSEUDO_OPTIONS.iter().map(|&name| name.to_owned()));
        }
        names
    }
}
