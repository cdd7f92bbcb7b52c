//! Changes of the shape of messages: values move from rows to columns, from their places to tables, from text to numbers.
//! Each step has a way back. A [`Reshaping`] takes several, one after the other, each in the schema that the ones before
//! it leave.
//!
//! ```
//! use protune_wire::shape::{Reshaping, Shape, Tree};
//! use protune_wire::{Arena, Layout, read};
//!
//! let text = r#"
//!     syntax = "proto3";
//!     message Track { repeated Point points = 1; }
//!     message Point { int32 x = 1; int32 y = 2; }
//! "#;
//! let schema = protune_compiler::compile([("track.proto", text)], |_| None);
//! let layout = Layout::of(&schema, "Track").expect("it is declared");
//! let steps = [Shape::Columns { message: "Track".to_owned(), field: 1 }];
//! let reshaping = Reshaping::new(&layout, steps)?;
//!
//! let mut arena = Arena::default();
//! let message = read(&mut arena, &layout, &[10, 4, 8, 1, 16, 2, 10, 4, 8, 3, 16, 4])?;
//! let tree = Tree::of(&layout, message);
//! let columns = reshaping.there(tree.clone())?;
//! assert_eq!(columns.encode(reshaping.to()), [10, 8, 10, 2, 1, 3, 18, 2, 2, 4]);
//! assert_eq!(reshaping.back(columns)?, tree);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codec;
mod columns;
mod delta;
mod enumerate;
mod keys;
mod numbers;
mod operations;
mod parts;
mod stats;
mod step;
mod table;
mod template;
mod text;
mod time_text;
mod tree;

pub use operations::Operations;
pub use stats::{FORMS, FieldStats, Stats};
pub use step::{Common, Shape, are_enum_names, are_json_names};
pub use text::Spelling;
pub use tree::{Tree, Value};

use crate::layout::{Field, Layout, Type, TypeId};
use crate::scan::{Cursor, MAX_NUMBER};
use std::fmt;
use std::sync::Arc;

/// Reason why a step cannot be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The step.
    pub step: Shape,
    /// Reason, in words.
    pub why: &'static str,
}

/// Reason why a message does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unfit {
    /// The field of the step, in words; `None` if it is about unknown fields.
    pub at: Option<String>,
    /// Reason, in words.
    pub why: &'static str,
}

/// Reason why a message does not fit a step, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Misfit(&'static str);

impl Misfit {
    fn at(self, place: &str) -> Unfit {
        Unfit { at: Some(place.to_owned()), why: self.0 }
    }
}

/// Steps that were checked against a layout.
#[derive(Clone, Debug)]
pub struct Reshaping {
    from: Layout,
    to: Layout,
    acts: Vec<Arc<dyn Act>>,
    /// The field that each is about, in words.
    places: Vec<Arc<str>>,
}

/// Effect of a step on messages.
trait Act: Send + Sync + fmt::Debug {
    fn there(&self, root: &mut Tree) -> Result<(), Misfit>;
    fn back(&self, root: &mut Tree) -> Result<(), Misfit>;
}

impl Reshaping {
    /// Takes steps, one after the other.
    ///
    /// # Errors
    /// If a step cannot be taken.
    pub fn new(layout: &Layout, steps: impl IntoIterator<Item = Shape>) -> Result<Reshaping, Refusal> {
        let mut reshaping =
            Reshaping { from: layout.clone(), to: layout.clone(), acts: Vec::new(), places: Vec::new() };
        for step in steps {
            reshaping.push(step)?;
        }
        Ok(reshaping)
    }

    /// Takes one more step.
    ///
    /// # Errors
    /// If it cannot be taken. Nothing has changed then.
    pub fn push(&mut self, step: Shape) -> Result<(), Refusal> {
        let mut to = self.to.clone();
        // What an `Any` holds does not change with the type that it names.
        to.close_any();
        let place = self.named(&step);
        let act = prepare(&step, &mut to).map_err(|why| Refusal { step, why })?;
        self.acts.push(act.into());
        self.places.push(place);
        self.to = to;
        Ok(())
    }

    /// The field of a step, in words.
    fn named(&self, step: &Shape) -> Arc<str> {
        let (message, number) = step.place();
        let field = self.to.find(message).and_then(|id| self.to.get(id).field(number));
        let name = field.map_or(String::new(), |field| field.name.to_string());
        format!("`{name}` of `{message}`").into()
    }

    /// The layout before the steps.
    pub fn from(&self) -> &Layout {
        &self.from
    }

    /// The layout after them.
    pub fn to(&self) -> &Layout {
        &self.to
    }

    /// A message after all steps.
    ///
    /// # Errors
    /// If the message does not fit a step.
    pub fn there(&self, mut tree: Tree) -> Result<Tree, Unfit> {
        for (act, place) in self.acts.iter().zip(&self.places) {
            act.there(&mut tree).map_err(|misfit| misfit.at(place))?;
        }
        self.check_unknown(&tree)?;
        Ok(tree)
    }

    /// No unknown field may have the number of a field that is new, or another one now.
    fn check_unknown(&self, tree: &Tree) -> Result<(), Unfit> {
        let mut is_free = true;
        tree.visit(&mut |tree| {
            let fields = |layout: &Layout, number| layout.try_get(tree.ty)?.field(number).cloned();
            let mut records = Cursor::new(&tree.unknown).filter_map(Result::ok);
            is_free &= records.all(|record| match fields(&self.to, record.number) {
                // An entry of a map with a value that its enum does not declare.
                Some(field) if field.message.is_some() => false,
                field => field == fields(&self.from, record.number),
            });
        });
        let why = "an unknown field has the number of a new one";
        if is_free { Ok(()) } else { Err(Unfit { at: None, why }) }
    }

    /// A message after the last step alone, which was given the one after all others.
    ///
    /// # Errors
    /// If the message does not fit the step.
    pub fn last(&self, tree: &mut Tree) -> Result<(), Unfit> {
        let (Some(act), Some(place)) = (self.acts.last(), self.places.last()) else { return Ok(()) };
        act.there(tree).map_err(|misfit| misfit.at(place))
    }

    /// A message as it was before all steps.
    ///
    /// # Errors
    /// If no message comes out as this one.
    pub fn back(&self, mut tree: Tree) -> Result<Tree, Unfit> {
        for (act, place) in self.acts.iter().zip(&self.places).rev() {
            act.back(&mut tree).map_err(|misfit| misfit.at(place))?;
        }
        Ok(tree)
    }
}

fn prepare(step: &Shape, layout: &mut Layout) -> Result<Box<dyn Act>, &'static str> {
    Ok(match step {
        Shape::Columns { message, field } => Box::new(columns::Columns::new(layout, message, *field)?),
        Shape::Delta { message, field } => Box::new(delta::Delta::new(layout, message, *field)?),
        Shape::Strings { uses } => Box::new(table::Table::of_strings(layout, uses)?),
        Shape::Messages { uses } => Box::new(table::Table::of_messages(layout, uses)?),
        Shape::Enumerate { message, field, values, as_json } => {
            Box::new(enumerate::Enumerate::new(layout, message, *field, values, *as_json)?)
        }
        Shape::Keys { message, field, keys, as_json } => {
            Box::new(keys::Keys::new(layout, message, *field, keys, *as_json)?)
        }
        Shape::Text { message, field, form } => text::spelled(layout, message, *field, *form)?,
        Shape::Scale { message, field, digits } => numbers::scale(layout, message, *field, *digits)?,
        Shape::Time { message, field, digits } => numbers::time(layout, message, *field, *digits)?,
        Shape::Retype { message, field, to } => numbers::retype(layout, message, *field, to)?,
        Shape::Default { message, field, value } => {
            Box::new(numbers::Default::new(layout, message, *field, value)?)
        }
        Shape::Equal { message, field, to } => Box::new(numbers::Equal::new(layout, message, *field, *to)?),
        Shape::Trim { message, field, prefix, suffix } => {
            text::trim(layout, message, *field, prefix, suffix)?
        }
        Shape::Template { message, field, texts, parts } => {
            Box::new(template::Template::new(layout, message, *field, texts, parts)?)
        }
        Shape::Inline { message, field } => Box::new(columns::Inline::new(layout, message, *field)?),
    })
}

/// A field that a step is about.
fn find<'l>(
    layout: &'l Layout,
    message: &str,
    number: u32,
) -> Result<(TypeId, &'l Type, &'l Field), &'static str> {
    let id = layout.find(message).ok_or("there is no such message")?;
    let ty = layout.get(id);
    if ty.name.starts_with("google.protobuf.") {
        return Err("runtimes know this message by heart");
    }
    Ok((id, ty, ty.field(number).ok_or("the message has no such field")?))
}

/// A number that no field of a message has, nor is kept for others.
fn free_number(ty: &Type, taken: &[Field]) -> Result<u32, &'static str> {
    const OF_PROTOBUF: (u32, u32) = (19_000, 19_999);
    let kept = || ty.reserved.iter().chain(&ty.extension_ranges).chain([&OF_PROTOBUF]);
    let mut number = 1;
    while number <= MAX_NUMBER {
        let around = kept().find(|&&(first, last)| (first..=last).contains(&number));
        match around {
            Some((_, last)) => number = last + 1,
            None if taken.iter().chain(ty.fields()).any(|field| field.number == number) => number += 1,
            None => return Ok(number),
        }
    }
    Err("the message has no free field number")
}

/// Gives a message a field in place of the one of its number.
fn replace(layout: &mut Layout, id: TypeId, fields: impl IntoIterator<Item = Field>, gone: Option<u32>) {
    let ty = layout.get(id);
    let mut all: Vec<Field> =
        ty.fields().iter().filter(|field| Some(field.number) != gone).cloned().collect();
    all.extend(fields);
    all.sort_by_key(|field| field.number);
    layout.change(id, all);
}

/// A name for a new type inside of a message.
fn fresh_name(layout: &Layout, ty: &Type, field: &str, what: &str) -> String {
    let words = field.rsplit('.').next().unwrap_or(field).split('_');
    let capital =
        |word: &str| word.chars().next().map(|first| first.to_ascii_uppercase().to_string() + &word[1..]);
    let name = format!("{}.{}{what}", ty.name, words.filter_map(capital).collect::<String>());
    let others = (2..).map(|count| format!("{name}{count}"));
    std::iter::once(name.clone()).chain(others).find(|name| layout.find(name).is_none()).unwrap_or_default()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (message, field) = self.step.place();
        write!(f, "field {field} of `{message}`: {}", self.why)
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some(field) => write!(f, "{field}: {}", self.why),
            None => f.write_str(self.why),
        }
    }
}

impl std::error::Error for Unfit {}
