//! Holds every rewrite against its page: what it proposes for the schema under `Before` and the messages
//! under `Messages`, and what its edits make of the schema, is what the page shows. Whether the messages
//! survive is tried on each: transcoded they have the size that was said, and back they are what they were.

use super::messages::encode;
use super::page::{Block, Page, Section};
use super::{Shown, notes, wording};
use protune_compiler::diagnostic::Safety;
use protune_compiler::schema::Schema;
use protune_engine::Workspace;
use protune_engine::fix::in_memory;
use protune_engine::optimize::{Allowed, Task, propose, restated, units};
use protune_rules::Rule;
use protune_rules::proposal::{Declared, Proposal};
use protune_wire::profile::{Profile, Profiler};
use protune_wire::{Arena, Layout, Output, Plan, Recoding, read, size, transcode};
use std::sync::Arc;

pub(crate) fn show<'p>(rule: &'static Arc<Rule>, page: &'p Page) -> Shown<'p> {
    let mut room = Room { rule, page, code: Vec::new(), complaints: Vec::new() };
    room.run();
    (room.code, room.complaints)
}

/// One rule and its page, while the two are compared.
struct Room<'p> {
    rule: &'static Arc<Rule>,
    page: &'p Page,
    /// The code of blocks as it should be.
    code: Vec<(&'p Block, String)>,
    /// Errors in the page or the rule, whatever is written into the page.
    complaints: Vec<String>,
}

/// A schema, and messages of one of its types.
struct Sample {
    workspace: Workspace,
    layout: Layout,
    messages: Vec<Vec<u8>>,
}

impl<'p> Room<'p> {
    fn run(&mut self) {
        let blocks = |section| self.page.blocks(section).collect::<Vec<&Block>>();
        let (before, messages, after) =
            (blocks(Section::Before), blocks(Section::Messages), blocks(Section::After));
        let passes = blocks(Section::Passes);
        if before.len() != messages.len() || before.len() != after.len() || passes.len() % 2 != 0 {
            return self.complain("each schema has its messages, and those under `Before` what they become");
        }
        for ((before, messages), after) in before.into_iter().zip(messages).zip(after) {
            let sample = self.sample(before, messages);
            let found = self.proposals(&sample);
            if found.is_empty() {
                self.complain("nothing is proposed for a schema under `Before`");
            }
            self.complaints.extend(found.iter().flat_map(|proposal| wording(&proposal.finding)));
            let findings = found.iter().map(|proposal| &proposal.finding);
            self.code.push((before, notes::add("", sample.text(), findings)));
            let new = rewritten(&sample, &found);
            let restated = workspace(&new).schema;
            let problems = restated.problems().iter().map(|problem| &problem.message);
            self.complaints
                .extend(problems.map(|problem| format!("the new text does not compile: {problem}")));
            self.try_out(&sample, &found, &restated);
            self.code.push((after, new));
        }
        for pair in passes.chunks(2) {
            if !self.proposals(&self.sample(pair[0], pair[1])).is_empty() {
                self.complain("something is proposed for a schema under `Passes`");
            }
        }
    }

    fn sample(&self, schema: &Block, messages: &Block) -> Sample {
        let workspace = workspace(&notes::strip(self.page.code(schema)));
        let schema = &workspace.schema;
        assert!(schema.problems().is_empty(), "{}: {:?}", self.page.name, schema.problems());
        let root = messages.name.as_deref().expect("messages name their type");
        let layout = Layout::of(schema, root).expect("the schema declares it");
        let declared = Declared::new(schema);
        let encoded = self.page.code(messages).lines().map(|line| {
            let json =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", self.page.name));
            encode(&declared, &layout, &json)
        });
        Sample { messages: encoded.collect(), layout, workspace }
    }

    fn proposals(&self, sample: &Sample) -> Vec<Proposal> {
        let task = Task {
            layout: &sample.layout,
            profile: &sample.profile(),
            rules: &[self.rule],
            allowed: Allowed { binary: true, json: true, source: true },
            released: None,
            least: &|_| 0,
        };
        propose(&sample.workspace, &task).0
    }

    /// Transcodes all messages, and holds the new schema against what they became.
    fn try_out(&mut self, sample: &Sample, found: &[Proposal], restated: &Schema) {
        let steps = found.iter().flat_map(|proposal| proposal.steps.clone()).collect();
        let recoding = match Recoding::new(&sample.layout, &Plan { steps }) {
            Ok(recoding) => recoding,
            Err(refusal) => return self.complain(&refusal.to_string()),
        };
        let nothing = Recoding::nothing(&sample.layout);
        let saved = sample.sizes(&nothing).zip(sample.sizes(&recoding));
        let saved: i64 = saved.map(|(before, after)| before as i64 - after as i64).sum();
        let promised: u64 = found.iter().map(|proposal| proposal.gain).sum();
        // What shrinks around a field comes on top.
        if saved < promised as i64 {
            self.complain(&format!("{promised} bytes were promised, and {saved} saved"));
        }
        for message in &sample.messages {
            sample.there_and_back(message, &recoding);
        }
        let root = &*sample.layout.get(sample.layout.root()).name;
        let written = Layout::of(restated, root).expect("it is still declared");
        if let Some(difference) = recoding.to().difference(&written) {
            self.complain(&format!("the new text says something else than the plan: {difference}"));
        }
    }

    fn complain(&mut self, what: &str) {
        self.complaints.push(what.to_owned());
    }
}

impl Sample {
    fn text(&self) -> &str {
        self.workspace.schema.files().next().expect("a file").text()
    }

    fn profile(&self) -> Profile {
        let mut profiler = Profiler::new(&self.layout);
        self.messages.iter().for_each(|message| profiler.add(message).expect("well encoded"));
        profiler.finish()
    }

    fn sizes<'a>(&'a self, recoding: &'a Recoding) -> impl Iterator<Item = u64> + 'a {
        self.messages.iter().map(|bytes| {
            let mut arena = Arena::default();
            size(read(&mut arena, &self.layout, bytes).expect("well encoded"), recoding).expect("it fits")
        })
    }

    fn there_and_back(&self, bytes: &[u8], recoding: &Recoding) {
        let (mut arena, mut back) = (Arena::default(), Arena::default());
        let message = read(&mut arena, &self.layout, bytes).expect("well encoded");
        let (mut new, mut old, mut canonical) = (Output::default(), Output::default(), Output::default());
        let new = transcode(message, recoding, &mut new).expect("it fits");
        assert_eq!(new.len() as u64, size(message, recoding).expect("it fits"));
        let again = read(&mut back, recoding.to(), new).expect("well encoded");
        let old = transcode(again, &recoding.inverse(), &mut old).expect("it fits");
        let nothing = Recoding::nothing(&self.layout);
        assert_eq!(old, transcode(message, &nothing, &mut canonical).expect("it fits"));
    }
}

fn workspace(text: &str) -> Workspace {
    Workspace::of_texts([("page.proto", text)])
}

/// The text with all proposals made.
fn rewritten(sample: &Sample, found: &[Proposal]) -> String {
    let proposals: Vec<&Proposal> = found.iter().collect();
    let units = units(&proposals);
    let first = |workspace: &Workspace| workspace.schema.files().next().expect("a file").text().to_owned();
    let find = |workspace: &Workspace| match first(workspace) == sample.text() {
        true => restated(workspace, &proposals, &units),
        false => Vec::new(),
    };
    let fixed = in_memory(&sample.workspace, Safety::Unsafe, 1, find);
    first(&fixed.unwrap_or_else(|stopped| panic!("{stopped:?}")).workspace)
}
