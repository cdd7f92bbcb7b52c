//! Features that compilers leave out of descriptors because they matter to sources only, and which the
//! texts need, since they are sources. Guesses where something was left out, and then forbids nothing.

use super::options::{Setting, Value};
use super::protos::FileProto;

/// A feature, and its value before there was anything to forbid.
struct SourceFeature {
    name: &'static str,
    value: &'static str,
    /// The edition that brought it, as in `google.protobuf.Edition`.
    since: u64,
    /// The options that can have it; all when there are none.
    only_for: &'static [&'static str],
}

const SOURCE_FEATURES: &[SourceFeature] = &[
    SourceFeature { name: "enforce_naming_style", value: "STYLE_LEGACY", since: 1001, only_for: &[] },
    SourceFeature {
        name: "default_symbol_visibility",
        value: "EXPORT_ALL",
        since: 1001,
        only_for: &["google.protobuf.FileOptions"],
    },
    SourceFeature {
        name: "enforce_proto_limits",
        value: "LEGACY_NO_EXPLICIT_LIMITS",
        since: 1002,
        only_for: &[
            "google.protobuf.MessageOptions",
            "google.protobuf.FieldOptions",
            "google.protobuf.OneofOptions",
            "google.protobuf.EnumOptions",
        ],
    },
];

/// Adds what may have been left out of options of this type.
///
/// A compiler leaves no trace but the `features` themselves, which are there though they may be empty.
/// Those of a file may have said more; elsewhere one feature at a time is the rule. buf leaves nothing out.
pub(super) fn restore(file: &FileProto<'_>, of: &str, settings: &mut Vec<Setting<'_>>) {
    if file.syntax != "editions" || file.image.is_some() {
        return;
    }
    let is_empty = |setting: &Setting<'_>| match &setting.value {
        Value::Message(inner) => setting.name == "features" && inner.is_empty(),
        Value::Scalar(_) => false,
    };
    let says_something = |setting: &Setting<'_>| setting.name.starts_with("features.");
    let may_lack_some = settings.iter().any(is_empty)
        || of == "google.protobuf.FileOptions" && settings.iter().any(says_something);
    if !may_lack_some {
        return;
    }
    let is_said = |name: &str| settings.iter().any(|setting| setting.name == name);
    let missing: Vec<Setting<'_>> = SOURCE_FEATURES
        .iter()
        .filter(|feature| feature.since <= file.edition)
        .filter(|feature| feature.only_for.is_empty() || feature.only_for.contains(&of))
        .map(|feature| (["features.", feature.name].concat(), feature.value))
        .filter(|(name, _)| !is_said(name))
        .map(|(name, value)| Setting { name: name.into(), value: Value::Scalar(value.into()) })
        .collect();
    if !missing.is_empty() {
        settings.retain(|setting| !is_empty(setting));
        settings.extend(missing);
    }
}
