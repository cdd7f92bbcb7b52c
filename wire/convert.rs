//! Conversion of single values. A value that its new type cannot hold exactly has no conversion.

use crate::kind::Kind;
use crate::message::{ElementValue, Message};
use crate::obstacle::Misfit;
use crate::plan::TextForm;
use crate::recoding::{Conversion, Kept, Wrapping};

/// A value in its new form. Text is not yet written out, so that its length is known without it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Converted<'a> {
    Value(ElementValue<'a>),
    /// The bytes that this text spells.
    Parsed(TextForm, &'a [u8]),
    /// The text that spells these bytes.
    Spelled(TextForm, &'a [u8]),
}

impl Converted<'_> {
    /// Whether an implicit field omits the value.
    pub(crate) fn is_zero(self) -> bool {
        match self {
            Converted::Value(value) => value.is_zero(),
            Converted::Parsed(_, bytes) | Converted::Spelled(_, bytes) => bytes.is_empty(),
        }
    }
}

impl Kept {
    /// Converts a value, if it has to change.
    pub(crate) fn convert<'a>(
        self,
        message: Message<'a>,
        value: ElementValue<'a>,
    ) -> Result<Converted<'a>, Misfit> {
        let value = match self.wrapping {
            Wrapping::Unwrap(kind) => unwrapped(message, value, kind)?,
            Wrapping::Same | Wrapping::Wrap(_) => value,
        };
        convert(self.conversion, value)
    }

    /// Converts an element of a list of scalars. Lists have no wrappers.
    #[inline]
    pub(crate) fn convert_scalar(self, bits: u64) -> Result<u64, Misfit> {
        match self.conversion {
            Conversion::Same => Ok(bits),
            conversion => convert_bits(conversion, bits),
        }
    }
}

fn unwrapped<'a>(
    message: Message<'a>,
    value: ElementValue<'a>,
    kind: Kind,
) -> Result<ElementValue<'a>, Misfit> {
    let ElementValue::Message(Some(wrapper)) = value else { return Ok(ElementValue::zero(kind)) };
    if message.unknowns(wrapper).next().is_some() {
        return Err(Misfit::Wrapper);
    }
    let wrapped = message.slot(wrapper, 0).and_then(|slot| message.only(slot));
    Ok(wrapped.map_or(ElementValue::zero(kind), |element| element.value))
}

fn convert(conversion: Conversion, value: ElementValue<'_>) -> Result<Converted<'_>, Misfit> {
    match (conversion, value) {
        (_, ElementValue::Bits(bits)) => {
            Ok(Converted::Value(ElementValue::Bits(convert_bits(conversion, bits)?)))
        }
        (Conversion::ToBytes(form), ElementValue::Bytes(text)) => {
            if is_spelled(form, text) {
                Ok(Converted::Parsed(form, text))
            } else {
                Err(Misfit::Text(form))
            }
        }
        (Conversion::ToText(form), ElementValue::Bytes(bytes)) => {
            let can_be = form == TextForm::Hex || bytes.len() == UUID_BYTES;
            if can_be { Ok(Converted::Spelled(form, bytes)) } else { Err(Misfit::Spelling(form)) }
        }
        (_, value) => Ok(Converted::Value(value)),
    }
}

#[inline]
fn convert_bits(conversion: Conversion, bits: u64) -> Result<u64, Misfit> {
    match conversion {
        Conversion::Integer { from, to } => integer(from, to, bits).ok_or(Misfit::Integer(to)),
        Conversion::Narrow => narrowed(bits).ok_or(Misfit::Float),
        Conversion::Widen => Ok(widened(bits as u32)),
        Conversion::Same | Conversion::ToBytes(_) | Conversion::ToText(_) => Ok(bits),
    }
}

#[inline]
fn integer(from: Kind, to: Kind, bits: u64) -> Option<u64> {
    // Most numbers are small and not negative: all kinds hold them, as they are or in zigzag.
    if bits < 1 << 30 && !(from.is_zigzag() && bits & 1 == 1) {
        let number = bits >> u32::from(from.is_zigzag());
        return Some(number << u32::from(to.is_zigzag()));
    }
    large_integer(from, to, bits)
}

#[cold]
fn large_integer(from: Kind, to: Kind, bits: u64) -> Option<u64> {
    from.integer(bits).and_then(|number| to.bits(number))
}

/// The `float` that is exactly this `double`, with all bits of what is no number.
fn narrowed(bits: u64) -> Option<u64> {
    let double = f64::from_bits(bits);
    let float = if double.is_nan() {
        (bits >> 32 & 0x8000_0000 | 0x7F80_0000 | bits >> 29 & 0x007F_FFFF) as u32
    } else {
        (double as f32).to_bits()
    };
    (widened(float) == bits).then_some(u64::from(float))
}

fn widened(bits: u32) -> u64 {
    let float = f32::from_bits(bits);
    if float.is_nan() {
        let (sign, payload) = (u64::from(bits & 0x8000_0000), u64::from(bits & 0x007F_FFFF));
        return sign << 32 | 0x7FF0_0000_0000_0000 | payload << 29;
    }
    f64::from(float).to_bits()
}

const UUID_BYTES: usize = 16;
const UUID_CHARS: usize = 36;

/// Whether a UUID has a hyphen at this position.
pub(crate) fn is_hyphen(at: usize) -> bool {
    matches!(at, 8 | 13 | 18 | 23)
}

fn is_spelled(form: TextForm, text: &[u8]) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    match form {
        TextForm::Hex => text.len().is_multiple_of(2) && text.iter().all(is_digit),
        TextForm::Uuid => {
            let mut chars = text.iter().enumerate();
            text.len() == UUID_CHARS
                && chars.all(|(at, byte)| if is_hyphen(at) { *byte == b'-' } else { is_digit(byte) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_that_floats_hold() {
        let holds = |double: f64| narrowed(double.to_bits()).is_some();
        for double in [0.0, -0.0, 1.5, f64::INFINITY, f64::NAN, f64::from(f32::MIN_POSITIVE) / 2.0] {
            assert!(holds(double), "{double}");
        }
        for double in [0.1, 1e300, 1e-300, 16_777_217.0] {
            assert!(!holds(double), "{double}");
        }
        // Payloads of what is no number, quiet or not, come back or are refused.
        for bits in [0x7FF0_0000_2000_0000, 0xFFF8_0000_0000_0000, 0x7FFF_FFFF_E000_0000] {
            assert_eq!(narrowed(bits).map(|float| widened(float as u32)), Some(bits));
        }
        assert_eq!(narrowed(0x7FF8_0000_0000_0001), None);
        assert_eq!(narrowed(0x7FF0_0000_0000_0001), None);
    }

    /// The short way with small numbers ends where the long way does.
    #[test]
    fn integers_small_and_large() {
        let kinds = Kind::ALL.into_iter().filter(|kind| kind.integer(0).is_some() && *kind != Kind::Bool);
        let pairs = kinds.clone().flat_map(|from| kinds.clone().map(move |to| (from, to)));
        for (from, to) in pairs {
            for bits in [0, 1, 2, 3, (1 << 30) - 2, (1 << 30) - 1, 1 << 30, (1 << 31) + 1, 1 << 32, u64::MAX]
            {
                let bits = from.settled(bits);
                let number = from.integer(bits).expect("an integer");
                assert_eq!(integer(from, to, bits), to.bits(number), "{from:?} {to:?} {bits}");
            }
        }
    }

    #[test]
    fn text_that_spells_bytes() {
        let uuid = b"0123abcd-0123-4567-89ab-0123456789ab";
        assert!(is_spelled(TextForm::Uuid, uuid));
        assert!(!is_spelled(TextForm::Uuid, &uuid.to_ascii_uppercase()));
        assert!(!is_spelled(TextForm::Uuid, &uuid[1..]));
        assert!(!is_spelled(TextForm::Uuid, b"0123abcd00123-4567-89ab-0123456789ab"));
        assert!(is_spelled(TextForm::Hex, b"00ff") && is_spelled(TextForm::Hex, b""));
        assert!(!is_spelled(TextForm::Hex, b"0ff") && !is_spelled(TextForm::Hex, b"0F"));
    }
}
