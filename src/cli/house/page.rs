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
    let catalog = Catalog::compiled_in().with([(*rule).clone()]).expect("reading the page has checked its id");
    let mut run = Run {
        page: &page,
        is_about_changes: house.rules[0].rule.is_about_changes(),
        settings: settings(&rule, catalog),
        rule,
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

struct Run<'p> {
    page: &'p Page,
    rule: Arc<Rule>,
    is_about_changes: bool,
    settings: Settings,
    /// File beside the page that examples can import.
    prelude: Option<(String, String)>,
    complaints: Vec<(usize, String)>,
}

impl Run<'_> {
    fn all(&mut self) {
        for example in 0..self.page.count(Part::Fails) {
            let blocks: Vec<&Block> = self.page.of(Part::Fails, example).collect();
            self.fails(&blocks);
            let fixed: Vec<&Block> = self.page.of(Part::Fixed, example).collect();
            if !fixed.is_empty() {
                self.fixed(&blocks, &fixed);
            }
        }
        for example in 0..self.page.count(Part::Passes) {
            let blocks: Vec<&Block> = self.page.of(Part::Passes, example).collect();
            let (workspace, found) = self.run(&blocks);
            for finding in &found {
                let (line, _) = self.place(&workspace, finding, &blocks);
                self.complain(line, format!("`{}` reports this: {}", finding.rule, finding.message));
            }
        }
        if self.page.count(Part::Fixed) > self.page.count(Part::Fails) {
            self.complain(1, "there are more sections `## Fixed` than `## Fails`".to_owned());
        }
    }

    fn complain(&mut self, line: usize, what: String) {
        self.complaints.push((line, what));
    }

    /// The files of an example, and what they are compared with.
    fn workspace(&self, blocks: &[&Block]) -> Workspace {
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
        match blocks.first().and_then(|block| block.before).filter(|_| self.is_about_changes) {
            Some(before) => {
                let before: Vec<&Block> = self.page.of(Part::Before, before).collect();
                Workspace::of_sides(texts(&before), texts(blocks))
            }
            None => Workspace::of_texts(texts(blocks)),
        }
    }

    fn find(&self, workspace: &Workspace) -> Vec<Diagnostic> {
        match self.is_about_changes {
            true => breaking(workspace, &self.settings, &Limits::default()),
            false => lint(workspace, &self.settings),
        }
    }

    fn run(&self, blocks: &[&Block]) -> (Workspace, Vec<Diagnostic>) {
        let workspace = self.workspace(blocks);
        let found = self.find(&workspace);
        (workspace, found)
    }

    fn fails(&mut self, blocks: &[&Block]) {
        let (workspace, found) = self.run(blocks);
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
                let line = block.lines[expected.line.max(1) - 1];
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

    fn fixed(&mut self, blocks: &[&Block], wanted: &[&Block]) {
        let workspace = self.workspace(blocks);
        let line = wanted[0].lines.first().copied().unwrap_or(1);
        let fixed = match in_memory(&workspace, Safety::Unsafe, MAX_ROUNDS, |workspace| self.find(workspace)) {
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

