//! Names looked up as a file reads them, for readers that have a name and no reference: completions and hints.

use super::link::Linked;
use super::resolve::Inside;
use super::view::{FileView, MessageView};
use super::{FileId, Global, Symbol};

/// Result of looking up a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// The declaration that the name refers to.
    Found(Global<Symbol>),
    /// A declaration that it would refer to if its file were imported.
    NotImported(Global<Symbol>),
    /// Nothing.
    Nothing,
}

impl Lookup {
    /// The declaration, imported or not.
    pub fn symbol(self) -> Option<Global<Symbol>> {
        match self {
            Lookup::Found(symbol) | Lookup::NotImported(symbol) => Some(symbol),
            Lookup::Nothing => None,
        }
    }
}

impl<'s> FileView<'s> {
    /// Looks up a name that stands in this file: inside of a message of it, or right below its package.
    ///
    /// ```
    /// use protune_compiler::schema::Lookup;
    ///
    /// let schema = protune_compiler::compile([("a.proto", "package a; message A { message B {} }")], |_| None);
    /// let file = schema.find("a.proto").expect("it is a source");
    /// assert!(matches!(file.look_up(None, "A.B"), Lookup::Found(_)));
    /// assert!(matches!(file.look_up(None, "B"), Lookup::Nothing));
    /// assert!(matches!(file.look_up(file.messages().next(), "B"), Lookup::Found(_)));
    /// ```
    pub fn look_up(self, inside: Option<MessageView<'s>>, name: &str) -> Lookup {
        self.find(inside, name, |_| true, false)
    }

    /// Looks up the name of a message or an enum; other declarations of the name are passed over, as for the type of a
    /// field.
    pub fn look_up_type(self, inside: Option<MessageView<'s>>, name: &str) -> Lookup {
        self.find(inside, name, Symbol::is_type, false)
    }

    /// Looks up the name of a custom option, without its brackets.
    pub fn look_up_option(self, inside: Option<MessageView<'s>>, name: &str) -> Lookup {
        self.find(inside, name, |_| true, true)
    }

    fn find(
        self,
        inside: Option<MessageView<'s>>,
        name: &str,
        accept: fn(Symbol) -> bool,
        for_option: bool,
    ) -> Lookup {
        let message = inside.filter(|message| message.file.id == self.id).map(|message| message.id);
        let scope = Inside { file: self.id, message };
        let linked: &Linked = self.schema().linked();
        match linked.find(self.id, scope, name, accept, for_option) {
            Ok(symbol) => Lookup::Found(symbol),
            Err(miss) => miss.not_imported().map_or(Lookup::Nothing, Lookup::NotImported),
        }
    }

    /// Returns whether names of another file can be used in this one: it is imported, directly or by way of public
    /// imports, or it is this file.
    pub fn sees(self, file: FileId) -> bool {
        self.id == file || self.schema().linked().graph.sees(self.id, file)
    }
}
