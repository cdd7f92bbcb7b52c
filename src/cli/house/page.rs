//! Examples of a page, run against its rule.

use super::bless;
use crate::config::{self, Problems};
use crate::paths;
use protune_compiler::diagnostic::{Diagnostic, RuleId, Safety};
use protune_compiler::schema::COMPILE;
use protune_compiler::text::{ColumnUnit, LineIndex};
use protune_engine::check::Limits;
use protune_engine::fix::{Fixed, MAX_ROUNDS, Stopped, in_memory};
use protune_engine::settings::{Breaking, Chosen, Lint};
use protune_engine::{Settings, Workspace, breaking, lint};
use protune_rules::house::{Block, Page, Part};
use protune_rules::{Catalog, Rule};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Result of the examples of a page.
pub(super) struct Tested {
    pub(super) id: String,
    pub(super) fails: usize,
    pub(super) passes: usize,
    /// Each example that fails marks a finding.
    pub(super) is_marked: bool,
    /// Differences from the page, each with a line of the page.
    pub(super) complaints: Vec<(usize, String)>,
    pub(super) warnings: Vec<String>,
}

/// Whether a file is the page of a rule.
pub(super) fn has_rule(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| Page::read(&text).definition.is_some())
}

/// Runs the examples of a page, with the rules of other pages beside its own if there are any. The error is what is wrong
/// with a rule.
pub(super) fn test(path: &Path, others: &[PathBuf]) -> Result<Tested, Problems> {
    let mut tested = None;
    with(path, others, |run| {
        run.all();
        let (fails, passes) = (run.page.count(Part::Fails), run.page.count(Part::Passes));
        let is_marked = |at: usize| run.page.of(Part::Fails, at).any(|block| !block.expected.is_empty());
        tested = Some(Tested {
            id: run.page.id.clone(),
            fails,
            passes,
            is_marked: (0..fails).all(is_marked),
            complaints: std::mem::take(&mut run.complaints),
            warnings: Vec::new(),
        });
    })?;
    let mut tested = tested.expect("the work was done");
    tested.complaints.sort();
    if tested.fails == 0 {
        tested.warnings.push(format!("{} has no example under `## Fails`", tested.id));
    }
    Ok(tested)
}

/// Returns the page with the findings that there are and the results of fixes, in place of what it expects.
pub(super) fn blessed(path: &Path) -> Result<String, Problems> {
    let mut blessed = String::new();
    with(path, &[], |run| blessed = run.blessed())?;
    Ok(blessed)
}

fn with(path: &Path, others: &[PathBuf], mut work: impl FnMut(&mut Run<'_>)) -> Result<(), Problems> {
    let mut pages = vec![path.to_owned()];
    pages.extend(others.iter().filter(|other| *other != path).cloned());
    let house = config::house_of_pages(&paths::working_dir(), &pages)?;
    let text = fs::read_to_string(path).unwrap_or_default();
    let page = Page::read(&text);
    let rules: Vec<Arc<Rule>> =
        house.rules.iter().map(|written| Arc::new(Arc::clone(&written.rule).into_rule())).collect();
    let beside = path.with_file_name("prelude.proto");
    let prelude = fs::read_to_string(beside).ok().map(|text| ("prelude.proto".to_owned(), text));
    let is_about = |rule: RuleId, path: &str| house.is_about(&rule, &paths::working_dir().join(path));
    let mut run = Run {
        text: &text,
        page: &page,
        is_about: &is_about,
        is_about_changes: house.rules[0].rule.is_about_changes(),
        settings: settings(&rules),
        rule: &rules[0],
        prelude,
        complaints: Vec::new(),
    };
    work(&mut run);
    Ok(())
}

fn settings(rules: &[Arc<Rule>]) -> Settings {
    let catalog = Catalog::compiled_in().with(rules.iter().map(|rule| (**rule).clone()));
    let catalog = catalog.expect("reading the pages has checked the ids");
    let chosen = || rules.iter().map(Chosen::from).collect();
    let lint = Lint { rules: chosen(), ..Lint::unconfigured() };
    let settings = Settings::of(lint, Breaking { rules: chosen(), ..Breaking::default() });
    Settings { catalog: Arc::new(catalog), ..settings }
}

/// Files of an example.
struct Example<'p> {
    /// The old side; empty for rules that are not about changes.
    before: Vec<&'p Block>,
    blocks: Vec<&'p Block>,
}

struct Run<'p> {
    text: &'p str,
    page: &'p Page,
    rule: &'p Rule,
    /// Whether `paths` of a rule have a file.
    is_about: &'p dyn Fn(RuleId, &str) -> bool,
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
            let is_about = (self.is_about)(finding.rule, path);
            let is_judged = || blocks.iter().any(|block| block.path == *path) && is_about;
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
            let what = match finding.rule {
                rule if rule == COMPILE => "this does not compile: ".to_owned(),
                rule if rule == self.rule.id => String::new(),
                rule => format!("`{rule}` reports this: "),
            };
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

    /// The page with what there is in place of what it expects.
    fn blessed(&self) -> String {
        let mut bodies: Vec<(&Block, String)> = Vec::new();
        for at in 0..self.page.count(Part::Fails) {
            let example = self.example((Part::Before, at), (Part::Fails, at));
            let (workspace, found) = self.run(&example);
            for block in &example.blocks {
                let is_here = |finding: &&Diagnostic| {
                    let path = &workspace.document(finding.place.file).path;
                    finding.rule == self.rule.id && finding.code.is_none() && *path == block.path
                };
                let here: Vec<&Diagnostic> = found.iter().filter(is_here).collect();
                bodies.push((block, bless::marked(&block.text, &here)));
            }
            let Ok(fixed) = self.fix(&example) else { continue };
            for block in self.page.of(Part::Fixed, at) {
                let changed = fixed.changed.iter().find(|changed| changed.path == block.path);
                let old = example.blocks.iter().find(|it| it.path == block.path).map(|it| it.text.clone());
                if let Some(new) = changed.map(|changed| changed.new.clone()).or(old) {
                    bodies.push((block, new));
                }
            }
        }
        bodies.sort_by_key(|(block, _)| block.body.start);
        let (mut out, mut at) = (String::new(), 0);
        for (block, body) in bodies {
            out += &self.text[at..block.body.start];
            out += &body;
            at = block.body.end;
        }
        out + &self.text[at..]
    }

    fn fix(&self, example: &Example<'_>) -> Result<Fixed, Stopped> {
        let find = |workspace: &Workspace| {
            let mut found = self.find(workspace, &example.blocks);
            found.retain(|finding| finding.rule == self.rule.id || finding.rule == COMPILE);
            found
        };
        in_memory(&self.workspace(example), Safety::Unsafe, MAX_ROUNDS, find)
    }

    fn fixed(&mut self, example: &Example<'_>, wanted: &[&Block]) {
        let blocks = &example.blocks;
        let line = wanted[0].lines.first().copied().unwrap_or(1);
        let fixed = match self.fix(example) {
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
        let (line, column) = index.of(&block.text).position(span.start, ColumnUnit::Byte);
        let first = block.text[span.range()].lines().next().map_or(0, str::len);
        (block.lines.get(line).copied().unwrap_or(1), column..column + first)
    }
}
