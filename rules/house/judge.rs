//! Runs house rules over the elements of a file, and over packages.

use super::demand::Violation;
use super::evaluator::{Condition, Evaluator};
use super::scene::{Element, Scene, is_named};
use super::side::Side;
use super::{At, EVALUATION_FAILED, House, On, glob};
use crate::context::{FileContext, Findings, ModuleContext, Terms};
use crate::pair::place;
use protune_cel::{Failure, Slot};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{DeclarationView as D, FileView};

impl House {
    /// Judges the elements of one file.
    pub(super) fn check_file(&self, cx: &FileContext<'_>, out: &mut Findings) {
        self.judge_file(cx.file, &[], cx.terms, out);
    }

    /// Judges packages, or elements by what stands in other files.
    pub(super) fn check_module(&self, cx: &ModuleContext<'_>, out: &mut Findings) {
        let sides = [Side::new(cx.module.files())];
        if self.on != On::Package {
            for &file in cx.module.files().iter().filter(|file| (cx.is_wanted)(file.id)) {
                self.judge_file(file, &sides, cx.terms, out);
            }
            return;
        }
        for package in sides[0].packages() {
            // The finding stands in its first file.
            let first = package.files[0];
            if (cx.is_wanted)(first.id) && self.is_about(first) {
                let scene = Scene::new(first, &self.params, &sides);
                Run::new(self, &scene, cx.terms).judge(Element::Package(package), None, out);
            }
        }
    }

    fn judge_file(&self, file: FileView<'_>, sides: &[Side<'_>], terms: Terms<'_>, out: &mut Findings) {
        if self.is_about(file) {
            let scene = Scene::new(file, &self.params, sides);
            let mut run = Run::new(self, &scene, terms);
            self.on.each(file, &mut |element| run.judge(element, None, out));
        }
    }

    /// Whether the package of a file is one that the rule is about.
    pub(super) fn is_about(&self, file: FileView<'_>) -> bool {
        self.packages.is_empty() || self.packages.iter().any(|package| glob::matches(package, file.package()))
    }
}

/// Rule that runs in one file.
pub(super) struct Run<'r> {
    house: &'r House,
    evaluator: Evaluator<'r>,
    terms: Terms<'r>,
    when: Option<Condition<'r>>,
    check: Option<Condition<'r>>,
    variables: Variables,
    /// It failed once, so it does not run any more.
    has_failed: bool,
}

/// Variables that differ between elements, as far as some expression of the rule uses them.
#[derive(Clone, Copy, Default)]
struct Variables {
    this: Option<Slot>,
    parent: Option<Slot>,
    file: Option<Slot>,
    old: Option<Slot>,
}

impl<'r> Run<'r> {
    pub(super) fn new(house: &'r House, scene: &'r Scene<'r>, terms: Terms<'r>) -> Run<'r> {
        let mut evaluator = Evaluator::new(scene, &house.vars);
        let mut variables = Variables::default();
        for name in house.expressions().flat_map(|it| it.program.variables()) {
            match name {
                "this" => variables.this = Some(evaluator.slot(name)),
                "parent" => variables.parent = Some(evaluator.slot(name)),
                "file" => variables.file = Some(evaluator.slot(name)),
                "old" => variables.old = Some(evaluator.slot(name)),
                "schema" => evaluator.set(name, super::scene::schema()),
                _ => {}
            }
        }
        if !house.params.is_empty() {
            evaluator.set("params", super::scene::params());
        }
        let when = house.when.as_ref().map(|when| evaluator.condition(when));
        let check = house.check.as_ref().map(|check| evaluator.condition(check));
        Run { house, evaluator, terms, when, check, variables, has_failed: false }
    }

    /// Judges an element, which was another one before a change.
    pub(super) fn judge(&mut self, element: Element<'r>, old: Option<Element<'r>>, out: &mut Findings) {
        if self.has_failed {
            return;
        }
        self.evaluator.next();
        let Variables { this, parent, file, old: before } = self.variables;
        if let Some(this) = this {
            self.evaluator.put(this, element.this());
        }
        if let Some(parent) = parent {
            self.evaluator.put(parent, element.parent());
        }
        if let Some(file) = file {
            self.evaluator.put(file, Some(element.file_value()));
        }
        if let (Some(before), Some(old)) = (before, old) {
            self.evaluator.put(before, old.this());
        }
        if let Err(failure) = self.try_judge(element, old, out) {
            self.has_failed = true;
            out.push(self.failed(element, &failure));
        }
    }

    fn try_judge(
        &mut self,
        element: Element<'r>,
        old: Option<Element<'r>>,
        out: &mut Findings,
    ) -> Result<(), Failure> {
        let house = self.house;
        if let Some(when) = &self.when
            && !self.evaluator.holds(when)?
        {
            return Ok(());
        }
        for demand in &house.demands {
            if let Some(violation) = demand.judge(element, old) {
                out.push(self.finding(element, old, Some(violation))?);
                if house.message.is_some() {
                    return Ok(());
                }
            }
        }
        if let Some(check) = &self.check
            && !self.evaluator.holds(check)?
        {
            out.push(self.finding(element, old, None)?);
        }
        Ok(())
    }

    // Most elements need none, and the way to that is short.
    #[inline(never)]
    fn finding(
        &mut self,
        element: Element<'r>,
        old: Option<Element<'r>>,
        violation: Option<Violation>,
    ) -> Result<Diagnostic, Failure> {
        let house = self.house;
        let (said, place, fix) = match violation {
            Some(violation) => (Some(violation.message), violation.place, violation.fix),
            None => (None, None, None),
        };
        let message = match (&house.message, said) {
            (Some(message), _) => message.fill(&mut self.evaluator)?,
            (None, Some(said)) => said,
            (None, None) => {
                let check = house.check.as_ref().map_or("", |check| &check.text);
                let check = check.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{} `{}` does not satisfy `{check}`", element.word(), element.name())
            }
        };
        let at = place_of(element, &house.at);
        let place = place.filter(|_| house.at == At::Name).unwrap_or(at);
        let mut finding = self.terms.finding(place, message);
        if let Some(help) = &house.help {
            finding = finding.help(help.fill(&mut self.evaluator)?);
        }
        for intent in &house.intents {
            finding = finding.fix(intent.fix(element, &mut self.evaluator)?);
        }
        if house.intents.is_empty() {
            finding = finding.fix(fix);
        }
        Ok(match old.filter(|old| old.file().id != place.file) {
            Some(old) => {
                finding.label(place_of(old, &house.at), format!("the {} before the change", old.word()))
            }
            None => finding,
        })
    }

    #[cold]
    fn failed(&self, element: Element<'_>, failure: &Failure) -> Diagnostic {
        let (word, name, id) = (element.word(), element.name(), &self.house.id);
        let message = format!("the rule `{id}` cannot be evaluated for {word} `{name}`: {failure}");
        let finding = Diagnostic::new(
            self.terms.rule,
            protune_compiler::diagnostic::Severity::Error,
            place_of(element, &At::Name),
            message,
        );
        finding
            .code(EVALUATION_FAILED)
            .help("correct the rule; it does not judge the elements after this one")
    }
}

/// Place of an element, or of a part of it.
pub(super) fn place_of(element: Element<'_>, at: &At) -> Place {
    if let At::Option(name) = at
        && let Some(option) = element.options().into_iter().find(|option| is_named(*option, name))
    {
        return option.place();
    }
    match (element, at) {
        (Element::Declaration(D::Field(field)), At::Type) => place::of_type(field),
        (Element::Declaration(D::Field(field)), At::Number) => {
            field.number_place().unwrap_or(field.name_place())
        }
        (Element::Declaration(D::Value(value)), At::Number) => {
            value.number_place().unwrap_or(value.name_place())
        }
        (Element::Declaration(it), At::Whole) => it.place(),
        (Element::Declaration(it), _) => it.name_place(),
        (Element::File(file), At::Whole) => file.whole(),
        (Element::File(file), _) => place::of_head(file),
        (Element::Package(package), At::Whole) => package.files[0].whole(),
        (Element::Package(package), _) => place::of_head(package.files[0]),
        (Element::Import(it), _) => it.place(),
        (Element::Range(it, _), _) => it.place(),
        (Element::Name(it, _), _) => it.place(),
    }
}
