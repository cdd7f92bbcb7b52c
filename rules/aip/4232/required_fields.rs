//! Signatures that lack a required field.

use crate::aip::checks::fields;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use crate::listing::listed;

crate::aip::row!(
    AIP_4232_REQUIRED_FIELDS,
    "client-libraries::4232::required-fields",
    "required_fields.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(request) = rpc.input else { return };
    let required: Vec<&str> = request
        .fields()
        .filter(|field| fields::has(*field, Behavior::Required))
        .map(|field| field.name())
        .collect();
    for (index, signature) in rpc.signatures().iter().enumerate() {
        let paths = || signature.whole.text.split(',');
        let has = |name: &&str| paths().any(|path| path.split('.').next() == Some(*name));
        let lacking: Vec<&str> = required.iter().copied().filter(|name| !has(name)).collect();
        if !lacking.is_empty() {
            let message = format!(
                "the signature `{}` should have the required {}",
                signature.whole.text,
                listed(&lacking, None, "and")
            );
            cx.report(rpc.view, places::nth_option(rpc.view, places::SIGNATURE, index), message);
        }
    }
}
