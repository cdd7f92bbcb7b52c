//! `google.api.routing`: fields of the request whose values clients send in a header, for routing.

use super::Text;
use super::part::{Part, parts};
use protune_compiler::schema::MethodView;

const EXTENSION: &str = "google.api.routing";

/// Field paths of the request, in text order.
pub fn fields(method: MethodView<'_>) -> impl Iterator<Item = Text<'_>> {
    let parameters = parts(method, EXTENSION).into_iter().flat_map(|rule| rule.all("routing_parameters"));
    parameters.flat_map(|parameter| parameter.all("field")).filter_map(Part::text)
}
