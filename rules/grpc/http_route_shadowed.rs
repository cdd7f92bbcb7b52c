//! HTTP routes that a later route takes over.

use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::google::Text;
use crate::google::http::{Binding, bindings};
use crate::http::{Shape, covers};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Severity};
use protune_compiler::schema::MethodView;
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_ROUTE_SHADOWED",
    wing: Wing::Grpc,
    categories: &["DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("http_route_shadowed.md"),
    options: &[],
    check: Check::File(check),
};

/// Number of later routes that a route is compared with, which bounds the time for a service with many.
const MAX_LATER: usize = 256;

struct Route<'s> {
    rpc: MethodView<'s>,
    path: Text<'s>,
    shape: Shape<'s>,
}

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for service in cx.file.services() {
        let bindings = service.methods().flat_map(|rpc| bindings(rpc).into_iter().map(move |it| (rpc, it)));
        let routes: Vec<Route<'_>> = bindings.filter_map(|(rpc, binding)| route(rpc, &binding)).collect();
        for (at, route) in routes.iter().enumerate() {
            let mut later = routes[at + 1..].iter().take(MAX_LATER);
            let Some(wide) = later.find(|later| covers(&later.shape, &route.shape)) else { continue };
            let (path, later) = (route.path.text, wide.path.text);
            let message =
                format!("grpc-gateway matches `{later}` before `{path}`, because it is declared later");
            let help = "declare the more specific route after the general one";
            let finding = cx.finding(route.path.place(), message).help(help);
            let finding = finding.label(wide.path.place(), "this route takes its requests");
            out.push(finding.fix(reorder(route, wide)));
        }
    }
}

fn route<'s>(rpc: MethodView<'s>, binding: &Binding<'s>) -> Option<Route<'s>> {
    let path = binding.path?;
    Some(Route { rpc, path, shape: Shape::of(binding.verb, path.text)? })
}

/// Fix that moves the RPC of a route below that of another one.
fn reorder(route: &Route<'_>, below: &Route<'_>) -> Option<Fix> {
    if route.rpc.id == below.rpc.id {
        return None;
    }
    let file = route.rpc.file;
    let [from, to] = [route.rpc, below.rpc].map(|rpc| edits::own_lines(rpc.node()));
    let (from, to) = (from?, to?);
    let text = file.text();
    // A blank line below moves along.
    let blank = text[from.end as usize..].split_inclusive('\n').next().filter(|line| line.trim().is_empty());
    let moved = match blank {
        Some(blank) => format!("{blank}{}", from.of(text)),
        None => from.of(text).to_owned(),
    };
    let from = Span::new(from.start, from.end + blank.map_or(0, str::len) as u32);
    let edits = vec![
        Edit { file: file.id, span: from, text: String::new() },
        Edit { file: file.id, span: Span::at(to.end), text: moved },
    ];
    let title = format!("move `{}` below `{}`", route.rpc.name(), below.rpc.name());
    Some(Change::HttpBinding.effects().fix(&title, edits))
}
