//! A plugin of buf in the binary of the tests, good or bad in ways that its first argument names. Its messages are declared
//! here once more, with prost, so that a mistake in those of protune shows.

#![expect(
    clippy::print_stderr,
    clippy::exit,
    reason = "it is a program of its own, whose output and end are tested"
)]

use prost::Message;
use prost_types::{Any, FileDescriptorProto};
use std::io::{Read, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// First argument that makes this program a plugin.
pub(crate) const MARK: &str = "act-as-plugin";

#[derive(Clone, PartialEq, Message)]
struct Procedure {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(string, repeated, tag = "2")]
    args: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Spec {
    #[prost(message, repeated, tag = "1")]
    procedures: Vec<Procedure>,
}

#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(message, optional, tag = "1")]
    value: Option<Any>,
}

#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(message, optional, tag = "1")]
    value: Option<Any>,
    #[prost(message, optional, tag = "2")]
    error: Option<Failure>,
}

#[derive(Clone, PartialEq, Message)]
struct Failure {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

#[derive(Clone, PartialEq, Message)]
struct Rule {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(string, repeated, tag = "2")]
    category_ids: Vec<String>,
    #[prost(bool, tag = "3")]
    default: bool,
    #[prost(string, tag = "4")]
    purpose: String,
    #[prost(int32, tag = "5")]
    kind: i32,
}

#[derive(Clone, PartialEq, Message)]
struct Rules {
    #[prost(string, tag = "1")]
    next_page_token: String,
    #[prost(message, repeated, tag = "2")]
    rules: Vec<Rule>,
}

#[derive(Clone, PartialEq, Message)]
struct ListRequest {
    #[prost(string, tag = "2")]
    page_token: String,
}

#[derive(Clone, PartialEq, Message)]
struct Sent {
    #[prost(message, optional, tag = "1")]
    file: Option<FileDescriptorProto>,
    #[prost(bool, tag = "2")]
    is_import: bool,
}

#[derive(Clone, PartialEq, Message)]
struct ListValue {
    #[prost(message, repeated, tag = "1")]
    values: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(int64, tag = "2")]
    number: i64,
    #[prost(string, tag = "4")]
    text: String,
    #[prost(message, optional, tag = "6")]
    list: Option<ListValue>,
}

#[derive(Clone, PartialEq, Message)]
struct Setting {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct CheckRequest {
    #[prost(message, repeated, tag = "1")]
    files: Vec<Sent>,
    #[prost(message, repeated, tag = "2")]
    before: Vec<Sent>,
    #[prost(message, repeated, tag = "3")]
    options: Vec<Setting>,
    #[prost(string, repeated, tag = "4")]
    rule_ids: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(string, tag = "1")]
    file_name: String,
    #[prost(int32, repeated, tag = "2")]
    source_path: Vec<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct Annotation {
    #[prost(string, tag = "1")]
    rule_id: String,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, optional, tag = "3")]
    place: Option<Location>,
    #[prost(message, optional, tag = "4")]
    before: Option<Location>,
}

#[derive(Clone, PartialEq, Message)]
struct CheckResponse {
    #[prost(message, repeated, tag = "1")]
    annotations: Vec<Annotation>,
}

const SERVICE: &str = "/buf.plugin.check.v1.CheckService/";

/// Acts as a plugin of a kind, which the first argument names; the others are the call.
pub(crate) fn act(arguments: impl Iterator<Item = String>) -> ExitCode {
    let arguments: Vec<String> = arguments.collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [kind, call @ ..] = &words[..] else { return ExitCode::FAILURE };
    match call {
        ["--protocol"] if *kind == "newer" => put(b"2\n"),
        ["--protocol"] => put(b"1\n"),
        ["--spec", "--format", "binary"] => {
            let procedure = |name: &str, args: &[&str]| Procedure {
                path: format!("{SERVICE}{name}"),
                args: args.iter().map(|&arg| arg.to_owned()).collect(),
            };
            let mut procedures =
                vec![procedure("Check", &["check"]), procedure("ListRules", &["list", "rules"])];
            if *kind != "partial" {
                procedures.push(procedure("ListCategories", &[]));
            }
            put(&Spec { procedures }.encode_to_vec());
        }
        ["list", "rules", "--format", "binary"] => answer("ListRules", list(kind)),
        [path, "--format", "binary"] if *path == format!("{SERVICE}ListCategories") => {
            // Its id is the only field that has to be set, and that of a rule is the same.
            let category = Rule { id: prefix(kind), ..Rule::default() };
            answer("ListCategories", Rules { rules: vec![category], ..Rules::default() }.encode_to_vec());
        }
        ["check", "--format", "binary"] => return check(kind),
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// Two pages of rules, whose ids begin with the kind.
fn list(kind: &str) -> Vec<u8> {
    let is_second = ListRequest::decode(&*take()).is_ok_and(|request| request.page_token == "second");
    let rule = |name: &str, kind_of: i32, default| Rule {
        id: format!("{}_{name}", prefix(kind)),
        category_ids: vec![prefix(kind)],
        default,
        purpose: format!("Rule {name} of a test."),
        kind: kind_of,
    };
    let page = match is_second {
        false => {
            let rules = vec![rule("NAME", 1, true), rule("NEVER", 1, false)];
            Rules { rules, next_page_token: "second".into() }
        }
        true => Rules { rules: vec![rule("KEPT", 2, true)], ..Rules::default() },
    };
    page.encode_to_vec()
}

fn prefix(kind: &str) -> String {
    kind.to_uppercase()
}

fn check(kind: &str) -> ExitCode {
    let request = CheckRequest::decode(&*take()).expect("protune encodes its requests well");
    match kind {
        "hang" => thread::sleep(Duration::from_secs(600)),
        "crash" => {
            eprintln!("it works on the machine of its author");
            return ExitCode::from(3);
        }
        "flood" => loop {
            put(&[0; 1 << 16]);
        },
        "broken" => put(b"\x0A\xFF\xFF"),
        "refuse" => {
            let error = Failure { code: 3, message: "no schema is good enough".into() };
            put(&Response { value: None, error: Some(error) }.encode_to_vec());
        }
        "silent" => {}
        _ => answer("Check", CheckResponse { annotations: found(kind, &request) }.encode_to_vec()),
    }
    ExitCode::SUCCESS
}

fn found(kind: &str, request: &CheckRequest) -> Vec<Annotation> {
    let name_rule = format!("{}_NAME", prefix(kind));
    let kept_rule = format!("{}_KEPT", prefix(kind));
    let own = |sent: &Sent| (!sent.is_import).then(|| sent.file.clone()).flatten();
    let place = |file: &str, path: &[i32]| Location { file_name: file.into(), source_path: path.to_vec() };
    let setting = |key: &str| request.options.iter().find(|it| it.key == key).and_then(|it| it.value.clone());
    let longest = setting("longest").map_or(4, |value| value.number);
    let allowed: Vec<String> = setting("allowed")
        .and_then(|value| value.list)
        .map_or(Vec::new(), |list| list.values.into_iter().map(|value| value.text).collect());
    let mut out = Vec::new();
    let mut add = |rule: &str, message: String, place: Option<Location>, before: Option<Location>| {
        if request.rule_ids.iter().any(|asked| asked == rule) || kind == "lie" {
            out.push(Annotation { rule_id: rule.into(), message, place, before });
        }
    };
    let files: Vec<FileDescriptorProto> = request.files.iter().filter_map(own).collect();
    for file in &files {
        for (at, message) in (0..).zip(&file.message_type) {
            let (name, at) = (message.name().to_owned(), [4, at, 1]);
            if name.len() as i64 > longest && !allowed.contains(&name) {
                add(&name_rule, format!("`{name}` is long"), Some(place(file.name(), &at)), None);
            }
        }
    }
    for old in request.before.iter().filter_map(own) {
        for (at, message) in (0..).zip(&old.message_type) {
            let is_kept =
                |file: &FileDescriptorProto| file.message_type.iter().any(|it| it.name == message.name);
            if !files.iter().any(is_kept) {
                let now = files.iter().find(|file| file.name == old.name).map(|file| place(file.name(), &[]));
                let before = Some(place(old.name(), &[4, at]));
                add(&kept_rule, format!("`{}` is gone", message.name()), now, before);
            }
        }
    }
    if kind == "lie" {
        let file = files[0].name();
        add("MESSAGE_PASCAL_CASE", "in the name of another".into(), Some(place(file, &[])), None);
        add("LIE_UNLISTED", "in no name".into(), Some(place(file, &[])), None);
        add("LIE_NAME", "far away".into(), Some(place("none.proto", &[4, 0])), None);
        add("LIE_NAME", "nowhere in the file".into(), Some(place(file, &[4, 99, 1])), None);
        add("LIE_NAME", "in an import".into(), Some(place("google/protobuf/timestamp.proto", &[])), None);
    }
    out
}

/// The message of the request on standard input.
fn take() -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("standard input can be read");
    let request = Request::decode(&*bytes).expect("protune encodes its requests well");
    request.value.map_or(Vec::new(), |any| any.value)
}

fn answer(name: &str, value: Vec<u8>) {
    let type_url = format!("type.googleapis.com/buf.plugin.check.v1.{name}Response");
    put(&Response { value: Some(Any { type_url, value }), error: None }.encode_to_vec());
}

fn put(bytes: &[u8]) {
    // That nobody listens any more is nothing to complain about.
    if std::io::stdout().write_all(bytes).and_then(|()| std::io::stdout().flush()).is_err() {
        std::process::exit(0);
    }
}
