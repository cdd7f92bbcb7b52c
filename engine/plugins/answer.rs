//! From the answer of a plugin to findings: places by the paths of declarations, and what of the answer cannot be true.

use super::listing::cut;
use super::wire::{Malformed, Part};
use super::with_imports;
use crate::documents::Workspace;
use protune_compiler::descriptor::{self, Include, Locations};
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId, Severity};
use protune_compiler::schema::{FileId, FileView};
use protune_compiler::text::Span;
use std::collections::{HashMap, HashSet};

/// Subject of a request.
#[derive(Debug)]
pub struct Asked<'w> {
    /// Workspace of the files.
    pub workspace: &'w Workspace,
    /// Files that are checked.
    pub files: &'w [FileId],
    /// Files that they are compared with, if there are any.
    pub before: &'w [FileId],
    /// Ids of the rules.
    pub rules: &'w [RuleId],
    /// Document for findings without a place.
    pub elsewhere: FileId,
}

/// Findings of an answer, and what is wrong with it.
#[derive(Default, Debug)]
pub struct Answer {
    /// Findings, as errors, in the order of the answer.
    pub findings: Vec<Diagnostic>,
    /// Statements that cannot be true, one for each kind: in lower case, without a full stop. The findings that rest on them
    /// are left out, unless only the place is wrong.
    pub lies: Vec<String>,
    /// Findings in files that are only imported. They are left out.
    pub in_imports: usize,
}

/// One finding, as a plugin sends it.
#[derive(Default)]
struct Annotation<'b> {
    rule: &'b str,
    message: &'b str,
    place: Option<Location<'b>>,
    before: Option<Location<'b>>,
}

/// Place of a declaration: a file, by its import name, and a path in its descriptor.
#[derive(Default)]
struct Location<'b> {
    file: &'b str,
    path: Vec<i32>,
}

/// Reads the findings in an answer.
///
/// # Errors
/// If the bytes are something else.
pub fn findings(bytes: &[u8], asked: &Asked<'_>) -> Result<Answer, Malformed> {
    let mut reader = Reader::new(asked);
    for field in Part::whole(bytes).fields() {
        let field = field?;
        if field.number() == 1 {
            reader.add(&annotation(field.part()?)?);
        }
    }
    let mut answer = reader.answer;
    answer.lies.extend(reader.lies.into_iter().flatten().map(Lie::told));
    Ok(answer)
}

fn annotation(part: Part<'_>) -> Result<Annotation<'_>, Malformed> {
    let mut out = Annotation::default();
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => out.rule = field.text()?,
            2 => out.message = field.text()?,
            3 => out.place = Some(location(field.part()?)?),
            4 => out.before = Some(location(field.part()?)?),
            _ => {}
        }
    }
    Ok(out)
}

fn location(part: Part<'_>) -> Result<Location<'_>, Malformed> {
    let mut out = Location::default();
    for field in part.fields() {
        let field = field?;
        match field.number() {
            1 => out.file = field.text()?,
            2 => field.int32s(&mut out.path)?,
            _ => {}
        }
    }
    Ok(out)
}

/// A kind of statement that cannot be true.
#[derive(Clone, Copy)]
enum Untrue {
    Rule,
    File,
    Path,
}

/// The first of its kind, and how many there are.
struct Lie {
    first: String,
    count: usize,
}

impl Lie {
    fn told(self) -> String {
        match self.count {
            1 => self.first,
            count => format!("{}, and {} more like this", self.first, count - 1),
        }
    }
}

/// Files of one side, by their import names.
struct Side<'w> {
    own: HashMap<&'w str, FileId>,
    imported: HashSet<&'w str>,
}

/// A file, as far as places in it were looked up.
struct Located {
    descriptor: Vec<u8>,
    locations: Locations,
}

struct Reader<'w> {
    asked: &'w Asked<'w>,
    now: Side<'w>,
    before: Side<'w>,
    rules: HashMap<&'w str, RuleId>,
    located: HashMap<FileId, Located>,
    answer: Answer,
    /// By kind.
    lies: [Option<Lie>; 3],
}

/// End of a location.
enum Found {
    At(Place),
    Imported,
    Nowhere,
}

impl<'w> Reader<'w> {
    fn new(asked: &'w Asked<'w>) -> Reader<'w> {
        let schema = &asked.workspace.schema;
        let side = |files: &[FileId]| {
            let own: HashMap<&str, FileId> =
                files.iter().map(|&file| (schema.file(file).name(), file)).collect();
            let names = with_imports(schema, files).into_iter().map(|file| file.name());
            let imported = names.filter(|name| !own.contains_key(name)).collect();
            Side { own, imported }
        };
        Reader {
            asked,
            now: side(asked.files),
            before: side(asked.before),
            rules: asked.rules.iter().map(|&rule| (rule.as_str(), rule)).collect(),
            located: HashMap::new(),
            answer: Answer::default(),
            lies: [None, None, None],
        }
    }

    fn add(&mut self, annotation: &Annotation<'_>) {
        let Some(&rule) = self.rules.get(annotation.rule) else {
            let message =
                format!("it reports the rule `{}`, which it was not asked for", cut(annotation.rule));
            return self.lie(Untrue::Rule, message);
        };
        let place = annotation.place.as_ref().map(|location| self.find(location, false));
        let before = annotation.before.as_ref().map(|location| self.find(location, true));
        let (place, label) = match (place, before) {
            (Some(Found::Nowhere), _) | (_, Some(Found::Nowhere)) => return,
            (Some(Found::Imported), _) => return self.answer.in_imports += 1,
            (Some(Found::At(place)), Some(Found::At(before))) => (place, Some(before)),
            (Some(Found::At(place)), _) => (place, None),
            // What is gone is in the old file, as a whole: its lines say nothing of the new one.
            (None, Some(Found::At(before))) => (Place::file(before.file), Some(before)),
            (None, Some(Found::Imported)) => return self.answer.in_imports += 1,
            (None, None) => (Place::file(self.asked.elsewhere), None),
        };
        let message = match annotation.message {
            "" => format!("the rule `{rule}` is not met"),
            message => message.to_owned(),
        };
        let finding = Diagnostic::new(rule, Severity::Error, place, message);
        self.answer.findings.push(match label {
            Some(before) => finding.label(before, "it was here"),
            None => finding,
        });
    }

    fn find(&mut self, location: &Location<'_>, is_before: bool) -> Found {
        let side = if is_before { &self.before } else { &self.now };
        let Some(&file) = side.own.get(location.file) else {
            if side.imported.contains(location.file) {
                return Found::Imported;
            }
            let name = cut(location.file);
            self.lie(Untrue::File, format!("it reports a finding in `{name}`, a file that it was not sent"));
            return Found::Nowhere;
        };
        let schema = &self.asked.workspace.schema;
        let located = self.located.entry(file).or_insert_with(|| {
            let include = Include { source_info: true, source_options: true };
            let descriptor = descriptor::file(schema, file, include);
            let locations = Locations::of(&descriptor).unwrap_or_default();
            Located { descriptor, locations }
        });
        let span = located.nearest(&location.path, schema.file(file));
        if !descriptor::has_path(&located.descriptor, &location.path).unwrap_or(false) {
            let path: Vec<String> = location.path.iter().take(16).map(i32::to_string).collect();
            let (path, name) = (path.join(", "), cut(location.file));
            let message =
                format!("it reports a finding at [{path}] in `{name}`, where there is no declaration");
            self.lie(Untrue::Path, message);
        }
        Found::At(Place { file, span })
    }

    fn lie(&mut self, kind: Untrue, message: String) {
        match &mut self.lies[kind as usize] {
            Some(lie) => lie.count += 1,
            none => *none = Some(Lie { first: message, count: 1 }),
        }
    }
}

impl Located {
    /// The place of the innermost declaration on the path that has one; `None` where that is the file.
    fn nearest(&self, path: &[i32], file: FileView<'_>) -> Option<Span> {
        (1..=path.len()).rev().find_map(|len| self.locations.span(&path[..len], file.lines()))
    }
}
