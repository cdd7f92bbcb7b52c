//! Sessions of a coding agent with `protune mcp`. Each runs in a copy of `fixtures/sample` that is a git repository.
//!
//! `> TOOL ARGUMENTS` calls a tool, and its text follows; `>+` shows its data too. `>> MESSAGE` sends a line as it is, and
//! the answer follows if it has an id. `$ cat FILE` prints a file, and `$ edit FILE OLD => NEW` changes one. `$ write FILE TEXT`
//! writes a file, and `$ protune ARGUMENTS` runs a command without a word. `FLAGS:` in front names arguments of the server.

use crate::transcript;
use crate::transcript::binary::{GIT, copy_of, protune};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

pub(crate) fn trials() -> Vec<Trial> {
    transcript::trials("mcp", replay)
}

/// The lines up to the first command, then each command with its answer.
fn replay(transcript: &str) -> String {
    let folder = copy_of("sample");
    let root = folder.path().canonicalize().unwrap();
    commit(&root);
    let flags = transcript.lines().find_map(|line| line.strip_prefix("FLAGS: ")).unwrap_or_default();
    let mut command = protune(&root);
    command.arg("mcp").args(flags.split_whitespace()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut agent = Agent { input, output: BufReader::new(output), next: 1 };
    let is_command = |line: &&str| line.starts_with('>') || line.starts_with("$ ");
    let head = transcript.lines().take_while(|line| !is_command(line));
    let mut out: String = head.map(|line| format!("{line}\n")).collect();
    for line in transcript.lines().filter(is_command) {
        writeln!(out, "{line}").unwrap();
        if let Some(file) = line.strip_prefix("$ cat ") {
            out.push_str(&fs::read_to_string(root.join(file)).unwrap());
        } else if let Some((file, text)) = line.strip_prefix("$ write ").and_then(|it| it.split_once(' ')) {
            fs::write(root.join(file), format!("{text}\n")).unwrap();
        } else if let Some(arguments) = line.strip_prefix("$ protune ") {
            let done = protune(&root).args(arguments.split_whitespace()).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        } else if let Some((file, edit)) = line.strip_prefix("$ edit ").and_then(|edit| edit.split_once(' '))
        {
            let (old, new) = edit.split_once(" => ").unwrap();
            let text = fs::read_to_string(root.join(file)).unwrap();
            assert!(text.contains(old), "{file} has no {old}");
            fs::write(root.join(file), text.replacen(old, new, 1)).unwrap();
        } else if let Some(message) = line.strip_prefix(">> ") {
            let has_answer = serde_json::from_str(message).map_or(true, |it: Value| it.get("id").is_some());
            if let Some(answer) = agent.send(message, has_answer) {
                writeln!(out, "{:#}", serde_json::from_str::<Value>(&answer).unwrap()).unwrap();
            }
        } else {
            let shows_data = line.starts_with(">+");
            let (tool, arguments) = line[2..].trim().split_once(' ').unwrap_or((line[2..].trim(), "{}"));
            agent.call(tool, arguments, shows_data, &mut out);
        }
        out.push('\n');
    }
    drop(agent);
    assert!(child.wait().unwrap().success());
    out.replace(&root.display().to_string(), "ROOT")
}

fn commit(root: &Path) {
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "sample"]] {
        let done = Command::new("git").args(arguments).envs(GIT).current_dir(root).status().unwrap();
        assert!(done.success());
    }
}

struct Agent {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: u64,
}

impl Agent {
    fn send(&mut self, line: &str, has_answer: bool) -> Option<String> {
        writeln!(self.input, "{line}").unwrap();
        let mut answer = String::new();
        has_answer.then(|| {
            self.output.read_line(&mut answer).unwrap();
            answer
        })
    }

    fn call(&mut self, tool: &str, arguments: &str, shows_data: bool, out: &mut String) {
        let arguments: Value = serde_json::from_str(arguments).expect("arguments in JSON");
        let id = self.next;
        self.next += 1;
        let params = json!({ "name": tool, "arguments": arguments });
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
        let answer = self.send(&request.to_string(), true).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["id"], id);
        let result = &answer["result"];
        if result["isError"] == true {
            out.push_str("[error]\n");
        }
        writeln!(out, "{}", result["content"][0]["text"].as_str().expect("a text")).unwrap();
        if shows_data {
            writeln!(out, "{:#}", result["structuredContent"]).unwrap();
        }
    }
}
