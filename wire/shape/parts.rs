//! Parts that texts have in common: letters and digits between the same other characters.

use super::template::MOST;
use super::text::Spelling;

/// Parts of all texts of a field, as long as they are alike.
#[derive(Clone, Default, Debug)]
pub(super) struct Parts {
    seen: Option<Seen>,
    differ: bool,
}

#[derive(Clone, Debug)]
struct Seen {
    /// Characters before each part, and behind the last.
    between: Vec<Box<[u8]>>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The part, if it is the same in all texts.
    constant: Option<Box<[u8]>>,
    /// Spellings that it has in all texts.
    spellings: Vec<Spelling>,
}

/// Longer texts are rather prose.
const LONG: usize = 256;

impl Parts {
    pub(super) fn add(&mut self, text: &[u8]) {
        if self.differ {
            return;
        }
        let Some((between, parts)) = cut(text) else {
            *self = Parts { seen: None, differ: true };
            return;
        };
        match &mut self.seen {
            None => {
                let part = |part: &[u8]| Part {
                    constant: Some(part.into()),
                    spellings: forms().filter(|form| form.fits(part)).collect(),
                };
                let parts = parts.into_iter().map(part).collect();
                let between = between.into_iter().map(Box::from).collect();
                self.seen = Some(Seen { between, parts });
            }
            Some(seen) if seen.between.iter().map(|text| &**text).eq(between) => {
                for (known, part) in seen.parts.iter_mut().zip(parts) {
                    known.spellings.retain(|form| form.fits(part));
                    known.constant.take_if(|constant| **constant != *part);
                }
            }
            Some(_) => *self = Parts { seen: None, differ: true },
        }
    }

    /// The constant texts, and the forms of the parts between them; `None` if there are not several parts, or none spells
    /// anything.
    pub(super) fn template(&self) -> Option<(Vec<String>, Vec<Option<Spelling>>)> {
        let Seen { between, parts } = self.seen.as_ref()?;
        let (mut texts, mut forms, mut text) = (Vec::new(), Vec::new(), Vec::new());
        for (part, before) in parts.iter().zip(between) {
            text.extend_from_slice(before);
            match &part.constant {
                Some(constant) => text.extend_from_slice(constant),
                None => {
                    texts.push(String::from_utf8(std::mem::take(&mut text)).ok()?);
                    forms.push(part.spellings.first().copied());
                }
            }
        }
        text.extend_from_slice(between.last()?);
        texts.push(String::from_utf8(text).ok()?);
        (forms.len() > 1 && forms.iter().any(Option::is_some)).then_some((texts, forms))
    }
}

/// Forms that a part can have; the others have characters that stand between parts.
fn forms() -> impl Iterator<Item = Spelling> {
    Spelling::all().filter(|form| {
        use Spelling::{Digits, Hex, Padded, Uuid};
        matches!(form, Uuid { .. } | Hex { .. } | Digits | Padded { .. })
    })
}

/// Pieces of a text.
type Pieces<'t> = Vec<&'t [u8]>;

/// The characters around and between parts, and the parts. A UUID is one part.
fn cut(text: &[u8]) -> Option<(Pieces<'_>, Pieces<'_>)> {
    let is_of_part = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    if text.len() > LONG {
        return None;
    }
    let (mut between, mut parts, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        let start = rest.iter().position(is_of_part).unwrap_or(rest.len());
        between.push(&rest[..start]);
        rest = &rest[start..];
        if rest.is_empty() {
            return (parts.len() > 1).then_some((between, parts));
        }
        if parts.len() == MOST {
            return None;
        }
        let is_uuid = |text: &&[u8]| [false, true].iter().any(|&upper| Spelling::Uuid { upper }.fits(text));
        let uuid = rest.get(..36).filter(is_uuid).filter(|_| !rest.get(36).is_some_and(is_of_part));
        let end = rest.iter().position(|byte| !is_of_part(byte)).unwrap_or(rest.len());
        let (part, more) = rest.split_at(uuid.map_or(end, <[u8]>::len));
        parts.push(part);
        rest = more;
    }
}
