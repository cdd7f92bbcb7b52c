//! Resources that tools manage by declarations, and methods that work on them.

use super::facts::{Facts, Rpc};
use super::words;
use protune_compiler::schema::MessageView;

impl<'s> Facts<'s> {
    /// Returns whether a method works on a declarative-friendly resource.
    pub(crate) fn is_declarative(&self, rpc: &Rpc<'s>) -> bool {
        self.declarative_subject(rpc).is_some()
    }

    /// Declarative-friendly resource that a method works on.
    pub(crate) fn declarative_subject(&self, rpc: &Rpc<'s>) -> Option<MessageView<'s>> {
        self.subject(rpc).filter(|message| self.is_declarative_message(*message))
    }

    pub(crate) fn is_declarative_message(&self, message: MessageView<'s>) -> bool {
        self.annotation(message).is_some_and(|resource| resource.is_declarative_friendly())
    }

    /// Resource that a method works on: that of its response, or else the one in its name.
    fn subject(&self, rpc: &Rpc<'s>) -> Option<MessageView<'s>> {
        let output = rpc.output?;
        if let Some(rest) = rpc.name().strip_prefix("Delete")
            && matches!(output.name(), "Empty" | "Operation")
            && let Some(message) = self.find_message(rest)
        {
            return Some(message);
        }
        let response = if rpc.info().is_some() { self.response(rpc)? } else { output };
        if self.resource(response).is_some() {
            return Some(response);
        }
        if response.name().starts_with("List") && response.name().ends_with("Response") {
            let lists = response.fields().filter(|field| super::checks::fields::is_list(*field));
            if let Some(listed) = lists.filter_map(|field| field.message_type()).next() {
                return Some(listed);
            }
        }
        let name = words::snake(rpc.name());
        let mut rest = name.as_str();
        while let Some((_, behind)) = rest.split_once('_') {
            rest = behind;
            if let Some(message) = self.find_message(&words::upper_camel(rest)) {
                return Some(message);
            }
        }
        None
    }

    /// Method that a request is named after, if it works on a declarative-friendly resource.
    pub(crate) fn declarative_method(&self, request: MessageView<'s>) -> Option<(Rpc<'s>, MessageView<'s>)> {
        let rpc = self.find_method(request.name().strip_suffix("Request")?)?;
        let resource = self.declarative_subject(&rpc)?;
        Some((rpc, resource))
    }
}
