//! Pictures of a terminal for README and docs: what a command prints in colors, drawn as SVG. They follow the light or
//! dark preference of the reader.

use crate::transcript::{binary, expected};
use libtest_mimic::{Failed, Trial};
use std::fmt::Write;
use std::path::Path;

/// Size of a character and height of a line, in pixels; and the space around the text.
const WIDE: f64 = 8.4;
const HIGH: f64 = 19.0;
const EDGE: f64 = 14.0;

/// A picture: its name, and the command, which runs in a copy of a folder of `fixtures/` after another one.
struct Scene {
    name: &'static str,
    folder: &'static str,
    before: Option<&'static str>,
    command: &'static str,
    /// The most lines that a paragraph may have.
    most: usize,
}

const COLUMNS: usize = 84;

static SCENES: &[Scene] = &[
    Scene {
        name: "lint",
        folder: "sample",
        before: None,
        command: "lint --format full --select IMPORT_USED,MESSAGE_PASCAL_CASE,RPC_RESPONSE_STANDARD_NAME",
        most: 12,
    },
    Scene {
        name: "breaking",
        folder: "breaking",
        before: None,
        command: "breaking --format full --against before after",
        most: 12,
    },
    Scene { name: "fmt", folder: "fmt", before: None, command: "fmt --diff rpcs.proto", most: usize::MAX },
    Scene {
        name: "config",
        folder: "sample",
        before: None,
        command: "lint --format full --config {\"version\":\"v2\",\"lint\":{\"use\":[\"STANDRAD\"]}}",
        most: 12,
    },
    Scene {
        name: "optimize",
        folder: "tutorial",
        before: Some("profile -q --type weather.v1.Report --input reports.jsonl -o weather.profile"),
        command: "optimize --profile weather.profile --input reports.jsonl",
        most: 12,
    },
];

pub(crate) fn trials() -> Vec<Trial> {
    SCENES.iter().map(|scene| Trial::test(format!("screens::{}.svg", scene.name), || hold(scene))).collect()
}

fn hold(scene: &Scene) -> Result<(), Failed> {
    let folder = binary::copy_of(scene.folder);
    let run = |command: &str| {
        let mut protune = binary::protune(folder.path());
        protune.args(command.split(' ')).args(["--color", "always"]).env("COLUMNS", COLUMNS.to_string());
        protune.output().expect("protune runs")
    };
    scene.before.map(run);
    let answer = run(scene.command);
    let mut shown = format!("\u{1b}[2m$\u{1b}[0m \u{1b}[1mprotune {}\u{1b}[0m\n", scene.command);
    for part in [answer.stdout, answer.stderr] {
        shown += &String::from_utf8(part).expect("a text");
    }
    let longest = shown.split("\n\n").map(|part| part.lines().count()).max().unwrap_or(0);
    if longest > scene.most {
        return Err(format!("a paragraph has {longest} lines, and may have {}:\n{shown}", scene.most).into());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screens").join(format!("{}.svg", scene.name));
    expected::hold(&path, &drawn(&shown))
}

/// Draws a text with the colors that it asks for.
fn drawn(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().split('\n').collect();
    let columns = lines
        .iter()
        .map(|line| pieces(line).iter().filter(|piece| !piece.0).map(|piece| piece.1.chars().count()).sum());
    let columns: usize = columns.chain([COLUMNS]).max().unwrap_or(COLUMNS);
    let (width, height) = (columns as f64 * WIDE + 2.0 * EDGE, lines.len() as f64 * HIGH + 2.0 * EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\">\n{STYLE}<rect width=\"100%\" height=\"100%\" rx=\"8\"/>\n"
    );
    let mut style = Style::default();
    for (at, line) in lines.iter().enumerate() {
        let y = EDGE + HIGH * (at as f64 + 0.75);
        write!(out, "<text y=\"{y}\">").unwrap();
        let mut column = 0;
        for (is_code, part) in pieces(line) {
            if is_code {
                style.obey(part);
            } else if !part.is_empty() {
                let x = EDGE + column as f64 * WIDE;
                write!(out, "<tspan x=\"{x}\" class=\"{}\">{}</tspan>", style.class(), escaped(part))
                    .unwrap();
                column += part.chars().count();
            }
        }
        out.push_str("</text>\n");
    }
    out + "</svg>\n"
}

const STYLE: &str = "<style>\n\
    text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre }\n\
    rect { fill: #ffffff; stroke: #d0d7de } tspan { fill: #1f2328 }\n\
    .b { font-weight: bold } .d { opacity: .75 }\n\
    .red { fill: #cf222e } .green { fill: #116329 } .yellow { fill: #7d4e00 } .blue { fill: #0550ae }\n\
    .cyan { fill: #1b7c83 } .magenta { fill: #8250df }\n\
    @media (prefers-color-scheme: dark) {\n\
    rect { fill: #0d1117; stroke: #30363d } tspan { fill: #e6edf3 }\n\
    .red { fill: #ff7b72 } .green { fill: #7ee787 } .yellow { fill: #e3b341 } .blue { fill: #79c0ff }\n\
    .cyan { fill: #76e3ea } .magenta { fill: #d2a8ff }\n\
    }\n</style>\n";

/// The parts of a line in turn: texts, and the numbers of codes between them.
fn pieces(line: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    for (at, part) in line.split("\u{1b}[").enumerate() {
        match part.split_once('m').filter(|_| at > 0) {
            Some((code, text)) => pieces.extend([(true, code), (false, text)]),
            None => pieces.push((false, part)),
        }
    }
    pieces
}

#[derive(Default)]
struct Style {
    is_bold: bool,
    is_dim: bool,
    color: &'static str,
}

impl Style {
    fn obey(&mut self, codes: &str) {
        for code in codes.split(';') {
            match code {
                "" | "0" => *self = Style::default(),
                "1" => self.is_bold = true,
                "2" => self.is_dim = true,
                "39" => self.color = "",
                "31" | "91" => self.color = "red",
                "32" | "92" => self.color = "green",
                "33" | "93" => self.color = "yellow",
                "34" | "94" => self.color = "blue",
                "35" | "95" => self.color = "magenta",
                "36" | "96" => self.color = "cyan",
                other => panic!("no picture has the code {other}"),
            }
        }
    }

    fn class(&self) -> String {
        let words = [self.color, if self.is_bold { "b" } else { "" }, if self.is_dim { "d" } else { "" }];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
