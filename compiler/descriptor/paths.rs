//! Paths into an encoded `FileDescriptorProto`, as `SourceCodeInfo` has them: field numbers, each followed by an index if
//! the field is repeated. Knows which fields of descriptors repeat, and nothing about the declarations.

use super::ReadError;
use crate::encoding::part::{Damage, Part};

/// Kind of message in a descriptor that has repeated parts.
#[derive(Clone, Copy)]
enum Kind {
    File,
    Message,
    Enum,
    Service,
    /// Anything else. Its own parts are not followed.
    Leaf,
}

impl Kind {
    /// Returns the kind of the elements of a repeated field; `None` for a field that does not repeat.
    fn elements(self, number: i32) -> Option<Kind> {
        match (self, number) {
            (Kind::File, 4) | (Kind::Message, 3) => Some(Kind::Message),
            (Kind::File, 5) | (Kind::Message, 4) => Some(Kind::Enum),
            (Kind::File, 6) => Some(Kind::Service),
            (Kind::File, 3 | 7 | 10 | 11 | 15)
            | (Kind::Message, 2 | 5 | 6 | 8 | 9 | 10)
            | (Kind::Enum, 2 | 4 | 5)
            | (Kind::Service, 2) => Some(Kind::Leaf),
            _ => None,
        }
    }

    /// Returns whether it has a field with this number that does not repeat.
    fn has(self, number: i32) -> bool {
        match self {
            Kind::File => matches!(number, 1 | 2 | 8 | 9 | 12 | 14),
            Kind::Message => matches!(number, 1 | 7 | 11),
            Kind::Enum => matches!(number, 1 | 3 | 6),
            Kind::Service => matches!(number, 1 | 3),
            Kind::Leaf => number > 0,
        }
    }
}

/// Returns whether a path leads to something that an encoded `FileDescriptorProto` has, or can have: a field that is not
/// set counts, an index beyond the last element does not. Parts of options, and of declarations without declarations in
/// them, always count.
///
/// ```
/// use protune_compiler::descriptor::{self, Include, has_path};
///
/// let schema = protune_compiler::compile([("a.proto", "message A {}")], |_| None);
/// let file = schema.find("a.proto").expect("it is a source");
/// let encoded = descriptor::file(&schema, file.id, Include::default());
/// assert!(has_path(&encoded, &[4, 0, 1])?);
/// assert!(!has_path(&encoded, &[4, 1])?);
/// # Ok::<(), descriptor::ReadError>(())
/// ```
///
/// # Errors
/// If the bytes are damaged.
pub fn has_path(descriptor: &[u8], path: &[i32]) -> Result<bool, ReadError> {
    follow(Part { bytes: descriptor, offset: 0 }, path)
        .map_err(|Damage { offset, what }| ReadError { offset, what })
}

fn follow(mut part: Part<'_>, mut path: &[i32]) -> Result<bool, Damage> {
    let mut kind = Kind::File;
    while let [number, rest @ ..] = path {
        let Some(elements) = kind.elements(*number) else { return Ok(kind.has(*number)) };
        // The field as a whole, such as a statement that reserves several names.
        let [index, rest @ ..] = rest else { return Ok(true) };
        let Ok(index) = usize::try_from(*index) else { return Ok(false) };
        let mut found = None;
        let mut count = 0;
        for field in part.fields() {
            let field = field?;
            if field.number != *number {
                continue;
            }
            // Numbers of imports may be packed.
            let Ok(element) = field.part() else { return Ok(true) };
            if count == index {
                found = Some(element);
                break;
            }
            count += 1;
        }
        match found {
            None => return Ok(false),
            Some(_) if matches!(elements, Kind::Leaf) => return Ok(rest.iter().all(|&number| number >= 0)),
            Some(element) => (part, path, kind) = (element, rest, elements),
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::{self, Include};

    #[test]
    fn paths_lead_to_declarations_or_nowhere() {
        let text = "syntax = \"proto3\"; import \"b.proto\"; message A { message B { int32 x = 1; } map<string, B> m = 2;\
                    reserved \"a\", \"b\"; } enum E { Z = 0; } service S { rpc R(A) returns (A); }";
        let schema = crate::compile([("a.proto", text), ("b.proto", "")], |_| None);
        let encoded = descriptor::file(&schema, schema.find("a.proto").unwrap().id, Include::default());
        let has = |path: &[i32]| has_path(&encoded, path).unwrap();
        let paths: [&[i32]; 12] = [
            &[],
            &[2],
            &[3, 0],
            &[4, 0, 3, 0, 2, 0, 10],
            // The entry of the map.
            &[4, 0, 3, 1, 2, 1],
            &[4, 0, 10],
            &[4, 0, 10, 1],
            &[4, 0, 7, 999_999, 3],
            &[5, 0, 2, 0, 3, 1],
            &[6, 0, 2, 0, 4],
            &[8, 50_000, 1],
            &[12],
        ];
        for path in paths {
            assert!(has(path), "{path:?}");
        }
        let nowhere: [&[i32]; 9] = [
            &[3, 1],
            &[4, 1],
            &[4, -1],
            &[4, 0, 3, 2],
            &[4, 0, 3, 0, 2, 1],
            &[4, 0, 10, 2],
            &[4, 0, 12],
            &[77, 1],
            &[6, 0, 2, 1],
        ];
        for path in nowhere {
            assert!(!has(path), "{path:?}");
        }
    }
}
