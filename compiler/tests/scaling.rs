//! Holds the cost of each stage to the size of its input: for each shape, twice the input takes less than three times
//! the time, whether it compiles or not. `cargo test -p protune-compiler --test scaling -- --nocapture` shows the times.

#[path = "scaling/shapes.rs"]
mod shapes;
#[path = "scaling/time.rs"]
mod time;

use protune_compiler::descriptor::{self, Include};
use protune_compiler::schema::{self, FileId, lower};
use protune_compiler::syntax::parse;
use shapes::SHAPES;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

/// Long enough to be measured; the size is doubled until one run takes that long.
const ENOUGH: Duration = Duration::from_millis(10);

/// What twice the input may cost. A cost that is linear doubles, one that is quadratic grows fourfold.
const MOST: f64 = 3.0;

/// How often a ratio is measured before it counts as too high: another process may have taken the caches.
const TRIES: usize = 4;

#[test]
fn twice_the_input_costs_less_than_three_times_as_much() {
    let mut report = String::new();
    let mut is_linear = true;
    for shape in SHAPES {
        let mut size = shape.first;
        while size < shape.last && cost(&shape.files(size)) < ENOUGH {
            size *= 2;
        }
        let ratio = (0..TRIES).map(|_| ratio(shape, size)).find(|ratio| *ratio < MOST);
        let verdict = if ratio.is_some() { "" } else { "  MORE THAN LINEAR" };
        is_linear &= ratio.is_some();
        let once = cost(&shape.files(size));
        writeln!(report, "{:24} {size:7} {once:9.1?} {:4.1}{verdict}", shape.name, ratio.unwrap_or(9.9))
            .unwrap();
    }
    assert!(is_linear, "\n{report}");
    say(&report);
}

#[expect(clippy::print_stdout, reason = "what each shape costs is worth knowing when nothing fails, too")]
fn say(report: &str) {
    println!("{report}");
}

/// What twice the input costs, as a multiple. The best of several runs counts.
fn ratio(shape: &shapes::Shape, size: usize) -> f64 {
    let (one, two) = (shape.files(size), shape.files(2 * size));
    let best = |files: &[(String, String)]| (0..2).map(|_| cost(files)).min().unwrap_or_default();
    let (one, two) = (best(&one), best(&two));
    // What takes no time at any size is linear.
    if two < ENOUGH { 0.0 } else { two.as_secs_f64() / one.as_secs_f64().max(1e-9) }
}

/// What it costs to compile files, and to write the first one as a descriptor.
fn cost(files: &[(String, String)]) -> Duration {
    time::on_cpu(|| {
        let lowered = files.iter().map(|(name, text)| lower(name.as_str(), parse(text.as_str())));
        let schema = schema::compile_files(lowered);
        black_box(schema.file(FileId::new(0)).warnings().len());
        let include = Include { source_info: true, source_options: false };
        black_box(descriptor::set_entry(&schema, FileId::new(0), include).len());
        black_box(schema.problems().len());
    })
}
