//! Checks of buf, each finding at buf's place: rules that do not fit their field or each other,
//! expressions that do not compile, and examples that fail.

mod cel;
mod examples;
mod fields;
mod lengths;
mod messages;
mod ordered;

pub(crate) use examples::Defined;

use super::expressions::Expressions;
use super::{FIELD, Locations, MESSAGE, PREDEFINED, PREDEFINED_RULES, Pieces, RULES, Site};
use crate::context::{FileContext, Findings};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::text::Span;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Checks all annotations of a file.
pub(crate) fn file(cx: &FileContext<'_>, out: &mut Findings) {
    let expressions = Expressions::of(cx.file);
    for message in cx.file.messages() {
        if let Some(rules) = Pieces::of(message, MESSAGE) {
            let mut report = Report::new(cx, Locations::of(message, RULES), out);
            messages::check(&mut report, &expressions, message, &rules);
        }
    }
    for field in cx.file.fields() {
        if let Some(rules) = Pieces::of(field, FIELD) {
            let mut report = Report::new(cx, Locations::of(field, RULES), out);
            fields::check(&mut report, &expressions, &Site::of(field, rules));
        }
        if field.is_extension()
            && let Some(rules) = Pieces::of(field, PREDEFINED)
        {
            let mut report = Report::new(cx, Locations::of(field, PREDEFINED_RULES), out);
            cel::predefined(&mut report, &expressions, field, &rules);
        }
    }
}

/// Judges the examples that buf does not: those beside `cel_expression` or `required` alone.
pub(crate) fn unjudged_examples(cx: &FileContext<'_>, out: &mut Findings) {
    let expressions = Expressions::of(cx.file);
    for field in cx.file.fields() {
        let Some(rules) = Pieces::of(field, FIELD) else { continue };
        let mut next = vec![Site::of(field, rules)];
        while let Some(site) = next.pop() {
            let mut report = Report::new(cx, Locations::of(field, RULES), out);
            for (kind, rules) in site.kinds().filter(|(kind, _)| site.is_single() && site.fits(kind)) {
                examples::check(&mut report, &expressions, &site, kind, &rules, false);
            }
            next.extend(site.below());
        }
    }
}

/// Findings about one declaration. Two that say the same of one place are one.
pub(crate) struct Report<'a, 's> {
    cx: &'a FileContext<'s>,
    locations: Locations<'s>,
    said: FxHashSet<(Span, String)>,
    out: &'a mut Findings,
}

impl<'a, 's> Report<'a, 's> {
    pub(crate) fn new(cx: &'a FileContext<'s>, locations: Locations<'s>, out: &'a mut Findings) -> Self {
        Report { cx, locations, said: FxHashSet::default(), out }
    }

    /// Adds a finding at a path; gives it, unless it was said before.
    pub(crate) fn at(
        &mut self,
        path: &[i32],
        message: impl Into<String>,
        help: impl Into<Cow<'static, str>>,
    ) -> Option<&mut Diagnostic> {
        let (span, message) = (self.locations.find(path), message.into());
        if !self.said.insert((span, message.clone())) {
            return None;
        }
        let finding = self.cx.finding(self.locations.file.place(span), message);
        let help = help.into();
        self.out.push(if help.is_empty() { finding } else { finding.help(help) });
        self.out.last_mut()
    }
}
