//! Credentials in requests.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{MessageView, Scalar, Type};
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "GRPC_CREDENTIAL_IN_MESSAGE",
    wing: Wing::Grpc,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("credential_in_message.md"),
    options: &[],
    check: Check::File(check),
};

const CREDENTIALS: &[&str] = &["access_token", "bearer_token", "jwt", "authorization"];

/// Words in names of requests that are about credentials themselves.
const ABOUT: &[&str] =
    &["Token", "Jwt", "Auth", "Login", "SignIn", "SignUp", "Credential", "Verify", "Session", "Identity"];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let inputs = cx.file.methods().filter_map(|rpc| rpc.input());
    let inputs: FxHashSet<_> = inputs.map(|message| message.global()).collect();
    let is_request = |message: &MessageView<'_>| {
        let is_about = ABOUT.iter().any(|word| message.name().contains(word));
        !is_about && (message.name().ends_with("Request") || inputs.contains(&message.global()))
    };
    for field in cx.file.messages().filter(is_request).flat_map(|message| message.fields()) {
        let is_credential = CREDENTIALS.contains(&field.name());
        if !is_credential || field.ty() != Type::Scalar(Scalar::String) {
            continue;
        }
        let message =
            format!("field `{}` seems to be a credential, which belongs in the metadata", field.name());
        let help = "send it as metadata, such as `authorization`, where proxies and logs expect it";
        out.push(cx.finding(field.name_place(), message).help(help));
    }
}
