//! The page of a rule, as Markdown: its headings, and the code blocks below them. Knows what a page
//! has to look like, not what its code means.

use super::folder::Room;
use protune_rules::{Check, Rule, Wing};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

pub(crate) struct Page {
    pub(crate) path: PathBuf,
    /// Its path in messages.
    pub(crate) name: String,
    /// Name of the file, without its extension.
    pub(crate) stem: String,
    pub(crate) text: String,
    blocks: Vec<Block>,
}

/// One code block of Protobuf, of messages in JSON, or of a configuration file.
pub(crate) struct Block {
    section: Option<Section>,
    /// The file that it stands for; blocks of a section that have names see each other.
    pub(crate) name: Option<String>,
    /// Options of rules that its module is checked with; for messages, `times`.
    pub(crate) settings: Vec<(String, String)>,
    code: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Fails,
    Fixed,
    Passes,
    /// Schema before and after the change.
    Before,
    After,
    /// Measured messages, for a rewrite or another shape.
    Messages,
    /// Schema that configuration files name.
    Schema,
}

impl Section {
    fn from_heading(heading: &str) -> Option<Section> {
        match heading {
            "Fails" => Some(Section::Fails),
            "Fixed" => Some(Section::Fixed),
            "Passes" => Some(Section::Passes),
            "Before" => Some(Section::Before),
            "After" => Some(Section::After),
            "Messages" => Some(Section::Messages),
            "Schema" => Some(Section::Schema),
            _ => None,
        }
    }
}

const FENCE: &str = "```";

/// Languages of blocks that are tested.
const LANGUAGES: &[&str] = &["proto", "json", "yaml"];

impl Page {
    pub(crate) fn read(room: &Room) -> Page {
        let (path, name) = (room.page(), format!("rules/{}.md", room.path()));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        Page { path, name, stem: room.stem.clone(), blocks: blocks(&text), text }
    }

    pub(crate) fn code(&self, block: &Block) -> &str {
        &self.text[block.code.clone()]
    }

    /// The blocks of a section, in their order.
    pub(crate) fn blocks(&self, section: Section) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.section == Some(section))
    }

    /// The blocks of a section that are compiled together.
    pub(crate) fn modules(&self, section: Section) -> Vec<Vec<&Block>> {
        let (named, nameless): (Vec<_>, Vec<_>) =
            self.blocks(section).partition(|block| block.name.is_some());
        let together = Some(named).filter(|named| !named.is_empty());
        nameless.into_iter().map(|block| vec![block]).chain(together).collect()
    }

    /// The blocks of a section as groups of configuration files: a name that was there before begins the next one.
    pub(crate) fn deployments(&self, section: Section) -> Vec<Vec<&Block>> {
        let mut groups: Vec<Vec<&Block>> = Vec::new();
        for block in self.blocks(section) {
            match groups.last_mut() {
                Some(group) if group.iter().all(|other| other.name != block.name) => group.push(block),
                _ => groups.push(vec![block]),
            }
        }
        groups
    }

    /// The page with other code in some of its blocks.
    pub(crate) fn with_code(&self, code: &[(&Block, String)]) -> String {
        let mut code: Vec<_> = code.iter().collect();
        code.sort_by_key(|(block, _)| block.code.start);
        let mut out = self.text.clone();
        for (block, code) in code.into_iter().rev() {
            out.replace_range(block.code.clone(), code);
        }
        out
    }

    /// Everything that is missing, or not where it belongs.
    pub(crate) fn complaints(&self, rule: &Rule) -> Vec<String> {
        let summary = rule.summary();
        let title = format!("# {}\n\n{summary}\n\n", rule.id);
        let headings = outside_of_code(&self.text).filter_map(|line| line.strip_prefix("## "));
        let headings: Vec<&str> = headings.collect();
        let has_its_headings = match rule.wing {
            Wing::Breaking if matches!(rule.check, Check::DeployedChange(_)) => matches!(
                headings[..],
                ["Before", "After", "Fails", "Passes"] | ["Before", "After", "Fails", "Fixed", "Passes"]
            ),
            Wing::Breaking => matches!(
                headings[..],
                ["Before", "After"]
                    | ["Before", "After", "Fixed" | "Passes"]
                    | ["Before", "After", "Fixed", "Passes"]
            ),
            Wing::Rewrite | Wing::Reshape => {
                matches!(headings[..], ["Before", "Messages", "After", "Passes"])
            }
            Wing::Deployment => {
                matches!(headings[..], ["Schema", "Fails", "Passes"] | ["Schema", "Fails", "Fixed", "Passes"])
            }
            _ => matches!(headings[..], ["Fails", "Passes"] | ["Fails", "Fixed", "Passes"]),
        };
        let checks = [
            (rule.id.ends_with(&self.stem.to_ascii_uppercase()), "should have a file named after its id"),
            (self.text.starts_with(&title), "should begin with the id and a line that says it all"),
            (summary.chars().count() <= 72, "should have a first line of at most 72 characters"),
            (summary.ends_with('.') && !summary.contains(". "), "should have one sentence in its first line"),
            (has_its_headings, "should have the headings of its wing in their order; see CONTRIBUTING.md"),
            (
                self.blocks.iter().all(|block| block.section.is_some()),
                "should have its code below those headings",
            ),
            (self.text.lines().all(|line| !line.ends_with(' ')), "should have no spaces at ends of lines"),
            (self.text.ends_with("```\n"), "should end with a block of code"),
        ];
        checks
            .into_iter()
            .filter(|(is_so, _)| !is_so)
            .map(|(_, should)| format!("{} {should}", self.name))
            .collect()
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut section = None;
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at, line.trim_end())
    });
    while let Some((start, line)) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = Section::from_heading(heading);
        }
        let Some(info) = line.strip_prefix(FENCE) else { continue };
        let Some((end, _)) = lines.find(|&(_, line)| line == FENCE) else {
            panic!("a code block does not end")
        };
        if let Some(words) = LANGUAGES.iter().find_map(|language| info.strip_prefix(language)) {
            let (settings, names): (Vec<_>, Vec<_>) =
                words.split_whitespace().partition(|word| word.contains('='));
            let settings = settings.into_iter().filter_map(|setting| setting.split_once('='));
            blocks.push(Block {
                section,
                name: names.first().map(|&name| name.to_owned()),
                settings: settings.map(|(option, value)| (option.to_owned(), value.to_owned())).collect(),
                code: start..end - FENCE.len() - 1,
            });
        }
    }
    blocks
}

fn outside_of_code(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        is_code ^= line.starts_with(FENCE);
        !is_code
    })
}
