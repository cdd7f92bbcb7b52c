//! `google.api.method_signature` and `google.api.default_host`: settings of generated clients.

use super::Text;
use protune_compiler::schema::{MethodView, ServiceView};

const METHOD_SIGNATURE: &str = "google.api.method_signature";
const DEFAULT_HOST: &str = "google.api.default_host";

/// Signature of a generated method: field paths of the request.
#[derive(Debug)]
pub struct MethodSignature<'s> {
    /// All field paths as one string, with commas.
    pub whole: Text<'s>,
    /// Field paths, without the spaces around them; none for a method without parameters.
    pub fields: Vec<&'s str>,
}

impl<'s> MethodSignature<'s> {
    /// Field paths, each with the byte of the whole text at which it starts.
    pub fn placed(&self) -> impl Iterator<Item = (usize, &'s str)> + use<'s> {
        let mut next = 0;
        let placed = move |part: &'s str| {
            let start = next + part.len() - part.trim_start().len();
            next += part.len() + 1;
            (start, part.trim())
        };
        self.whole.text.split(',').map(placed).take(self.fields.len())
    }
}

/// Signatures of an RPC, in text order.
pub fn method_signatures(method: MethodView<'_>) -> impl Iterator<Item = MethodSignature<'_>> {
    method.custom_option(METHOD_SIGNATURE).filter_map(Text::of).map(|whole| {
        let fields = match whole.text.trim() {
            "" => Vec::new(),
            text => text.split(',').map(str::trim).collect(),
        };
        MethodSignature { whole, fields }
    })
}

/// Host that serves a service.
pub fn default_host(service: ServiceView<'_>) -> Option<Text<'_>> {
    service.custom_option(DEFAULT_HOST).filter_map(Text::of).next_back()
}
