//! Elements that a rule looks at, and how the rules of the wing report. Knows no rule.

use super::comments::Commented;
use super::element::Element;
use super::facts::{Facts, Message, Rpc};
use super::kinds::Kind;
use crate::context::{Findings, ModuleContext, Terms};
use protune_compiler::diagnostic::{Diagnostic, Fix, Place};
use protune_compiler::schema::{EnumView, FieldView, MessageView, ServiceView};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Deref;

/// Elements that a rule looks at, and its judgement of one.
#[derive(Clone, Copy, Debug)]
pub struct Visit(pub(crate) Of);

/// The elements. Map entries, extensions and oneofs are never among them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    File(fn(&mut Cx<'_, '_>)),
    Services(for<'s> fn(&mut Cx<'_, 's>, ServiceView<'s>)),
    /// Methods of a kind.
    Methods(Kind, for<'s> fn(&mut Cx<'_, 's>, &Rpc<'s>)),
    Messages(for<'s> fn(&mut Cx<'_, 's>, MessageView<'s>)),
    /// Messages that are named like requests of a kind of methods.
    Requests(Kind, for<'s> fn(&mut Cx<'_, 's>, MessageView<'s>)),
    /// Messages that are named like responses.
    Responses(Kind, for<'s> fn(&mut Cx<'_, 's>, MessageView<'s>)),
    Fields(for<'s> fn(&mut Cx<'_, 's>, FieldView<'s>)),
    /// Fields of messages that are named like requests of a kind of methods.
    RequestFields(Kind, for<'s> fn(&mut Cx<'_, 's>, FieldView<'s>)),
    /// One field of each of them, by its name.
    RequestField(Kind, &'static str, for<'s> fn(&mut Cx<'_, 's>, FieldView<'s>)),
    Enums(for<'s> fn(&mut Cx<'_, 's>, EnumView<'s>)),
    /// All elements but files.
    Elements(for<'s> fn(&mut Cx<'_, 's>, Element<'s>)),
    /// All elements but files, with their comments.
    Comments(for<'s> fn(&mut Cx<'_, 's>, &Commented<'s>)),
}

/// A file, for one rule.
pub(crate) struct Cx<'c, 's> {
    facts: &'c Facts<'s>,
    terms: Terms<'c>,
    out: &'c mut Findings,
}

impl<'c, 's> Deref for Cx<'c, 's> {
    type Target = &'c Facts<'s>;

    fn deref(&self) -> &&'c Facts<'s> {
        &self.facts
    }
}

impl<'s> Cx<'_, 's> {
    /// Reports a finding about an element, unless it is deprecated.
    pub(crate) fn report(
        &mut self,
        of: impl Into<Element<'s>>,
        place: Place,
        message: impl Into<String>,
    ) -> Told<'_> {
        if of.into().is_deprecated() {
            return Told(None);
        }
        self.report_any(place, message)
    }

    /// Reports a finding whether the element is deprecated or not.
    pub(crate) fn report_any(&mut self, place: Place, message: impl Into<String>) -> Told<'_> {
        self.out.push(self.terms.finding(place, message));
        Told(self.out.last_mut())
    }
}

/// A finding that was reported; nothing if it was not.
pub(crate) struct Told<'o>(Option<&'o mut Diagnostic>);

impl Told<'_> {
    pub(crate) fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        if let Some(finding) = &mut self.0 {
            finding.help = Some(help.into());
        }
        self
    }

    /// Adds the fix, if there is one.
    pub(crate) fn fix(mut self, fix: impl FnOnce() -> Option<Fix>) -> Self {
        if let Some(finding) = &mut self.0
            && let Some(fix) = fix()
        {
            finding.fixes.reserve_exact(1);
            finding.fixes.push(fix);
        }
        self
    }
}

impl Visit {
    /// Lets the rule judge each of its elements in a file.
    pub(crate) fn run(self, facts: &Facts<'_>, terms: Terms<'_>, out: &mut Findings) {
        let cx = &mut Cx { facts, terms, out };
        match self.0 {
            Of::File(judge) => judge(cx),
            Of::Services(judge) => facts.file.services().for_each(|service| judge(cx, service)),
            Of::Methods(kind, judge) => {
                facts.rpcs.iter().filter(|rpc| rpc.is(kind)).for_each(|rpc| judge(cx, rpc));
            }
            Of::Messages(judge) => facts.messages().iter().for_each(|message| judge(cx, message.view)),
            Of::Requests(kind, judge) => requests(facts, kind).for_each(|message| judge(cx, message)),
            Of::Responses(kind, judge) => {
                let responses = facts.messages().iter().filter(|message| message.responses.has(kind));
                responses.for_each(|message| judge(cx, message.view));
            }
            Of::Fields(judge) => {
                facts.messages().iter().flat_map(|it| it.view.fields()).for_each(|field| judge(cx, field));
            }
            Of::RequestFields(kind, judge) => {
                requests(facts, kind).flat_map(|it| it.fields()).for_each(|field| judge(cx, field));
            }
            Of::RequestField(kind, name, judge) => {
                let fields = requests(facts, kind).filter_map(|message| message.field_named(name));
                fields.for_each(|field| judge(cx, field));
            }
            Of::Enums(judge) => facts.file.enums().for_each(|it| judge(cx, it)),
            Of::Elements(judge) => facts.elements().for_each(|element| judge(cx, element)),
            Of::Comments(judge) => facts.comments().iter().for_each(|element| judge(cx, element)),
        }
    }
}

fn requests<'f, 's>(facts: &'f Facts<'s>, kind: Kind) -> impl Iterator<Item = MessageView<'s>> + use<'f, 's> {
    let is_meant = move |message: &&Message<'s>| message.requests.has(kind);
    facts.messages().iter().filter(is_meant).map(|message| message.view)
}

/// Lets a rule judge the methods of a kind in all files of a module. What several methods lead to is reported once.
pub(crate) fn methods_of_module(
    cx: &ModuleContext<'_>,
    out: &mut Findings,
    kind: Kind,
    judge: for<'s> fn(&mut Cx<'_, 's>, &Rpc<'s>),
) {
    let mut found = Findings::new();
    for &file in cx.module.files() {
        if file.methods().len() == 0 {
            continue;
        }
        let facts = Facts::new(file);
        let cx = &mut Cx { facts: &facts, terms: cx.terms, out: &mut found };
        facts.rpcs.iter().filter(|rpc| rpc.is(kind)).for_each(|rpc| judge(cx, rpc));
    }
    let mut seen = FxHashSet::default();
    found.retain(|finding| (cx.is_wanted)(finding.place.file) && seen.insert(finding.place));
    out.append(&mut found);
}
