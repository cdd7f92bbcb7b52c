//! `protune protoc-plugin`: lints what protoc asks about, as `protoc-gen-protune`. Holds the options of the
//! plugin and the order of its steps; of sources and descriptors it takes what is nearest to the author.

use super::output::FailOn;
use super::problems::drawn;
use super::select::Selection;
use super::{Exit, Terminal, terminal};
use crate::bounded;
use crate::config::{self, Section};
use crate::paths;
use crate::report::{Counts, Look, Reported, Summary, TEXT, visible, visible_path};
use crate::workspace::{self, Reach, Request, Scope};
use clap::Parser;
use protune_compiler::descriptor::{self, Include, Locations, PluginFile, PluginRequest};
use protune_compiler::schema::FileId;
use protune_compiler::well_known;
use protune_engine::documents::Texts;
use protune_engine::{Workspace, lint};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

/// Answer protoc, which runs `protoc-gen-protune` for --protune_out: a request on standard input, the response
/// on standard output.
#[derive(clap::Args)]
pub(super) struct ProtocPlugin {}

/// Options in --protune_opt.
#[derive(Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
struct Options {
    #[arg(short = 'I', long)]
    proto_path: Vec<PathBuf>,
    #[arg(long)]
    config: Option<String>,
    #[command(flatten)]
    selection: Selection,
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
}

/// Findings, in the form of the answer.
struct Judgement {
    lines: String,
    summary: String,
    fails: bool,
}

/// The most that a request holds, in bytes.
const MOST: u64 = 1 << 30;

pub(super) fn run(terminal: &Terminal) -> Exit {
    let bytes = match bounded::within(io::stdin().lock(), MOST) {
        Ok(bytes) => bytes,
        Err(error) => return terminal.fail(format_args!("cannot read the request of protoc: {error}")),
    };
    let error = match judge(&bytes, terminal) {
        Ok(Judgement { lines, summary, fails: true }) => Some(format!("{summary}\n{}", lines.trim_end())),
        Ok(Judgement { lines, .. }) => {
            if !lines.is_empty() {
                lines.lines().for_each(terminal::tell);
            }
            None
        }
        Err(problem) => Some(problem),
    };
    // protoc reports the failure itself: a plugin that exits with anything but 0 has failed.
    terminal.write(|out| out.write_all(&descriptor::response(error.as_deref())))
}

fn judge(bytes: &[u8], terminal: &Terminal) -> Result<Judgement, String> {
    let request =
        descriptor::read_request(bytes).map_err(|error| format!("this is no request of protoc: {error}"))?;
    if request.targets.is_empty() {
        return Err("this is no request of protoc: it names no file".to_owned());
    }
    let options = Options::of(request.parameter)?;
    let project =
        config::find(&paths::working_dir(), None, &[Section::Lint]).map_err(|problems| drawn(&problems))?;
    let modules = project.iter().flat_map(|project| &project.modules).flat_map(|module| &module.roots);
    let dependencies = project.iter().flat_map(|project| &project.dependencies);
    let configured: Vec<PathBuf> = modules.chain(dependencies).cloned().collect();
    let job = Job { request: &request, options: &options };
    let here = vec![PathBuf::from(".")];
    let guesses = if options.proto_path.is_empty() {
        vec![here.clone(), configured.clone()]
    } else {
        vec![options.proto_path.clone()]
    };
    for roots in guesses {
        if let Some(judgement) = job.sources(roots, terminal)? {
            return Ok(judgement);
        }
    }
    let root = options.proto_path.first().or(match &configured[..] {
        [only] => Some(only),
        _ => None,
    });
    job.descriptors(root.unwrap_or(&here[0]), terminal)
}

impl Options {
    /// Reads what protoc hands over: `select=STANDARD,SIZE,fail_on=warning`. A word without `=` goes on with the
    /// option before it.
    fn of(parameter: &str) -> Result<Options, String> {
        let mut arguments: Vec<String> = Vec::new();
        for word in parameter.split(',').filter(|word| !word.is_empty()) {
            match (word.split_once('='), arguments.last_mut()) {
                (None, Some(before)) => {
                    before.push(',');
                    before.push_str(word);
                }
                (Some(("I", folder)), _) => arguments.push(format!("--proto-path={folder}")),
                (Some((key, value)), _) => arguments.push(format!("--{}={value}", key.replace('_', "-"))),
                (None, None) => return Err(format!("--protune_opt={word}: an option is written KEY=VALUE")),
            }
        }
        Options::try_parse_from(arguments).map_err(|error| {
            let told = error.render().to_string();
            let told = told.split("\n\nUsage").next().unwrap_or(&told).trim_start_matches("error: ").trim();
            format!(
                "--protune_opt={}: {}",
                visible(parameter),
                told.lines().map(visible).collect::<Vec<_>>().join("\n")
            )
        })
    }
}

struct Job<'r> {
    request: &'r PluginRequest<'r>,
    options: &'r Options,
}

impl Job<'_> {
    /// Judges the sources below some roots, when they are what protoc compiled: those of all targets are there, and
    /// they have its descriptors, byte for byte, comments and places included.
    fn sources(&self, roots: Vec<PathBuf>, terminal: &Terminal) -> Result<Option<Judgement>, String> {
        let mut roots = roots;
        roots.sort_by_key(|root| std::cmp::Reverse(root.components().count()));
        let path = |name: &&str| roots.iter().map(|root| root.join(name)).find(|path| path.is_file());
        let Some(paths) = self.request.targets.iter().map(path).collect::<Option<Vec<PathBuf>>>() else {
            return Ok(None);
        };
        let scope = self.scope(paths, roots, Texts::new())?;
        let workspace = self.load(&scope);
        let is_same = |&id: &FileId| {
            let name = workspace.schema.file(id).name();
            self.request.file(name).is_some_and(|file| has_descriptor(&workspace, id, file))
        };
        if !workspace.targets.iter().all(is_same) {
            return Ok(None);
        }
        terminal.configurations(&scope);
        let diagnostics = lint(&workspace, &scope.settings());
        let findings = Reported { catalog: scope.catalog(), ..Reported::new(&workspace, &diagnostics) };
        let mut lines = Vec::new();
        (TEXT.write)(findings, Look::PLAIN, &mut lines).map_err(|error| error.to_string())?;
        Ok(Some(self.judgement(findings, String::from_utf8_lossy(&lines).into_owned())))
    }

    /// Judges what the descriptors say, as if their files lay below a root.
    fn descriptors(&self, root: &Path, terminal: &Terminal) -> Result<Judgement, String> {
        let origins = self.origins()?;
        let set = self.request.set();
        let files = descriptor::read_set(&set).map_err(|error| format!("protoc's descriptors: {error}"))?;
        let root = paths::absolute(root, &paths::working_dir());
        let path = |name: &str| root.join(name);
        let mut texts = Texts::new();
        for file in files {
            let is_target = self.request.targets.contains(&&*file.name);
            if is_target || well_known::text(&file.name).is_none() {
                let origin = &origins[&*file.name];
                let is_without_syntax = !origin.is_empty() && !origin.has_syntax();
                let text = if is_without_syntax { without_syntax(&file.text) } else { file.text };
                texts.insert(path(&file.name), text);
            }
        }
        let paths = self.request.targets.iter().map(|name| path(name)).collect();
        let mut scope = self.scope(paths, vec![root.clone()], texts.clone())?;
        scope.texts = texts;
        let places = places(&self.load(&scope))?;
        for name in &self.request.targets {
            if let (Some(text), Some(here)) = (scope.texts.get_mut(&path(name)), places.get(*name)) {
                *text = origins[name].with_comments(here, text);
            }
        }
        let workspace = self.load(&scope);
        let places = self::places(&workspace)?;
        terminal.configurations(&scope);
        let diagnostics = lint(&workspace, &scope.settings());
        let findings = Reported { catalog: scope.catalog(), ..Reported::new(&workspace, &diagnostics) };
        let mut lines = String::new();
        for finding in &diagnostics {
            let file = workspace.schema.file(finding.place.file);
            let here = places.get(file.name()).cloned().unwrap_or_default();
            let origin = origins.get(file.name());
            let place = finding
                .place
                .span
                .zip(origin)
                .and_then(|(span, origin)| origin.translate(&here, file.lines(), span));
            let place =
                place.map(|(line, column)| format!(":{}:{}", line + 1, column + 1)).unwrap_or_default();
            let (severity, rule, message) =
                (finding.severity.name(), finding.rule, visible(&finding.message));
            lines += &format!("{}{place}: {severity}[{rule}] {message}\n", visible_path(file.name()));
        }
        Ok(self.judgement(findings, lines))
    }

    /// Locations of declarations in the sources, by the names of files.
    fn origins(&self) -> Result<HashMap<&str, Locations>, String> {
        let origin = |file: &'_ PluginFile<'_>| Locations::of(file.descriptor);
        let told = |name: &str, error| format!("protoc's descriptor of {name}: {error}");
        let files = self.request.files.iter();
        files.map(|file| Ok((file.name, origin(file).map_err(|error| told(file.name, error))?))).collect()
    }

    fn scope(&self, paths: Vec<PathBuf>, roots: Vec<PathBuf>, texts: Texts) -> Result<Scope, String> {
        let request = Request {
            paths,
            roots,
            texts,
            config: self.options.config.clone(),
            used: &[Section::Lint],
            obeys_exclude: true,
            ..Request::default()
        };
        let mut scope = Scope::find(request).map_err(|problems| drawn(&problems))?;
        self.options.selection.check(scope.catalog())?;
        scope.choose_lint(|catalog, lint| self.options.selection.apply(catalog, lint));
        Ok(scope)
    }

    fn load(&self, scope: &Scope) -> Workspace {
        workspace::load(scope, Reach::Files)
    }

    fn judgement(&self, findings: Reported<'_>, lines: String) -> Judgement {
        let fails = self.options.fail_on.verdict(findings.diagnostics) == Exit::Findings;
        // protoc has no flag for fixes.
        let summary = Summary::of(findings);
        let counts = Counts { fixable: 0, fixable_unsafe: 0, ..summary.counts };
        let summary = Summary { counts, ..summary };
        Judgement { lines, summary: summary.to_string(), fails }
    }
}

fn has_descriptor(workspace: &Workspace, id: FileId, file: &PluginFile<'_>) -> bool {
    let include = Include { source_info: true, source_options: file.has_source_options };
    descriptor::file(&workspace.schema, id, include) == file.descriptor
}

/// Locations of declarations in the texts of the targets, by the names of files.
fn places(workspace: &Workspace) -> Result<HashMap<String, Locations>, String> {
    let include = Include { source_info: true, source_options: true };
    let place = |&id: &FileId| {
        let bytes = descriptor::file(&workspace.schema, id, include);
        let locations = Locations::of(&bytes).map_err(|error| error.to_string())?;
        Ok((workspace.schema.file(id).name().to_owned(), locations))
    };
    workspace.targets.iter().map(place).collect()
}

/// A descriptor does not say whether its file had a `syntax` statement, but the places do.
fn without_syntax(text: &str) -> String {
    let is_syntax = |line: &&str| line.starts_with("syntax = ");
    text.split_inclusive('\n').map(|line| if is_syntax(&line) { "\n" } else { line }).collect()
}
