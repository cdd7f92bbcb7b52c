//! The search for steps, and the schema that it prints: the messages of a made-up bakery become smaller and come back,
//! and the printed schema compiles beside the old one and encodes like the plan, for random schemas and steps as well.
//!
//!     PROTUNE_SEEDS=100000 cargo test -p protune-engine --test reshape      many more of them

#[path = "../../wire/tests/properties/random.rs"]
mod random;
#[path = "../../wire/tests/properties/schemas.rs"]
mod schemas;
#[path = "../../wire/tests/properties/steps.rs"]
mod steps;

use protune_compiler::schema::Schema;
use protune_engine::reshape::{Found, Objective, Search, Taken, check, difference, print, prove, search};
use protune_rules::{Catalog, Rule, Wing};
use protune_wire::shape::{Common, Reshaping, Shape, Spelling, Tree};
use protune_wire::{Layout, WireType, varint};
use random::Random;
use schemas::Syntax;
use std::collections::BTreeSet;

fn compiled(texts: &[(&str, &str)]) -> Schema {
    let schema = protune_compiler::compile(texts.iter().copied(), |_| None);
    let problems: Vec<&str> = schema.problems().iter().map(|problem| &*problem.message).collect();
    let texts: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
    assert!(problems.is_empty(), "{problems:?}\n{}", texts.join("\n----\n"));
    schema
}

/// The printed schema, which compiles and encodes like the plan.
fn printed(old: &str, root: &str, steps: &[Shape]) -> String {
    let schema = compiled(&[("old.proto", old)]);
    let layout = Layout::of(&schema, root).expect("declared");
    let reshaping = Reshaping::new(&layout, steps.to_vec()).unwrap_or_else(|refusal| panic!("{refusal}"));
    held(&schema, old, &reshaping, steps)
}

fn held(schema: &Schema, old: &str, reshaping: &Reshaping, steps: &[Shape]) -> String {
    let (text, root) = print(schema, reshaping, steps);
    check(schema, reshaping, (&text, &root)).unwrap_or_else(|why| panic!("{why}\n{steps:#?}\n{old}\n{text}"));
    let both = compiled(&[("old.proto", old), ("new.proto", &text)]);
    let layout = Layout::of(&both, &root).unwrap_or_else(|| panic!("{root} is not declared\n{text}"));
    assert_eq!(difference(reshaping.to(), &layout), None, "{steps:#?}\n{old}\n{text}");
    text
}

const BAKERY: &str = r#"
    syntax = "proto3";
    package bakery.v1;
    message Day { repeated Order orders = 1; string shop = 2; }
    message Order { string id = 1; string state = 2; int64 minute = 3; double price = 4; }
"#;

fn record(number: u32, body: &[u8], out: &mut Vec<u8>) {
    varint::put(out, u64::from(number) << 3 | WireType::Len as u64);
    varint::put(out, body.len() as u64);
    out.extend(body);
}

fn days() -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    let day = |at: u64| {
        let mut day = Vec::new();
        let mut minute = 29_000_000 + 1440 * at;
        for _ in 0..20 {
            let mut order = Vec::new();
            let id = format!("{:016x}", random.next());
            record(1, id.as_bytes(), &mut order);
            record(2, random.pick(&["in the oven", "ready", "sold"]).as_bytes(), &mut order);
            minute += random.below(9) as u64;
            order.push(24);
            varint::put(&mut order, minute);
            order.push(33);
            order.extend((random.below(2000) as f64 / 100.0).to_le_bytes());
            record(1, &order, &mut day);
        }
        record(2, format!("https://bakery.example/{at}").as_bytes(), &mut day);
        day
    };
    (0..30).map(day).collect()
}

fn found(messages: &[Vec<u8>], least: f64) -> (Schema, Found) {
    found_with(messages, least, false)
}

fn found_with(messages: &[Vec<u8>], least: f64, keeps_json: bool) -> (Schema, Found) {
    let schema = compiled(&[("old.proto", BAKERY)]);
    let layout = Layout::of(&schema, "bakery.v1.Day").expect("declared");
    let rules: Vec<&Rule> = Catalog::compiled_in()
        .rules()
        .iter()
        .map(|rule| &**rule)
        .filter(|rule| rule.wing == Wing::Reshape)
        .collect();
    let task =
        Search { layout: &layout, rules: &rules, objective: Objective::Raw, batch: 1, least, keeps_json };
    let found = search(messages, &task).expect("messages of the schema");
    (schema, found)
}

#[test]
fn the_search_finds_what_the_messages_are_made_of() {
    let messages = days();
    let (schema, found) = found(&messages, 0.0);
    let taken: BTreeSet<&str> = found.taken.iter().map(|taken| taken.rule).collect();
    let all = [
        "RESHAPE_AFFIX",
        "RESHAPE_COLUMNS",
        "RESHAPE_DELTA",
        "RESHAPE_INLINE",
        "RESHAPE_SCALED",
        "RESHAPE_TEXT_AS_ENUM",
        "RESHAPE_TEXT_AS_NUMBER",
    ];
    assert_eq!(taken, BTreeSet::from(all), "{:#?}", found.taken);
    assert_eq!((found.sample, found.messages), (30, 30));
    assert_eq!(found.bytes, messages.iter().map(|message| message.len() as u64).sum::<u64>());
    assert_eq!(found.before.raw, found.bytes, "the messages are canonical");
    // Each step makes the sample smaller.
    let sizes: Vec<u64> =
        std::iter::once(found.before.raw).chain(found.taken.iter().map(|taken| taken.after.raw)).collect();
    assert!(sizes.is_sorted_by(|before, after| before > after), "{sizes:?}");
    let proof = prove(&messages[..], &found.reshaping).expect("all come back");
    assert_eq!((proof.messages, proof.misfits), (30, 0));
    assert_eq!((Some(&proof.before), Some(&proof.after)), (sizes.first(), sizes.last()));
    assert!(proof.after * 3 < proof.before, "{proof:?}");
    let steps: Vec<Shape> = found.taken.iter().map(|taken| taken.step.clone()).collect();
    held(&schema, BAKERY, &found.reshaping, &steps);
}

#[test]
fn a_step_has_to_save_its_share() {
    let messages = days();
    let (_, found) = found(&messages, 0.15);
    let sizes: Vec<u64> =
        std::iter::once(found.before.raw).chain(found.taken.iter().map(|taken| taken.after.raw)).collect();
    assert!(!found.taken.is_empty());
    assert!(sizes.windows(2).all(|pair| pair[1] * 100 < pair[0] * 85), "{sizes:?}");
}

#[test]
fn every_step_that_is_not_taken_has_a_reason() {
    let messages = days();
    let (_, found) = found(&messages, 0.15);
    let reasons: Vec<(&str, &str, &str)> =
        found.refused.iter().map(|it| (it.rule, &*it.field, &*it.why)).collect();
    assert!(reasons.iter().all(|(_, field, why)| !field.is_empty() && !why.is_empty()), "{reasons:?}");
    let affix = reasons.iter().find(|(rule, ..)| *rule == "RESHAPE_AFFIX").expect("it saves little");
    assert!(affix.1 == "shop" && affix.2.ends_with(", which is too little"), "{affix:?}");
    let taken: Vec<(&str, &str)> = found.taken.iter().map(|it| (it.rule, &*it.field)).collect();
    assert!(
        !reasons.iter().any(|(rule, field, _)| taken.contains(&(*rule, *field))),
        "{reasons:?} {taken:?}"
    );
}

#[test]
fn only_steps_that_keep_json() {
    let messages = days();
    let (schema, found) = found_with(&messages, 0.0, true);
    assert!(!found.taken.is_empty() && found.taken.iter().all(Taken::keeps_json), "{:?}", found.taken);
    let refused = found.refused.iter().filter(|it| it.why == "it changes JSON");
    let rules: BTreeSet<&str> = refused.map(|it| it.rule).collect();
    assert!(rules.contains("RESHAPE_COLUMNS") && rules.contains("RESHAPE_SCALED"), "{rules:?}");
    let steps: Vec<Shape> = found.taken.iter().map(|taken| taken.step.clone()).collect();
    held(&schema, BAKERY, &found.reshaping, &steps);
}

#[test]
fn a_printed_schema_that_says_something_else_is_refused() {
    let schema = compiled(&[("old.proto", BAKERY)]);
    let layout = Layout::of(&schema, "bakery.v1.Day").expect("declared");
    let step = Shape::Inline { message: "bakery.v1.Day".to_owned(), field: 2 };
    assert!(Reshaping::new(&layout, [step]).is_err(), "a string has no fields");
    let delta = Shape::Retype { message: "bakery.v1.Order".to_owned(), field: 3, to: "sint64".to_owned() };
    let reshaping = Reshaping::new(&layout, [delta.clone()]).expect("possible");
    let (text, root) = print(&schema, &reshaping, &[delta]);
    assert!(check(&schema, &reshaping, (&text, &root)).is_ok());
    let other = text.replace("sint64 minute", "int64 minute");
    let refusal = |text: &str, root: &str| check(&schema, &reshaping, (text, root)).err().unwrap_or_default();
    assert!(refusal(&other, &root).contains("would encode `bakery.v1.Order.minute` otherwise"), "{other}");
    assert!(refusal("message", &root).contains("does not compile"));
    assert!(refusal(&text, "bakery.v1.Week").contains("does not declare `bakery.v1.Week`"));
}

#[test]
fn fields_look_as_if_they_held_too_much() {
    let old = r#"syntax = "proto3"; message Cat { string unit = 1; string state = 2; int32 legs = 3; string name = 4; }"#;
    let schema = compiled(&[("old.proto", old)]);
    let layout = Layout::of(&schema, "Cat").expect("declared");
    let cat = |at: u64| {
        let mut cat = Vec::new();
        record(1, b"kg", &mut cat);
        record(2, if at == 7 { b"asleep" } else { [&b"eats"[..], b"plays"][at as usize % 2] }, &mut cat);
        cat.extend([24, 4]);
        record(4, at.to_string().as_bytes(), &mut cat);
        cat
    };
    let messages: Vec<Vec<u8>> = (0..1200).map(cat).collect();
    let task = Search {
        layout: &layout,
        rules: &[],
        objective: Objective::Raw,
        batch: 1,
        least: 0.0,
        keeps_json: false,
    };
    let found = search(&messages[..], &task).expect("messages of the schema");
    let hints: Vec<&str> = found.hints.iter().map(|hint| &*hint.message).collect();
    let all = [
        "`unit` of `Cat` has one value in 1,200 records",
        "`state` of `Cat` has 3 values in 1,200 records; one of them occurs once, so that there may be others",
        "`legs` of `Cat` has one value in 1,200 records",
    ];
    assert_eq!(hints, all);
}

#[test]
fn names_that_json_shows() {
    let old = r#"
        syntax = "proto3";
        package pets.v1;
        message Cat {
          string state = 1;
          string State = 2;
          map<string, string> tags = 3;
          repeated string moods = 4;
          map<string, string> owners = 5;
        }
        message State2 {}
    "#;
    let (cat, of) =
        (|| "pets.v1.Cat".to_owned(), |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect());
    let names =
        |field, words: &[&str]| Shape::Enumerate { message: cat(), field, values: of(words), as_json: true };
    let steps = [
        names(1, &["state", "Cat", "value_x", "STATE_UNSPECIFIED", "x"]),
        Shape::Keys {
            message: cat(),
            field: 3,
            keys: of(&["a-b", "a_b", "aB", "ab", "1", "\"\n"]),
            as_json: true,
        },
        names(4, &["happy", "state"]),
        Shape::Enumerate {
            message: "pets.v1.Cat.OwnersEntry".to_owned(),
            field: 2,
            values: of(&["Ann"]),
            as_json: true,
        },
    ];
    let text = printed(old, "pets.v1.Cat", &steps);
    for line in [
        "  State2.Value2 state = 1;",
        "  repeated Moods.Value moods = 4;",
        "  map<string, Owners.Value> owners = 5;",
        "  message State2 {",
        "    enum Value2 {",
        "      STATE_UNSPECIFIED_2 = 0;",
        "      value_x = 3;",
        "      STATE_UNSPECIFIED = 4;",
        "  optional string a_b = 1 [json_name = \"a-b\"];",
        "  optional string key_6 = 6 [json_name = \"\\\"\\012\"];",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(!text.contains("others"), "{text}");
}

#[test]
fn times_that_json_shows() {
    let old = r#"syntax = "proto3"; message Cat { string born = 1; repeated string naps = 2; map<string, string> seen = 3; }"#;
    let text = |field, form| Shape::Text { message: "Cat".to_owned(), field, form };
    let steps = [
        text(1, Spelling::Timestamp),
        text(2, Spelling::Duration),
        Shape::Text { message: "Cat.SeenEntry".to_owned(), field: 2, form: Spelling::Timestamp },
    ];
    let new = printed(old, "Cat", &steps);
    for line in [
        "import \"google/protobuf/duration.proto\";",
        "import \"google/protobuf/timestamp.proto\";",
        "  .google.protobuf.Timestamp born = 1;",
        "  repeated .google.protobuf.Duration naps = 2;",
        "  map<string, .google.protobuf.Timestamp> seen = 3;",
    ] {
        assert!(new.lines().any(|it| it == line), "{line}\n{new}");
    }
    // What has become a time can become a number.
    let number =
        [text(1, Spelling::Timestamp), Shape::Time { message: "Cat".to_owned(), field: 1, digits: 3 }];
    let new = printed(old, "Cat", &number);
    assert!(new.contains("sint64 born = 1;  // milliseconds since 1970"), "{new}");
}

#[test]
fn a_misfit_is_counted() {
    let schema = compiled(&[("old.proto", BAKERY)]);
    let layout = Layout::of(&schema, "bakery.v1.Day").expect("declared");
    let trim = Shape::Trim {
        message: "bakery.v1.Day".to_owned(),
        field: 2,
        prefix: "https://bakery.example/1".to_owned(),
        suffix: String::new(),
    };
    let reshaping = Reshaping::new(&layout, [trim]).expect("possible");
    let proof = prove(&days()[..], &reshaping).expect("no damage");
    // Shops 1 and 10 to 19.
    assert_eq!((proof.messages, proof.misfits), (11, 19));
}

#[test]
fn names_that_are_taken() {
    let old = r#"
        syntax = "proto3";
        package pets.v1;
        message Cat {
          string state = 1;
          string state_other = 2;
          map<string, string> tags = 3;
          Cat.Home home = 4;
          string home_street = 5;
          string State = 6;
          message Home { string street = 1; string option = 2; }
        }
        message CatV2 {}
        enum Names { CatHomeV2 = 0; }
    "#;
    let (cat, of) =
        (|| "pets.v1.Cat".to_owned(), |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect());
    let steps = [
        Shape::Enumerate {
            message: cat(),
            field: 1,
            values: of(&["a-b", "a_b", "A B", "unspecified", "-"]),
            as_json: false,
        },
        Shape::Keys {
            message: cat(),
            field: 3,
            keys: of(&["others", "a-b", "a_b", "1", "message"]),
            as_json: false,
        },
        Shape::Inline { message: cat(), field: 4 },
    ];
    let text = printed(old, "pets.v1.Cat", &steps);
    for line in [
        "message CatV3 {",
        "  State2 state = 1;",
        "  string home_street_2 = 4;",
        "    STATE_A_B = 1;  // \"a-b\"",
        "    STATE_A_B_2 = 2;  // \"a_b\"",
        "    STATE_A_B_3 = 3;  // \"A B\"",
        "    STATE_UNSPECIFIED_2 = 4;  // \"unspecified\"",
        "    STATE_VALUE_5 = 5;  // \"-\"",
        "  optional string a_b_2 = 3;  // key \"a_b\"",
        "  optional string key_4 = 4;  // key \"1\"",
        "  optional string message = 5;",
        "  map<string, string> others_2 = 6;  // other keys",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[test]
fn enums_go_along() {
    let old = r#"
        syntax = "proto3";
        package pets.v1;
        message Show { repeated Cat cats = 1; map<string, string> prizes = 2; }
        message Cat { string coat = 1; Eyes eyes = 2; oneof home { string street = 3; int32 door = 4; } }
        enum Eyes { EYES_UNSPECIFIED = 0; EYES_GREEN = 1; }
    "#;
    let steps = [
        Shape::Enumerate {
            message: "pets.v1.Cat".to_owned(),
            field: 1,
            values: vec!["long".to_owned()],
            as_json: false,
        },
        Shape::Default { message: "pets.v1.Cat".to_owned(), field: 2, value: Common::Bits(1) },
        Shape::Enumerate {
            message: "pets.v1.Show.PrizesEntry".to_owned(),
            field: 2,
            values: vec!["cup".to_owned()],
            as_json: false,
        },
        Shape::Columns { message: "pets.v1.Show".to_owned(), field: 1 },
    ];
    let text = printed(old, "pets.v1.Show", &steps);
    for line in [
        "import \"old.proto\";",
        "  map<string, Prizes> prizes = 2;",
        "    PRIZES_CUP = 1;  // \"cup\"",
        "  repeated Coat coat = 1;",
        "    COAT_LONG = 1;  // \"long\"",
        "  repeated .pets.v1.Eyes eyes = 2;  // EYES_GREEN if absent",
        "  repeated string street = 3;",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let text = printed(old, "pets.v1.Cat", &steps[..2]);
    let default = "  .pets.v1.Eyes eyes = 2 [features.field_presence = EXPLICIT, default = EYES_GREEN];";
    assert!(text.lines().any(|it| it == default), "{text}");
}

#[test]
fn schemas_of_proto2() {
    let old = r#"
        syntax = "proto2";
        message Cat {
          required string name = 1;
          optional group Tail = 2 { optional int32 length = 1; }
          optional Coat coat = 3 [default = LONG];
          map<string, Coat> kittens = 4;
          repeated int64 fed_at = 5;
          optional string nick = 6 [json_name = "nickname"];
          extensions 100 to 199, 1000 to max;
        }
        extend Cat { repeated double weights = 150; optional Cat friend = 1000; }
        enum Coat { SHORT = 0; LONG = 7; }
    "#;
    let text = printed(old, "Cat", &[Shape::Delta { message: "Cat".to_owned(), field: 5 }]);
    for line in [
        "edition = \"2023\";",
        "  string name = 1 [features.field_presence = LEGACY_REQUIRED];",
        "  .Cat.Tail tail = 2 [features.message_encoding = DELIMITED];",
        "  .Coat coat = 3;",
        "  map<string, .Coat> kittens = 4;",
        "  string nick = 6 [json_name = \"nickname\"];",
        "  extensions 100 to 199, 1000 to max;",
        "    repeated double weights = 150 [features.repeated_field_encoding = EXPANDED];",
        "    CatV2 friend = 1000;",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[test]
fn entries_of_maps_as_rows() {
    let old = r#"
        syntax = "proto3";
        message Show { repeated Cat cats = 1; }
        message Cat { map<string, int32> prizes = 1; Cat mother = 2; }
    "#;
    let steps = [
        Shape::Columns { message: "Show".to_owned(), field: 1 },
        Shape::Columns { message: "Cat".to_owned(), field: 1 },
    ];
    let text = printed(old, "Show", &steps);
    for line in [
        "  repeated CatPrizesEntryV2 prizes = 1;",
        "  optional string key = 1;",
        "  optional int32 value = 2;",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[test]
fn nothing_changes_without_steps() {
    let schema = compiled(&[("old.proto", BAKERY)]);
    let layout = Layout::of(&schema, "bakery.v1.Day").expect("declared");
    let reshaping = Reshaping::new(&layout, []).expect("no step");
    let (text, root) = print(&schema, &reshaping, &[]);
    assert_eq!(root, "bakery.v1.Day");
    assert!(!text.contains("message"), "{text}");
}

#[test]
fn printed_schemas_encode_like_their_plans() {
    let seeds = std::env::var("PROTUNE_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(300);
    let mut printed = 0;
    for seed in 0..seeds {
        let mut random = Random::new(seed + 9_000_000);
        let syntax = [Syntax::Proto2, Syntax::Proto3, Syntax::Edition][seed as usize % 3];
        let old = schemas::schema(&mut random, syntax);
        let schema = compiled(&[("old.proto", &old)]);
        let layout = Layout::of(&schema, "M3").expect("declared");
        let no_trees: [Tree; 0] = [];
        for _ in 0..4 {
            let mut reshaping = Reshaping::new(&layout, []).expect("no step");
            let mut taken = Vec::new();
            for _ in 0..20 {
                let Some(step) = steps::step(&mut random, reshaping.to(), &no_trees) else { continue };
                if reshaping.push(step.clone()).is_ok() {
                    taken.push(step);
                }
            }
            if !taken.is_empty() {
                held(&schema, &old, &reshaping, &taken);
                printed += 1;
            }
        }
    }
    assert!(printed > seeds, "{printed} of {seeds}");
}
