//! IP addresses without a format.

use crate::aip::visit::Cx;
use crate::google::field_info::{self, Format};
use protune_compiler::schema::{FieldView, Scalar, Type};

crate::aip::row!(
    AIP_0148_IP_ADDRESS_FORMAT,
    "core::0148::ip-address-format",
    "ip_address_format.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_address = field.name() == "ip_address" || field.name().ends_with("_ip_address");
    let is_known = |format| matches!(format, Format::Ipv4 | Format::Ipv6 | Format::Ipv4OrIpv6);
    if is_address
        && field.ty() == Type::Scalar(Scalar::String)
        && !field_info::format(field).is_some_and(is_known)
    {
        let message = format!("field `{}` should have the format of an IP address", field.name());
        cx.report(field, field.located(), message)
            .help("set `(google.api.field_info).format` to `IPV4`, `IPV6` or `IPV4_OR_IPV6`");
    }
}
