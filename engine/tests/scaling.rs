//! Holds the cost of each stage to the size of its input: for each shape, twice the input takes less than three times
//! the time, whether it compiles or not. `cargo test -p protune-engine --test scaling -- --nocapture` shows the times.

#[path = "scaling/changes.rs"]
mod changes;
#[path = "scaling/shapes.rs"]
mod shapes;
#[path = "scaling/time.rs"]
mod time;

use changes::{CHANGES, Change, RENAMES};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::Safety;
use protune_compiler::schema::{self, FileId, lower};
use protune_compiler::syntax::parse;
use protune_engine::check::Limits;
use protune_engine::fix::in_memory;
use protune_engine::fmt::Style;
use protune_engine::{Settings, Workspace, breaking, fix, format, lint};
use protune_rules::Catalog;
use shapes::SHAPES;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

/// Long enough to be measured; the size is doubled until one run takes that long.
const ENOUGH: Duration = Duration::from_millis(10);

/// Maximum cost of twice the input. A linear cost doubles, a quadratic one grows fourfold.
const MOST: f64 = 3.0;

/// Number of measurements before a ratio counts as too high: another process may have taken the caches.
const TRIES: usize = 4;

type Files = Vec<(String, String)>;

/// Files as they were, and as they are.
type Sides = (Files, Files);

/// Inputs of any size.
struct Row<I> {
    name: &'static str,
    first: usize,
    last: usize,
    input: Box<dyn Fn(usize) -> I>,
}

#[test]
fn compiling() {
    hold(shapes(), |files| {
        let lowered = files.iter().map(|(name, text)| lower(name.as_str(), parse(text.as_str())));
        let schema = schema::compile_files(lowered);
        black_box(schema.file(FileId::new(0)).warnings().len());
        let include = Include { source_info: true, source_options: false };
        black_box(descriptor::set_entry(&schema, FileId::new(0), include).len());
        black_box(schema.problems().len());
    });
}

#[test]
fn formatting() {
    hold(shapes(), |files| {
        for (_, text) in files {
            black_box(format(&parse(text.as_str()), &Style::default()).is_ok());
        }
    });
}

#[test]
fn linting() {
    hold(shapes(), |files| {
        black_box(lint(&Workspace::of_texts(files.iter().cloned()), &all_rules()).len());
    });
}

#[test]
fn fixing() {
    hold(shapes(), |files| {
        let workspace = Workspace::of_texts(files.iter().cloned());
        black_box(fix(&workspace, &all_rules(), Safety::Unsafe).is_ok());
    });
}

#[test]
fn comparing() {
    hold(thinned().chain(changes(CHANGES)).chain(changes(RENAMES)), |(old, new)| {
        let sides = Workspace::of_sides(old.iter().cloned(), new.iter().cloned());
        black_box(breaking(&sides, &all_rules(), &Limits::default()).len());
    });
}

#[test]
fn taking_changes_back() {
    hold(changes(CHANGES), |(old, new)| {
        let sides = Workspace::of_sides(old.iter().cloned(), new.iter().cloned());
        let find = |sides: &Workspace| breaking(sides, &all_rules(), &Limits::default());
        black_box(in_memory(&sides, Safety::Unsafe, 1, find).is_ok());
    });
}

fn all_rules() -> Settings {
    Settings::of_rules(Catalog::compiled_in().rules())
}

fn shapes() -> impl Iterator<Item = Row<Files>> {
    SHAPES.iter().map(|shape| Row {
        name: shape.name,
        first: shape.first,
        last: shape.last,
        input: Box::new(|size| shape.files(size)),
    })
}

/// The new side lacks every second line of the first file that ends a statement, so that much is gone.
fn thinned() -> impl Iterator<Item = Row<Sides>> {
    let thin = |text: &str| {
        let mut at = 0;
        let mut stays = |line: &&str| {
            at += usize::from(line.trim_end().ends_with(';'));
            !line.trim_end().ends_with(';') || at % 2 == 0
        };
        text.split_inclusive('\n').filter(|line| stays(line)).collect::<String>()
    };
    shapes().map(move |Row { name, first, last, input }| {
        let sides = move |size| {
            let old = input(size);
            let mut new = old.clone();
            new[0].1 = thin(&old[0].1);
            (old, new)
        };
        Row { name, first, last, input: Box::new(sides) }
    })
}

fn changes(all: &'static [Change]) -> impl Iterator<Item = Row<Sides>> {
    all.iter().map(|change| {
        let sides = |size| {
            let (old, new) = (change.sides)(size);
            (vec![("a.proto".to_owned(), old)], vec![("a.proto".to_owned(), new)])
        };
        Row { name: change.name, first: 250, last: 32_000, input: Box::new(sides) }
    })
}

/// Fails where twice the input costs more than [`MOST`] times as much, and twice that input again.
fn hold<I>(rows: impl Iterator<Item = Row<I>>, stage: impl Fn(&I)) {
    let _alone = time::alone();
    let mut report = String::new();
    let mut is_linear = true;
    for Row { name, first, last, input } in rows {
        let cost = |input: &I| time::on_cpu(|| stage(input));
        let mut size = first;
        let (mut one, mut once) = (input(size), Duration::ZERO);
        while size <= last {
            once = cost(&one);
            if once >= ENOUGH {
                break;
            }
            size *= 2;
            one = input(size);
        }
        // What takes no time at any size is linear. A step, such as leaving a cache, happens once; a slope goes on.
        let doubled = |one: &I, size: usize| ratio(cost, one, &input(2 * size));
        let mut least = if once < ENOUGH { 0.0 } else { doubled(&one, size) };
        if least >= MOST {
            least = doubled(&input(2 * size), 2 * size);
        }
        let verdict = if least < MOST { "" } else { "  MORE THAN LINEAR" };
        is_linear &= least < MOST;
        writeln!(report, "{name:30} {size:7} {once:9.1?} {least:4.1}{verdict}").unwrap();
    }
    assert!(is_linear, "\n{report}");
    say(&report);
}

#[expect(clippy::print_stdout, reason = "what each shape costs is worth knowing when nothing fails, too")]
fn say(report: &str) {
    println!("{report}");
}

/// Returns the cost of twice the input, as a multiple. The best of several runs counts.
fn ratio<I>(cost: impl Fn(&I) -> Duration, one: &I, two: &I) -> f64 {
    let (mut less, mut more) = (Duration::MAX, Duration::MAX);
    for _ in 0..TRIES {
        less = less.min(cost(one));
        more = more.min(cost(two));
        if more.as_secs_f64() < MOST * less.as_secs_f64() {
            break;
        }
    }
    more.as_secs_f64() / less.as_secs_f64()
}
