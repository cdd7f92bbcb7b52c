//! Files whose services, messages and enums are mixed.

use crate::aip::visit::Cx;
use protune_compiler::text::Span;

crate::aip::row!(AIP_0191_FILE_LAYOUT, "core::0191::file-layout", "file_layout.md", File(check));

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    let line = |span: Span| file.lines().line(span.start);
    let messages = || file.messages().filter(|message| message.parent().is_none());
    if let Some(first) = messages().map(|message| line(message.span())).min() {
        for service in file.services().filter(|service| line(service.span()) > first) {
            let message = format!("service `{}` should stand above the messages", service.name());
            cx.report(service, service.located(), message);
        }
    }
    let enums = file.enums().filter(|it| it.parent().is_none());
    if let Some(first) = enums.min_by_key(|it| line(it.span()))
        && messages().any(|message| line(message.span()) > line(first.span()))
    {
        let message = format!("enum `{}` should stand below the messages", first.name());
        cx.report(first, first.located(), message);
    }
}
