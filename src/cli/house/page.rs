//! Examples of a page, run against its rule.

use crate::config::{self, Problems};
use crate::paths;
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_compiler::schema::COMPILE;
use protune_compiler::text::{ColumnUnit, LineIndex};
use protune_engine::check::Limits;
use protune_engine::fix::{MAX_ROUNDS, in_memory};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_engine::{Settings, Workspace, breaking, lint};
use protune_rules::house::{Block, Page, Part};
use protune_rules::{Catalog, Rule};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Result of the examples of a page.
pub(super) struct Tested {
    pub(super) id: String,
    pub(super) fails: usize,
    pub(super) passes: usize,
    /// What is not as the page says, with the line of the page.
    pub(super) complaints: Vec<(usize, String)>,
    pub(super) warnings: Vec<String>,
}

/// Whether a file is the page of a rule.
pub(super) fn has_rule(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| Page::read(&text).definition.is_some())
}

/// Runs the examples of a page. The error is what is wrong with the rule.
pub(super) fn test(path: &Path) -> Result<Tested, Problems> {
    let house = config::house_of_pages(&paths::working_dir(), &[path.to_owned()])?;
    let text = fs::read_to_string(path).unwrap_or_default();
    let page = Page::read(&text);
    let rule = Arc::new(Arc::clone(&house.rules[0].rule).into_rule());
    let beside = path.with_file_name("prelude.proto");
    let prelude = fs::read_to_string(beside).ok().map(|text| ("prelude.proto".to_owned(), text));
    let catalog =
        Catalog::compiled_in().with([(*rule).clone()]).expect("reading the page has checked its id");
    let is_about = |path: &str| house.is_about(&rule.id, &paths::working_dir().join(path));
    let mut run = Run {
        page: &page,
        is_about: &is_about,
        is_about_changes: house.rules[0].rule.is_about_changes(),
        settings: settings(&rule, catalog),
        rule: &rule,
        prelude,
        complaints: Vec::new(),
    };
    run.all();
    let mut complaints = run.complaints;
    complaints.sort();
    let (fails, passes) = (page.count(Part::Fails), page.count(Part::Passes));
    let mut warnings = Vec::new();
    if fails == 0 {
        warnings.push(format!("{} has no example under `## Fails`", page.id));
    }
    Ok(Tested { id: page.id, fails, passes, complaints, warnings })
}

fn settings(rule: &Arc<Rule>, catalog: Catalog) -> Settings {
    let rules = || vec![Chosen::from(rule)];
    let lint = Lint { rules: rules(), ..Lint::unconfigured() };
    let settings = Settings::of(lint, Breaking { rules: rules(), ..Breaking::default() });
    Settings { catalog: Arc::new(catalog), ..settings }
}

/// Files of an example.
struct Example<'p> {
    /// The old side; empty for rules that are not about changes.
    before: Vec<&'p Block>,
    blocks: Vec<&'p Block>,
}

struct Run<'p> {
    page: &'p Page,
    rule: &'p Rule,
    /// Whether `paths` of the rule have a file.
    is_about: &'p dyn Fn(&str) -> bool,
    is_about_changes: bool,
    settings: Settings,
    /// File beside the page that examples can import.
    prelude: Option<(String, String)>,
    complaints: Vec<(usize, String)>,
}

impl<'p> Run<'p> {
    fn all(&mut self) {
        let (before, fails) = (self.page.count(Part::Before), self.page.count(Part::Fails));
        if self.is_about_changes && before != fails {
            let what = "`## After` should have a block for each of `## Before`, in the same order";
            return self.complain(1, what.to_owned());
        }
        for at in 0..fails {
            let example = self.example((Part::Before, at), (Part::Fails, at));
            self.fails(&example);
            let fixed: Vec<&Block> = self.page.of(Part::Fixed, at).collect();
            if !fixed.is_empty() {
                self.fixed(&example, &fixed);
            }
        }
        let passes: Vec<Example<'_>> = match (self.is_about_changes, self.page.count(Part::Passes)) {
            (false, count) => {
                (0..count).map(|at| self.example((Part::Before, at), (Part::Passes, at))).collect()
            }
            (true, count) if count.is_multiple_of(2) => (0..count / 2)
                .map(|at| self.example((Part::Passes, 2 * at), (Part::Passes, 2 * at + 1)))
                .collect(),
            _ => {
                let what = "`## Passes` should have pairs of blocks: what was, and what is";
                return self.complain(1, what.to_owned());
            }
        };
        for example in &passes {
            let (workspace, found) = self.run(example);
            for finding in &found {
                let (line, _) = self.place(&workspace, finding, &example.blocks);
                self.complain(line, format!("`{}` reports this: {}", finding.rule, finding.message));
            }
        }
        if self.page.count(Part::Fixed) > fails {
            self.complain(
                1,
                "`## Fixed` should have a block for each of `## Fails`, in the same order".to_owned(),
            );
        }
    }

    /// The files of an example, and those that it is compared with.
    fn example(&self, (old, before): (Part, usize), (new, after): (Part, usize)) -> Example<'p> {
        let before = self.page.of(old, before).filter(|_| self.is_about_changes).collect();
        Example { before, blocks: self.page.of(new, after).collect() }
    }

    fn complain(&mut self, line: usize, what: String) {
        self.complaints.push((line, what));
    }

    /// The files of an example with those that they can import.
    fn workspace(&self, example: &Example<'_>) -> Workspace {
        let texts = |blocks: &[&Block]| -> Vec<(String, String)> {
            let own = blocks.iter().map(|block| (block.path.clone(), block.text.clone()));
            let shared = self.page.blocks.iter().filter(|block| block.part == Part::Prelude);
            let shared = shared.map(|block| {
                let is_unnamed = block.path == "a.proto";
                (if is_unnamed { "prelude.proto".to_owned() } else { block.path.clone() }, block.text.clone())
            });
            let mut all: Vec<(String, String)> = own.chain(shared).collect();
            all.extend(self.prelude.clone().filter(|(name, _)| all.iter().all(|(known, _)| known != name)));
            all
        };
        match self.is_about_changes {
            true => Workspace::of_sides(texts(&example.before), texts(&example.blocks)),
            false => Workspace::of_texts(texts(&example.blocks)),
        }
    }

    /// The findings in the files of an example, and errors of the compiler in any.
    fn find(&self, workspace: &Workspace, blocks: &[&Block]) -> Vec<Diagnostic> {
        let mut found = match self.is_about_changes {
            true => breaking(workspace, &self.settings, &Limits::default()),
            false => lint(workspace, &self.settings),
        };
        found.retain(|finding| {
            let path = &workspace.document(finding.place.file).path;
            let is_judged = || blocks.iter().any(|block| block.path == *path) && (self.is_about)(path);
            finding.rule == COMPILE || is_judged()
        });
        found
    }

    fn run(&self, example: &Example<'_>) -> (Workspace, Vec<Diagnostic>) {
        let workspace = self.workspace(example);
        let found = self.find(&workspace, &example.blocks);
        (workspace, found)
    }

    fn fails(&mut self, example: &Example<'_>) {
        let (workspace, found) = self.run(example);
        let blocks = &example.blocks;
        let (own, other): (Vec<Diagnostic>, Vec<Diagnostic>) =
            found.into_iter().partition(|finding| finding.rule == self.rule.id && finding.code.is_none());
        for finding in &other {
            let (line, _) = self.place(&workspace, finding, blocks);
            let what = if finding.rule == COMPILE { "this does not compile: " } else { "" };
            self.complain(line, format!("{what}{}", finding.message));
        }
        let is_marked = blocks.iter().any(|block| !block.expected.is_empty());
        if !is_marked {
            if own.is_empty() {
                let line = blocks[0].lines.first().copied().unwrap_or(1);
                self.complain(line, format!("`{}` should report something here", self.rule.id));
            }
            return;
        }
        let mut left: Vec<&Diagnostic> = own.iter().collect();
        for block in blocks {
            for expected in &block.expected {
                let line = block.lines.get(expected.line.max(1) - 1).copied().unwrap_or(1);
                let is_meant = |finding: &&Diagnostic| {
                    let (at, columns) = self.place(&workspace, finding, blocks);
                    at == line
                        && columns == expected.columns
                        && expected.id == *finding.rule
                        && finding.message.contains(&expected.message)
                };
                match left.iter().position(is_meant) {
                    Some(at) => drop(left.remove(at)),
                    None => {
                        let what = format!("`{}` should report this: {}", expected.id, expected.message);
                        self.complain(line, what.trim_end_matches([':', ' ']).to_owned());
                    }
                }
            }
        }
        for finding in left {
            let (line, columns) = self.place(&workspace, finding, blocks);
            let (start, end) = (columns.start + 1, columns.end);
            let what = format!("`{}` reports columns {start} to {end}: {}", finding.rule, finding.message);
            self.complain(line, what);
        }
    }

    fn fixed(&mut self, example: &Example<'_>, wanted: &[&Block]) {
        let (workspace, blocks) = (self.workspace(example), &example.blocks);
        let line = wanted[0].lines.first().copied().unwrap_or(1);
        let fixed =
            match in_memory(&workspace, Safety::Unsafe, MAX_ROUNDS, |workspace| self.find(workspace, blocks))
            {
                Ok(fixed) => fixed,
                Err(stopped) => return self.complain(line, format!("the fixes cannot be made: {stopped:?}")),
            };
        for block in wanted {
            let changed = fixed.changed.iter().find(|changed| changed.path == block.path);
            let old = blocks.iter().find(|it| it.path == block.path).map(|it| it.text.as_str());
            let Some(new) = changed.map(|changed| changed.new.as_str()).or(old) else {
                self.complain(block.lines[0], format!("`## Fails` has no file `{}`", block.path));
                continue;
            };
            let mut lines = new.lines().zip(block.text.lines()).zip(&block.lines);
            if let Some(((new, _), &line)) = lines.find(|((new, wanted), _)| new != wanted) {
                self.complain(line, format!("the fix writes this line as `{}`", new.trim()));
            } else if new != block.text {
                let line = block.lines.last().copied().unwrap_or(1);
                self.complain(line, "the fix writes more lines, or fewer".to_owned());
            }
        }
    }

    /// Line of the page and columns of a finding.
    fn place(
        &self,
        workspace: &Workspace,
        finding: &Diagnostic,
        blocks: &[&Block],
    ) -> (usize, std::ops::Range<usize>) {
        let path = &workspace.document(finding.place.file).path;
        let Some(block) = blocks.iter().find(|block| block.path == *path) else { return (1, 0..0) };
        let Some(span) = finding.place.span else {
            return (block.lines.first().copied().unwrap_or(1), 0..0);
        };
        let index = LineIndex::new(&block.text);
        let (line, column) = index.position(&block.text, span.start, ColumnUnit::Byte);
        let first = block.text[span.range()].lines().next().map_or(0, str::len);
        (block.lines.get(line).copied().unwrap_or(1), column..column + first)
    }
}
