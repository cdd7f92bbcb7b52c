//! Editions features: the defaults of each edition, and how a declaration and those around it change
//! them. See "Feature Settings for Editions" in the protobuf docs. Reads one file and nothing else.

mod table;

use super::file::Edition;

pub use table::FileFeatures;
pub(super) use table::is_about_features;

macro_rules! features {
    ($($feature:ident: $field:ident { $($value:ident = $number:literal $name:literal),* $(,)? })*) => {
        $(
            #[doc = concat!("Values of the feature `", stringify!($field), "`.")]
            #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
            #[non_exhaustive]
            pub enum $feature {
                $(
                    #[doc = concat!("`", $name, "`")]
                    $value = $number,
                )*
            }

            impl $feature {
                fn named(name: &str) -> Option<Self> {
                    match name {
                        $($name => Some(Self::$value),)*
                        _ => None,
                    }
                }

                fn numbered(number: u64) -> Option<Self> {
                    match number {
                        $($number => Some(Self::$value),)*
                        _ => None,
                    }
                }
            }
        )*

        /// Features of one declaration, after inheritance.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub struct Features {
            $(
                #[doc = concat!("The feature `", stringify!($field), "`.")]
                pub $field: $feature,
            )*
        }

        impl Features {
            /// Sets the feature `name` of `google.protobuf.FeatureSet`. A name or a value that does not exist
            /// changes nothing; the interpretation of the option reports it.
            fn set(&mut self, name: &str, value: Said<'_>) {
                match name {
                    $(stringify!($field) => {
                        let value = match value {
                            Said::Name(name) => $feature::named(name),
                            Said::Number(number) => $feature::numbered(number),
                        };
                        if let Some(value) = value {
                            self.$field = value;
                        }
                    })*
                    _ => {}
                }
            }
        }
    };
}

/// Value of a feature as it is written.
#[derive(Clone, Copy)]
enum Said<'t> {
    Name(&'t str),
    /// Literals allow numbers.
    Number(u64),
}

features! {
    FieldPresence: field_presence {
        Explicit = 1 "EXPLICIT", Implicit = 2 "IMPLICIT", LegacyRequired = 3 "LEGACY_REQUIRED",
    }
    EnumType: enum_type { Open = 1 "OPEN", Closed = 2 "CLOSED" }
    RepeatedFieldEncoding: repeated_field_encoding { Packed = 1 "PACKED", Expanded = 2 "EXPANDED" }
    Utf8Validation: utf8_validation { Verify = 2 "VERIFY", None = 3 "NONE" }
    MessageEncoding: message_encoding { LengthPrefixed = 1 "LENGTH_PREFIXED", Delimited = 2 "DELIMITED" }
    JsonFormat: json_format { Allow = 1 "ALLOW", LegacyBestEffort = 2 "LEGACY_BEST_EFFORT" }
    NamingStyle: enforce_naming_style {
        Style2024 = 1 "STYLE2024", Legacy = 2 "STYLE_LEGACY", Style2026 = 3 "STYLE2026",
    }
    SymbolVisibility: default_symbol_visibility {
        ExportAll = 1 "EXPORT_ALL", ExportTopLevel = 2 "EXPORT_TOP_LEVEL", LocalAll = 3 "LOCAL_ALL",
        Strict = 4 "STRICT",
    }
    ProtoLimits: enforce_proto_limits { None = 1 "LEGACY_NO_EXPLICIT_LIMITS", Limits2026 = 2 "PROTO_LIMITS2026" }
}

impl Features {
    /// Defaults of an edition.
    pub fn of_edition(edition: Edition) -> Features {
        let legacy = Features {
            field_presence: FieldPresence::Explicit,
            enum_type: EnumType::Closed,
            repeated_field_encoding: RepeatedFieldEncoding::Expanded,
            utf8_validation: Utf8Validation::None,
            message_encoding: MessageEncoding::LengthPrefixed,
            json_format: JsonFormat::LegacyBestEffort,
            enforce_naming_style: NamingStyle::Legacy,
            default_symbol_visibility: SymbolVisibility::ExportAll,
            enforce_proto_limits: ProtoLimits::None,
        };
        let open = Features {
            enum_type: EnumType::Open,
            repeated_field_encoding: RepeatedFieldEncoding::Packed,
            utf8_validation: Utf8Validation::Verify,
            json_format: JsonFormat::Allow,
            ..legacy
        };
        match edition {
            Edition::Proto2 => legacy,
            Edition::Proto3 => Features { field_presence: FieldPresence::Implicit, ..open },
            Edition::E2023 => open,
            Edition::E2024 => Features {
                enforce_naming_style: NamingStyle::Style2024,
                default_symbol_visibility: SymbolVisibility::ExportTopLevel,
                ..open
            },
            Edition::E2026 | Edition::Unstable => Features {
                enforce_naming_style: NamingStyle::Style2026,
                default_symbol_visibility: SymbolVisibility::Strict,
                enforce_proto_limits: ProtoLimits::Limits2026,
                ..open
            },
        }
    }
}
