//! Views of services and their RPCs.

use super::file::*;
use super::view::*;
use crate::text::Span;

impl<'s> ServiceView<'s> {
    /// Full name, without a leading dot.
    pub fn full_name(self) -> &'s str {
        self.file.get(self.data().full_name)
    }

    /// The RPCs, in text order.
    pub fn methods(self) -> impl ExactSizeIterator<Item = MethodView<'s>> {
        self.file.rows(self.data().methods)
    }
}

/// The type that an RPC takes or returns, as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct WrittenType<'s> {
    /// The reference; empty where the text is broken.
    pub name: &'s str,
    /// Span of the reference.
    pub span: Span,
    /// `stream` stands before it.
    pub is_stream: bool,
}

impl<'s> MethodView<'s> {
    /// Full name: `package.Service.Method`.
    pub fn full_name(self) -> String {
        [self.service().full_name(), self.name()].join(".")
    }

    /// The service that it belongs to.
    pub fn service(self) -> ServiceView<'s> {
        self.file.at(self.data().parent)
    }

    /// The message that it takes; `None` when the name means none.
    pub fn input(self) -> Option<MessageView<'s>> {
        self.message(0)
    }

    /// The message that it returns; `None` when the name means none.
    pub fn output(self) -> Option<MessageView<'s>> {
        self.message(1)
    }

    /// Returns the request type as written.
    pub fn input_type(self) -> WrittenType<'s> {
        self.written(self.data().input)
    }

    /// Returns the response type as written.
    pub fn output_type(self) -> WrittenType<'s> {
        self.written(self.data().output)
    }

    fn written(self, ty: MethodType) -> WrittenType<'s> {
        WrittenType { name: self.file.get(ty.name), span: ty.span, is_stream: ty.is_stream }
    }

    fn message(self, which: usize) -> Option<MessageView<'s>> {
        let message = self.file.schema().typed().types(self.file.id).methods[self.id.index()][which]?;
        Some(self.file.schema().file(message.file).at(message.id))
    }
}
