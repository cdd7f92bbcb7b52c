//! Results of protoc for a case: whether it accepts it, the lines of its errors, and the descriptors it
//! writes. Reads no more of its messages than their places.

use super::case::Case;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

pub(crate) struct Protoc {
    binary: PathBuf,
    /// Folder of the written descriptors.
    out: TempDir,
}

pub(crate) struct Verdict {
    is_success: bool,
    complaints: Vec<Complaint>,
    /// A `FileDescriptorSet` of the main file, with source info.
    pub(crate) set: Vec<u8>,
}

struct Complaint {
    file: String,
    /// From 1; `None` when it is about no place.
    line: Option<usize>,
    message: String,
}

impl Protoc {
    pub(crate) fn new() -> Protoc {
        let binary = protoc_bin_vendored::protoc_bin_path().expect("a protoc for this platform");
        Protoc { binary, out: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn run(&self, case: &Case) -> Verdict {
        let out = self.out.path().join(case.name.replace('/', "."));
        let answer = Command::new(&self.binary)
            .args(["-I.", "--include_source_info", case.main()])
            .arg(format!("--descriptor_set_out={}", out.display()))
            .current_dir(&case.folder)
            .output()
            .expect("protoc runs");
        let told = String::from_utf8_lossy(&answer.stderr);
        Verdict {
            is_success: answer.status.success(),
            complaints: told.lines().filter_map(Complaint::read).collect(),
            set: fs::read(out).unwrap_or_default(),
        }
    }
}

impl Verdict {
    pub(crate) fn accepts(&self) -> bool {
        self.is_success
    }

    /// The files and lines with errors. A wrong import is no news if its own error is reported.
    pub(crate) fn lines(&self) -> BTreeSet<(String, usize)> {
        let complaints = self.complaints.iter().filter(|complaint| !self.is_echo(complaint));
        complaints.filter_map(|told| Some((told.file.clone(), told.line?))).collect()
    }

    fn is_echo(&self, complaint: &Complaint) -> bool {
        let import = complaint.message.strip_prefix("Import \"");
        let import = import.and_then(|rest| rest.strip_suffix("\" was not found or had errors."));
        import.is_some_and(|file| self.complaints.iter().any(|told| told.file == file && told.line.is_some()))
    }

    /// All it says, a line each.
    pub(crate) fn told(&self) -> String {
        let line = |told: &Complaint| match told.line {
            Some(line) => format!("{}:{line}: {}\n", told.file, told.message),
            None => format!("{}: {}\n", told.file, told.message),
        };
        self.complaints.iter().map(line).collect()
    }
}

impl Complaint {
    /// From `file:line:column: message` or `file: message`; warnings are none.
    fn read(told: &str) -> Option<Complaint> {
        let (place, message) = told.split_once(": ")?;
        if message.starts_with("warning: ") {
            return None;
        }
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next()?, parts.next(), parts.next());
        let line = line.filter(|_| column.parse::<usize>().is_ok()).and_then(|line| line.parse().ok());
        let file = file.filter(|_| line.is_some()).unwrap_or(place);
        Some(Complaint { file: file.to_owned(), line, message: message.to_owned() })
    }
}
