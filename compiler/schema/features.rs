//! Editions features: what each edition says by itself, and how a declaration and those around it
//! change that. See "Feature Settings for Editions" in the protobuf docs.

use super::file::Edition;
use super::options::Record;

macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident { $($value:ident = $number:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $feature {
            $($value = $number,)*
        }

        impl $feature {
            fn from_number(number: u64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    )*};
}

features! {
    FieldPresence { Explicit = 1, Implicit = 2, LegacyRequired = 3 }
    EnumType { Open = 1, Closed = 2 }
    RepeatedFieldEncoding { Packed = 1, Expanded = 2 }
    Utf8Validation { Verify = 2, None = 3 }
    MessageEncoding { LengthPrefixed = 1, Delimited = 2 }
    JsonFormat { Allow = 1, LegacyBestEffort = 2 }
    NamingStyle { Style2024 = 1, Legacy = 2, Style2026 = 3 }
    SymbolVisibility { ExportAll = 1, ExportTopLevel = 2, LocalAll = 3, Strict = 4 }
    ProtoLimits { None = 1, Limits2026 = 2 }
}

/// The features of one declaration, after inheritance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Features {
    pub field_presence: FieldPresence,
    pub enum_type: EnumType,
    pub repeated_field_encoding: RepeatedFieldEncoding,
    pub utf8_validation: Utf8Validation,
    pub message_encoding: MessageEncoding,
    pub json_format: JsonFormat,
    pub naming_style: NamingStyle,
    pub symbol_visibility: SymbolVisibility,
    pub proto_limits: ProtoLimits,
}

impl Features {
    /// What holds in an edition where nothing is said.
    pub fn of_edition(edition: Edition) -> Features {
        let legacy = Features {
            field_presence: FieldPresence::Explicit,
            enum_type: EnumType::Closed,
            repeated_field_encoding: RepeatedFieldEncoding::Expanded,
            utf8_validation: Utf8Validation::None,
            message_encoding: MessageEncoding::LengthPrefixed,
            json_format: JsonFormat::LegacyBestEffort,
            naming_style: NamingStyle::Legacy,
            symbol_visibility: SymbolVisibility::ExportAll,
            proto_limits: ProtoLimits::None,
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
                naming_style: NamingStyle::Style2024,
                symbol_visibility: SymbolVisibility::ExportTopLevel,
                ..open
            },
            Edition::E2026 | Edition::Unstable => Features {
                naming_style: NamingStyle::Style2026,
                symbol_visibility: SymbolVisibility::Strict,
                proto_limits: ProtoLimits::Limits2026,
                ..open
            },
        }
    }

    /// Changes what a `google.protobuf.FeatureSet` speaks of.
    pub(super) fn apply(&mut self, feature_set: &[Record]) {
        for record in feature_set {
            let Some(value) = record.value.as_varint() else { continue };
            match record.number {
                1 => set(&mut self.field_presence, FieldPresence::from_number(value)),
                2 => set(&mut self.enum_type, EnumType::from_number(value)),
                3 => set(&mut self.repeated_field_encoding, RepeatedFieldEncoding::from_number(value)),
                4 => set(&mut self.utf8_validation, Utf8Validation::from_number(value)),
                5 => set(&mut self.message_encoding, MessageEncoding::from_number(value)),
                6 => set(&mut self.json_format, JsonFormat::from_number(value)),
                7 => set(&mut self.naming_style, NamingStyle::from_number(value)),
                8 => set(&mut self.symbol_visibility, SymbolVisibility::from_number(value)),
                9 => set(&mut self.proto_limits, ProtoLimits::from_number(value)),
                _ => {}
            }
        }
    }
}

fn set<T>(feature: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *feature = value;
    }
}
