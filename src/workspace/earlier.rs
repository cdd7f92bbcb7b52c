//! The commit that changes are counted from, as the scope of the same files with the same rules. Reads no schema.

use super::input::{Input, open_commit};
use super::{Changes, Request, Scope, paths};
use protune_engine::settings::Lint;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The commit is there as long as this is.
pub struct Earlier {
    scope: Scope,
    _input: Input,
}

impl std::ops::Deref for Earlier {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

/// Opens the commit, to report those of these files that it has. Returns it with the folder that stands for the top of
/// the repository; `None` where it has none of them. The error is for the user.
pub fn load_earlier(
    changes: &Changes,
    scope: &Scope,
    files: &[&Path],
) -> Result<Option<(PathBuf, Earlier)>, String> {
    let were: Vec<PathBuf> = files.iter().filter_map(|file| changes.before(file)).collect();
    let Some(base) = changes.base.as_ref().filter(|_| !were.is_empty()) else { return Ok(None) };
    let input = open_commit(base, changes.root(), changes.chosen.is_some())?;
    let top = input.folder.clone();
    let reported: HashSet<PathBuf> =
        were.iter().map(|path| top.join(path)).filter(|path| input.has(path)).collect();
    if reported.is_empty() {
        return Ok(None);
    }
    let request = request(changes, scope, &input, reported);
    let mut earlier = Scope::find(request).map_err(|problems| {
        let first = problems.first().map(|problem| format!("{}: {}", problem.source.path, problem.message));
        input.shown(&first.unwrap_or_default())
    })?;
    take_rules(&mut earlier, scope);
    Ok(Some((top, Earlier { scope: earlier, _input: input })))
}

/// The request of today, moved to where the commit is.
fn request(changes: &Changes, scope: &Scope, input: &Input, reported: HashSet<PathBuf>) -> Request {
    let after = &scope.request;
    let moved = |paths: &[PathBuf]| -> Vec<PathBuf> {
        let inside = paths.iter().map(|path| {
            let path = paths::absolute(path, &scope.working_dir);
            changes.inside(&path).map_or(path, |inside| input.folder.join(inside))
        });
        inside.collect()
    };
    let here = [PathBuf::from(".")];
    let named = moved(if after.paths.is_empty() { &here } else { &after.paths });
    let mut named: Vec<PathBuf> = named.into_iter().filter(|path| input.has(path)).collect();
    // What has moved in from elsewhere.
    let mut others: Vec<PathBuf> =
        reported.iter().filter(|file| !named.iter().any(|path| file.starts_with(path))).cloned().collect();
    others.sort();
    named.extend(others);
    Request {
        is_bare: after.is_bare,
        paths: named,
        config: after.config.clone(),
        used: after.used,
        roots: moved(&after.roots),
        no_links: after.no_links,
        compared_from: Some(input.folder.clone()),
        top: input.top.clone(),
        elsewhere: Arc::clone(&input.elsewhere),
        reported: Some(reported),
        ..Request::default()
    }
}

/// Has the rules of today run there, so that what a rule finds that was not chosen then is not taken for new. Files
/// that they leave out today are not asked for.
fn take_rules(earlier: &mut Scope, scope: &Scope) {
    let lint = |lint: &Lint| Arc::new(Lint { ignores: Vec::new(), ..lint.clone() });
    let modules = || scope.projects.iter().flat_map(|project| &project.modules);
    let first = modules().next().map_or(&scope.unconfigured, |module| &module.lint);
    for (at, project) in earlier.projects.iter_mut().enumerate() {
        let today = scope.projects.get(at);
        for (at, module) in project.modules.iter_mut().enumerate() {
            let today =
                today.and_then(|project| project.modules.get(at)).map_or(first, |module| &module.lint);
            module.lint = lint(today);
        }
    }
    let today = if scope.projects.is_empty() { &scope.unconfigured } else { first };
    earlier.unconfigured = lint(today);
}
