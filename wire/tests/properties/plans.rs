//! Random plans over a layout: steps that are refused are left out.

use super::messages::{Mood, mood};
use super::random::Random;
use protune_wire::{Change, Derivation, Field, Kind, Layout, Plan, Recoding, Step, TextForm, Type};

/// A plan that can be made, and what it does.
pub(crate) fn plan(random: &mut Random, layout: &Layout) -> (Plan, Recoding) {
    let mut plan = Plan::default();
    let mut recoding = Recoding::nothing(layout);
    for (_, ty) in layout.types() {
        for field in ty.fields() {
            for _ in 0..2 {
                if random.one_in(2) {
                    continue;
                }
                let step = Step {
                    message: ty.name.to_string(),
                    field: field.number,
                    change: change(random, ty, field),
                };
                plan.steps.push(step);
                match Recoding::new(layout, &plan) {
                    Ok(possible) => recoding = possible,
                    Err(_) => drop(plan.steps.pop()),
                }
            }
        }
    }
    (plan, recoding)
}

fn change(random: &mut Random, ty: &Type, field: &Field) -> Change {
    let integers = [
        Kind::Int32,
        Kind::Sint32,
        Kind::Sfixed32,
        Kind::Uint32,
        Kind::Fixed32,
        Kind::Int64,
        Kind::Sint64,
        Kind::Sfixed64,
        Kind::Uint64,
        Kind::Fixed64,
    ];
    let form = if mood(ty, field) == Mood::Uuid { TextForm::Uuid } else { TextForm::Hex };
    let derivation = match mood(ty, field) {
        Mood::Position => Derivation::Position { first: 1 },
        _ => Derivation::Equal { to: random.pick(ty.fields()).number },
    };
    match random.below(14) {
        0 => Change::Pack,
        1 => Change::Expand,
        2..=4 => {
            Change::Renumber { to: *random.pick(&[1, 2, 3, 15, 16, 20, 2047, 2048, 77, 101, 536_870_910]) }
        }
        5..=6 => Change::Retype(*random.pick(&integers)),
        7 => Change::Delimit,
        8 => Change::Prefix,
        9 => Change::Unwrap,
        10 => Change::Narrow,
        11 => Change::Bytes(form),
        12 => Change::Derive(derivation),
        _ => match mood(ty, field) {
            Mood::Never => Change::Remove,
            Mood::Constant | Mood::Position => Change::Derive(derivation),
            _ => Change::Retype(*random.pick(&integers)),
        },
    }
}
