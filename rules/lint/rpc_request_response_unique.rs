//! RPCs that share a request or response type.

use crate::casing;
use crate::context::{Findings, ModuleContext};
use crate::module::{MessageUse, Role};
use crate::needs::Needs;
use crate::options::{ALLOW_EMPTY_REQUESTS, ALLOW_EMPTY_RESPONSES, Default, RuleOption};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Place, Severity};
use protune_compiler::schema::MethodView;
use protune_compiler::syntax::{RpcDecl, RpcType};

pub static RULE: Room = Room {
    id: "RPC_REQUEST_RESPONSE_UNIQUE",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["prototool:REQUEST_RESPONSE_TYPES_UNIQUE"],
    severity: Severity::Error,
    doc: include_str!("rpc_request_response_unique.md"),
    options: &[&ALLOW_SAME, &ALLOW_EMPTY_REQUESTS, &ALLOW_EMPTY_RESPONSES],
    check: Check::Module(Needs::RPCS, check),
};

static ALLOW_SAME: RuleOption = RuleOption {
    name: "rpc_allow_same_request_response",
    doc: "allow an RPC to return the type that it takes",
    default: Default::Flag(false),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    if !cx.flag(&ALLOW_SAME) {
        cx.module.files().iter().flat_map(|file| file.methods()).for_each(|rpc| check_same(cx, rpc, out));
    }
    let all = cx.module.message_uses();
    let uses: Vec<MessageUse<'_>> = all.iter().copied().filter(|of| !is_allowed(cx, of)).collect();
    let by_message = uses.chunk_by(|a, b| a.message.global() == b.message.global());
    let is_wanted = |of: &MessageUse<'_>| (cx.is_wanted)(of.rpc.file.id);
    let mut shared: Vec<&[MessageUse<'_>]> =
        by_message.filter(|uses| uses.len() > 1 && uses.iter().any(is_wanted)).collect();
    // Sort by name, because the order of files depends on which are loaded.
    shared.sort_by_key(|uses| uses[0].message.full_name());
    for of_message in shared {
        // Count an RPC that both takes and returns the message once.
        let mut by_rpc = of_message.to_vec();
        by_rpc.dedup_by_key(|of| of.rpc.global());
        if by_rpc.len() > 1 {
            check_shared(cx, &by_rpc, of_message, out);
        }
    }
}

/// Reports an RPC that returns the type that it takes.
fn check_same<'s>(cx: &ModuleContext<'s>, rpc: MethodView<'s>, out: &mut Findings) {
    let (Some(input), Some(output)) = (rpc.input(), rpc.output()) else { return };
    let request = MessageUse { message: input, rpc, role: Role::Request };
    let response = MessageUse { message: output, rpc, role: Role::Response };
    if input.global() != output.global() || is_allowed(cx, &request) && is_allowed(cx, &response) {
        return;
    }
    let (takes, returns) = (own_name(&request), own_name(&response));
    let (name, message) = (rpc.name(), input.full_name());
    let message = format!(
        "RPC `{name}` should take `{takes}` and return `{returns}`, but takes and returns `{message}`"
    );
    out.push(cx.finding(rpc.place(), message));
}

/// Returns whether the options allow `google.protobuf.Empty` on this side.
fn is_allowed(cx: &ModuleContext<'_>, of: &MessageUse<'_>) -> bool {
    let option = match of.role {
        Role::Request => &ALLOW_EMPTY_REQUESTS,
        Role::Response => &ALLOW_EMPTY_RESPONSES,
    };
    cx.flag(option) && of.message.full_name() == "google.protobuf.Empty"
}

/// Reports the RPCs of a message; `uses` are all uses of it.
fn check_shared(
    cx: &ModuleContext<'_>,
    by_rpc: &[MessageUse<'_>],
    uses: &[MessageUse<'_>],
    out: &mut Findings,
) {
    let has = |role| uses.iter().any(|of| of.role == role);
    let role = match (has(Role::Request), has(Role::Response)) {
        (true, false) => "request",
        (false, true) => "response",
        _ => "request or response",
    };
    let shared = format!("`{}` is the {role} of {} RPCs", uses[0].message.full_name(), by_rpc.len());
    for (at, of) in by_rpc.iter().enumerate().filter(|(_, of)| (cx.is_wanted)(of.rpc.file.id)) {
        let other = &by_rpc[usize::from(at == 0)];
        let finding = cx.finding(of.rpc.place(), format!("{shared}; {}", wanted(of)));
        let (place, label) = label(other);
        out.push(finding.label(place, label));
    }
}

/// Name of a message that only this use has.
fn own_name(of: &MessageUse<'_>) -> String {
    let suffix = match of.role {
        Role::Request => "Request",
        Role::Response => "Response",
    };
    format!("{}{suffix}", casing::pascal(of.rpc.name()))
}

/// States which RPC should have which message.
fn wanted(of: &MessageUse<'_>) -> String {
    let (own, rpc) = (own_name(of), of.rpc.name());
    let of_service = || format!("{}{own}", casing::pascal(of.rpc.service().name()));
    if of.message.name() == own || of.message.name() == of_service() {
        return format!("only `{rpc}` should use it");
    }
    format!("`{rpc}` should use `{own}`")
}

/// Place where the RPC names the message, and a text that says what it does with it.
fn label(of: &MessageUse<'_>) -> (Place, String) {
    let declaration = RpcDecl::cast(of.rpc.node());
    let (ty, verb) = match of.role {
        Role::Request => (declaration.and_then(RpcDecl::input), "takes"),
        Role::Response => (declaration.and_then(RpcDecl::output), "returns"),
    };
    let span = ty.and_then(RpcType::path).map_or(of.rpc.name_span(), |path| path.span());
    (of.rpc.file.place(span), format!("`{}` also {verb} it", of.rpc.name()))
}
