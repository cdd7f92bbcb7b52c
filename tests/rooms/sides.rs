//! Files as they were and as they are, from text to findings and to what fixes make of them. Knows nothing
//! of pages.

use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Rename, Safety};
use protune_compiler::schema::rename::{self, FileReferences, References};
use protune_compiler::schema::{File, FileId, Member, Schema, link_members, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_rules::{Options, Pair, Rule, Terms};

#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

#[derive(Clone)]
pub(crate) struct Sides {
    pub(crate) before: Vec<Source>,
    pub(crate) after: Vec<Source>,
    /// What is set of the rules.
    pub(crate) options: Options,
}

/// What fixes came to.
pub(crate) struct Fixed {
    pub(crate) sides: Sides,
    pub(crate) made: usize,
}

impl Sides {
    /// What the compiler and these rules say, in order of place.
    pub(crate) fn findings(&self, rules: &[&'static Rule]) -> Vec<Diagnostic> {
        let (schema, middle) = self.compile();
        let mut found = schema.problems().to_vec();
        let files: Vec<_> = schema.files().collect();
        // The last file is the compiler's own.
        let pair = Pair::new(&files[..middle], &files[middle..files.len() - 1]);
        for &rule in rules {
            let terms = Terms { rule, severity: rule.severity, options: &self.options };
            terms.check_pair(&pair, &mut found);
        }
        assert!(
            found.iter().all(|it| self.index_of(it.place.file).is_some()),
            "the well-known files are sound"
        );
        found.sort_by_key(|finding| (finding.place, finding.rule));
        found
    }

    /// The place of a file among those of both sides; `None` for what they import.
    pub(crate) fn index_of(&self, file: FileId) -> Option<usize> {
        let (index, middle) = (file.0 as usize, self.files_of(&self.before).len());
        match index.checked_sub(middle) {
            None => (index < self.before.len()).then_some(index),
            Some(index) => (index < self.after.len()).then_some(self.before.len() + index),
        }
    }

    /// The schema of both sides, and the first file of the new one.
    fn compile(&self) -> (Schema, usize) {
        let mut members = Vec::new();
        let mut middle = 0;
        for (module, sources) in [&self.before, &self.after].into_iter().enumerate() {
            middle = members.len();
            let files = self.files_of(sources);
            let names: Vec<String> = files.iter().map(|file| file.name.to_string()).collect();
            members.extend(files.into_iter().map(|file| {
                let target = |name: &str| names.iter().position(|known| known == name);
                let imports = file.imports.iter().map(|import| {
                    target(file.name(import.file)).map(|index| FileId((middle + index) as u32))
                });
                Member { imports: imports.collect(), file: file.into(), module: module as u32 }
            }));
        }
        (link_members(members).compile(), middle)
    }

    /// The files of one side, and behind them the well-known ones that they import.
    fn files_of(&self, sources: &[Source]) -> Vec<File> {
        let mut files: Vec<File> =
            sources.iter().map(|source| lower(source.name.as_str(), parse(source.text.as_str()))).collect();
        let mut next = 0;
        while next < files.len() {
            let imports = files[next].imports.iter().map(|import| files[next].name(import.file).to_owned());
            for name in imports.collect::<Vec<_>>() {
                let is_new = files.iter().all(|file| *file.name != *name);
                if let Some(text) = well_known::text(&name).filter(|_| is_new) {
                    files.push(lower(name, parse(text)));
                }
            }
            next += 1;
        }
        files
    }

    /// Both sides after all fixes of a rule; `None` when they come to no end.
    pub(crate) fn fix_all(&self, rule: &'static Rule) -> Option<Fixed> {
        const MOST_ROUNDS: usize = 10;
        let (mut sides, mut made) = (self.clone(), 0);
        for _ in 0..MOST_ROUNDS {
            let Some(edits) = sides.next_fix(rule) else { return Some(Fixed { sides, made }) };
            for edit in edits.iter().rev() {
                let index = sides.index_of(edit.file).expect("fixes edit what is checked");
                let source = &mut sides.after[index - self.before.len()];
                source.text.replace_range(edit.span.range(), &edit.text);
            }
            made += 1;
        }
        None
    }

    /// The edits of the first fix that there is, in text order.
    fn next_fix(&self, rule: &'static Rule) -> Option<Vec<Edit>> {
        let found = self.findings(&[rule]);
        let fixes = found.into_iter().flat_map(|finding| finding.fixes);
        let mut fixes = fixes.filter(|fix| fix.safety != Safety::Manual);
        let mut edits = fixes.find_map(|fix| match fix.change {
            Change::Edits(edits) => Some(edits),
            Change::Rename(rename) => self.rename(&rename),
        })?;
        edits.sort_by_key(|edit| (edit.file, edit.span.start));
        Some(edits)
    }

    /// What a rename changes; `None` when it cannot be made.
    fn rename(&self, rename: &Rename) -> Option<Vec<Edit>> {
        let (schema, middle) = self.compile();
        let is_new = |file: FileId| file.0 as usize >= middle;
        let part = |file: FileId| match is_new(file) {
            true => References::of_file(&schema, file),
            false => FileReferences::left_out(),
        };
        let references = References::merge(&schema, schema.files().map(|file| part(file.id)).collect());
        let workspace = rename::Workspace { schema: &schema, references: &references, may_edit: &is_new };
        rename::rename(workspace, rename).ok()
    }
}
