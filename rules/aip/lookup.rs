//! Messages, methods and resources that a file can name. Each index is built at most once for a file.

use super::facts::{Facts, Rpc};
use super::resources::Resource;
use super::words;
use crate::google::resource;
use crate::inflection;
use protune_compiler::schema::{FileId, FileView, MessageId, MessageView, MethodView};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::rc::Rc;

/// Files that a file sees: itself first, then its imports, then all below.
#[derive(Debug)]
pub(crate) struct Scope<'s> {
    pub(crate) files: Vec<FileView<'s>>,
    /// Whether the package of a file has a part `google` below another, such as `acme.google`.
    pub(crate) has_other_google: bool,
    /// Number of the first files that are the file and its own imports.
    direct: usize,
    /// Top-level messages, by package and name.
    messages: FxHashMap<(&'s str, &'s str), MessageView<'s>>,
    /// Messages of the package of the file in others, by these and their names.
    nested: FxHashMap<(FileId, MessageId, &'s str), MessageView<'s>>,
    in_reach: OnceCell<InReach<'s>>,
    nouns: OnceCell<FxHashMap<String, String>>,
    declarations: OnceCell<FxHashMap<&'s str, Vec<Declaration<'s>>>>,
    /// Methods that the file can be about, by name.
    methods: OnceCell<FxHashMap<&'s str, MethodView<'s>>>,
}

/// Resources that top-level messages of the file and its own imports represent.
#[derive(Default, Debug)]
struct InReach<'s> {
    /// The first of each type.
    by_type: FxHashMap<&'s str, (MessageView<'s>, Rc<Resource<'s>>)>,
    /// All patterns in order, with the types of their resources.
    patterns: Vec<(&'s str, &'s str)>,
}

/// Declaration of a resource.
#[derive(Clone, Copy, Debug)]
struct Declaration<'s> {
    package: &'s str,
    /// A message in another one. References do not reach it.
    is_nested: bool,
}

impl<'s> Scope<'s> {
    pub(super) fn new(file: FileView<'s>) -> Scope<'s> {
        let mut seen: FxHashSet<FileId> = [file.id].into_iter().collect();
        let mut files = vec![file];
        let (mut at, mut direct) = (0, 1);
        while let Some(&file) = files.get(at) {
            let targets = file.imports().filter_map(|import| import.target());
            files.extend(targets.filter(|target| seen.insert(target.id)));
            if at == 0 {
                direct = files.len();
            }
            at += 1;
        }
        let (mut messages, mut nested) = (FxHashMap::default(), FxHashMap::default());
        for message in files.iter().flat_map(|file| file.messages()) {
            let package = message.file.package();
            match message.parent() {
                None => _ = messages.entry((package, message.name())).or_insert(message),
                Some(outer) if package == file.package() => {
                    nested.entry((outer.file.id, outer.id, message.name())).or_insert(message);
                }
                Some(_) => {}
            }
        }
        let has_other_google =
            files.iter().any(|file| file.package().split('.').skip(1).any(|it| it == "google"));
        Scope {
            files,
            has_other_google,
            direct,
            messages,
            nested,
            in_reach: OnceCell::new(),
            nouns: OnceCell::new(),
            declarations: OnceCell::new(),
            methods: OnceCell::new(),
        }
    }

    /// The file and its own imports.
    pub(crate) fn direct(&self) -> &[FileView<'s>] {
        &self.files[..self.direct]
    }

    /// Message with a name as it is written in a package. Only the full name of one in the package leads to a nested
    /// one.
    pub(super) fn message(&self, package: &str, name: &str) -> Option<MessageView<'s>> {
        let of_package = name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'));
        let (package, path) = match of_package.filter(|_| !package.is_empty()) {
            Some(path) => (package, path),
            None => name.rsplit_once('.').unwrap_or((package, name)),
        };
        let mut parts = path.split('.');
        let outermost = self.messages.get(&(package, parts.next()?)).copied()?;
        parts.try_fold(outermost, |outer, name| self.nested.get(&(outer.file.id, outer.id, name)).copied())
    }
}

impl<'s> Facts<'s> {
    /// Resource with a type, if the file or one of its own imports declares it.
    pub(crate) fn find_resource(&self, ty: &str) -> Option<(MessageView<'s>, Rc<Resource<'s>>)> {
        self.in_reach().by_type.get(ty).filter(|_| !ty.is_empty()).cloned()
    }

    /// Returns whether a resource in reach has names below those of another.
    pub(crate) fn has_children(&self, parent: &Resource<'s>) -> bool {
        let Some(pattern) = parent.patterns().next() else { return false };
        let patterns = &self.in_reach().patterns;
        let first = patterns.partition_point(|(its, _)| *its < pattern);
        let below = patterns[first..].iter().take_while(|(its, _)| its.starts_with(pattern));
        below.map(|(_, ty)| ty).any(|ty| *ty != parent.ty())
    }

    fn in_reach(&self) -> &InReach<'s> {
        self.scope().in_reach.get_or_init(|| {
            let mut reach = InReach::default();
            let messages = self.scope().direct().iter().flat_map(|file| file.messages());
            for message in messages.filter(|message| message.parent().is_none()) {
                let Some(resource) = self.annotation(message) else { continue };
                reach.patterns.extend(resource.patterns().map(|pattern| (pattern, resource.ty())));
                reach.by_type.entry(resource.ty()).or_insert((message, resource));
            }
            reach.patterns.sort_unstable();
            reach
        })
    }

    /// Name of the resource in the plural that stands in the name of a batch method.
    pub(crate) fn derive(&self, plural: &str) -> String {
        let noun = self.nouns().get(plural).cloned();
        noun.unwrap_or_else(|| inflection::singular(plural))
    }

    /// Names of the resources that top-level messages represent, by themselves, their plurals and their messages. Of several
    /// resources, the first counts.
    fn nouns(&self) -> &FxHashMap<String, String> {
        self.scope().nouns.get_or_init(|| {
            let mut nouns = FxHashMap::default();
            let messages = self.scope().files.iter().flat_map(|file| file.messages());
            for message in messages.filter(|message| message.parent().is_none()) {
                let Some(annotation) = self.annotation(message) else { continue };
                let noun = words::upper_camel(annotation.noun());
                if noun.is_empty() {
                    continue;
                }
                for name in [noun.clone(), inflection::plural(&noun), message.name().to_owned()] {
                    nouns.entry(name).or_insert_with(|| noun.clone());
                }
            }
            nouns
        })
    }

    /// Declarations of resources in all files that the file sees, by type.
    fn all_declarations(&self) -> &FxHashMap<&'s str, Vec<Declaration<'s>>> {
        self.scope().declarations.get_or_init(|| {
            let mut known: FxHashMap<&'s str, Vec<Declaration<'s>>> = FxHashMap::default();
            for file in &self.scope().files {
                let package = file.package();
                for message in file.messages() {
                    if let Some(resource) = self.annotation(message) {
                        let is_nested = message.parent().is_some();
                        known.entry(resource.ty()).or_default().push(Declaration { package, is_nested });
                    }
                }
                for definition in resource::of_file(*file) {
                    let ty = definition.ty.map_or("", |ty| ty.text);
                    known.entry(ty).or_default().push(Declaration { package, is_nested: false });
                }
            }
            known
        })
    }

    /// Number of declarations of a resource in all files that the file sees.
    pub(crate) fn declarations(&self, ty: &str) -> usize {
        self.all_declarations().get(ty).map_or(0, Vec::len)
    }

    /// Returns whether a file that the file sees declares a resource in another package.
    pub(crate) fn is_declared_elsewhere(&self, ty: &str) -> bool {
        let all = self.all_declarations().get(ty).into_iter().flatten();
        all.into_iter().any(|it| !it.is_nested && it.package != self.file.package())
    }

    /// Method with a name, in the file, or in files of the same package that it imports, directly or through such
    /// files.
    pub(crate) fn find_method(&self, name: &str) -> Option<Rpc<'s>> {
        self.scope().methods.get_or_init(|| self.all_methods()).get(name).map(|method| Rpc::new(*method))
    }

    fn all_methods(&self) -> FxHashMap<&'s str, MethodView<'s>> {
        let mut methods = FxHashMap::default();
        let mut seen: FxHashSet<FileId> = FxHashSet::default();
        let mut files = vec![self.file];
        while let Some(file) = files.pop() {
            if !seen.insert(file.id) {
                continue;
            }
            for method in file.methods() {
                methods.entry(method.name()).or_insert(method);
            }
            let targets = file.imports().filter_map(|import| import.target());
            let of_package: Vec<_> =
                targets.filter(|target| target.package() == self.file.package()).collect();
            // The first import is the next to be looked at, with all below it.
            files.extend(of_package.into_iter().rev());
        }
        methods
    }
}
