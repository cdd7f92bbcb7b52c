//! The table of contracts, held against what becomes of real values: each row is made with schemas, whose values are
//! encoded and decoded, on the wire and in JSON, by prost-reflect and by Python's protobuf.

mod examples;
mod python;
mod trial;

use examples::{Example, Of, named};
use protune_compiler::schema::Scalar;
use protune_engine::{Settings, Workspace, breaking};
use protune_rules::Catalog;
use protune_rules::contracts::{Change, Fate, Row, Shape, Sort, Ways, rows};
use trial::{Axis, Sides, Tally, by_reflection};

#[test]
fn each_row_holds_by_reflection() {
    let (mut wrong, mut sides) = (Vec::new(), Sides::default());
    for row in rows() {
        for axis in [Axis::Wire, Axis::Json] {
            let is_left_to_it = axis == Axis::Wire || !is_read_by_python_alone(row.change);
            if is_for_python(row.change) && is_left_to_it {
                continue;
            }
            let mut tallies = [Tally::default(); 2];
            let examples = named(row.change, &row.from, &row.to);
            for example in examples.iter().filter(|example| is_about(example, axis)) {
                for (all, one) in tallies.iter_mut().zip(by_reflection(&mut sides, row.change, example, axis))
                {
                    all.merge(one);
                }
            }
            compare(&row, axis, tallies, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_row_holds_by_python() {
    let Some(tallies) = python::tallies(&rows()) else { return };
    let mut wrong = Vec::new();
    for (row, tallies) in rows().iter().zip(tallies) {
        for (axis, tallies) in [Axis::Wire, Axis::Json].into_iter().zip(tallies) {
            if axis == Axis::Json && is_read_by_python_alone(row.change) {
                continue;
            }
            compare(row, axis, tallies, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules say of the example of a row what the row says.
#[test]
fn rules_take_their_verdicts_from_the_rows() {
    let settings = Settings::of_rules(Catalog::compiled_in().rules());
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| is_found(row.change)) {
        let wanted = row.change.effects().contracts();
        let mut all = Vec::new();
        let is_said =
            named(row.change, &row.from, &row.to).into_iter().any(|Example { before, after, .. }| {
                let found = breaking(&Workspace::of_sides(before, after), &settings, &Default::default());
                all.extend(found.iter().map(|it| format!("\n    {}: {:?}", it.rule, it.contracts)));
                found.iter().any(|finding| finding.contracts.as_deref() == Some(&wanted))
            });
        if !is_said {
            wrong.push(format!("{} to {}: nobody says {wanted:?}, but{}", row.from, row.to, all.concat()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a rule about changes finds the change. Some changes are made only by the optimizer, renames and
/// other fixes.
fn is_found(change: Change) -> bool {
    let is_list = |held| format!("{held:?}") == "Packed" || format!("{held:?}") == "Expanded";
    match change {
        Change::Numbers | Change::Decoded | Change::FieldDerived => false,
        Change::MessageName | Change::CallPath => false,
        Change::Cardinality { was, is, .. } => !(is_list(was) && is_list(is)),
        _ => true,
    }
}

fn is_about(example: &Example, axis: Axis) -> bool {
    match example.of {
        Of::Data => true,
        Of::Wire => axis == Axis::Wire,
        Of::Json => axis == Axis::Json,
        Of::Rules => false,
    }
}

/// prost-reflect knows no editions, keeps all numbers of closed enums, checks all strings to be UTF-8, and refuses names that
/// clash in JSON.
fn is_for_python(change: Change) -> bool {
    let is_closed = |shape| shape == Shape::Enum { is_open: false };
    match change {
        Change::Type(was, is) => is_closed(was) || is_closed(is),
        Change::ValueDeleted { is_open, .. } => !is_open,
        Change::ValueAdded { was_open } => !was_open,
        Change::Utf8 { .. } | Change::JsonFormat => true,
        _ => false,
    }
}

/// The JSON format has names and whole numbers for values of enums. Python also reads numbers in quotes and floats, which
/// is more than the table promises.
fn is_read_by_python_alone(change: Change) -> bool {
    use Scalar::{Double, Fixed64, Float, Int64, Sfixed64, Sint64, Uint64};
    let is_other = |scalar| matches!(scalar, Double | Float | Int64 | Uint64 | Fixed64 | Sfixed64 | Sint64);
    match change {
        Change::Type(Shape::Enum { .. }, Shape::Scalar(scalar))
        | Change::Type(Shape::Scalar(scalar), Shape::Enum { .. }) => is_other(scalar),
        _ => false,
    }
}

fn compare(row: &Row, axis: Axis, tallies: [Tally; 2], wrong: &mut Vec<String>) {
    let effects = row.change.effects();
    let ways = match (row.sort, axis) {
        // About what others make of options.
        (Sort::Options, _) => Ways { old_data: Fate::Same, new_data: Fate::Same },
        (_, Axis::Wire) => effects.wire,
        (_, Axis::Json) => effects.json,
    };
    let sides = [(ways.old_data, "old data", tallies[0]), (ways.new_data, "new data", tallies[1])];
    for (fate, what, tally) in sides.into_iter().filter(|(fate, _, tally)| !tally.shows(*fate)) {
        wrong.push(format!("{axis:?}, {} to {}: {what}: {fate:?}, but {tally:?}", row.from, row.to));
    }
}
