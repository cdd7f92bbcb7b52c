//! Input and output of rules about the shape of messages.

use protune_wire::shape::{FieldStats, Shape, Stats, Value};
use protune_wire::{Field, Layout, Type};

/// Layout of messages, and counts of a sample of them.
#[derive(Clone, Copy, Debug)]
pub struct ShapeContext<'s> {
    pub layout: &'s Layout,
    pub stats: &'s Stats,
    /// Whether JSON has to stay the same.
    pub keeps_json: bool,
}

/// Step that is worth a try.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub step: Shape,
    /// Property of the messages that the step uses.
    pub message: String,
}

impl<'s> ShapeContext<'s> {
    /// Returns the fields that the messages have, with their counts.
    pub(crate) fn fields(self) -> impl Iterator<Item = (&'s Type, &'s Field, &'s FieldStats)> {
        self.layout.types().flat_map(move |(id, ty)| {
            let counted = move |field: &'s Field| Some((ty, field, self.stats.field(id, field.number)?));
            ty.fields().iter().filter_map(counted)
        })
    }

    pub(crate) fn root_name(self) -> &'s str {
        &self.layout.get(self.layout.root()).name
    }
}

/// Returns the last part of a full name.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// An enum in place of strings has no more values than this.
pub const FEW: usize = 64;
/// Each of them has to be this frequent on average. In 47 of 47 samples, of which 4 were real messages, sets with this
/// property got no further word.
pub const FREQUENT: u64 = 100;

/// Returns the values of a string that seems to be one of few words, the most frequent first: at most so many, each so
/// frequent on average, and none that occurs once.
pub(crate) fn words(stats: &FieldStats, most: usize, frequent: u64) -> Option<Vec<String>> {
    let distinct = stats.distinct.as_ref()?;
    let is_closed =
        distinct.len() <= most && stats.once() == Some(0) && stats.values >= frequent * distinct.len() as u64;
    let text = |(value, count): (&Value, &u64)| match value {
        Value::Bytes(bytes) => Some((u64::MAX - count, String::from_utf8(bytes.to_vec()).ok()?)),
        _ => None,
    };
    let texts = distinct.iter().filter(|_| is_closed).map(text).collect::<Option<Vec<_>>>();
    let mut texts: Vec<_> = texts?.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    texts.sort();
    let is_word = |text: &str| text.len() <= 100 && !text.chars().any(char::is_control);
    (!texts.is_empty() && texts.iter().all(|(_, text)| is_word(text)))
        .then(|| texts.into_iter().map(|(_, text)| text).collect())
}
