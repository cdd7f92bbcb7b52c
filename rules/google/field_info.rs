//! `google.api.field_info`: formats of strings.

use protune_compiler::schema::{FieldView, OptionValue};

/// Field of `google.api.FieldInfo`.
const FORMAT: i32 = 1;
pub const EXTENSION: &str = "google.api.field_info";

/// Values of `google.api.FieldInfo.Format`, with their numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Uuid4 = 1,
    Ipv4 = 2,
    Ipv6 = 3,
    Ipv4OrIpv6 = 4,
}

/// Format of a field, if it has one that is known.
pub fn format(field: FieldView<'_>) -> Option<Format> {
    let info = field.custom_option(EXTENSION).flat_map(|info| info.fields_numbered(FORMAT));
    let formats = [Format::Uuid4, Format::Ipv4, Format::Ipv6, Format::Ipv4OrIpv6];
    let number = info.filter_map(OptionValue::as_varint).last()?;
    formats.into_iter().find(|&format| format as u64 == number)
}
