//! Origin of the fields of a new layout: the enums, defaults and remarks that the steps leave at each.

use protune_compiler::schema::Schema;
use protune_rules::proposal::Declared;
use protune_wire::shape::{Common, Reshaping, Shape, Spelling};
use protune_wire::{Field, Kind, Layout, TypeId};
use std::collections::BTreeMap;

/// A field, by its number.
pub(super) type Key = (TypeId, u32);

#[derive(Debug)]
pub(super) struct History<'s> {
    pub(super) enums: BTreeMap<Key, Values<'s>>,
    pub(super) defaults: BTreeMap<Key, &'s Common>,
    pub(super) remarks: BTreeMap<Key, Vec<Remark>>,
    /// Names in JSON that fields have in place of keys.
    pub(super) json: BTreeMap<Key, &'s str>,
}

/// Values of an enum.
#[derive(Clone, Copy, Debug)]
pub(super) enum Values<'s> {
    /// Full name of an enum of the old schema.
    Declared(&'s str),
    /// Strings, by number from 1.
    Words(&'s [String]),
    /// Strings that name their values.
    Names(&'s [String]),
}

/// Comment on a field.
#[derive(Clone, Debug)]
pub(super) enum Remark {
    Text(String),
    /// Key of a map, which the name of the field may show.
    Key(String),
    /// Index into the table in a field of the outermost message.
    Index(u32),
}

impl<'s> History<'s> {
    pub(super) fn of(schema: &'s Schema, from: &Layout, steps: &'s [Shape]) -> History<'s> {
        let declared = Declared::new(schema);
        let mut enums = BTreeMap::new();
        for (id, ty) in from.types() {
            for field in ty.fields().iter().filter(|field| field.kind == Kind::Enum) {
                let of = declared.field(&ty.name, field.number).and_then(|field| field.enum_type());
                enums.extend(of.map(|of| ((id, field.number), Values::Declared(of.full_name()))));
            }
        }
        let (defaults, remarks, json) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut history = History { enums, defaults, remarks, json };
        let Ok(mut reshaping) = Reshaping::new(from, []) else { return history };
        for step in steps {
            let before = reshaping.to().clone();
            if reshaping.push(step.clone()).is_err() {
                break;
            }
            history.add(step, &before, reshaping.to());
        }
        history
    }

    fn add(&mut self, step: &'s Shape, before: &Layout, after: &Layout) {
        match step {
            Shape::Columns { message, field } => self.add_columns(message, *field, before, after),
            Shape::Delta { message, field } => {
                self.say(before, message, *field, "differences between neighbours")
            }
            Shape::Strings { uses } | Shape::Messages { uses } => self.add_table(uses, before, after),
            Shape::Enumerate { message, field, values, as_json } => {
                let Some((id, _)) = located(before, message, *field) else { return };
                self.change(before, message, *field);
                let values = if *as_json { Values::Names(values) } else { Values::Words(values) };
                self.enums.insert((id, *field), values);
                for other in new_numbers(before, after, id) {
                    self.remark((id, other), "other texts");
                }
            }
            Shape::Keys { message, field, keys, as_json } => {
                let Some((_, map)) = located(before, message, *field) else { return };
                let fields = located(after, message, *field).and_then(|(_, field)| field.message);
                let (Some(entry), Some(fields)) = (map.message, fields) else { return };
                for (key, number) in keys.iter().zip(1..) {
                    self.copy((entry, 2), (fields, number));
                    match as_json {
                        true => drop(self.json.insert((fields, number), key)),
                        false => {
                            self.remarks.entry((fields, number)).or_default().push(Remark::Key(key.clone()));
                        }
                    }
                }
                if !as_json {
                    self.remark((fields, keys.len() as u32 + 1), "other keys");
                }
            }
            Shape::Text { message, field, form } => {
                self.change(before, message, *field);
                if let Some(text) = spelled(*form) {
                    self.say(before, message, *field, text);
                }
            }
            Shape::Scale { message, field, digits } => {
                self.change(before, message, *field);
                if *digits > 0 {
                    self.say(before, message, *field, format!("times 10^{digits}"));
                }
            }
            Shape::Time { message, field, digits } => {
                let unit = unit(*digits);
                let of = located(before, message, *field).and_then(|(_, field)| field.message);
                let is_duration = of.is_some_and(|of| before.get(of).name.ends_with("Duration"));
                let since = if is_duration { "" } else { " since 1970" };
                self.say(before, message, *field, format!("{unit}{since}"));
            }
            Shape::Default { message, field, value } => {
                if let Some((id, _)) = located(before, message, *field) {
                    self.defaults.insert((id, *field), value);
                }
            }
            Shape::Retype { message, field, .. } => self.change(before, message, *field),
            Shape::Equal { message, field, to } => {
                if let Some((_, gone)) = located(before, message, *field) {
                    self.say(before, message, *to, format!("also the value of `{}`", gone.name));
                }
            }
            Shape::Trim { message, field, prefix, suffix } => {
                self.change(before, message, *field);
                let text = match (&**prefix, &**suffix) {
                    (prefix, "") => format!("text after {prefix:?}"),
                    ("", suffix) => format!("text before {suffix:?}"),
                    (prefix, suffix) => format!("text between {prefix:?} and {suffix:?}"),
                };
                self.say(before, message, *field, text);
            }
            Shape::Template { message, field, texts, parts } => {
                let Some((id, _)) = located(before, message, *field) else { return };
                self.change(before, message, *field);
                let form = texts.join("{}");
                let numbers = std::iter::once(*field).chain(new_numbers(before, after, id));
                for ((number, part), at) in numbers.zip(parts).zip(1..) {
                    self.remark((id, number), format!("part {at} of {form:?}"));
                    if let Some(text) = part.and_then(spelled) {
                        self.remark((id, number), text);
                    }
                }
            }
            Shape::Inline { message, field } => {
                let Some((id, outer)) = located(before, message, *field) else { return };
                let Some(inner) = outer.message else { return };
                self.forget((id, *field));
                // The first field takes the place of the message, the others the lowest free numbers.
                let to = std::iter::once(*field).chain(new_numbers(before, after, id));
                for (inside, to) in before.get(inner).fields().iter().zip(to) {
                    self.copy((inner, inside.number), (id, to));
                }
            }
        }
    }

    fn add_columns(&mut self, message: &str, field: u32, before: &Layout, after: &Layout) {
        let of = |layout| located(layout, message, field).and_then(|(_, field)| field.message);
        let (Some(rows), Some(columns)) = (of(before), of(after)) else { return };
        let of_rows = before.get(rows);
        for column in after.get(columns).fields() {
            match of_rows.field(column.number) {
                Some(_) => self.copy((rows, column.number), (columns, column.number)),
                None if column.kind == Kind::Bytes => {
                    self.remark((columns, column.number), "one bit for each row, if only some have a value");
                }
                None if column.is_repeated() => {
                    self.remark((columns, column.number), "number of values in each row");
                }
                None => self.remark((columns, column.number), "number of rows, if no column shows it"),
            }
        }
    }

    fn add_table(&mut self, uses: &[(String, u32)], before: &Layout, after: &Layout) {
        let root = before.root();
        let Some(table) = new_numbers(before, after, root).next() else { return };
        for (message, number) in uses {
            let Some((id, _)) = located(before, message, *number) else { continue };
            self.change(before, message, *number);
            self.remarks.entry((id, *number)).or_default().push(Remark::Index(table));
        }
    }

    /// Notes that values have another form now. A default has the old one.
    fn change(&mut self, before: &Layout, message: &str, number: u32) {
        let Some((id, field)) = located(before, message, number) else { return };
        if let Some(value) = self.defaults.remove(&(id, number)) {
            self.remark((id, number), format!("{} if absent", shown(field.kind, value)));
        }
    }

    fn say(&mut self, layout: &Layout, message: &str, number: u32, text: impl Into<String>) {
        if let Some((id, _)) = located(layout, message, number) {
            self.remark((id, number), text);
        }
    }

    fn remark(&mut self, key: Key, text: impl Into<String>) {
        self.remarks.entry(key).or_default().push(Remark::Text(text.into()));
    }

    fn copy(&mut self, from: Key, to: Key) {
        let (of, default) = (self.enums.get(&from).copied(), self.defaults.get(&from).copied());
        self.enums.extend(of.map(|of| (to, of)));
        self.defaults.extend(default.map(|value| (to, value)));
        let remarks = self.remarks.get(&from).cloned();
        self.remarks.extend(remarks.map(|remarks| (to, remarks)));
        if let Some(key) = self.json.get(&from) {
            self.remarks.entry(to).or_default().push(Remark::Key((*key).to_owned()));
        }
    }

    fn forget(&mut self, key: Key) {
        self.enums.remove(&key);
        self.defaults.remove(&key);
        self.remarks.remove(&key);
        self.json.remove(&key);
    }
}

fn located<'l>(layout: &'l Layout, message: &str, number: u32) -> Option<(TypeId, &'l Field)> {
    let id = layout.find(message)?;
    Some((id, layout.get(id).field(number)?))
}

/// Numbers that a type has only after a step, in order.
fn new_numbers<'l>(before: &'l Layout, after: &'l Layout, id: TypeId) -> impl Iterator<Item = u32> + 'l {
    let numbers = after.get(id).fields().iter().map(|field| field.number);
    numbers.filter(move |number| before.get(id).field(*number).is_none())
}

fn unit(digits: u8) -> &'static str {
    match digits {
        0 => "seconds",
        3 => "milliseconds",
        6 => "microseconds",
        _ => "nanoseconds",
    }
}

/// Meaning of a value; `None` if JSON shows it.
fn spelled(form: Spelling) -> Option<String> {
    Some(match form {
        Spelling::Uuid { upper: false } => "bytes of a UUID".to_owned(),
        Spelling::Uuid { upper: true } => "bytes of a UUID in upper case".to_owned(),
        Spelling::Hex { upper: false } => "bytes of hexadecimal digits".to_owned(),
        Spelling::Hex { upper: true } => "bytes of hexadecimal digits in upper case".to_owned(),
        Spelling::Base64 => "bytes of Base64".to_owned(),
        Spelling::Digits => "decimal digits as a number".to_owned(),
        Spelling::Padded { width } => format!("{width} decimal digits as a number"),
        Spelling::Decimal { digits } => format!("times 10^{digits}"),
        Spelling::Time { digits } => format!("{} since 1970", unit(digits)),
        Spelling::Date => "days since 1970".to_owned(),
        Spelling::Ipv4 => "IPv4 address".to_owned(),
        Spelling::Integer => "decimal digits as a number".to_owned(),
        Spelling::Timestamp | Spelling::Duration => return None,
    })
}

/// A value as the language writes it; that of an enum as its number.
pub(super) fn shown(kind: Kind, value: &Common) -> String {
    match value {
        Common::Text(text) => quoted(text),
        Common::Bits(bits) => match (kind, kind.integer(*bits)) {
            (Kind::Bool, _) => (*bits != 0).to_string(),
            (_, Some(number)) => number.to_string(),
            (Kind::Float, None) => f32::from_bits(*bits as u32).to_string().to_lowercase(),
            (_, None) => f64::from_bits(*bits).to_string().to_lowercase(),
        },
    }
}

pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_ascii_control() => out += &format!("\\{:03o}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}
