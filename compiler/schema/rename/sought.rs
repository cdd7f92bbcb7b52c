//! Names that are looked for in texts: what does not have them need not be read.

use memchr::memmem::Finder;
use std::fmt;

/// Names of which a text has to have one to be of interest. Without any, all texts are.
#[derive(Default)]
pub struct Sought {
    finders: Vec<Finder<'static>>,
}

impl fmt::Debug for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.finders.iter().map(|it| String::from_utf8_lossy(it.needle()))).finish()
    }
}

impl Sought {
    /// Looks for these names, as they are written.
    pub fn new<'w>(names: impl IntoIterator<Item = &'w str>) -> Sought {
        let names = names.into_iter().filter(|name| !name.is_empty());
        Sought { finders: names.map(|name| Finder::new(name).into_owned()).collect() }
    }

    /// Returns whether one of the names stands in a text, if only as a part of a word.
    pub fn is_in(&self, text: &str) -> bool {
        self.finders.is_empty() || self.finders.iter().any(|finder| finder.find(text.as_bytes()).is_some())
    }
}
