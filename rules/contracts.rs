//! What a change of a field does to encoded messages, to JSON and to generated code. One table, from which rules, docs and
//! tests take each verdict; `tests/contracts.rs` encodes and decodes every pair of scalar types by it.

use crate::pair::words::list;
use protune_compiler::diagnostic::{Contracts, Verdict};
use protune_compiler::schema::{Cardinality, Scalar, Symbol};

/// What becomes of a value that was written as one type and is read as another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Every value is the same.
    Same,
    /// Values are the same unless this matters.
    Unless(&'static str),
    /// Values get lost, are refused or mean something else, for this reason.
    Lost(&'static str),
}

use Fate::{Lost, Same, Unless};

const RANGE: Fate = Unless("numbers that do not fit in both types change");
const RANGE_IN_JSON: Fate = Unless("numbers that do not fit in both types are refused");
const ROUNDED: Fate = Unless("numbers that are not the same in both types are rounded or refused");
const TEXT: Fate = Unless("bytes that are not UTF-8 are refused");
const NUMERIC: Fate = Unless("text that is not a number is refused");
const WIRE_TYPE: Fate = Lost("the wire type of the field changes");
const MEANING: Fate = Lost("the same bytes are read as other values");
const JSON_TYPE: Fate = Lost("the value has another type in JSON");

/// All scalar types, in the order of the table.
pub const SCALARS: [Scalar; 15] = [
    Scalar::Int32,
    Scalar::Int64,
    Scalar::Uint32,
    Scalar::Uint64,
    Scalar::Sint32,
    Scalar::Sint64,
    Scalar::Fixed32,
    Scalar::Fixed64,
    Scalar::Sfixed32,
    Scalar::Sfixed64,
    Scalar::Float,
    Scalar::Double,
    Scalar::Bool,
    Scalar::String,
    Scalar::Bytes,
];

/// Ways to encode a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Varint,
    Zigzag,
    Fixed32,
    Fixed64,
    Float,
    Double,
    Length,
}

fn encoding(scalar: Scalar) -> Encoding {
    match scalar {
        Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool => Encoding::Varint,
        Scalar::Sint32 | Scalar::Sint64 => Encoding::Zigzag,
        Scalar::Fixed32 | Scalar::Sfixed32 => Encoding::Fixed32,
        Scalar::Fixed64 | Scalar::Sfixed64 => Encoding::Fixed64,
        Scalar::Float => Encoding::Float,
        Scalar::Double => Encoding::Double,
        Scalar::String | Scalar::Bytes => Encoding::Length,
    }
}

fn wire_type(scalar: Scalar) -> u8 {
    match encoding(scalar) {
        Encoding::Varint | Encoding::Zigzag => 0,
        Encoding::Fixed64 | Encoding::Double => 1,
        Encoding::Length => 2,
        Encoding::Fixed32 | Encoding::Float => 5,
    }
}

/// The smallest and the greatest number of an integer type; `bool` counts as one on the wire.
fn range(scalar: Scalar) -> Option<(i128, i128)> {
    Some(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Scalar::Uint32 | Scalar::Fixed32 => (0, i128::from(u32::MAX)),
        Scalar::Uint64 | Scalar::Fixed64 => (0, i128::from(u64::MAX)),
        Scalar::Bool => (0, 1),
        _ => return None,
    })
}

fn holds(reader: (i128, i128), writer: (i128, i128)) -> bool {
    reader.0 <= writer.0 && writer.1 <= reader.1
}

/// What becomes of an encoded value.
pub fn on_the_wire(written: Scalar, read: Scalar) -> Fate {
    if wire_type(written) != wire_type(read) {
        return WIRE_TYPE;
    }
    match (written, read) {
        (Scalar::String, Scalar::Bytes) => return Same,
        (Scalar::Bytes, Scalar::String) => return TEXT,
        // Whatever is not zero is true, however it was meant.
        (Scalar::Sint32 | Scalar::Sint64, Scalar::Bool) => return RANGE,
        _ if encoding(written) != encoding(read) => return MEANING,
        _ => {}
    }
    match (range(written), range(read)) {
        (Some(writer), Some(reader)) if !holds(reader, writer) => RANGE,
        _ => Same,
    }
}

/// What becomes of a value in JSON.
pub fn in_json(written: Scalar, read: Scalar) -> Fate {
    let is_integer = |scalar: Scalar| scalar != Scalar::Bool && range(scalar).is_some();
    let is_float = |scalar: Scalar| matches!(scalar, Scalar::Float | Scalar::Double);
    // Integers of 64 bits are written as text.
    let is_wide = |scalar: Scalar| {
        is_integer(scalar) && range(scalar).is_some_and(|(_, last)| last > i128::from(u32::MAX))
    };
    match (written, read) {
        _ if written == read => Same,
        _ if is_integer(written) && is_integer(read) => match (range(written), range(read)) {
            (Some(writer), Some(reader)) if holds(reader, writer) => Same,
            _ => RANGE_IN_JSON,
        },
        (_, Scalar::Double) if is_integer(written) && !is_wide(written) => Same,
        (Scalar::Float, Scalar::Double) => Same,
        _ if (is_integer(written) || is_float(written)) && (is_integer(read) || is_float(read)) => ROUNDED,
        (_, Scalar::String) if is_wide(written) => Same,
        (Scalar::String, _) if is_integer(read) || is_float(read) => NUMERIC,
        _ => JSON_TYPE,
    }
}

/// The verdict of both directions: old readers of new data, and new readers of old data.
fn verdict(forth: Fate, back: Fate) -> Verdict {
    match (forth, back) {
        (Lost(why), _) | (_, Lost(why)) => Verdict::Breaks(why),
        (Unless(why), _) | (_, Unless(why)) => Verdict::Conditional(why),
        (Same, Same) => Verdict::Safe,
    }
}

/// What it does to change one scalar type to another.
pub fn of_scalars(was: Scalar, is: Scalar) -> Contracts {
    Contracts {
        wire: verdict(on_the_wire(was, is), on_the_wire(is, was)),
        json: verdict(in_json(was, is), in_json(is, was)),
        source: if language_type(was) == language_type(is) { Verdict::Safe } else { RETYPED },
    }
}

/// What it does to encoded messages to put a number in place of an enum, or the other way round.
pub fn of_enum(number: Scalar) -> Verdict {
    match on_the_wire(Scalar::Int32, number) {
        Lost(why) => Verdict::Breaks(why),
        Same | Unless(_) => Verdict::Conditional("numbers that the enum does not declare may be set aside"),
    }
}

/// Generated code has one type for all of these.
fn language_type(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::Sint32 | Scalar::Sfixed32 => Scalar::Int32,
        Scalar::Sint64 | Scalar::Sfixed64 => Scalar::Int64,
        Scalar::Fixed32 => Scalar::Uint32,
        Scalar::Fixed64 => Scalar::Uint64,
        other => other,
    }
}

/// The source of a field that has another type.
pub const RETYPED: Verdict = Verdict::Breaks("the type in generated code changes");

/// What it does to change one cardinality to another.
pub fn of_cardinalities(was: Cardinality, is: Cardinality, is_packed: bool) -> Contracts {
    use Cardinality::{Explicit, Implicit, Map, Repeated, Required};
    let is_single = |it| matches!(it, Explicit | Implicit | Required);
    let (wire, json) = match (was, is) {
        _ if was == is => return Contracts::SAFE,
        (Required, _) | (_, Required) if is_single(was) && is_single(is) => (MISSING, MISSING),
        _ if is_single(was) && is_single(is) => (PRESENCE, PRESENCE),
        (Map, Repeated) | (Repeated, Map) => {
            (Verdict::Conditional("a map keeps one entry of each key"), LISTED)
        }
        (Map, _) | (_, Map) => (LISTED, LISTED),
        _ if is_packed => {
            (Verdict::Breaks("packed elements are skipped where one value is expected"), LISTED)
        }
        _ => (Verdict::Conditional("of several elements, one is left where one value is expected"), LISTED),
    };
    Contracts { wire, json, source: Verdict::Breaks("the field has another form in generated code") }
}

const MISSING: Verdict = Verdict::Conditional("messages without the field are refused where it is required");
const PRESENCE: Verdict =
    Verdict::Conditional("a field that is set to its default may be taken for one that is not set");
const LISTED: Verdict =
    Verdict::Breaks("one value, a list and a map are not read in the place of each other");

/// What it does to give a field another name: parsers of JSON know it by the JSON name, and by the one in the schema.
pub fn of_names([was, was_json]: [&str; 2], [is, is_json]: [&str; 2]) -> Contracts {
    let (is_read, is_read_by_old) = ([is, is_json].contains(&was_json), [was, was_json].contains(&is_json));
    let json = match (is_read, is_read_by_old) {
        _ if was_json == is_json && was == is => Verdict::Safe,
        _ if was_json == is_json => {
            Verdict::Conditional("JSON with the names of the schema has another name")
        }
        (true, true) => Verdict::Conditional("others than parsers see another name"),
        (true, false) => Verdict::Breaks("old readers do not know the new name"),
        (false, true) => Verdict::Breaks("new readers do not know the old name"),
        (false, false) => Verdict::Breaks("readers do not know the name of the other side"),
    };
    let source = match was == is {
        true => Verdict::Safe,
        false => Verdict::Breaks("the name in generated code changes"),
    };
    Contracts { wire: Verdict::Safe, json, source }
}

/// What it does to rename a declaration, of which only the name changes.
pub fn of_rename(symbol: Symbol, names: [[&str; 2]; 2]) -> Contracts {
    match symbol {
        Symbol::Field(_) => of_names(names[0], names[1]),
        Symbol::Value(_) => Contracts { wire: Verdict::Safe, ..VALUE_GONE },
        Symbol::Message(_) => Contracts { wire: TYPE_URL, json: TYPE_URL, ..SOURCE_ONLY },
        Symbol::Enum(_) | Symbol::Oneof(_) => SOURCE_ONLY,
        Symbol::Service(_) | Symbol::Method(_) => {
            Contracts { wire: Verdict::Breaks("the path of calls changes"), ..SOURCE_ONLY }
        }
    }
}

const TYPE_URL: Verdict = Verdict::Conditional("messages in `Any` are read by their name");

/// A change that shows in generated code only.
pub const SOURCE_ONLY: Contracts =
    Contracts { source: Verdict::Breaks("generated code changes"), ..Contracts::SAFE };

/// A field is gone.
pub const FIELD_GONE: Contracts = Contracts {
    wire: Verdict::Conditional("its number may not be used for another field"),
    json: Verdict::Conditional("some readers refuse names that they do not know"),
    source: Verdict::Breaks("the field is gone from generated code"),
};

/// A value of an enum is gone.
pub const VALUE_GONE: Contracts = Contracts {
    wire: Verdict::Conditional("its number may not be used for another value"),
    json: Verdict::Breaks("readers do not know the name of the value"),
    source: Verdict::Breaks("the value is gone from generated code"),
};

/// A field excludes other fields than it did.
pub const EXCLUSION: Contracts = Contracts {
    wire: Verdict::Conditional("of two fields that exclude each other on one side, one is lost"),
    json: Verdict::Conditional("two fields that exclude each other on one side are refused there"),
    source: Verdict::Breaks("oneofs are types of their own in generated code"),
};

/// A field that is not there means something else.
pub const DEFAULT: Contracts = Contracts {
    wire: Verdict::Breaks("a field that is not set means something else to each side"),
    json: Verdict::Breaks("a field that is not set means something else to each side"),
    source: Verdict::Breaks("the default in generated code changes"),
};

/// What a change breaks, in words: `this breaks JSON; in encoded messages, numbers that ...`.
pub(crate) fn told(Contracts { wire, json, source }: Contracts) -> String {
    let all = [("encoded messages", wire), ("JSON", json), ("generated source", source)];
    let broken: Vec<String> =
        all.iter().filter(|(_, verdict)| verdict.breaks()).map(|(name, _)| (*name).to_owned()).collect();
    let conditions = all.iter().filter_map(|(name, verdict)| match verdict {
        Verdict::Conditional(why) => Some(format!("in {name}, {why}")),
        Verdict::Safe | Verdict::Breaks(_) => None,
    });
    let broken = (!broken.is_empty()).then(|| format!("this breaks {}", list(&broken)));
    broken.into_iter().chain(conditions).collect::<Vec<_>>().join("; ")
}

/// Returns the table of all changes of a scalar type, in Markdown: a row for each that is not a break throughout.
pub fn table() -> String {
    let mut out = "| from | to | wire | JSON | source |\n|---|---|---|---|---|\n".to_owned();
    for was in SCALARS {
        for is in SCALARS.into_iter().filter(|&is| is != was) {
            let Contracts { wire, json, source } = of_scalars(was, is);
            if [wire, json].iter().all(|verdict| matches!(verdict, Verdict::Breaks(_))) {
                continue;
            }
            let cell = |verdict: Verdict| match verdict.why() {
                Some(why) => format!("{}: {why}", verdict.name()),
                None => verdict.name().to_owned(),
            };
            let cells = [wire, json, source].map(cell).join(" | ");
            out += &format!("| `{}` | `{}` | {cells} |\n", was.name(), is.name());
        }
    }
    out
}
