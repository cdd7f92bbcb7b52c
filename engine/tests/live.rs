//! Findings that follow edits equal those of the texts loaded afresh, whatever is edited.
//!
//!     LIVE_CORPUS=path/to/tree LIVE_EDITS=500 cargo test -p protune-engine --test live     edits of another tree

use protune_compiler::diagnostic::{Change, Diagnostic, Named, Place};
use protune_compiler::schema::FileId;
use protune_compiler::syntax::{TokenKind, parse};
use protune_engine::live::Live;
use protune_engine::{Settings, Workspace, lint};
use protune_rules::{Catalog, Rule, house};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Texts by import names.
type Texts = BTreeMap<String, String>;

#[test]
fn findings_follow_edits() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        follow(small(&mut random), &mut random, (40, 1), &all());
    }
}

/// Rules of a project that read other files: what these import, the package, the whole module.
#[test]
fn findings_of_house_rules_follow_edits() {
    let settings = house(
        r#"
        [[rule]]
        id = "TYPE_HAS_COMMENT"
        on = "field"
        check = "this.message == null || this.message.comment != \"\""
        [[rule]]
        id = "TYPES_OF_TYPE"
        on = "method"
        check = "this.request != null && this.request.fields.all(f, f.message == null || f.message.file.services.size() == 0)"
        [[rule]]
        id = "PACKAGE_IS_SMALL"
        on = "package"
        check = "this.messages.size() < 3 && this.files.all(f, f.header == \"\")"
        [[rule]]
        id = "MESSAGE_IS_USED"
        on = "message"
        check = "this.used_by.size() + this.used_by_requests.size() > 0"
        [[rule]]
        id = "ENUM_IS_USED"
        on = "enum"
        check = "this.used_by.exists(f, f.comment == \"\")"
        [[rule]]
        id = "HAS_TWIN"
        on = "message"
        check = "schema.message(\"b.\" + this.name) != null && schema.enum(\"a.v1.E\") != null"
        "#,
    );
    for seed in 0..40 {
        let mut random = Random::new(seed);
        follow(small(&mut random), &mut random, (40, 1), &settings);
    }
}

/// Settings with rules that a project writes, and no others.
fn house(text: &str) -> Settings {
    let file = Arc::new(protune_data::parse(protune_data::Language::Toml, text));
    let origin = house::Origin { file: Arc::clone(&file), heading: None };
    let tables = file.root().get("rule").expect("rules").items();
    let rules: Vec<Arc<Rule>> = tables
        .iter()
        .map(|table| {
            let house = house::read(&origin, table, &[]).expect("a rule without faults");
            Arc::new(Arc::new(house).into_rule())
        })
        .collect();
    Settings::of_rules(&rules)
}

#[test]
fn findings_follow_edits_of_a_tree() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/compile");
    let root = std::env::var_os("LIVE_CORPUS").unwrap_or_else(|| own.into());
    let mut texts = Texts::new();
    read(Path::new(&root), Path::new(&root), &mut texts);
    let edits = std::env::var("LIVE_EDITS").map_or(60, |edits| edits.parse().expect("a number"));
    follow(texts, &mut Random::new(1), (edits, 20), &all());
}

#[test]
fn a_cancelled_change_changes_nothing() {
    let mut random = Random::new(7);
    let texts = small(&mut random);
    let mut live = Live::new(workspace(&texts), all());
    let before = told(live.workspace(), &live.findings());
    let import = "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n";
    for most in 0.. {
        let asked = std::cell::Cell::new(0);
        let gives_up = || asked.replace(asked.get() + 1) >= most;
        if live.replace(FileId::new(0), import, &gives_up).is_ok() {
            assert!(most > 3, "it is asked between files");
            break;
        }
        assert_eq!(told(live.workspace(), &live.findings()), before);
    }
    assert_ne!(told(live.workspace(), &live.findings()), before);
}

#[test]
fn files_that_are_looked_at_first_are_up_to_date_before_the_others() {
    let hub = |body: &str| format!("syntax = \"proto3\";\npackage hub.v1;\n{body}\n");
    let mut texts = Texts::from([("hub/v1/hub.proto".to_owned(), hub("message A {} message b {}"))]);
    for at in 0..99 {
        let fields = "hub.v1.b b = 1; repeated hub.v1.A a = 2;";
        let text = format!(
            "syntax = \"proto3\";\npackage user.v1;\nimport \"hub/v1/hub.proto\";\nmessage U{at} {{ {fields} }}\n"
        );
        texts.insert(format!("user/v1/{at:02}.proto"), text);
    }
    let names: Vec<String> = texts.keys().cloned().collect();
    let mut live = Live::new(workspace(&texts), Settings::default());
    let (edited, user) = (FileId::new(0), FileId::new(7));
    for body in [
        // Rows move, a name goes, and comes back with an error beside it.
        "message Z { A a = 1; } message A {} message b {}",
        "message Z {} message b {} enum E { e = 1; }",
        "message A {} message b { Nope n = 1; Nope n = 2; }",
        "message b {} message A {}",
    ] {
        texts.insert(names[0].clone(), hub(body));
        live.change(edited, &texts[&names[0]], &|| false).expect("nobody cancels");
        assert!(live.is_far_behind());
        assert_eq!(live.look_first(&[edited, user]), [edited, user]);
        assert_eq!(live.look_first(&[edited, user]), [], "they were looked at");
        let fresh = workspace(&texts);
        let wanted = lint(&fresh, &Settings::default());
        for file in [edited, user] {
            let wanted: Vec<Diagnostic> = wanted.iter().filter(|it| it.place.file == file).cloned().collect();
            assert_eq!(shown(&live, file), told(&fresh, &wanted), "{body}");
        }
    }
    // Every call goes on where the last one was stopped.
    let mut stops = 0;
    let touched = loop {
        match live.catch_up(&|| true) {
            Ok(touched) => break touched,
            Err(_) => stops += 1,
        }
        assert!(stops < 100);
    };
    assert!(stops > 3, "{stops}");
    assert_eq!(touched.len(), names.len());
    let fresh = workspace(&texts);
    assert_eq!(told(live.workspace(), &live.findings()), told(&fresh, &lint(&fresh, &Settings::default())));
}

/// Without a configuration each file is a module by itself: others may declare the same names, unless it imports them.
#[test]
fn names_of_files_that_are_not_imported_are_free() {
    let errors = |texts: [(&str, &str); 3]| -> Vec<usize> {
        let live = Live::new(Workspace::of_texts(texts), Settings::default());
        let of_file =
            |at: usize| live.findings_alone(FileId::new(at)).iter().filter(|it| it.rule == "COMPILE").count();
        (0..3).map(of_file).collect()
    };
    let text = "syntax = \"proto3\"; package p; message M {}";
    let importer = "syntax = \"proto3\"; package p; import \"a.proto\"; message N {}";
    let through = "syntax = \"proto3\"; package p; import \"b.proto\"; message M { N n = 1; }";
    assert_eq!(errors([("a.proto", text), ("b.proto", text), ("c.proto", text)]), [0, 0, 0]);
    assert_eq!(errors([("a.proto", text), ("b.proto", importer), ("c.proto", through)]), [0, 0, 1]);
    // What is wrong with a name that is not imported is said.
    let user = "syntax = \"proto3\"; package q; message U { p.M m = 1; }";
    assert_eq!(errors([("a.proto", text), ("b.proto", user), ("c.proto", text)]), [0, 1, 0]);
    let beside = "syntax = \"proto3\"; package p; import \"b.proto\"; message M {}";
    assert_eq!(errors([("a.proto", text), ("b.proto", text), ("c.proto", beside)]), [0, 0, 1]);
}

/// Makes edits one after the other, and compares after every so many.
fn follow(mut texts: Texts, random: &mut Random, (edits, every): (usize, usize), settings: &Settings) {
    let names: Vec<String> = texts.keys().cloned().collect();
    let mut live = Live::new(workspace(&texts), settings.clone());
    let mut known: Vec<Vec<String>> = (0..names.len()).map(|at| shown(&live, FileId::new(at))).collect();
    for at in 1..=edits {
        let file = random.below(names.len());
        let text = edited(&texts[&names[file]], random, &names);
        let touched = live.replace(FileId::new(file), &text, &|| false).expect("nobody cancels");
        texts.insert(names[file].clone(), text);
        if at % every != 0 {
            for id in touched.into_iter().filter(|id| id.index() < names.len()) {
                known[id.index()] = shown(&live, id);
            }
            continue;
        }
        let fresh = workspace(&texts);
        let wanted = told(&fresh, &lint(&fresh, settings));
        let found = told(live.workspace(), &live.findings());
        let first = found.iter().zip(&wanted).position(|(found, wanted)| found != wanted);
        let first = first.unwrap_or(found.len().min(wanted.len()));
        assert!(
            found == wanted,
            "after edit {at} of {}:\n{}\nfound  {:?}\nwanted {:?}",
            names[file],
            if texts.len() < 20 { format!("{texts:#?}") } else { String::new() },
            found.get(first),
            wanted.get(first)
        );
        for id in (0..names.len()).map(FileId::new) {
            let now = shown(&live, id);
            assert!(
                touched.contains(&id) || now == known[id.index()],
                "{} changed, and nobody said so",
                names[id.index()]
            );
            known[id.index()] = now;
        }
    }
}

fn shown(live: &Live, id: FileId) -> Vec<String> {
    told(live.workspace(), &live.findings_in(id))
}

fn workspace(texts: &Texts) -> Workspace {
    Workspace::of_texts(texts.iter().map(|(name, text)| (name.clone(), text.clone())))
}

fn all() -> Settings {
    Settings::of_rules(Catalog::compiled_in().rules().iter().filter(|rule| rule.wing.is_of_lint()))
}

/// All that there is to a finding, with paths in place of numbers.
fn told(workspace: &Workspace, findings: &[Diagnostic]) -> Vec<String> {
    let place = |place: Place| format!("{}:{:?}", workspace.document(place.file).path, place.span);
    let change = |change: &Change| match change {
        Change::Edits(edits) => edits
            .iter()
            .map(|edit| format!("{}:{:?} {:?}", workspace.document(edit.file).path, edit.span, edit.text))
            .collect::<Vec<_>>()
            .join("; "),
        Change::Rename(rename) => match &rename.what {
            Named::Symbol(symbol) => {
                format!("{} {:?} {}", workspace.document(symbol.file).path, symbol.id, rename.to)
            }
            Named::Package(package) => format!("{package} {}", rename.to),
        },
    };
    let row = |finding: &Diagnostic| {
        let labels: Vec<String> = finding
            .labels
            .iter()
            .map(|it| format!("{} {}", place(workspace.schema.place_of(it.spot)), it.message))
            .collect();
        let fixes: Vec<String> =
            finding.fixes.iter().map(|fix| format!("{} {}", fix.title(), change(&fix.change))).collect();
        format!(
            "{} {} {} {:?} {labels:?} {fixes:?}",
            place(finding.place),
            finding.rule,
            finding.message,
            finding.help
        )
    };
    findings.iter().map(row).collect()
}

/// A few files in few packages and directories.
fn small(random: &mut Random) -> Texts {
    let names =
        ["a/v1/one.proto", "a/v1/two.proto", "a/v2/three.proto", "b/four.proto", "b/five.proto", "six.proto"];
    let count = 2 + random.below(names.len() - 1);
    let names: Vec<String> = names[..count].iter().map(|&name| name.to_owned()).collect();
    let text = |name: &String, random: &mut Random| {
        let mut text = format!("syntax = \"proto3\";\n\n{}\n", PACKAGES[random.below(PACKAGES.len())]);
        for _ in 0..random.below(6) {
            text = edited(&text, random, &names);
        }
        (name.clone(), text)
    };
    names.iter().map(|name| text(name, random)).collect()
}

const PACKAGES: &[&str] = &["package a.v1;", "package a.v2;", "package b;", "package b.v1beta1;", ""];

const STATEMENTS: &[&str] = &[
    "message M { int32 a = 1; }",
    "message GetRequest { a.v1.M m = 1; string wrongName = 2; }",
    "message N { message M { M m = 1; } enum E { A = 0; } M m = 1; }",
    "enum E { E_UNSPECIFIED = 0; B = 1; }",
    "service S { rpc Get(GetRequest) returns (GetRequest); rpc List(M) returns (stream N); }",
    "service T { rpc Get(a.v1.M) returns (b.M); }",
    "service UService { rpc Get(google.protobuf.Empty) returns (google.protobuf.Any); }",
    "import \"google/protobuf/empty.proto\";",
    "import \"google/protobuf/any.proto\";",
    "import \"google/protobuf/wrappers.proto\";",
    "import \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FieldOptions { bool opt = 50001; }",
    "message O { int32 b = 2 [(opt) = true, deprecated = true]; google.protobuf.Int32Value w = 3; }",
    "option go_package = \"x\";",
    "option go_package = \"y\";",
    "option java_package = \"com.x\";",
    "option java_multiple_files = true;",
    "// protune: ignore[MESSAGE_PASCAL_CASE] it is called that",
    "// protune: ignore-file[RPC_REQUEST_RESPONSE_UNIQUE] shared",
    "// buf:lint:ignore PACKAGE_SAME_GO_PACKAGE",
    "message lower_case { int32 x = 1; }",
    "// A comment.",
    "\n",
];

fn edited(text: &str, random: &mut Random, names: &[String]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = random.below(lines.len());
    let with = |at: usize, what: &str| format!("{}{what}\n{}", lines[..at].concat(), lines[at..].concat());
    match random.below(10) {
        0 => {
            let package = PACKAGES[random.below(PACKAGES.len())];
            let rest: String = lines.iter().copied().filter(|line| !line.starts_with("package")).collect();
            format!("{package}\n{rest}")
        }
        1 | 2 => with(1.min(lines.len()), &format!("import \"{}\";", names[random.below(names.len())])),
        3 => {
            let imports: Vec<usize> =
                (0..lines.len()).filter(|&at| lines[at].starts_with("import")).collect();
            let Some(&at) = imports.get(random.below(imports.len())) else { return text.to_owned() };
            format!("{}{}", lines[..at].concat(), lines[at + 1..].concat())
        }
        4 | 5 => with(lines.len(), STATEMENTS[random.below(STATEMENTS.len())]),
        6 => with(line, STATEMENTS[random.below(STATEMENTS.len())]),
        7 if !lines.is_empty() => format!("{}{}", lines[..line].concat(), lines[line + 1..].concat()),
        _ => with_name(text, random),
    }
}

/// Types or deletes a letter of a name.
fn with_name(text: &str, random: &mut Random) -> String {
    let tree = parse(text);
    let names: Vec<u32> = (0..tree.tokens().len() as u32)
        .filter(|&token| tree.tokens()[token as usize].kind() == TokenKind::Ident)
        .collect();
    let Some(&token) = names.get(random.below(names.len())) else { return text.to_owned() };
    let mut text = text.to_owned();
    let end = tree.token_span(token).end as usize;
    match random.below(3) {
        0 => drop(text.remove(end - 1)),
        _ => text.insert(end, 'x'),
    }
    text
}

/// Numbers that only look random (xorshift).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }
}

fn read(root: &Path, folder: &Path, texts: &mut Texts) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(root, &path, texts);
        } else if path.extension().is_some_and(|extension| extension == "proto")
            && let (Ok(text), Ok(name)) = (std::fs::read_to_string(&path), path.strip_prefix(root))
        {
            texts.insert(name.to_string_lossy().into_owned(), text);
        }
    }
}
