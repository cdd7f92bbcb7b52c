//! The commit that changes are counted from, as the scope of the same files with the same rules. Reads no schema.

use super::input::{Input, open_commit};
use super::{Changes, Request, Scope, paths};
use crate::config::Module;
use protune_engine::settings::Lint;
use std::collections::{BTreeSet, HashSet};
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
    take_rules(&mut earlier, scope, changes, &top);
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
/// that they leave out today are not asked for. A module is known again by its folders; one that is not has the rules of
/// all modules.
fn take_rules(earlier: &mut Scope, scope: &Scope, changes: &Changes, top: &Path) {
    let lint = |lint: &Lint| Arc::new(Lint { ignores: Vec::new(), ..lint.clone() });
    let today: Vec<&Module> = scope.projects.iter().flat_map(|project| &project.modules).collect();
    let folders = |module: &Module, inside: &dyn Fn(&Path) -> Option<PathBuf>| {
        let lists = [&module.roots, &module.includes];
        lists.map(|list| list.iter().map(|path| inside(path)).collect::<Option<BTreeSet<PathBuf>>>())
    };
    let now: Vec<_> = today.iter().map(|module| folders(module, &|path| changes.inside(path))).collect();
    let all = match &today[..] {
        [] => lint(&scope.unconfigured),
        [first, rest @ ..] => {
            let mut all = (*first.lint).clone();
            let others = rest.iter().flat_map(|module| &module.lint.rules);
            all.rules.extend(others.cloned());
            all.rules.sort_by_key(|chosen| chosen.rule.id);
            all.rules.dedup_by_key(|chosen| chosen.rule.id);
            lint(&all)
        }
    };
    for module in earlier.projects.iter_mut().flat_map(|project| &mut project.modules) {
        let then = folders(module, &|path| path.strip_prefix(top).ok().map(Path::to_owned));
        let same = now.iter().position(|now| *now == then).or_else(|| {
            let [roots, _] = &then;
            now.iter().position(|[now, _]| now == roots)
        });
        module.lint = same.map_or_else(|| Arc::clone(&all), |at| lint(&today[at].lint));
    }
    let plugins = || scope.projects.iter().flat_map(|project| project.plugins.open.iter().cloned());
    earlier.projects.iter_mut().for_each(|project| project.plugins.open = plugins().collect());
    earlier.unconfigured = all;
}
