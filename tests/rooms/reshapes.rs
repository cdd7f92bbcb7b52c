//! Pages of rules about shapes: the steps that the search takes for the schema under `Before` and the messages under
//! `Messages`, and the schema that it prints, are those of the page. Every message goes there and back, and the printed
//! schema reads what comes out.
//!
//! A block of messages with `times=N` has each of its lines so many times. Of one with `keeps=json`, only steps are taken
//! that keep the JSON of the messages.

use super::messages::encode;
use super::page::{Block, Page, Section};
use super::{Shown, notes, wording};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::FieldView;
use protune_engine::Workspace;
use protune_engine::reshape::{Found, Objective, Search, Taken, check, difference, print, prove, search};
use protune_rules::Rule;
use protune_rules::proposal::Declared;
use protune_wire::shape::{Shape, Tree};
use protune_wire::{Arena, Layout, read};
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
    keeps_json: bool,
}

const OLD: &str = "page.proto";

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
            let found = self.found(&sample);
            if found.taken.is_empty() {
                self.complain("no step is taken for a schema under `Before`");
            }
            let findings: Vec<Diagnostic> =
                found.taken.iter().map(|taken| self.finding(&sample, taken)).collect();
            self.complaints.extend(findings.iter().flat_map(wording));
            self.code.push((before, notes::add(OLD, sample.text(), findings.iter())));
            let steps: Vec<Shape> = found.taken.iter().map(|taken| taken.step.clone()).collect();
            let (text, root) = print(&sample.workspace.schema, &found.reshaping, &steps);
            self.try_out(&sample, &found, &text, &root);
            self.code.push((after, text));
        }
        for pair in passes.chunks(2) {
            let found = self.found(&self.sample(pair[0], pair[1]));
            let taken: Vec<&str> = found.taken.iter().map(|taken| &*taken.message).collect();
            if !taken.is_empty() {
                self.complain(&format!("a step is taken for a schema under `Passes`: {}", taken.join("; ")));
            }
        }
    }

    fn sample(&self, schema: &Block, messages: &Block) -> Sample {
        let workspace = Workspace::of_texts([(OLD, notes::strip(self.page.code(schema)).as_str())]);
        let schema = &workspace.schema;
        assert!(schema.problems().is_empty(), "{}: {:?}", self.page.name, schema.problems());
        let root = messages.name.as_deref().expect("messages name their type");
        let layout = Layout::of(schema, root).expect("the schema declares it");
        let declared = Declared::new(schema);
        let times = messages.settings.iter().find(|(name, _)| name == "times");
        let times = times.map_or(1, |(_, times)| times.parse().expect("a number"));
        let encoded = self.page.code(messages).lines().flat_map(|line| {
            let json =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", self.page.name));
            vec![encode(&declared, &layout, &json); times]
        });
        let keeps_json = messages.settings.iter().any(|(name, what)| name == "keeps" && what == "json");
        Sample { messages: encoded.collect(), layout, workspace, keeps_json }
    }

    fn found(&self, sample: &Sample) -> Found {
        let task = Search {
            layout: &sample.layout,
            rules: &[self.rule],
            objective: Objective::Raw,
            batch: 1,
            least: 0.0,
            keeps_json: sample.keeps_json,
        };
        search(&sample.messages[..], &task).unwrap_or_else(|error| panic!("{}: {error}", self.page.name))
    }

    /// A step as a finding at its field, or at the whole file if only steps before it made the field.
    fn finding(&self, sample: &Sample, taken: &Taken) -> Diagnostic {
        let file = sample.workspace.schema.files().next().expect("a file");
        let declared = Declared::new(&sample.workspace.schema);
        let (message, number) = taken.step.place();
        let entry = |field: FieldView<'_>| Some(field.message_type()?.full_name().to_owned());
        let field = declared.field(message, number).and_then(|field| match field.is_of_map_entry() {
            true => file.fields().find(|map| map.is_map() && entry(*map).as_deref() == Some(message)),
            false => Some(field),
        });
        let place = field.map_or_else(|| Place::file(file.id), |field| field.name_place());
        Diagnostic::new(self.rule.id, self.rule.severity, place, &*taken.message)
    }

    /// Takes all messages there and back, and holds the printed schema against what they became.
    fn try_out(&mut self, sample: &Sample, found: &Found, text: &str, root: &str) {
        match prove(&sample.messages[..], &found.reshaping) {
            Err(error) => self.complain(&error),
            Ok(proof) => {
                let all = sample.messages.len() as u64;
                if (proof.messages, proof.misfits) != (all, 0) {
                    self.complain(&format!("{} of {all} messages do not fit", proof.misfits));
                }
                if proof.after >= proof.before {
                    self.complain(&format!("{} bytes become {}", proof.before, proof.after));
                }
            }
        }
        if let Err(why) = check(&sample.workspace.schema, &found.reshaping, (text, root)) {
            self.complain(&why);
        }
        let both = Workspace::of_texts([(OLD, sample.text()), ("new.proto", text)]);
        let problems = both.schema.problems().iter().map(|problem| &problem.message);
        self.complaints.extend(problems.map(|problem| format!("the new text does not compile: {problem}")));
        let Some(printed) = Layout::of(&both.schema, root) else {
            return self.complain(&format!("the new text does not declare `{root}`"));
        };
        if let Some(difference) = difference(found.reshaping.to(), &printed) {
            self.complain(&format!("the new text says something else than the plan: {difference}"));
        }
        for message in &sample.messages {
            let mut arena = Arena::default();
            let old =
                Tree::of(&sample.layout, read(&mut arena, &sample.layout, message).expect("well encoded"));
            let new = found.reshaping.there(old.with_sorted_maps(&sample.layout)).expect("it fits");
            let new = new.encode(found.reshaping.to());
            let again = Tree::of(&printed, read(&mut arena, &printed, &new).expect("well encoded"));
            assert_eq!(again.encode(&printed), new, "{text}");
        }
    }

    fn complain(&mut self, what: &str) {
        self.complaints.push(what.to_owned());
    }
}

impl Sample {
    fn text(&self) -> &str {
        self.workspace.schema.find(OLD).expect("a file").text()
    }
}
