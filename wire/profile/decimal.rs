//! Doubles that are decimals of a few digits, as people write them.

/// Number of digits that stands for more of them, or for no decimal.
pub(super) const NO_DECIMAL: u32 = 8;

const UNITS: [f64; NO_DECIMAL as usize] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];

/// The least number of digits behind the point that give exactly this double.
pub(super) fn decimals(bits: u64) -> u32 {
    (0..NO_DECIMAL).find(|&digits| is_decimal(bits, digits)).unwrap_or(NO_DECIMAL)
}

/// Whether a double is a decimal of so many digits behind the point, or fewer.
#[inline]
pub(super) fn has_decimals(bits: u64, digits: u32) -> bool {
    is_decimal(bits, digits) || decimals(bits) <= digits
}

#[inline]
fn is_decimal(bits: u64, digits: u32) -> bool {
    let (number, unit) = (f64::from_bits(bits), UNITS[digits as usize]);
    let scaled = number * unit;
    let whole = (scaled + 0.5_f64.copysign(scaled)) as i64 as f64;
    scaled.abs() < 1e15 && (whole / unit).to_bits() == bits
}
