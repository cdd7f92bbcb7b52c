//! Results of long-running operations.

use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::google::operation;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::{FileView, MethodView};
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "GRPC_LRO_OPERATION_INFO",
    wing: Wing::Grpc,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("lro_operation_info.md"),
    options: &[],
    check: Check::File(check),
};

const OPERATION: &str = "google.longrunning.Operation";
const OPTION: &str = "google.longrunning.operation_info";

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // The service of operations itself returns operations of all kinds.
    if cx.file.package() == "google.longrunning" {
        return;
    }
    let mut names = None;
    for rpc in cx.file.methods() {
        let returns = rpc.output().is_some_and(|message| message.full_name() == OPERATION);
        if !returns || rpc.name().contains("Operation") || operation::of(rpc).is_some() {
            continue;
        }
        let place = cx.file.place(rpc.output_type().span);
        let message = format!("RPC `{}` should name the result of its operation by `{OPTION}`", rpc.name());
        let help = "set `response_type` and `metadata_type`, which generated clients return";
        out.push(
            cx.finding(place, message)
                .help(help)
                .fix(annotate(rpc, names.get_or_insert_with(|| top_level(cx.file)))),
        );
    }
}

/// Fix that adds the option, if there are messages with the usual names.
fn annotate(rpc: MethodView<'_>, names: &FxHashSet<&str>) -> Option<Fix> {
    let response = response_type(rpc.name(), names)?;
    let own = format!("{}Metadata", rpc.name());
    let metadata = if names.contains(&*own) { &own } else { "OperationMetadata" };
    if !names.contains(metadata) {
        return None;
    }
    let option = format!("({OPTION}) = {{ response_type: \"{response}\" metadata_type: \"{metadata}\" }}");
    let edit = edits::add_option(rpc.file, rpc.node(), &option)?;
    let title = format!("set the response type to `{response}` and the metadata type to `{metadata}`");
    Some(Change::Generated.effects().fix(&title, vec![edit]))
}

fn response_type(rpc: &str, names: &FxHashSet<&str>) -> Option<String> {
    let own = format!("{rpc}Response");
    if names.contains(&*own) {
        return Some(own);
    }
    if rpc.starts_with("Delete") {
        return Some("google.protobuf.Empty".to_owned());
    }
    let resource = ["Create", "Update"].iter().find_map(|verb| rpc.strip_prefix(verb))?;
    names.contains(resource).then(|| resource.to_owned())
}

/// Names of the messages of the package that a file declares or imports.
fn top_level(file: FileView<'_>) -> FxHashSet<&str> {
    let imported = file.imports().filter_map(|import| import.target());
    let of_package = imported.filter(|other| other.package() == file.package());
    let messages = std::iter::once(file).chain(of_package).flat_map(|file| file.messages());
    messages.filter(|message| message.parent().is_none()).map(|message| message.name()).collect()
}
