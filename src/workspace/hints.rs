//! Words about imports that are not found, or that mean several files: the file that exists, and the flag or key
//! that would find it. Changes no import.

use super::load::{GroupId, Loader};
use super::targets::{Home, Target};
use super::{git, imports, paths};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::FileId;
use protune_engine::documents::Hint;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// An import that is not found.
struct Missing {
    importer: FileId,
    name: String,
    place: Place,
}

impl Loader<'_, '_> {
    /// The imports that are not found because a dependency is missing, as it seems, and more about the others.
    pub(super) fn explain_missing(&mut self, targets: &[Target]) -> (HashSet<Place>, HashMap<Place, Hint>) {
        let (mut lacking, mut hints) = (HashSet::new(), HashMap::new());
        for missing in self.missing() {
            let path = self.files[missing.importer.index()].origin.disk().map(Path::to_owned);
            let Some(path) = path else { continue };
            let target = targets.iter().find(|target| target.path == path);
            let home = target.and_then(|target| target.home);
            if let Some(hint) = self.several(&missing) {
                hints.insert(missing.place, hint);
                continue;
            }
            let without = home.filter(|home| !self.scope.projects[home.project].missing.is_empty());
            match without {
                Some(home) if !self.is_local(home, &missing.name) => drop(lacking.insert(missing.place)),
                _ => {
                    let mut hint = self.hint(&path, &missing, home);
                    if let Some(home) = without {
                        self.add_dependencies(home, &mut hint);
                    }
                    hints.insert(missing.place, hint);
                }
            }
        }
        (lacking, hints)
    }

    fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for (index, entry) in self.files.iter().enumerate().filter(|(_, entry)| entry.is_complete) {
            let importer = FileId::new(index);
            let imports = self.file(index).imported_names().zip(&entry.imports);
            let of_file = imports.filter(|(_, found)| found.is_none());
            missing.extend(of_file.map(|((name, span), _)| Missing {
                importer,
                name: name.to_owned(),
                place: Place::new(importer, span),
            }));
        }
        missing
    }

    /// Says which files an import means that means several.
    fn several(&self, missing: &Missing) -> Option<Hint> {
        let group = self.files[missing.importer.index()].group?;
        let meanings = self.resolver.meanings(group, &missing.name)?;
        let paths = meanings.iter().map(|path| paths::printed(path, &self.scope.working_dir));
        let paths: Vec<String> = paths.map(|path| format!("`{path}`")).collect();
        let message =
            format!("`{}` means a file in each of several modules: {}", missing.name, paths.join(", "));
        Some(Hint { message: Some(message), help: Some("rename or remove all but one of them".to_owned()) })
    }

    /// The name begins as those of a project's own files do, so that no dependency has the file.
    fn is_local(&self, Home { project, .. }: Home, name: &str) -> bool {
        let Some((first, _)) = name.split_once('/') else { return true };
        let roots = self.scope.projects[project].modules.iter().flat_map(|module| &module.roots);
        roots.into_iter().any(|root| self.scope.is_folder(&root.join(first)))
    }

    /// Says that the file may be one of a dependency that is missing.
    fn add_dependencies(&self, Home { project, .. }: Home, hint: &mut Hint) {
        let missing = &self.scope.projects[project].missing;
        let Some(first) = missing.first() else { return };
        let note = format!("note that {}, see {}", first.message, first.source.path);
        hint.help = Some(match &hint.help {
            Some(help) => format!("{help}; {note}"),
            None => format!("correct the name or add the file; {note}"),
        });
    }

    fn hint(&mut self, importer: &Path, missing: &Missing, home: Option<Home>) -> Hint {
        let name = &missing.name;
        let group = self.files[missing.importer.index()].group;
        let folder = self.resolver.folder_of_help(importer);
        let working_dir = self.scope.working_dir.clone();
        let alike = self.resolver.tree(folder.clone()).alike(importer, name);
        let Some(path) = alike.into_iter().find(|path| *path != importer).map(Path::to_owned) else {
            return Hint { message: None, help: self.help_of_git(importer, name) };
        };
        let shown = paths::printed(&path, &working_dir);
        let known = match group {
            Some(group) => self.resolver.name_in(group, &path),
            None => self.resolver.other_name(importer, &path),
        };
        let known = known.filter(|known| known != name);
        let Some(root) = imports::strip(&path, name) else {
            let as_known = match known {
                Some(known) => format!("it is imported as `{known}`"),
                None => "imports are written from an import root, see `-I`".to_owned(),
            };
            return Hint { message: None, help: Some(format!("there is a file `{shown}`; {as_known}")) };
        };
        let message = format!("the imported file `{name}` is not found, but `{shown}` exists");
        let help = match (known, self.flag(group, home, &root)) {
            (Some(known), Some(flag)) => format!("import it as `{known}`, or {flag}"),
            (Some(known), None) => format!("import it as `{known}`"),
            (None, Some(flag)) => flag,
            (None, None) => format!("name the import root with `-I {}`", paths::printed(&root, &working_dir)),
        };
        Hint { message: Some(message), help: Some(help) }
    }

    /// Says where git would have the file from.
    fn help_of_git(&self, importer: &Path, name: &str) -> Option<String> {
        if let Some(path) = self.scope.request.elsewhere.lacking(name) {
            let (path, folder) = (path.display(), path.parent().unwrap_or(path).display());
            return Some(format!(
                "the sparse checkout leaves `{path}` out, and the clone lacks it; `git sparse-checkout add {folder}` fetches it"
            ));
        }
        let absent = git::absent_submodules(importer);
        let submodule = absent.first()?.display();
        Some(format!(
            "the submodule `{submodule}` may have it, and is not checked out; `git submodule update --init` fetches it"
        ))
    }

    /// Returns the setting that makes a folder an import root: a flag, or a key of the configuration, whose
    /// paths start from its folder.
    fn flag(&self, group: Option<GroupId>, home: Option<Home>, root: &Path) -> Option<String> {
        let working_dir = &self.scope.working_dir;
        if !self.scope.request.roots.is_empty() {
            return Some(format!("name its root with `-I {}`", paths::printed(root, working_dir)));
        }
        group?;
        let project = &self.scope.projects[home?.project];
        let file = &project.modules_file;
        let root = paths::printed(root, file.parent()?);
        Some(format!("add `{root}` to `{}` in {}", project.roots_key?, paths::printed(file, working_dir)))
    }
}
