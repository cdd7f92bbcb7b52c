//! Keys of service configs that no client reads.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Level, ServiceConfig, is_comment};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_compiler::near::nearest;
use protune_data::{Entry, Kind, Node, Span, edit};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_UNKNOWN_KEY",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("unknown_key.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let mut keys = Keys { cx, config, around: Vec::new(), out };
        if let Some(choice) = config.choice {
            keys.table(choice, Level::CHOICE);
        }
        keys.table(config.root, Level::TOP);
    }
}

struct Keys<'c, 'o> {
    cx: &'c DeployedContext<'c>,
    config: &'c ServiceConfig<'c>,
    /// Tables around the one that is read, from the root inwards.
    around: Vec<(&'c Node, &'static Level)>,
    out: &'o mut Findings,
}

impl<'c> Keys<'c, '_> {
    fn table(&mut self, table: &'c Node, level: &'static Level) {
        self.around.push((table, level));
        for entry in table.entries() {
            if let Some((_, below)) = level.below.iter().find(|(key, _)| *key == &*entry.key) {
                let tables = entry.value.items().iter().chain([&entry.value]);
                tables.filter(|table| table.kind() == Kind::Table).for_each(|table| self.table(table, below));
            } else if !level.keys.contains(&&*entry.key) && !is_comment(&entry.key) {
                let finding = self.unknown(table, entry, level);
                self.out.push(finding);
            }
        }
        self.around.pop();
    }

    fn unknown(&self, table: &Node, entry: &Entry, level: &'static Level) -> Diagnostic {
        let key = &*entry.key;
        let finding = |message: String| self.cx.finding(entry.key_span, message);
        if let Some((target, place)) = self.place_of(key, level) {
            let message = format!("clients ignore `{key}` here: it is a key of {}", place.name);
            return finding(message)
                .help(format!("move it to {}", place.name))
                .fix(self.moved(entry, target));
        }
        let same = level.keys.iter().find(|known| normal(known) == normal(key));
        let near = same.copied().or_else(|| nearest(key, level.keys.iter().copied()));
        let shown = &key[..key.floor_char_boundary(60)];
        let finding = finding(format!("clients ignore the unknown key `{shown}` of {}", level.name));
        let Some(near) = near else {
            return finding.help("remove it, or begin it with `//` if it is a comment");
        };
        let is_free = table.entry(near).is_none();
        let edit = self.cx.try_edit(|file| edit::rename_key(file, entry, near).filter(|_| is_free));
        finding.help(format!("did you mean `{near}`?")).fix(self.cx.fix(
            format!("write `{near}`"),
            Safety::Safe,
            edit,
        ))
    }

    /// The level that has a key, with the table where it belongs if there is only one.
    fn place_of(&self, key: &str, level: &'static Level) -> Option<(Option<&'c Node>, &'static Level)> {
        let has = |level: &Level| level.keys.contains(&key);
        if let Some(&(table, level)) = self.around.iter().rev().skip(1).find(|(_, level)| has(level)) {
            return Some((Some(table), level));
        }
        let below = level.below.iter().find(|(_, below)| has(below))?;
        let target = match (self.around.as_slice(), &self.config.methods[..]) {
            ([_], [entry]) if below.0 == "methodConfig" => Some(entry.node),
            _ => None,
        };
        Some((target, below.1))
    }

    /// A fix that takes an entry out and puts it at the end of a table that has no such key.
    fn moved(&self, entry: &Entry, target: Option<&Node>) -> Option<protune_compiler::diagnostic::Fix> {
        let target = target.filter(|target| target.entry(&entry.key).is_none())?;
        let last = target.entries().last()?;
        let text = entry.value.span.of(&self.cx.file.data.text).to_owned();
        let removed = self.cx.try_edit(|file| edit::remove(file, &entry.value))?;
        let inserted = self.cx.try_edit(|file| edit::insert_after(file, &last.value, &entry.key, &text))?;
        let is_apart = |one: Span, other: Span| one.end <= other.start || other.end <= one.start;
        is_apart(removed.span, inserted.span).then(|| {
            let edits = vec![(removed.span, removed.text), (inserted.span, inserted.text)];
            self.cx.fix_parts(format!("move `{}`", entry.key), Safety::Safe, edits)
        })
    }
}

/// A key without the differences between snake_case, kebab-case and lowerCamelCase.
fn normal(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}
