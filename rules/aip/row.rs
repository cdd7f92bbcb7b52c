//! Declaration of a rule of the wing in one row.

/// Category of a rule: `AIP_0131` of `AIP_0131_HTTP_BODY`.
pub(crate) const fn category(id: &'static str) -> &'static str {
    id.split_at("AIP_0131".len()).0
}

/// Category of a group of api-linter: `AIP_CORE` of `core::0131::http-body`.
pub(crate) const fn group(name: &str) -> &'static str {
    match name.as_bytes() {
        [b'c', b'o', b'r', b'e', ..] => "AIP_CORE",
        _ => "AIP_CLIENT_LIBRARIES",
    }
}

/// Declares the rule of a room: its id, its name in api-linter, its page, and the elements that it judges. A rule that
/// follows methods into the messages of other files looks `Across` the methods of whole modules.
macro_rules! row {
    ($id:ident, $name:literal, $page:literal, Across($kind:expr, $judge:expr $(,)?) $(,)?) => {
        crate::aip::row::room! { $id, $name, $page, crate::room::Check::Module(
            crate::needs::Needs::IMPORTERS,
            |cx, out| crate::aip::visit::methods_of_module(cx, out, $kind, $judge),
        ) }
    };
    ($id:ident, $name:literal, $page:literal, $elements:ident($($arguments:expr),+ $(,)?) $(,)?) => {
        crate::aip::row::room! { $id, $name, $page, crate::room::Check::Aip(
            crate::aip::visit::Visit(crate::aip::visit::Of::$elements($($arguments),+)),
        ) }
    };
}

macro_rules! room {
    ($id:ident, $name:literal, $page:literal, $check:expr) => {
        pub static RULE: crate::room::Room = crate::room::Room {
            id: stringify!($id),
            wing: crate::room::Wing::Aip,
            categories: &[crate::aip::row::category(stringify!($id)), crate::aip::row::group($name)],
            buf: crate::room::Buf::NONE,
            aliases: &[concat!("api-linter:", $name)],
            severity: protune_compiler::diagnostic::Severity::Warning,
            doc: include_str!($page),
            options: &[],
            check: $check,
        };
    };
}

pub(crate) use {room, row};
