//! Delete methods without the usual signature.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0135_METHOD_SIGNATURE,
    "core::0135::method-signature",
    "method_signature.md",
    Methods(Kind::Delete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let mut want = vec!["name"];
    let has = |field: &&str| rpc.input.is_some_and(|request| request.field_named(field).is_some());
    want.extend(["etag", "force"].into_iter().filter(has));
    let is_right = |signature: &str| {
        let mut fields = signature.split(',');
        signature.split(',').any(|field| field == "name") && fields.all(|field| want.contains(&field))
    };
    if !rpc.signatures().first().is_some_and(|first| is_right(first.whole.text)) {
        methods::signature(cx, rpc, &want);
    }
}
