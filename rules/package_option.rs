//! File options that must be the same in all files of a package, and fixes that make them the same. Does not know
//! what the options are for.

use crate::context::{Findings, ModuleContext};
use crate::contracts::Change;
use crate::listing::listed;
use crate::module::Group;
use protune_compiler::diagnostic::{Edit, Fix, Place};
use protune_compiler::schema::{Edition, FileView, ImportView, OptionView};
use protune_compiler::syntax::{OptionEntry, TokenKind};
use protune_compiler::text::Span;
use std::borrow::Cow;

/// A field of `google.protobuf.FileOptions`.
pub(crate) struct FileOption {
    pub(crate) name: &'static str,
    pub(crate) number: i32,
    pub(crate) kind: Kind,
    /// First edition in which no file may set it.
    pub(crate) removed: Option<Edition>,
}

pub(crate) enum Kind {
    Text,
    Flag,
}

/// Reports every file of a package unless its files all set the option to the same value or all leave it unset.
pub(crate) fn check_same(cx: &ModuleContext<'_>, option: &FileOption, out: &mut Findings) {
    for package in cx.module.packages() {
        check_package(cx, option, package, out);
    }
}

/// Value of the option in one file.
struct Setting<'s> {
    file: FileView<'s>,
    statement: Option<OptionView<'s>>,
    /// Empty if the option is unset or set to an empty value.
    value: Cow<'s, str>,
}

impl Setting<'_> {
    /// Place of the statement, or of the file that has none.
    fn place(&self) -> Place {
        self.statement.map_or(self.file.whole(), OptionView::place)
    }
}

fn check_package(cx: &ModuleContext<'_>, option: &FileOption, package: &Group<'_>, out: &mut Findings) {
    let settings: Vec<Setting<'_>> = package.files.iter().map(|&file| setting(file, option)).collect();
    let first = &settings[0];
    let Some(other) = settings.iter().find(|setting| setting.value != first.value) else { return };
    let values = values(&settings);
    let common = common(&values);
    let message = message(option, package, &values, common.map(|(value, _)| value));
    let literal = common.and_then(|(value, _)| literal(&settings, value));
    for setting in &settings {
        let against = if setting.value == first.value { other } else { first };
        let finding = cx.finding(setting.place(), message.clone());
        let finding = finding.help(help(setting, common, settings.len()));
        let mut finding = finding.label(against.place(), label(against));
        if common.is_some_and(|(value, _)| setting.value != value) {
            finding.fixes.extend(literal.and_then(|literal| fix(option, setting, literal)));
        }
        out.push(finding);
    }
}

fn setting<'s>(file: FileView<'s>, option: &FileOption) -> Setting<'s> {
    let statement = file.option(&[option.number]);
    let value = match (&option.kind, statement) {
        (_, None) => Cow::Borrowed(""),
        (Kind::Text, Some(statement)) => statement.as_text(),
        (Kind::Flag, Some(statement)) => {
            Cow::Borrowed(if statement.as_bool() == Some(true) { "true" } else { "false" })
        }
    };
    Setting { file, statement, value }
}

/// Sorted values, each with the number of files that set it.
fn values<'v>(settings: &'v [Setting<'_>]) -> Vec<(&'v str, usize)> {
    let mut values: Vec<&str> = settings.iter().map(|setting| setting.value.as_ref()).collect();
    values.sort_unstable();
    values.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

/// Value that more than half of the files that set the option agree on.
fn common<'v>(values: &[(&'v str, usize)]) -> Option<(&'v str, usize)> {
    let set = || values.iter().filter(|(value, _)| !value.is_empty());
    let all: usize = set().map(|(_, count)| count).sum();
    set().copied().find(|(_, count)| count * 2 > all)
}

fn message(
    option: &FileOption,
    package: &Group<'_>,
    values: &[(&str, usize)],
    common: Option<&str>,
) -> String {
    let names: Vec<&str> = values.iter().map(|&(value, _)| value).filter(|value| !value.is_empty()).collect();
    let nothing = (names.len() < values.len()).then_some("no value");
    let whose = match package.name {
        "" => "files without a package".to_owned(),
        name => format!("files of package `{name}`"),
    };
    let (name, all) = (option.name, listed(&names, nothing, "and"));
    match common {
        Some(common) => format!("{whose} should set `{name}` to `{common}`, but have {all}"),
        None => format!("{whose} should agree on `{name}`, but have {all}"),
    }
}

fn label(setting: &Setting<'_>) -> String {
    match &*setting.value {
        "" => "not set here".to_owned(),
        value => format!("`{value}` here"),
    }
}

fn help(setting: &Setting<'_>, common: Option<(&str, usize)>, files: usize) -> String {
    match common {
        Some((value, count)) if setting.value != value => {
            let verb = if count == 1 { "does" } else { "do" };
            format!("set it to `{value}`, as {count} of {files} files {verb}")
        }
        Some(_) => "set the same value in the other files".to_owned(),
        None => "choose one value for all of these files".to_owned(),
    }
}

/// Literal that a file uses for this value. Skips values written as several adjacent strings.
fn literal<'s>(settings: &[Setting<'s>], value: &str) -> Option<&'s str> {
    let with_value = settings.iter().filter(|setting| setting.value == value);
    let nodes = with_value.filter_map(|setting| OptionEntry::cast(setting.statement?.node())?.value());
    nodes.filter(|node| node.own_tokens().count() == 1).map(|node| node.text()).next()
}

fn fix(option: &FileOption, setting: &Setting<'_>, literal: &str) -> Option<Fix> {
    let file = setting.file;
    if option.removed.is_some_and(|edition| file.edition() >= edition) {
        return None;
    }
    let (span, text, assignment) = match setting.statement {
        Some(statement) => {
            let old = OptionEntry::cast(statement.node())?.value()?;
            let literal = quoted_as(old.text(), literal);
            (old.span(), literal.clone(), format!("{} = {literal}", option.name))
        }
        None => {
            let assignment = format!("{} = {}", option.name, quoted_as(quote_of(file), literal));
            let (span, text) = one_more_option(file, &format!("option {assignment};"))?;
            (span, text, assignment)
        }
    };
    let title = format!("set `{assignment}`");
    Some(Change::Generated.effects().fix(&title, vec![Edit { file: file.id, span, text }]))
}

/// The literal with the quotes of the other one, unless that needs escapes.
fn quoted_as(other: &str, literal: &str) -> String {
    let (Some(quote), Some(own)) = (other.chars().next(), literal.chars().next()) else {
        return literal.to_owned();
    };
    let is_plain = literal.len() >= 2 && !literal[1..literal.len() - 1].contains(['\\', '"', '\'']);
    if !is_plain || !is_quote(quote) || !is_quote(own) {
        return literal.to_owned();
    }
    format!("{quote}{}{quote}", &literal[1..literal.len() - 1])
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// First string of a file, which shows its usual quotes.
fn quote_of(file: FileView<'_>) -> &str {
    let tree = file.data().tree();
    let string = tree.tokens().iter().position(|token| token.kind() == TokenKind::String);
    string.map_or("\"", |token| tree.token_text(token as u32))
}

/// Place and text that add an option statement to a file: below its last option, else below the imports, the package or
/// the syntax.
fn one_more_option(file: FileView<'_>, statement: &str) -> Option<(Span, String)> {
    let option = file.options().last().map(OptionView::span);
    let above = option
        .or_else(|| file.imports().last().map(ImportView::span))
        .or_else(|| file.package_span())
        .or_else(|| file.syntax_span())?;
    let below = &file.text()[above.end as usize..];
    let (line, next) = below.split_once('\n').unwrap_or((below, ""));
    let newline = if line.ends_with('\r') { "\r\n" } else { "\n" };
    let gap = if option.is_some() { newline.to_owned() } else { newline.repeat(2) };
    let line = line.trim_end();
    if !is_blank_or_comment(line) {
        // The line has more code.
        let space = line.len() - line.trim_start().len();
        let span = Span::new(above.end, above.end + space as u32);
        return Some((span, format!("{gap}{statement}{gap}")));
    }
    let is_apart = option.is_some() || next.lines().next().is_none_or(|line| line.trim().is_empty());
    let end = if is_apart { "" } else { newline };
    Some((Span::at(above.end + line.len() as u32), format!("{gap}{statement}{end}")))
}

fn is_blank_or_comment(rest: &str) -> bool {
    let rest = rest.trim_start();
    let is_block = || {
        rest.strip_prefix("/*").and_then(|rest| rest.split_once("*/")).is_some_and(|(_, end)| end.is_empty())
    };
    rest.is_empty() || rest.starts_with("//") || is_block()
}
