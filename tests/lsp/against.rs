//! Changes that break an older version, in the server; and progress of work that takes long.

use super::client::Client;
use super::{able, write};
use crate::binary::GIT;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const NAME: &str = "pets/v1/cat.proto";
const CAT: &str = "syntax = \"proto3\";\n\npackage pets.v1;\n\nmessage Cat {\n  string name = 1;\n}\n";

fn git(root: &Path, arguments: &[&str]) {
    let done = Command::new("git").args(arguments).envs(GIT).current_dir(root).status().unwrap();
    assert!(done.success());
}

fn breaks(found: &[Value]) -> bool {
    found.iter().any(|it| it["code"] == "FIELD_SAME_TYPE" && it["severity"] == 2)
}

#[test]
fn what_breaks_a_commit_is_shown_until_it_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "buf.yaml", "version: v2\nlint:\n  use: [MINIMAL]\n");
    write(root, NAME, CAT);
    git(root, &["init", "-q"]);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "cat"]);
    let options = json!({ "settings": { "breaking": { "against": "git:HEAD" } } });
    let mut client = Client::start_with(root, able(), &options);
    client.open(NAME, CAT);
    client.until(NAME, <[Value]>::is_empty);
    let text = CAT.replace("string name", "int32 name");
    client.replace(NAME, 2, &text);
    client.until(NAME, breaks);
    write(root, NAME, &text);
    git(root, &["commit", "-qam", "number"]);
    client.until(NAME, <[Value]>::is_empty);
    // A version that is not there is said once, and nothing is compared.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "breaking": { "against": "git:nowhere" } } }),
    );
    client.until_noted("window/showMessage", |it| it["message"].as_str().unwrap().contains("git:nowhere"));
}

#[test]
fn nothing_is_compared_unless_a_setting_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, NAME, CAT);
    git(root, &["init", "-q"]);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "cat"]);
    let mut client = Client::start(root, able());
    client.open(NAME, &CAT.replace("string name", "int32 name"));
    client.until(NAME, |_| true);
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert!(!breaks(&client.findings(NAME, 1)));
    // The setting can come later.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "breaking.against": "git:HEAD" } }),
    );
    client.until(NAME, breaks);
}

#[test]
fn work_that_takes_long_has_progress() {
    let folder = tempfile::tempdir().unwrap();
    // Far more than is loaded in the time after which work counts as long, on a fast machine too.
    for file in 0..600 {
        let mut text = format!("syntax = \"proto3\";\npackage p{file};\n");
        for message in 0..1_500 {
            text += &format!(
                "message M{message} {{\n  string first = 1;\n  repeated M{message} second = 2;\n}}\n"
            );
        }
        write(folder.path(), &format!("p{file}.proto"), &text);
    }
    let mut able = able();
    able["window"] = json!({ "workDoneProgress": true });
    let mut client = Client::start(folder.path(), able);
    client.until_noted("$/progress", |it| it["value"]["kind"] == "end");
    let told: Vec<&Value> = client.noted("$/progress").collect();
    assert_eq!(told[0]["value"]["kind"], "begin");
    assert_eq!(told[0]["value"]["title"], "Loading schemas");
    assert!(told.iter().all(|it| it["token"] == told[0]["token"]), "{told:?}");
    let percentages: Vec<u64> = told.iter().filter_map(|it| it["value"]["percentage"].as_u64()).collect();
    assert!(percentages.is_sorted() && percentages.iter().all(|it| *it <= 100), "{percentages:?}");
}
