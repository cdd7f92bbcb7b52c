//! RPCs whose requests and responses are theirs alone.

use crate::casing;
use crate::needs::Needs;
use crate::options::{ALLOW_EMPTY_REQUESTS, ALLOW_EMPTY_RESPONSES, Default, RuleOption};
use crate::rule::{Check, Findings, ModuleContext, Rule, Wing};
use protune_compiler::diagnostic::{Place, Severity};
use protune_compiler::schema::{MessageView, MethodView};
use protune_compiler::syntax::{RpcDecl, RpcType};

pub static RULE: Rule = Rule {
    id: "RPC_REQUEST_RESPONSE_UNIQUE",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    severity: Severity::Error,
    doc: include_str!("rpc_request_response_unique.md"),
    options: &[&ALLOW_SAME, &ALLOW_EMPTY_REQUESTS, &ALLOW_EMPTY_RESPONSES],
    check: Check::Module(Needs::RPCS, check),
};

static ALLOW_SAME: RuleOption = RuleOption {
    name: "rpc_allow_same_request_response",
    doc: "an RPC may return the very type that it takes",
    default: Default::Flag(false),
};

/// An RPC takes or returns a message.
#[derive(Clone, Copy)]
struct Use<'s> {
    message: MessageView<'s>,
    /// Counted over all files.
    index: usize,
    rpc: MethodView<'s>,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Request,
    Response,
}

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    let rpcs = cx.module.files().iter().flat_map(|file| file.methods());
    let mut uses: Vec<Use<'_>> = rpcs.enumerate().flat_map(|(index, rpc)| uses(index, rpc)).collect();
    if !cx.flag(&ALLOW_SAME) {
        check_same(cx, &uses, out);
    }
    uses.retain(|of| !is_allowed(cx, of));
    // By name, since the order of the files depends on which are there; stable: the uses of a message stay in order.
    uses.sort_by_key(|of| (of.message.full_name(), of.message.global()));
    for of_message in uses.chunk_by(|a, b| a.message.global() == b.message.global()) {
        // An RPC that both takes and returns the message counts once.
        let mut by_rpc = of_message.to_vec();
        by_rpc.dedup_by_key(|of| of.index);
        if by_rpc.len() > 1 {
            check_shared(cx, &by_rpc, of_message, out);
        }
    }
}

fn uses<'s>(index: usize, rpc: MethodView<'s>) -> impl Iterator<Item = Use<'s>> {
    let messages = [(rpc.input(), Role::Request), (rpc.output(), Role::Response)];
    messages.into_iter().filter_map(move |(message, role)| Some(Use { message: message?, index, rpc, role }))
}

/// RPCs that return what they take.
fn check_same(cx: &ModuleContext<'_>, uses: &[Use<'_>], out: &mut Findings) {
    for pair in uses.windows(2) {
        let [request, response] = pair else { continue };
        let is_same =
            request.index == response.index && request.message.global() == response.message.global();
        if !is_same || is_allowed(cx, request) && is_allowed(cx, response) {
            continue;
        }
        let (rpc, message) = (request.rpc, request.message.full_name());
        let (takes, returns) = (request.name(), response.name());
        let finding = cx.finding(
            rpc.file,
            Some(rpc.span()),
            format!("the RPC `{}` returns the type that it takes, `{message}`", rpc.name()),
        );
        out.push(finding.help(format!("give it messages of its own: `{takes}` and `{returns}`")));
    }
}

/// `google.protobuf.Empty` may be allowed on either side.
fn is_allowed(cx: &ModuleContext<'_>, of: &Use<'_>) -> bool {
    let option = match of.role {
        Role::Request => &ALLOW_EMPTY_REQUESTS,
        Role::Response => &ALLOW_EMPTY_RESPONSES,
    };
    cx.flag(option) && of.message.full_name() == "google.protobuf.Empty"
}

/// The RPCs of a message, and all that they do with it.
fn check_shared(cx: &ModuleContext<'_>, by_rpc: &[Use<'_>], uses: &[Use<'_>], out: &mut Findings) {
    let has = |role| uses.iter().any(|of| of.role == role);
    let role = match (has(Role::Request), has(Role::Response)) {
        (true, false) => "request",
        (false, true) => "response",
        _ => "request or response",
    };
    let message = format!("`{}` is the {role} of {} RPCs", uses[0].message.full_name(), by_rpc.len());
    for (at, of) in by_rpc.iter().enumerate() {
        let other = &by_rpc[usize::from(at == 0)];
        let finding = cx.finding(of.rpc.file, Some(of.rpc.span()), message.clone());
        let (place, label) = other.label();
        out.push(finding.help(of.help()).label(place, label));
    }
}

impl Use<'_> {
    /// What the message is called if it is made for this use.
    fn name(&self) -> String {
        format!("{}{}", casing::pascal(self.rpc.name()), self.suffix())
    }

    fn suffix(&self) -> &'static str {
        match self.role {
            Role::Request => "Request",
            Role::Response => "Response",
        }
    }

    fn help(&self) -> String {
        let (own, rpc) = (self.name(), self.rpc.name());
        let of_service = || format!("{}{own}", casing::pascal(self.rpc.service().name()));
        if self.message.name() == own || self.message.name() == of_service() {
            return format!("by its name it belongs to `{rpc}`: give the others messages of their own");
        }
        format!("give `{rpc}` a message of its own, `{own}`")
    }

    /// Where it stands, and what it does.
    fn label(&self) -> (Place, String) {
        let declaration = RpcDecl::cast(self.rpc.node());
        let (ty, verb) = match self.role {
            Role::Request => (declaration.and_then(RpcDecl::input), "takes"),
            Role::Response => (declaration.and_then(RpcDecl::output), "returns"),
        };
        let span = ty.and_then(RpcType::path).map_or(self.rpc.name_span(), |path| path.span());
        (self.rpc.file.place(span), format!("`{}` {verb} it as well", self.rpc.name()))
    }
}
