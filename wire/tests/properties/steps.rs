//! Random steps that may or may not be possible.

use super::random::Random;
use protune_wire::shape::{Common, Shape, Spelling, Tree, Value};
use protune_wire::{Field, Kind, Layout};

/// Words for enums where the messages have none. Their names look alike.
const WORDS: [&str; 5] = ["a b", "a_b", "A-B", "unspecified", "\u{fc}"];

/// A step for a layout, with values of these messages.
pub(crate) fn step(random: &mut Random, layout: &Layout, trees: &[Tree]) -> Option<Shape> {
    let (message, at) = field(random, layout, |_| true)?;
    let number = at.number;
    let values = values(layout, trees, &message, number);
    let texts: Vec<String> = values.iter().filter_map(text).take(5).collect();
    Some(match random.below(18) {
        0 | 1 => Shape::Columns { message, field: number },
        2 => Shape::Delta { message, field: number },
        3 | 4 => {
            let uses = (0..4).filter_map(|_| field(random, layout, |it| it.kind == Kind::String));
            let mut uses: Vec<_> = uses.map(|(message, field)| (message, field.number)).collect();
            uses.dedup();
            Shape::Strings { uses }
        }
        5 => Shape::Messages { uses: vec![(message, number)] },
        6 => {
            let words = || WORDS.map(str::to_owned).to_vec();
            Shape::Enumerate {
                message,
                field: number,
                values: if texts.is_empty() { words() } else { texts },
                as_json: random.below(2) == 0,
            }
        }
        7 => Shape::Keys {
            message,
            field: number,
            keys: vec!["a".to_owned(), "b".to_owned()],
            as_json: random.below(2) == 0,
        },
        8 => {
            let forms: Vec<Spelling> = Spelling::all().collect();
            Shape::Text { message, field: number, form: forms[random.below(forms.len())] }
        }
        9 => Shape::Scale { message, field: number, digits: random.below(4) as u8 },
        10 => {
            let value = match values.first() {
                Some(Value::Bits(bits)) => Common::Bits(*bits),
                Some(value) => Common::Text(text(value)?),
                None if at.kind == Kind::String => Common::Text("\"Tom\"".to_owned()),
                None => Common::Bits(1),
            };
            Shape::Default { message, field: number, value }
        }
        11 => Shape::Trim {
            message,
            field: number,
            prefix: texts.first()?.chars().next()?.to_string(),
            suffix: String::new(),
        },
        12 => {
            let is_time = |field: &Field| {
                let of = field.message.map_or("", |of| &layout.get(of).name);
                of == "google.protobuf.Timestamp" || of == "google.protobuf.Duration"
            };
            let (message, field) = field(random, layout, is_time)?;
            Shape::Time { message, field: field.number, digits: *random.pick(&[0, 3, 6, 9, 9]) }
        }
        13 | 14 => {
            let to = random.pick(&Kind::ALL).name().to_owned();
            let (message, field) = field(random, layout, |field| field.kind.is_packable())?;
            let to = if field.kind == Kind::Double { "float".to_owned() } else { to };
            Shape::Retype { message, field: field.number, to }
        }
        16 => {
            let text = |random: &mut Random| random.pick(&["", "-", "a", "/x/"]).to_string();
            let count = 2 + random.below(2);
            let mut texts: Vec<String> = (0..=count).map(|_| text(random)).collect();
            texts[1..count].iter_mut().filter(|text| text.is_empty()).for_each(|text| text.push('a'));
            let forms = [None, None, Some(Spelling::Digits), Some(Spelling::Padded { width: 2 })];
            let parts = (0..count).map(|_| *random.pick(&forms)).collect();
            let (message, field) = field(random, layout, |it| {
                it.kind == Kind::String && !it.is_repeated() && it.oneof.is_none()
            })?;
            Shape::Template { message, field: field.number, texts, parts }
        }
        15 => {
            let (message, field) =
                field(random, layout, |field| field.message.is_some() && !field.is_repeated())?;
            Shape::Inline { message, field: field.number }
        }
        _ => {
            let id = layout.find(&message)?;
            let is_alike =
                |it: &&Field| (it.kind, it.message) == (at.kind, at.message) && it.number < at.number;
            let to = layout.get(id).fields().iter().find(is_alike)?.number;
            Shape::Equal { message, field: number, to }
        }
    })
}

fn field<'l>(
    random: &mut Random,
    layout: &'l Layout,
    fits: impl Fn(&Field) -> bool,
) -> Option<(String, &'l Field)> {
    let all = layout.types().flat_map(|(_, ty)| ty.fields().iter().map(move |field| (&ty.name, field)));
    let all: Vec<_> = all.filter(|(_, field)| fits(field)).collect();
    let (name, field) = *all.get(random.below(all.len()))?;
    Some((name.to_string(), field))
}

fn values(layout: &Layout, trees: &[Tree], message: &str, number: u32) -> Vec<Value> {
    let id = layout.find(message);
    let mut values = Vec::new();
    for tree in trees {
        tree.visit(&mut |inner| {
            if Some(inner.type_id()) == id {
                values.extend(inner.get(number).iter().cloned());
            }
        });
    }
    values
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.is_empty()),
        _ => None,
    }
}
