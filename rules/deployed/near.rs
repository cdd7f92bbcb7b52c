//! Names of the schema that an unknown name may mean. Each search costs a bounded time; nothing is searched for names that
//! are known.

use super::services::{Service, Services};
use crate::package_version;
use protune_compiler::near::nearest_within;

/// Names that an unknown one may mean.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Near {
    /// The likeliest; all of them are equally likely.
    names: Vec<String>,
    /// Whether everything that is known of the unknown name fits the first.
    is_certain: bool,
}

/// Number of names that are proposed.
const MOST: usize = 3;

/// Number of services of one simple name, or with one method, that are looked at.
const MOST_NAMESAKES: usize = 200;

impl Near {
    fn of<'n>(names: impl IntoIterator<Item = &'n str>, is_certain: bool) -> Near {
        Near { names: names.into_iter().take(MOST + 1).map(str::to_owned).collect(), is_certain }
    }

    /// Returns names that say the same as the unknown one elsewhere.
    pub fn namesakes<'n>(names: impl IntoIterator<Item = &'n str>) -> Near {
        Near::of(names, true)
    }

    /// Returns the names that the fewest slips turn into the unknown one.
    pub fn among<'n>(names: impl IntoIterator<Item = &'n str>, unknown: &str) -> Near {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        Near::of(nearest_within(unknown, names, unknown.len() / 6), true)
    }

    /// Returns the names below a full name.
    pub fn within(self, outer: &str) -> Near {
        let names = self.names.iter().map(|name| format!("{outer}.{name}")).collect();
        Near { names, ..self }
    }

    /// Returns the names, each with one more part.
    pub fn with_member(self, member: &str) -> Near {
        let names = self.names.iter().map(|name| format!("{name}.{member}")).collect();
        Near { names, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Returns the name, if it is the only one and certain enough to be written by a fix.
    pub fn only(&self) -> Option<&str> {
        match &self.names[..] {
            [name] if self.is_certain => Some(name),
            _ => None,
        }
    }

    /// Returns the names as a question.
    pub fn question(&self) -> Option<String> {
        let quoted: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        match &quoted[..] {
            [] => None,
            [name] => Some(format!("did you mean {name}?")),
            names if names.len() > MOST => Some(format!("did you mean {}, or one of the others?", names[0])),
            [all @ .., last] => Some(format!("did you mean {} or {last}?", all.join(", "))),
        }
    }
}

/// Returns the services that an unknown name may mean. `methods` are names of methods that it should have, and `folder`
/// is where the name is written.
pub fn services(name: &str, methods: &[&str], folder: &str, services: &Services<'_>) -> Near {
    if let Some(service) = misspelt(name, services) {
        return Near::of([&*service.name], true);
    }
    let (package, simple) = name.rsplit_once('.').unwrap_or(("", name));
    let namesakes = chosen(services.named(simple), methods, folder);
    if !namesakes.is_empty() {
        let fits = namesakes.iter().all(|service| has_all(service, methods));
        return Near::of(namesakes.iter().map(|service| &*service.name), fits);
    }
    if let Some((first, _)) = methods.split_first() {
        let mut with = chosen(services.with_method(first), methods, folder);
        with.retain(|service| has_all(service, methods));
        if !with.is_empty() {
            return Near::of(with.iter().map(|service| &*service.name), true);
        }
    }
    let beside = services.of_package(package);
    let near = nearest_within(simple, beside.iter().map(|service| service.view.name()), simple.len() / 3);
    if !near.is_empty() {
        let full: Vec<String> = near.iter().map(|near| format!("{package}.{near}")).collect();
        let full = full.iter().map(|name| name.trim_start_matches('.'));
        return Near::of(full, true);
    }
    close(name, services)
}

/// Returns the service that a name of a foreign package may mean: only what a slip of the keyboard explains.
pub fn of_foreign(name: &str, services: &Services<'_>) -> Near {
    match misspelt(name, services) {
        Some(service) => Near::of([&*service.name], true),
        None => close(name, services),
    }
}

/// Returns the methods of a service that an unknown name may mean.
pub fn methods(name: &str, service: &Service<'_>) -> Near {
    let bare = name.trim();
    let bare = bare.rsplit(['/', '.']).next().unwrap_or(bare);
    if service.method(bare).is_some() {
        return Near::of([bare], true);
    }
    let known = service.view.methods().map(|method| method.name());
    Near::of(nearest_within(bare, known, bare.len() / 3), true)
}

/// A service of which the name says more than its full name, or its package alone.
fn misspelt<'a, 's>(name: &str, services: &'a Services<'s>) -> Option<&'a Service<'s>> {
    let trimmed = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '/'));
    if let [only] = services.of_package(trimmed) {
        return Some(only);
    }
    let is_label = |part: &&str| {
        let digits = part.strip_prefix('v').and_then(|part| part.strip_suffix("main"));
        digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let labelled = trimmed.split('.').filter(|part| !is_label(part)).collect::<Vec<_>>().join(".");
    let bare = |prefix: &str| trimmed.strip_prefix(prefix);
    let spellings = [Some(trimmed), bare("com."), bare("google3."), Some(&labelled)];
    spellings.into_iter().flatten().find_map(|spelling| services.find(spelling))
}

/// Services with all of these methods if there are any, and of them those of a folder.
fn chosen<'a, 's>(
    of: impl Iterator<Item = &'a Service<'s>>,
    methods: &[&str],
    folder: &str,
) -> Vec<&'a Service<'s>> {
    let mut found: Vec<&Service<'_>> = of.take(MOST_NAMESAKES).collect();
    narrow(&mut found, |service| has_all(service, methods));
    narrow(&mut found, |service| service.folder == folder);
    found
}

/// Keeps what meets a condition, or everything if nothing does.
fn narrow<T: Copy>(all: &mut Vec<T>, condition: impl Fn(&T) -> bool) {
    if all.iter().any(&condition) {
        all.retain(condition);
    }
}

fn has_all(service: &Service<'_>, methods: &[&str]) -> bool {
    methods.iter().take(MOST_NAMESAKES).all(|method| service.method(method).is_some())
}

/// Services whose full name is at most two slips away, and of the same version.
fn close(name: &str, services: &Services<'_>) -> Near {
    let version = |name: &str| {
        let package = name.rsplit_once('.').map_or("", |(package, _)| package);
        let is_version = package_version::stability(package).is_some();
        is_version.then(|| package.rsplit('.').next().unwrap_or("").to_owned())
    };
    let most = 2.min(name.len() / 8);
    let near = nearest_within(name, services.all().iter().map(|service| &*service.name), most);
    let wanted = version(name);
    Near::of(near.into_iter().filter(|near| version(near) == wanted), true)
}
