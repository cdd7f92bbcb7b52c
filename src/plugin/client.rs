//! Calls the procedures of a plugin: asks what it can do, lists its rules, and has it check. Knows no configuration.

use super::declared::{Declared, Means};
use super::process::{self, Limits, Reason};
#[cfg(feature = "wasm")]
use super::wasm::Wasm;
use protune_engine::plugins::{
    self, CHECK, Category, GET_INFO, Info, LIST_CATEGORIES, LIST_RULES, ListedRule, Listing, Malformed, Page,
    Procedure,
};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// Most output of a call that lists, in bytes.
const MOST_LISTED: usize = 16 << 20;
/// Most output of a check, in bytes.
const MOST_FOUND: usize = 256 << 20;
/// Most pages of a list.
const MOST_PAGES: usize = 100;

/// A plugin that answered what it can do.
pub struct Client {
    runner: Runner,
    procedures: Vec<Procedure>,
}

/// Program and its own arguments, without the words of a call.
struct Runner {
    runs: Runs,
    args: Vec<String>,
    folder: PathBuf,
    time: Duration,
}

enum Runs {
    Program(PathBuf),
    /// A module, and its name as the configuration has it.
    #[cfg(feature = "wasm")]
    Wasm(Wasm, String),
}

/// Reason why a call failed, in words: lower case, without a full stop, about `it`.
pub struct Failure {
    pub message: String,
    /// It took too long, and so will others.
    pub is_slow: bool,
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure { message, is_slow: false }
    }
}

impl Client {
    /// Starts the program of a declaration, and asks what it can do.
    pub fn open(declared: &Declared, time: Duration) -> Result<(Client, Listing), Failure> {
        let runner = Runner::new(declared, time)?;
        let (spec, protocol) = thread::scope(|scope| {
            let spec = scope.spawn(|| runner.run(&["--spec", "--format", "binary"], Vec::new(), MOST_LISTED));
            let protocol = runner.run(&["--protocol"], Vec::new(), MOST_LISTED);
            (spec.join().unwrap_or_else(|_| Err("its call panicked".to_owned().into())), protocol)
        });
        let protocol = String::from_utf8_lossy(&protocol?).trim().to_owned();
        if protocol != "1" {
            let said =
                if protocol.is_empty() { "nothing".to_owned() } else { format!("`{}`", cut(&protocol)) };
            let message =
                format!("it answers {said} to --protocol, and should answer `1`: is it a plugin of buf?");
            return Err(message.into());
        }
        let procedures = plugins::spec(&spec?).map_err(|what| malformed("--spec", what))?;
        let client = Client { runner, procedures };
        for path in [CHECK, LIST_RULES, LIST_CATEGORIES] {
            if client.procedure(path).is_none() {
                return Err(format!("it has no procedure {path}: is it a plugin that checks schemas?").into());
            }
        }
        let listing = client.listing()?;
        Ok((client, listing))
    }

    fn procedure(&self, path: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.path == path)
    }

    fn listing(&self) -> Result<Listing, Failure> {
        let panicked = || Failure::from("its call panicked".to_owned());
        let (rules, categories, info) = thread::scope(|scope| {
            let rules = scope.spawn(|| self.rules());
            let categories = scope.spawn(|| self.categories());
            let info = self.info();
            let rules = rules.join().unwrap_or_else(|_| Err(panicked()));
            (rules, categories.join().unwrap_or_else(|_| Err(panicked())), info)
        });
        Ok(Listing::new(rules?, categories?, info)?)
    }

    fn rules(&self) -> Result<Vec<ListedRule>, Failure> {
        self.list((LIST_RULES, "buf.plugin.check.v1.ListRules"), plugins::rules)
    }

    fn categories(&self) -> Result<Vec<Category>, Failure> {
        self.list((LIST_CATEGORIES, "buf.plugin.check.v1.ListCategories"), plugins::categories)
    }

    /// All entries of a list, page by page.
    fn list<T>(
        &self,
        (path, kind): (&str, &str),
        read: fn(&[u8]) -> Result<Page<T>, Malformed>,
    ) -> Result<Vec<T>, Failure> {
        let (mut all, mut token) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let page = self.call((path, kind), &plugins::list(&token), MOST_LISTED)?;
            let page = read(&page).map_err(|what| malformed(path, what))?;
            all.extend(page.entries);
            if page.next.is_empty() {
                return Ok(all);
            }
            token = page.next;
        }
        Err(format!("{path} has more than {MOST_PAGES} pages").into())
    }

    /// Description that the plugin gives of itself. It need not give any.
    fn info(&self) -> Info {
        let Some(_) = self.procedure(GET_INFO) else { return Info::default() };
        let answer = self.call((GET_INFO, "buf.plugin.info.v1.GetPluginInfo"), &[], MOST_LISTED);
        answer.ok().and_then(|answer| plugins::info(&answer).ok()).unwrap_or_default()
    }

    /// Has it check. Returns the encoded findings.
    pub fn check(&self, request: &[u8]) -> Result<Vec<u8>, Failure> {
        self.call((CHECK, "buf.plugin.check.v1.Check"), request, MOST_FOUND)
    }

    /// Calls a procedure. Its messages are named like it, with `Request` and `Response` behind.
    fn call(&self, (path, kind): (&str, &str), request: &[u8], most: usize) -> Result<Vec<u8>, Failure> {
        let Some(procedure) = self.procedure(path) else {
            return Err(format!("it has no procedure {path}").into());
        };
        let mut args: Vec<&str> = procedure.words().iter().map(String::as_str).collect();
        args.extend(["--format", "binary"]);
        let request = plugins::wrap(&format!("{kind}Request"), request);
        let answer = self.runner.run(&args, request, most)?;
        match plugins::respond(&format!("{kind}Response"), &answer) {
            Ok(Ok(message)) => Ok(message.to_vec()),
            Ok(Err(error)) => {
                let said = if error.message.is_empty() {
                    String::new()
                } else {
                    format!(": {}", cut(&error.message))
                };
                Err(format!("it answers {path} with an error, {}{said}", error.code).into())
            }
            Err(what) => Err(malformed(path, what)),
        }
    }
}

impl Runner {
    fn new(declared: &Declared, time: Duration) -> Result<Runner, Failure> {
        let runs = match declared.means() {
            Means::Program(path) => Runs::Program(path),
            #[cfg(feature = "wasm")]
            Means::Wasm(path) => Runs::Wasm(Wasm::load(&path)?, declared.name().to_owned()),
            #[cfg(not(feature = "wasm"))]
            Means::Wasm(_) => return Err(super::NO_WASM.to_owned().into()),
            Means::Remote => return Err("it is in a registry".to_owned().into()),
            Means::Nothing(why) => return Err(why.into()),
        };
        let args = declared.words[1..].to_vec();
        Ok(Runner { runs, args, folder: declared.folder.clone(), time: declared.time.unwrap_or(time) })
    }

    fn run(&self, words: &[&str], input: Vec<u8>, output: usize) -> Result<Vec<u8>, Failure> {
        let limits = Limits { time: self.time, output };
        let args: Vec<String> =
            self.args.iter().cloned().chain(words.iter().map(|&word| word.to_owned())).collect();
        let ran = match &self.runs {
            Runs::Program(program) => process::run(program, &args, &self.folder, input, limits),
            #[cfg(feature = "wasm")]
            Runs::Wasm(module, name) => {
                let args: Vec<String> = std::iter::once(name.clone()).chain(args).collect();
                module.run(&args, input, limits)
            }
        };
        let failure = match ran {
            Ok(output) => return Ok(output),
            Err(failure) => failure,
        };
        let said =
            last_line(&failure.errors).map_or(String::new(), |line| format!("; it said: {}", cut(line)));
        let is_slow = matches!(failure.reason, Reason::Time(_));
        Err(Failure { message: format!("{}{said}", failure.reason), is_slow })
    }
}

fn malformed(path: &str, what: Malformed) -> Failure {
    format!("its answer to {path} is malformed: {what}").into()
}

/// The last line that says something: exceptions have their message there.
fn last_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).rfind(|line| !line.is_empty())
}

/// No more than a message can quote.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(300)]
}
