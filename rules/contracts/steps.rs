//! Verdicts on steps of `reshape`: each changes the type or the meaning of a field.

use protune_compiler::diagnostic::{Contracts, Verdict};
use protune_wire::Layout;
use protune_wire::shape::Shape;

/// Returns a table of what steps do to JSON, in Markdown.
pub fn step_table() -> String {
    const SAME: &str = "the same for messages that fit; values of another form are rejected";
    let rows = [
        ("an integer of another kind, of the same width and sign", "safe"),
        ("an integer of another kind, of the same width", SAME),
        ("a string as an enum, or a map as a message, with `--allow binary,source`", SAME),
        ("text as `bytes` of Base64, an integer of 64 bits, `google.protobuf.Timestamp` or `Duration`", SAME),
        ("every other step", "breaks: fields or values look otherwise in JSON"),
    ];
    let rows = rows.map(|(step, json)| format!("| {step} | {json} |\n"));
    format!("| step | JSON |\n|---|---|\n{}", rows.concat())
}

/// Returns the verdicts on a step, in the layout that the steps before leave.
pub fn of_step(step: &Shape, layout: &Layout) -> Contracts {
    let json = match step.keeps_json(layout) {
        true if step.keeps_all_json(layout) => Verdict::Safe,
        true => Verdict::Conditional("values of another form are rejected"),
        false => Verdict::Breaks("fields or values look otherwise in JSON"),
    };
    Contracts {
        wire: Verdict::Breaks("the same bytes are read as other values"),
        json,
        source: Verdict::Breaks("fields or their types change in generated code"),
    }
}
