//! Signatures that go through repeated fields.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::field_path::{self, Found};

crate::aip::row!(
    AIP_4232_REPEATED_FIELDS,
    "client-libraries::4232::repeated-fields",
    "repeated_fields.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(request) = rpc.input else { return };
    for path in rpc.signatures().iter().flat_map(|signature| signature.whole.text.split(',')) {
        let ends = path.match_indices('.').map(|(at, _)| at);
        for prefix in ends.map(|at| &path[..at]) {
            if let Found::Field { field, .. } = field_path::find(request, prefix)
                && field_path::is_many(field)
            {
                let message = format!("the signature `{path}` goes through the repeated field `{prefix}`");
                cx.report(rpc.view, rpc.view.located(), message);
            }
        }
    }
}
