//! `protune rules test`, `new` and `fetch`: work on the rules of a project.

mod bless;
mod fetch;
mod linked;
mod new;
mod page;
mod test;

pub(super) use fetch::{Fetch, run as fetch};
pub(super) use linked::check as check_linked;
pub(super) use new::{New, run as new};
pub(super) use test::{Test, run as test};
