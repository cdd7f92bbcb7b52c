//! Ids of rules. Knows no rule.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Id of a rule, such as `MESSAGE_PASCAL_CASE`. Findings are made by the hundred thousand, so an id is copied like a
/// number. It orders, compares and hashes like its text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(&'static str);

/// Ids that were read at run time. Each is kept once, until the process ends: a project has few.
static INTERNED: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

impl RuleId {
    /// Id of a rule that is compiled in.
    pub const fn new(id: &'static str) -> RuleId {
        RuleId(id)
    }

    /// Id of a rule that is known at run time only.
    ///
    /// ```
    /// use protune_compiler::diagnostic::RuleId;
    ///
    /// let id = RuleId::intern(&["ACME", "NO_BLOBS"].join("_"));
    /// assert_eq!(id, RuleId::new("ACME_NO_BLOBS"));
    /// assert!(std::ptr::eq(id.as_str(), RuleId::intern("ACME_NO_BLOBS").as_str()));
    /// ```
    pub fn intern(id: &str) -> RuleId {
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = interned.get(id) {
            return RuleId(known);
        }
        let id: &'static str = Box::leak(id.into());
        interned.insert(id);
        RuleId(id)
    }

    /// Text of the id.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for RuleId {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        self.0
    }
}

impl From<&'static str> for RuleId {
    fn from(id: &'static str) -> RuleId {
        RuleId(id)
    }
}

impl PartialEq<str> for RuleId {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}
