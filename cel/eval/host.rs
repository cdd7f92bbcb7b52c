//! Interface to the caller's values.

use super::meter::Failure;
use crate::value::data::{Object, Value};

/// Provider of the values of views.
///
/// ```
/// use protune_cel::{Env, Failure, Host, Inputs, Object, Type, Value, Views};
///
/// struct Cats(Vec<&'static str>);
///
/// impl Host for Cats {
///     fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure> {
///         assert_eq!(member, 0, "there is only the name");
///         Ok(Value::from(self.0[object.key as usize]))
///     }
/// }
///
/// let mut views = Views::default();
/// let cat = views.declare("cat");
/// views.member(cat, "name", Type::String);
/// let mut env = Env::standard();
/// env.variable("this", views.ty(cat));
/// env.views(views);
///
/// let program = env.compile("this.name.startsWith('T')").unwrap();
/// let cats = Cats(vec!["Tom", "Felix"]);
/// let mut inputs = Inputs::default();
/// inputs.host(&cats);
/// inputs.set("this", Value::Object(Object { view: cat, key: 0 }));
/// assert_eq!(program.run(&inputs), Ok(Value::Bool(true)));
/// inputs.set("this", Value::Object(Object { view: cat, key: 1 }));
/// assert_eq!(program.run(&inputs), Ok(Value::Bool(false)));
/// ```
pub trait Host: Sync {
    /// Returns a member of a value of a view, by the number that [`Views::member`](crate::Views::member) returned.
    /// Its type is the one that was declared, or it is [`Value::Null`].
    ///
    /// # Errors
    /// If the member has no value, with the reason.
    fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure>;

    /// Returns the value of a key of a view with keys; `None` if it is not there.
    ///
    /// # Errors
    /// If the value cannot be read.
    fn key<'h>(&'h self, object: Object, key: &str) -> Result<Option<Value<'h>>, Failure> {
        let _ = (object, key);
        Ok(None)
    }

    /// Returns whether a key of a view with keys is there, which may cost less than its value.
    ///
    /// # Errors
    /// If that cannot be read.
    fn has_key(&self, object: Object, key: &str) -> Result<bool, Failure> {
        Ok(self.key(object, key)?.is_some())
    }
}
