//! Bodies of requests whose verb has none.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::contracts::Change;

/// Reports bindings with a body for one verb.
pub(super) fn check(cx: &FileContext<'_>, verb: &str, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file).filter(|(_, binding)| binding.verb == verb) {
        let Some(body) = binding.body.filter(|body| !body.text.is_empty()) else { continue };
        let message = format!("RPC `{}` has a body, but {verb} requests have none", rpc.name());
        let help = "remove the body, which leaves its fields to the query, or use `post`";
        let fix = Change::HttpBinding.effects().fix("remove the body", vec![bound::removal(body)]);
        out.push(cx.finding(body.place(), message).help(help).fix(fix));
    }
}
