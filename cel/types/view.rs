//! Views: struct-like types that a caller declares, with members that it provides when the expression runs.

use super::ty::Type;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;

/// View, by its position among the views of an environment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ViewId(pub(crate) u32);

impl ViewId {
    /// Position among the views of the environment, in the order of [`Views::declare`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Declarations of views.
///
/// ```
/// use protune_cel::{Env, Type, Views};
///
/// let mut views = Views::default();
/// let cat = views.declare("cat");
/// views.member(cat, "name", Type::String);
/// views.member(cat, "mother", views.ty(cat));
///
/// let mut env = Env::standard();
/// env.variable("this", views.ty(cat));
/// env.views(views);
/// assert_eq!(env.check("this.mother.mother.name").unwrap().ty().to_string(), "string");
/// let problem = env.check("this.mother.names").unwrap_err().remove(0);
/// assert_eq!(problem.message, "a `cat` has no `names`");
/// assert_eq!(problem.help.as_deref(), Some("did you mean `name`?"));
/// ```
#[derive(Clone, Default, Debug)]
pub struct Views {
    views: Vec<View>,
}

#[derive(Clone)]
struct View {
    name: Arc<str>,
    members: Vec<(Box<str>, Type)>,
    by_name: FxHashMap<Box<str>, u32>,
    keys: Option<Arc<dyn Keys>>,
}

/// Keys of a view, such as the options of a field: `view["key"]` and `"key" in view`. A key in an expression is a
/// literal, so that its type is known.
///
/// ```
/// use protune_cel::{Env, Keys, Type, Views};
/// use std::sync::Arc;
///
/// struct Options;
///
/// impl Keys for Options {
///     fn type_of(&self, key: &str) -> Option<Type> {
///         (key == "acme.owner").then_some(Type::String)
///     }
///
///     fn known(&self, _key: &str) -> Vec<String> {
///         vec!["acme.owner".to_owned()]
///     }
/// }
///
/// let mut views = Views::default();
/// let options = views.declare("options");
/// views.keys(options, Arc::new(Options));
/// let mut env = Env::standard();
/// env.variable("options", views.ty(options)).views(views);
/// assert_eq!(env.check("options['acme.owner']").unwrap().ty(), &Type::String);
/// assert!(env.check("'acme.owners' in options").is_err());
/// ```
pub trait Keys: Send + Sync {
    /// Returns the type of the value of a key; `None` if there is no such key.
    fn type_of(&self, key: &str) -> Option<Type>;

    /// Returns known keys that are like this one, for messages about unknown ones.
    fn known(&self, key: &str) -> Vec<String>;
}

impl Views {
    /// Declares a view without members.
    pub fn declare(&mut self, name: &str) -> ViewId {
        let view = View { name: name.into(), members: Vec::new(), by_name: FxHashMap::default(), keys: None };
        self.views.push(view);
        ViewId(self.views.len() as u32 - 1)
    }

    /// Returns the type of the values of a view.
    #[must_use]
    pub fn ty(&self, view: ViewId) -> Type {
        Type::View(view, Arc::clone(&self.views[view.0 as usize].name))
    }

    /// Adds a member, and returns its number, which [`Host::member`](crate::Host::member) receives. Members are
    /// numbered from 0 in each view.
    pub fn member(&mut self, view: ViewId, name: &str, ty: Type) -> u32 {
        let view = &mut self.views[view.0 as usize];
        let number = view.members.len() as u32;
        view.members.push((name.into(), ty));
        view.by_name.insert(name.into(), number);
        number
    }

    /// Lets values of a view have keys.
    pub fn keys(&mut self, view: ViewId, keys: Arc<dyn Keys>) {
        self.views[view.0 as usize].keys = Some(keys);
    }

    pub(crate) fn find(&self, view: ViewId, name: &str) -> Option<(u32, &Type)> {
        let view = &self.views[view.0 as usize];
        let number = *view.by_name.get(name)?;
        Some((number, &view.members[number as usize].1))
    }

    pub(crate) fn members(&self, view: ViewId) -> impl Iterator<Item = &str> {
        self.views[view.0 as usize].members.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn keys_of(&self, view: ViewId) -> Option<&dyn Keys> {
        self.views[view.0 as usize].keys.as_deref()
    }

    pub(crate) fn named(&self, name: &str) -> Option<Type> {
        let at = self.views.iter().position(|view| &*view.name == name)?;
        Some(self.ty(ViewId(at as u32)))
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("name", &self.name)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}
