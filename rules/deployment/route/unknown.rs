//! Routes that select no method, as two rules report them.

use crate::context::Findings;
use crate::deployed::pattern::{Pattern, Text};
use crate::deployed::{DeployedContext, Ref, Services, Standing};
use crate::deployment::references;

/// Reports the routes that select no method because of their service, or because of their method.
pub(super) fn check(of_method: bool, cx: &DeployedContext<'_>, out: &mut Findings) {
    let services = &cx.deployment.services;
    for routes in cx.file.routes() {
        for route in &routes.routes {
            let reference = &route.reference;
            let standing = cx.standing(reference, routes.calls());
            let is_about_method = match &standing {
                Standing::Fine => continue,
                Standing::UnknownService { .. } => false,
                Standing::UnknownMethod { .. } => true,
                Standing::Empty => has_service(reference, services),
            };
            if is_about_method != of_method {
                continue;
            }
            let Some(message) = references::message(&standing, reference) else { continue };
            let (help, fix) = references::remedy(&standing, reference, cx);
            let is_of_method = of_method && matches!(standing, Standing::UnknownMethod { .. });
            let place =
                if is_of_method { reference.method.unwrap_or(reference.node) } else { reference.node };
            out.push(cx.finding(place.span, message).help(help).fix(fix));
        }
    }
}

/// Returns whether the service of a pattern without methods exists.
fn has_service(reference: &Ref<'_>, services: &Services<'_>) -> bool {
    match &reference.pattern {
        Pattern::Parts { service: Some(service), .. } => {
            services.all().iter().any(|known| service.matches(&known.name))
        }
        Pattern::Path(text) => of_path(text, services),
        _ => false,
    }
}

fn of_path(text: &Text, services: &Services<'_>) -> bool {
    let beginning = text.beginning();
    let service = beginning.strip_prefix('/').and_then(|rest| rest.split_once('/'));
    service.is_some_and(|(service, _)| services.find(service).is_some())
}
