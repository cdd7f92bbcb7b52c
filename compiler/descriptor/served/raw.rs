//! One descriptor, split into its declarations, which stay encoded, and the references in them. What is not looked at
//! is copied byte for byte: options keep what nobody here knows.

use crate::encoding::part::Damage;
use crate::encoding::scan::{Cursor, Record};
use crate::encoding::{WireType, insert_len, put_len, put_tag, put_varint};
use crate::syntax::ImportKind;
use std::ops::Range;

/// Bodies of messages nest this deep at most; the parser takes no more.
const MAX_MESSAGE_DEPTH: u32 = 31;

pub(super) const MESSAGE: u32 = 4;
pub(super) const ENUM: u32 = 5;
pub(super) const SERVICE: u32 = 6;
pub(super) const EXTENSION: u32 = 7;

/// A descriptor in parts.
#[derive(Default)]
pub(super) struct Raw<'b> {
    pub(super) name: &'b str,
    pub(super) package: &'b str,
    pub(super) imports: Vec<(ImportKind, &'b str)>,
    pub(super) declarations: Vec<Declaration<'b>>,
    /// Records of its options, its syntax and its edition.
    pub(super) rest: Vec<&'b [u8]>,
    /// It has features and no edition, which no compiler writes.
    pub(super) has_stray_features: bool,
}

/// A top-level message, enum, service or extension.
#[derive(Clone, Copy)]
pub(super) struct Declaration<'b> {
    /// Number of the field of the descriptor that holds it.
    pub(super) number: u32,
    pub(super) name: &'b str,
    pub(super) bytes: &'b [u8],
}

/// A reference to a type.
pub(super) struct Reference<'r> {
    /// The name as it stands in the descriptor.
    pub(super) name: &'r str,
    /// Full name of the message or service around it.
    pub(super) scope: &'r str,
    pub(super) is_to_enum: bool,
    pub(super) is_to_extendee: bool,
}

/// Name that takes the place of a reference.
pub(super) struct Resolved {
    /// With a leading dot.
    pub(super) name: String,
    /// Nobody knows the type, so it has neither values nor extension ranges.
    pub(super) is_placeholder: bool,
}

impl<'b> Raw<'b> {
    pub(super) fn read(bytes: &'b [u8]) -> Result<Raw<'b>, Damage> {
        let mut raw = Raw::default();
        let mut has_edition = false;
        let (mut names, mut public, mut weak, mut for_options) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for record in Cursor::new(bytes) {
            let record = record?;
            match record.number {
                1 => raw.name = text(&record)?,
                2 => raw.package = text(&record)?,
                3 => names.push(text(&record)?),
                MESSAGE | ENUM | SERVICE | EXTENSION => raw.declarations.push(declaration(&record)?),
                10 => public.push(record.value),
                11 => weak.push(record.value),
                15 => for_options.push(text(&record)?),
                8 | 12 | 14 => {
                    has_edition |= record.number == 14;
                    if record.number == 8 {
                        raw.has_stray_features |= has_features(message(&record)?)?;
                    }
                    raw.rest.push(whole(bytes, &record));
                }
                _ => {}
            }
        }
        raw.has_stray_features &= !has_edition;
        let kind = |at: u64| match at {
            _ if public.contains(&at) => ImportKind::Public,
            _ if weak.contains(&at) => ImportKind::Weak,
            _ => ImportKind::Plain,
        };
        raw.imports = (0..).map(kind).zip(names).collect();
        raw.imports.extend(for_options.into_iter().map(|name| (ImportKind::Option, name)));
        Ok(raw)
    }

    /// Full name of a top-level declaration.
    pub(super) fn full_name(&self, declaration: &Declaration<'_>) -> String {
        join(self.package, declaration.name)
    }
}

impl Declaration<'_> {
    /// Adds the full names of all types that it declares.
    pub(super) fn types(&self, package: &str, out: &mut Vec<String>) -> Result<(), Damage> {
        match self.number {
            MESSAGE => types_of_message(self.bytes, package, 1, out),
            ENUM => {
                out.push(join(package, self.name));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn declaration<'b>(record: &Record<'b>) -> Result<Declaration<'b>, Damage> {
    let bytes = message(record)?;
    Ok(Declaration { number: record.number, name: name_of(bytes)?, bytes })
}

fn types_of_message(bytes: &[u8], scope: &str, depth: u32, out: &mut Vec<String>) -> Result<(), Damage> {
    if depth > MAX_MESSAGE_DEPTH {
        return Err(Damage { offset: 0, what: "messages nest too deep" });
    }
    let full_name = join(scope, name_of(bytes)?);
    for record in Cursor::new(bytes) {
        let record = record?;
        match record.number {
            3 => types_of_message(message(&record)?, &full_name, depth + 1, out)?,
            4 => out.push(join(&full_name, name_of(message(&record)?)?)),
            _ => {}
        }
    }
    out.push(full_name);
    Ok(())
}

/// Rewrites a declaration with other references.
pub(super) struct Rewriting<'r> {
    pub(super) resolve: &'r mut dyn FnMut(Reference<'_>) -> Resolved,
    /// The descriptors are degraded. They are taken to be of proto2, which allows most, and their options are left out:
    /// they are wrong in part.
    pub(super) is_degraded: bool,
}

impl Rewriting<'_> {
    /// Returns the new bytes; `None` for an extension of nothing that is known.
    pub(super) fn declaration(
        &mut self,
        package: &str,
        declaration: &Declaration<'_>,
    ) -> Result<Option<Vec<u8>>, Damage> {
        let mut out = Vec::with_capacity(declaration.bytes.len() + 16);
        match declaration.number {
            MESSAGE => self.message(declaration.bytes, package, 1, &mut out)?,
            SERVICE => self.service(declaration.bytes, package, &mut out)?,
            EXTENSION => {
                if !self.field(declaration.bytes, package, false, &mut out)? {
                    return Ok(None);
                }
            }
            _ => self.enumeration(declaration.bytes, &mut out)?,
        }
        Ok(Some(out))
    }

    fn message(&mut self, bytes: &[u8], scope: &str, depth: u32, out: &mut Vec<u8>) -> Result<(), Damage> {
        if depth > MAX_MESSAGE_DEPTH {
            return Err(Damage { offset: 0, what: "messages nest too deep" });
        }
        let full_name = join(scope, name_of(bytes)?);
        let oneofs = if self.is_degraded { Oneofs::of(bytes)? } else { Oneofs::default() };
        let is_entry = is_map_entry(bytes)?;
        let ranges = if self.is_degraded { extension_ranges(bytes)? } else { Vec::new() };
        for record in Cursor::new(bytes) {
            let record = record?;
            let before = out.len();
            let is_kept = match record.number {
                2 | 6 => nested(record.number, out, |out| {
                    let bytes = message(&record)?;
                    if self.is_degraded && record.number == 2 && is_misplaced(bytes, &ranges)? {
                        return Ok(false);
                    }
                    let is_alone = record.number == 2 && oneofs.is_presence_of(bytes)?;
                    self.field(bytes, &full_name, is_alone, out)
                })?,
                3 => nested(3, out, |out| {
                    self.message(message(&record)?, &full_name, depth + 1, out).map(|()| true)
                })?,
                4 => nested(4, out, |out| self.enumeration(message(&record)?, out).map(|()| true))?,
                5 if self.is_degraded => nested(5, out, |out| extension_range(message(&record)?, out))?,
                7 if self.is_degraded && !is_entry => true,
                _ => {
                    out.extend_from_slice(whole(bytes, &record));
                    true
                }
            };
            if !is_kept {
                out.truncate(before);
            }
        }
        Ok(())
    }

    fn service(&mut self, bytes: &[u8], scope: &str, out: &mut Vec<u8>) -> Result<(), Damage> {
        let full_name = join(scope, name_of(bytes)?);
        for record in Cursor::new(bytes) {
            let record = record?;
            match record.number {
                3 if self.is_degraded => {}
                2 => {
                    nested(2, out, |out| self.method(message(&record)?, &full_name, out).map(|()| true))?;
                }
                _ => out.extend_from_slice(whole(bytes, &record)),
            }
        }
        Ok(())
    }

    fn method(&mut self, bytes: &[u8], scope: &str, out: &mut Vec<u8>) -> Result<(), Damage> {
        for record in Cursor::new(bytes) {
            let record = record?;
            match record.number {
                2 | 3 => {
                    let name = text(&record)?;
                    let to =
                        (self.resolve)(Reference { name, scope, is_to_enum: false, is_to_extendee: false });
                    put_len(out, record.number as i32, to.name.as_bytes());
                }
                4 if self.is_degraded => {}
                _ => out.extend_from_slice(whole(bytes, &record)),
            }
        }
        Ok(())
    }

    fn enumeration(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damage> {
        let mut numbers = Vec::new();
        for record in Cursor::new(bytes) {
            let record = record?;
            match record.number {
                2 if self.is_degraded => {
                    nested(2, out, |out| {
                        let bytes = message(&record)?;
                        for record in Cursor::new(bytes) {
                            let record = record?;
                            if record.number == 2 {
                                numbers.push(record.value);
                            }
                            if record.number != 3 {
                                out.extend_from_slice(whole(bytes, &record));
                            }
                        }
                        Ok(true)
                    })?;
                }
                3 if self.is_degraded => {}
                _ => out.extend_from_slice(whole(bytes, &record)),
            }
        }
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() < count {
            put_len(out, 3, ALLOW_ALIAS);
        }
        Ok(())
    }

    /// Returns whether the field can stay: not if it extends something unknown.
    fn field(
        &mut self,
        bytes: &[u8],
        scope: &str,
        is_alone: bool,
        out: &mut Vec<u8>,
    ) -> Result<bool, Damage> {
        const ENUM_TYPE: u64 = 14;
        let records: Vec<Record<'_>> = Cursor::new(bytes).collect::<Result<_, _>>()?;
        let is_to_enum = records.iter().any(|record| record.number == 5 && record.value == ENUM_TYPE);
        let mut has_default = !self.is_degraded;
        let is_past = |record: &Record<'_>| record.number == 3 && record.value >= PAST_NUMBERS;
        let mut is_kept = !(self.is_degraded && records.iter().any(is_past));
        for record in &records {
            match record.number {
                2 | 6 if !record.payload.is_empty() => {
                    let is_to_extendee = record.number == 2;
                    let name = text(record)?;
                    let is_to_enum = is_to_enum && !is_to_extendee;
                    let to = (self.resolve)(Reference { name, scope, is_to_enum, is_to_extendee });
                    is_kept &= !(is_to_extendee && to.is_placeholder);
                    has_default &= !(is_to_enum && to.is_placeholder);
                    put_len(out, record.number as i32, to.name.as_bytes());
                }
                7 => {}
                // Presence is that of proto2.
                9 if is_alone => {}
                8 | 17 if self.is_degraded => {}
                4 if self.is_degraded && is_required(&records)? => {
                    put_tag(out, 4, WireType::Varint);
                    put_varint(out, REQUIRED);
                }
                _ => out.extend_from_slice(whole(bytes, record)),
            }
        }
        if let Some(default) = records.iter().rfind(|record| record.number == 7).filter(|_| has_default) {
            out.extend_from_slice(whole(bytes, default));
        }
        Ok(is_kept)
    }
}

/// `allow_alias` in options of an enum.
const ALLOW_ALIAS: &[u8] = &[2 << 3, 1];

/// Label of a required field.
const REQUIRED: u64 = 2;

/// Returns whether features say that a field is required.
fn is_required(field: &[Record<'_>]) -> Result<bool, Damage> {
    const FEATURES: u32 = 21;
    const LEGACY_REQUIRED: u64 = 3;
    let mut is_required = false;
    for options in field.iter().filter(|record| record.number == 8) {
        for record in Cursor::new(message(options)?) {
            let record = record?;
            if record.number == FEATURES {
                for feature in Cursor::new(message(&record)?) {
                    let feature = feature?;
                    is_required |= feature.number == 1 && feature.value == LEGACY_REQUIRED;
                }
            }
        }
    }
    Ok(is_required)
}

/// Returns whether an extension stands among the fields of a message: it extends something, has a full name, or its
/// number is in an extension range.
fn is_misplaced(field: &[u8], ranges: &[Range<u64>]) -> Result<bool, Damage> {
    for record in Cursor::new(field) {
        let record = record?;
        let is_extension = match record.number {
            1 => text(&record)?.starts_with('.'),
            2 => !record.payload.is_empty(),
            3 => ranges.iter().any(|range| range.contains(&record.value)),
            _ => false,
        };
        if is_extension {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes an extension range without options, up to the greatest number: message sets, which go further, are lost.
fn extension_range(bytes: &[u8], out: &mut Vec<u8>) -> Result<bool, Damage> {
    for record in Cursor::new(bytes) {
        let record = record?;
        if matches!(record.number, 1 | 2) {
            put_tag(out, record.number as i32, WireType::Varint);
            put_varint(out, record.value.min(PAST_NUMBERS));
        }
    }
    Ok(true)
}

/// Number after the greatest field number.
const PAST_NUMBERS: u64 = 1 << 29;

fn has_features(options: &[u8]) -> Result<bool, Damage> {
    const FEATURES: u32 = 50;
    let mut has = false;
    for record in Cursor::new(options) {
        has |= record?.number == FEATURES;
    }
    Ok(has)
}

fn extension_ranges(bytes: &[u8]) -> Result<Vec<Range<u64>>, Damage> {
    let mut ranges = Vec::new();
    for record in Cursor::new(bytes) {
        let record = record?;
        if record.number == 5 {
            let mut range = 0..0;
            for record in Cursor::new(message(&record)?) {
                let record = record?;
                match record.number {
                    1 => range.start = record.value,
                    2 => range.end = record.value,
                    _ => {}
                }
            }
            ranges.push(range);
        }
    }
    // Each field is looked for in all of them.
    ranges.truncate(MOST_RANGES);
    Ok(ranges)
}

/// Number of extension ranges of a message that are looked at.
const MOST_RANGES: usize = 100;

/// Returns whether a message has a key and a value, and nothing else, as the entry of a map.
fn is_map_entry(bytes: &[u8]) -> Result<bool, Damage> {
    let mut names = Vec::new();
    for record in Cursor::new(bytes) {
        let record = record?;
        match record.number {
            2 => names.push(name_of(message(&record)?)?),
            3..=6 | 8 => return Ok(false),
            _ => {}
        }
    }
    Ok(names == ["key", "value"] && name_of(bytes)?.ends_with("Entry"))
}

/// The oneofs of a message, with the number of their fields.
#[derive(Default)]
struct Oneofs<'b> {
    oneofs: Vec<(&'b str, usize)>,
}

impl<'b> Oneofs<'b> {
    fn of(bytes: &'b [u8]) -> Result<Oneofs<'b>, Damage> {
        let mut oneofs = Vec::new();
        let mut members = Vec::new();
        for record in Cursor::new(bytes) {
            let record = record?;
            match record.number {
                2 => members.extend(oneof_of(message(&record)?)?),
                8 => oneofs.push((name_of(message(&record)?)?, 0)),
                _ => {}
            }
        }
        for index in members {
            if let Some((_, count)) = usize::try_from(index).ok().and_then(|index| oneofs.get_mut(index)) {
                *count += 1;
            }
        }
        Ok(Oneofs { oneofs })
    }

    /// Returns whether the oneof of a field stands for its presence: it has no other member, and is named after it.
    fn is_presence_of(&self, field: &[u8]) -> Result<bool, Damage> {
        let Some(index) = oneof_of(field)? else { return Ok(false) };
        let Some(&(oneof, count)) = usize::try_from(index).ok().and_then(|index| self.oneofs.get(index))
        else {
            return Ok(false);
        };
        Ok(count == 1 && oneof.strip_prefix('_') == Some(name_of(field)?))
    }
}

fn oneof_of(field: &[u8]) -> Result<Option<u64>, Damage> {
    let mut index = None;
    for record in Cursor::new(field) {
        let record = record?;
        if record.number == 9 && record.wire_type == WireType::Varint {
            index = Some(record.value);
        }
    }
    Ok(index)
}

/// Writes a message, its length before it.
fn nested(
    number: u32,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<bool, Damage>,
) -> Result<bool, Damage> {
    put_tag(out, number as i32, WireType::Len);
    let start = out.len();
    let is_kept = write(out)?;
    insert_len(out, start);
    Ok(is_kept)
}

/// The name of a message, enum, field or service, which is always field 1.
fn name_of(bytes: &[u8]) -> Result<&str, Damage> {
    let mut name = "";
    for record in Cursor::new(bytes) {
        let record = record?;
        if record.number == 1 {
            name = text(&record)?;
        }
    }
    Ok(name)
}

fn message<'b>(record: &Record<'b>) -> Result<&'b [u8], Damage> {
    match record.wire_type {
        WireType::Len => Ok(record.payload),
        _ => Err(Damage { offset: record.offset, what: "a field has another wire type than it should" }),
    }
}

fn text<'b>(record: &Record<'b>) -> Result<&'b str, Damage> {
    let damage = Damage { offset: record.offset, what: "a string is not valid UTF-8" };
    std::str::from_utf8(message(record)?).map_err(|_| damage)
}

/// A record with its tag; its message starts with `bytes`.
fn whole<'b>(bytes: &'b [u8], record: &Record<'_>) -> &'b [u8] {
    let len = usize::from(record.tag_len)
        + usize::from(record.prefix_len)
        + record.payload.len()
        + usize::from(record.end_len);
    &bytes[record.offset..record.offset + len]
}

pub(super) fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { [scope, ".", name].concat() }
}
