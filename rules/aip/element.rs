//! Elements that findings are about. Deprecated ones have no findings.

use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use protune_compiler::syntax::Node;

/// Element of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element<'s> {
    File(FileView<'s>),
    Service(ServiceView<'s>),
    Method(MethodView<'s>),
    Message(MessageView<'s>),
    Field(FieldView<'s>),
    Enum(EnumView<'s>),
    Value(ValueView<'s>),
}

/// Number of the option `deprecated` in the options of each kind of element.
const OF_FILE: i32 = 23;
const OF_CALLS: i32 = 33;
const OF_VALUE: i32 = 1;
const OF_OTHERS: i32 = 3;

/// Evaluates an expression for the view of any declaration.
macro_rules! each {
    ($element:expr, $view:ident => $of_view:expr, $file:ident => $of_file:expr) => {
        match $element {
            Element::File($file) => $of_file,
            Element::Service($view) => $of_view,
            Element::Method($view) => $of_view,
            Element::Message($view) => $of_view,
            Element::Field($view) => $of_view,
            Element::Enum($view) => $of_view,
            Element::Value($view) => $of_view,
        }
    };
}

impl<'s> Element<'s> {
    pub(crate) fn name(self) -> &'s str {
        each!(self, view => view.name(), file => file.name())
    }

    pub(crate) fn file(self) -> FileView<'s> {
        each!(self, view => view.file, file => file)
    }

    /// Node of the declaration; `None` for a file.
    pub(crate) fn node(self) -> Option<Node<'s>> {
        each!(self, view => Some(view.node()), file => {
            let _: FileView<'_> = file;
            None
        })
    }

    /// Place of the whole element.
    pub(crate) fn place(self) -> Place {
        each!(self, view => view.located(), file => file.whole())
    }

    pub(crate) fn name_place(self) -> Place {
        each!(self, view => view.name_place(), file => file.whole())
    }

    /// Word for its kind.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Element::File(_) => "file",
            Element::Service(_) => "service",
            Element::Method(_) => "RPC",
            Element::Message(_) => "message",
            Element::Field(_) => "field",
            Element::Enum(_) => "enum",
            Element::Value(_) => "enum value",
        }
    }

    /// Returns whether the option is set here.
    pub(crate) fn is_marked_deprecated(self) -> bool {
        let number = match self {
            Element::File(_) => OF_FILE,
            Element::Service(_) | Element::Method(_) => OF_CALLS,
            Element::Value(_) => OF_VALUE,
            _ => OF_OTHERS,
        };
        let option = each!(self, view => view.option(&[number]), file => file.option(&[number]));
        option.and_then(OptionView::as_bool) == Some(true)
    }

    /// Returns whether the element or one around it is deprecated.
    pub(crate) fn is_deprecated(self) -> bool {
        self.is_marked_deprecated() || self.parent().is_some_and(Element::is_deprecated)
    }

    fn parent(self) -> Option<Element<'s>> {
        let around = |message: Option<MessageView<'s>>| message.map(Element::Message);
        match self {
            Element::File(_) => None,
            Element::Method(method) => Some(Element::Service(method.service())),
            Element::Value(value) => Some(Element::Enum(value.parent())),
            Element::Message(message) => around(message.parent()),
            Element::Field(field) => around(field.message()),
            Element::Enum(it) => around(it.parent()),
            Element::Service(_) => None,
        }
        .or_else(|| (!matches!(self, Element::File(_))).then(|| Element::File(self.file())))
    }
}

macro_rules! from {
    ($($view:ident $variant:ident)*) => {$(
        impl<'s> From<$view<'s>> for Element<'s> {
            fn from(view: $view<'s>) -> Element<'s> {
                Element::$variant(view)
            }
        }
    )*};
}

from! {
    FileView File
    ServiceView Service
    MethodView Method
    MessageView Message
    FieldView Field
    EnumView Enum
    ValueView Value
}
