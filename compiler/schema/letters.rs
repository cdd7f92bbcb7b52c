//! Letters of the names in a file. A search for names by some of their letters, in any case and anywhere in the name,
//! asks here first: most names need not be read then.

use super::file::*;
use super::symbols::Symbol;
use super::view::FileView;

/// Number of rows of a table, and the symbol of each.
type Table = (usize, fn(u32) -> Symbol);

/// A set of letters, in which upper and lower case are the same. Digits count as one letter, and so does everything
/// else beyond the alphabet.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Letters(u32);

/// Set in the names of all declarations that someone wrote.
const WRITTEN: u32 = 1 << 31;

impl Letters {
    /// The letters of a text.
    ///
    /// ```
    /// use protune_compiler::schema::Letters;
    ///
    /// assert!(Letters::of("HolderService").has(Letters::of("hldrsrv")));
    /// assert!(!Letters::of("HolderService").has(Letters::of("x")));
    /// ```
    pub fn of(text: &str) -> Letters {
        let bit = |byte: u8| match byte {
            b'a'..=b'z' => byte - b'a',
            b'A'..=b'Z' => byte - b'A',
            b'_' => 26,
            b'0'..=b'9' => 27,
            _ => 28,
        };
        Letters(text.bytes().fold(0, |letters, byte| letters | 1 << bit(byte)))
    }

    /// Whether all of some other letters are among these.
    pub fn has(self, others: Letters) -> bool {
        self.0 & others.0 == others.0
    }
}

/// The letters of the names of all declarations of a file, table by table. Rows that nobody wrote have none.
#[derive(Debug)]
pub(super) struct NameLetters(Box<[Letters]>);

impl File {
    fn name_letters(&self) -> &[Letters] {
        let letters = self.name_letters.get_or_init(|| {
            let of = |symbol: Symbol| {
                let is_written = match symbol {
                    Symbol::Message(id) => self[id].kind != MessageKind::MapEntry,
                    Symbol::Field(id) => match self[id].parent {
                        FieldParent::Message(message) => self[message].kind != MessageKind::MapEntry,
                        FieldParent::Extend(_) => true,
                    },
                    _ => true,
                };
                match is_written {
                    true => Letters(Letters::of(self.symbol_name(symbol)).0 | WRITTEN),
                    false => Letters::default(),
                }
            };
            let rows = self.tables().flat_map(|(count, symbol)| (0..count as u32).map(symbol));
            NameLetters(rows.map(of).collect())
        });
        &letters.0
    }

    /// The tables of declarations.
    fn tables(&self) -> impl Iterator<Item = Table> {
        let tables: [Table; 7] = [
            (self.messages.len(), |row| Symbol::Message(MessageId(row))),
            (self.enums.len(), |row| Symbol::Enum(EnumId(row))),
            (self.fields.len(), |row| Symbol::Field(FieldId(row))),
            (self.oneofs.len(), |row| Symbol::Oneof(OneofId(row))),
            (self.values.len(), |row| Symbol::Value(ValueId(row))),
            (self.services.len(), |row| Symbol::Service(ServiceId(row))),
            (self.methods.len(), |row| Symbol::Method(MethodId(row))),
        ];
        tables.into_iter()
    }

    /// Declarations of the first tables whose names have some letters.
    fn lettered(&self, wanted: Letters, tables: usize) -> impl Iterator<Item = Symbol> {
        let wanted = Letters(wanted.0 | WRITTEN);
        let mut rest = self.name_letters();
        self.tables().take(tables).flat_map(move |(count, symbol)| {
            let (table, behind) = rest.split_at(count);
            rest = behind;
            let rows = table.iter().zip(0..);
            rows.filter(move |(letters, _)| letters.has(wanted)).map(move |(_, row)| symbol(row))
        })
    }
}

impl FileView<'_> {
    /// Declarations that someone wrote whose names have all of these letters, table by table.
    pub fn declarations_with(self, letters: Letters) -> impl Iterator<Item = Symbol> {
        self.data().lettered(letters, usize::MAX)
    }

    /// Messages, then enums, whose names have all of these letters.
    pub fn types_with(self, letters: Letters) -> impl Iterator<Item = Symbol> {
        self.data().lettered(letters, 2)
    }
}
