//! Runs a plugin that is a WebAssembly module, with the part of WASI (preview 1) that a program needs which reads its input
//! and writes its output. A module sees its arguments and its input, and nothing else: no files, no environment, no network,
//! a clock that counts its own questions, and the same random numbers in each run. Knows no protocol.

use super::process::{Failure, Limits, Reason};
use std::fmt;
use std::path::Path;
use std::time::Instant;
use wasmi::errors::HostError;
use wasmi::{
    Caller, Config, Engine, Error, Extern, ExternType, Instance, Linker, Module, ResumableCall, Store,
    StoreLimits, StoreLimitsBuilder, Val, ValType,
};

/// Longest module in bytes.
const MOST_CODE: u64 = 256 << 20;
/// Memory of a run, in bytes.
const MOST_MEMORY: usize = 1 << 30;
/// Entries of a table of functions.
const MOST_ENTRIES: usize = 10 << 20;
/// Most of the standard error that is kept, in bytes.
const MOST_ERRORS: usize = 64 << 10;
/// Steps between two looks at the clock, some tenths of a second.
const SLICE: u64 = 50_000_000;
/// Name of the imports.
const WASI: &str = "wasi_snapshot_preview1";

/// Module that is ready to run, any number of times and at the same time.
pub(super) struct Wasm {
    module: Module,
}

impl Wasm {
    /// Reads and validates a module. The error is in words about `it`.
    pub(super) fn load(path: &Path) -> Result<Wasm, String> {
        let cannot = |why: &dyn fmt::Display| format!("it cannot be read: {why}");
        let len = path.metadata().map_err(|why| cannot(&why))?.len();
        if len > MOST_CODE {
            return Err(format!("it has more than {} MiB", MOST_CODE >> 20));
        }
        Wasm::new(&std::fs::read(path).map_err(|why| cannot(&why))?)
    }

    fn new(code: &[u8]) -> Result<Wasm, String> {
        let mut config = Config::default();
        config.consume_fuel(true);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, code)
            .map_err(|why| format!("it is not a WebAssembly module that runs here: {why}"))?;
        for import in module.imports() {
            let is_known = import.module() == WASI && matches!(import.ty(), ExternType::Func(_));
            if !is_known {
                let (module, name) = (import.module(), import.name());
                return Err(format!("it imports `{module}.{name}`, which is no function of WASI preview 1"));
            }
        }
        Ok(Wasm { module })
    }

    /// Runs the module, and returns its output if it ends with 0. The first argument is the name of the program.
    pub(super) fn run(&self, args: &[String], input: Vec<u8>, limits: Limits) -> Result<Vec<u8>, Failure> {
        let mut store = Store::new(self.module.engine(), State::new(args, input, limits));
        store.limiter(|state| &mut state.limits);
        let result = self.try_run(&mut store, limits);
        let state = store.into_data();
        let errors = String::from_utf8_lossy(&state.errors).into_owned();
        match result {
            Ok(()) => Ok(state.output),
            Err(reason) => Err(Failure { reason, errors }),
        }
    }

    fn try_run(&self, store: &mut Store<State>, limits: Limits) -> Result<(), Reason> {
        let begin = Instant::now();
        let stopped = |error: &Error| stopped(error, limits);
        // The engine counts steps, so this cannot fail.
        let fuel = |store: &mut Store<State>, steps: u64| store.set_fuel(steps).map_err(|why| stopped(&why));
        fuel(store, SLICE)?;
        let instance = self.instantiate(store).map_err(|why| stopped(&why))?;
        let Some(start) = instance.get_export(&*store, "_start").and_then(Extern::into_func) else {
            return Err(Reason::Trap("it has no function `_start`".to_owned()));
        };
        let mut call = start.call_resumable(&mut *store, &[], &mut []).map_err(|why| stopped(&why))?;
        loop {
            call = match call {
                ResumableCall::Finished => return Ok(()),
                ResumableCall::HostTrap(trap) if trap.host_error().i32_exit_status() == Some(0) => {
                    return Ok(());
                }
                ResumableCall::HostTrap(trap) => return Err(stopped(trap.host_error())),
                ResumableCall::OutOfFuel(_) if begin.elapsed() > limits.time => {
                    return Err(Reason::Time(limits.time));
                }
                ResumableCall::OutOfFuel(pause) => {
                    fuel(store, SLICE.max(pause.required_fuel()))?;
                    pause.resume(&mut *store, &mut []).map_err(|why| stopped(&why))?
                }
            };
        }
    }

    fn instantiate(&self, store: &mut Store<State>) -> Result<Instance, Error> {
        let mut linker = Linker::new(self.module.engine());
        // What is not known comes first, and gives way to what is.
        linker.allow_shadowing(true);
        for import in self.module.imports() {
            if let ExternType::Func(ty) = import.ty() {
                linker.func_new(WASI, import.name(), ty.clone(), missing)?;
            }
        }
        link(&mut linker)?;
        linker.instantiate_and_start(store, &self.module)
    }
}

/// A function about files, sockets or others that there are none of.
fn missing(_: Caller<'_, State>, _: &[Val], results: &mut [Val]) -> Result<(), Error> {
    if let [result] = results
        && result.ty() == ValType::I32
    {
        *result = Val::I32(ENOSYS);
    }
    Ok(())
}

/// Reason of an error that ends a run.
fn stopped(error: &Error, limits: Limits) -> Reason {
    match error.i32_exit_status() {
        Some(code) => Reason::Code(code),
        None if error.downcast_ref::<TooMuch>().is_some() => Reason::Output(limits.output),
        None => Reason::Trap(format!("it was stopped: {error}")),
    }
}

/// The output is longer than it may be.
#[derive(Debug)]
struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too much output")
    }
}

impl HostError for TooMuch {}

/// Everything that a run knows of the world.
struct State {
    /// Each ends with a zero.
    args: Vec<Vec<u8>>,
    input: Vec<u8>,
    /// Bytes of the input that were read.
    read: usize,
    output: Vec<u8>,
    most: usize,
    errors: Vec<u8>,
    /// Milliseconds of the clock.
    time: u64,
    random: u64,
    limits: StoreLimits,
}

impl State {
    fn new(args: &[String], input: Vec<u8>, limits: Limits) -> State {
        let args = args.iter().map(|arg| [arg.as_bytes(), b"\0"].concat()).collect();
        State {
            args,
            input,
            read: 0,
            output: Vec::new(),
            most: limits.output,
            errors: Vec::new(),
            time: 0,
            random: 0x9e37_79b9_7f4a_7c15,
            limits: StoreLimitsBuilder::new()
                .memory_size(MOST_MEMORY)
                .table_elements(MOST_ENTRIES)
                .instances(1)
                .memories(1)
                .tables(16)
                .build(),
        }
    }

    /// Numbers that only look random (xorshift).
    fn random(&mut self) -> u8 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 24) as u8
    }
}

// Errors of WASI.
const SUCCESS: i32 = 0;
const EBADF: i32 = 8;
const EFAULT: i32 = 21;
const ENOSYS: i32 = 52;
const ESPIPE: i32 = 70;

/// Memory of the module, which every access checks.
struct Memory<'m>(&'m mut [u8]);

/// The module named a place that its memory does not have.
struct OutOfMemory;

impl Memory<'_> {
    fn at(&mut self, start: i32, len: usize) -> Result<&mut [u8], OutOfMemory> {
        let start = start.cast_unsigned() as usize;
        let end = start.checked_add(len).ok_or(OutOfMemory)?;
        self.0.get_mut(start..end).ok_or(OutOfMemory)
    }

    fn word(&mut self, at: i32) -> Result<i32, OutOfMemory> {
        let bytes = self.at(at, 4)?;
        Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn put(&mut self, at: i32, bytes: &[u8]) -> Result<(), OutOfMemory> {
        self.at(at, bytes.len())?.copy_from_slice(bytes);
        Ok(())
    }

    fn put_word(&mut self, at: i32, word: usize) -> Result<(), OutOfMemory> {
        self.put(at, &(word as u32).to_le_bytes())
    }

    /// The parts of a list of buffers: place and length of each.
    fn buffer(&mut self, list: i32, at: i32) -> Result<(i32, usize), OutOfMemory> {
        let entry = list.wrapping_add(at.wrapping_mul(8));
        Ok((self.word(entry)?, self.word(entry.wrapping_add(4))?.cast_unsigned() as usize))
    }
}

/// Runs a function of WASI over the memory of its caller.
fn over(
    caller: &mut Caller<'_, State>,
    work: impl FnOnce(&mut Memory<'_>, &mut State) -> Result<i32, OutOfMemory>,
) -> i32 {
    let Some(memory) = caller.get_export("memory").and_then(Extern::into_memory) else { return EFAULT };
    let (bytes, state) = memory.data_and_store_mut(caller);
    work(&mut Memory(bytes), state).unwrap_or(EFAULT)
}

/// Takes the steps of work here that the interpreter does not count. They may be fewer than are left.
fn take(caller: &mut Caller<'_, State>, bytes: usize) -> Result<(), Error> {
    let left = caller.get_fuel()?;
    caller.set_fuel(left.saturating_sub(bytes as u64 / 8))
}

/// Defines the functions that programs need. The module may import others, which answer that they do not exist.
fn link(linker: &mut Linker<State>) -> Result<(), Error> {
    type C<'a> = Caller<'a, State>;
    linker.func_wrap(WASI, "args_sizes_get", |mut caller: C<'_>, count: i32, len: i32| {
        over(&mut caller, |memory, state| {
            memory.put_word(count, state.args.len())?;
            memory.put_word(len, state.args.iter().map(Vec::len).sum())?;
            Ok(SUCCESS)
        })
    })?;
    linker.func_wrap(WASI, "args_get", |mut caller: C<'_>, list: i32, texts: i32| {
        over(&mut caller, |memory, state| {
            let (mut list, mut texts) = (list, texts);
            for arg in &state.args {
                memory.put(list, &texts.to_le_bytes())?;
                memory.put(texts, arg)?;
                (list, texts) = (list.wrapping_add(4), texts.wrapping_add(arg.len() as i32));
            }
            Ok(SUCCESS)
        })
    })?;
    linker.func_wrap(WASI, "environ_sizes_get", |mut caller: C<'_>, count: i32, len: i32| {
        over(&mut caller, |memory, _| {
            memory.put_word(count, 0)?;
            memory.put_word(len, 0)?;
            Ok(SUCCESS)
        })
    })?;
    linker.func_wrap(WASI, "environ_get", |_: C<'_>, _: i32, _: i32| SUCCESS)?;
    linker.func_wrap(WASI, "clock_time_get", |mut caller: C<'_>, _: i32, _: i64, at: i32| {
        over(&mut caller, |memory, state| {
            // Who waits for a time to come is not kept waiting.
            state.time += 1;
            memory.put(at, &(state.time * 1_000_000).to_le_bytes())?;
            Ok(SUCCESS)
        })
    })?;
    linker.func_wrap(WASI, "clock_res_get", |mut caller: C<'_>, _: i32, at: i32| {
        over(&mut caller, |memory, _| {
            memory.put(at, &1_000_000_u64.to_le_bytes())?;
            Ok(SUCCESS)
        })
    })?;
    linker.func_wrap(WASI, "random_get", |mut caller: C<'_>, at: i32, len: i32| {
        take(&mut caller, len.cast_unsigned() as usize)?;
        Ok::<i32, Error>(over(&mut caller, |memory, state| {
            let bytes = memory.at(at, len.cast_unsigned() as usize)?;
            bytes.fill_with(|| state.random());
            Ok(SUCCESS)
        }))
    })?;
    linker.func_wrap(WASI, "sched_yield", |_: C<'_>| SUCCESS)?;
    linker.func_wrap(WASI, "proc_exit", |_: C<'_>, code: i32| Err::<(), Error>(Error::i32_exit(code)))?;
    link_streams(linker)
}

/// Input, output and errors, which are the only open files: 0, 1 and 2.
fn link_streams(linker: &mut Linker<State>) -> Result<(), Error> {
    type C<'a> = Caller<'a, State>;
    linker.func_wrap(WASI, "fd_read", |mut caller: C<'_>, fd: i32, list: i32, count: i32, at: i32| {
        let mut all = 0;
        let answer = over(&mut caller, |memory, state| {
            if fd != 0 {
                return Ok(EBADF);
            }
            for buffer in 0..count {
                let (place, len) = memory.buffer(list, buffer)?;
                let len = len.min(state.input.len() - state.read);
                memory.put(place, &state.input[state.read..state.read + len])?;
                state.read += len;
                all += len;
                if state.read == state.input.len() {
                    break;
                }
            }
            memory.put_word(at, all)?;
            Ok(SUCCESS)
        });
        take(&mut caller, all)?;
        Ok::<i32, Error>(answer)
    })?;
    linker.func_wrap(WASI, "fd_write", |mut caller: C<'_>, fd: i32, list: i32, count: i32, at: i32| {
        let (mut all, mut is_too_much) = (0, false);
        let answer = over(&mut caller, |memory, state| {
            if fd != 1 && fd != 2 {
                return Ok(EBADF);
            }
            for buffer in 0..count {
                let (place, len) = memory.buffer(list, buffer)?;
                let bytes = memory.at(place, len)?;
                if fd == 2 {
                    let room = MOST_ERRORS - state.errors.len();
                    state.errors.extend_from_slice(&bytes[..len.min(room)]);
                } else if len > state.most - state.output.len() {
                    is_too_much = true;
                    return Ok(SUCCESS);
                } else {
                    state.output.extend_from_slice(bytes);
                }
                // A list of empty buffers is work, too.
                all += len;
            }
            memory.put_word(at, all)?;
            Ok(SUCCESS)
        });
        take(&mut caller, all.saturating_add(count.cast_unsigned() as usize * 8))?;
        if is_too_much { Err(Error::host(TooMuch)) } else { Ok(answer) }
    })?;
    let known = |fd: i32| if (0..3).contains(&fd) { SUCCESS } else { EBADF };
    linker.func_wrap(WASI, "fd_close", move |_: C<'_>, fd: i32| known(fd))?;
    linker.func_wrap(WASI, "fd_fdstat_set_flags", move |_: C<'_>, fd: i32, _: i32| known(fd))?;
    linker.func_wrap(WASI, "fd_fdstat_get", move |mut caller: C<'_>, fd: i32, at: i32| match known(fd) {
        SUCCESS => over(&mut caller, |memory, _| {
            // A stream of characters, with all rights.
            let mut stat = [0; 24];
            stat[0] = 2;
            stat[8..].fill(0xff);
            memory.put(at, &stat)?;
            Ok(SUCCESS)
        }),
        error => error,
    })?;
    linker.func_wrap(WASI, "fd_seek", |_: C<'_>, _: i32, _: i64, _: i32, _: i32| ESPIPE)?;
    // There are no folders.
    linker.func_wrap(WASI, "fd_prestat_get", |_: C<'_>, _: i32, _: i32| EBADF)?;
    linker.func_wrap(WASI, "fd_prestat_dir_name", |_: C<'_>, _: i32, _: i32, _: i32| EBADF)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 1 << 20 };

    /// A module with imports of WASI that has this in its `_start`. Bytes 0 to 8 are a buffer for `fd_read` and `fd_write`: 64
    /// bytes from 64 on.
    fn module(start: &str) -> Wasm {
        let text = format!(
            r#"(module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\40\00\00\00\40\00\00\00")
              (func $put (param $fd i32) (param $len i32)
                (i32.store (i32.const 4) (local.get $len))
                (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
              (func (export "_start") {start}))"#
        );
        Wasm::new(&wat::parse_str(text).expect("a module")).expect("it is valid")
    }

    fn run(start: &str) -> Result<Vec<u8>, (String, String)> {
        run_with(start, b"in", LIMITS)
    }

    fn run_with(start: &str, input: &[u8], limits: Limits) -> Result<Vec<u8>, (String, String)> {
        let args = ["check.wasm", "--spec"].map(str::to_owned);
        let ran = module(start).run(&args, input.to_vec(), limits);
        ran.map_err(|failure| (failure.reason.to_string(), failure.errors))
    }

    #[test]
    fn arguments_and_input_go_in_and_output_comes_out() {
        let args = "(drop (call $args_sizes_get (i32.const 64) (i32.const 68)))
            (drop (call $args_get (i32.const 72) (i32.const 80))) (call $put (i32.const 1) (i32.const 34))";
        let out = run(args).expect("it ends");
        assert_eq!(out[..8], [2, 0, 0, 0, 18, 0, 0, 0]);
        assert_eq!(&out[16..], b"check.wasm\0--spec\0");
        let echo = "(drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $put (i32.const 1) (i32.load (i32.const 8)))
            (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $put (i32.const 1) (i32.load (i32.const 8)))";
        assert_eq!(run(echo), Ok(b"in".to_vec()));
    }

    #[test]
    fn a_module_can_end_itself() {
        assert_eq!(
            run("(call $put (i32.const 1) (i32.const 0)) (call $proc_exit (i32.const 0))"),
            Ok(Vec::new())
        );
        let failed = "(i32.store8 (i32.const 64) (i32.const 33)) (call $put (i32.const 2) (i32.const 1))
            (call $proc_exit (i32.const 3))";
        assert_eq!(run(failed), Err(("it ended with exit code 3".to_owned(), "!".to_owned())));
        let (why, _) = run("unreachable").expect_err("it traps");
        assert!(why.starts_with("it was stopped: "), "{why}");
    }

    #[test]
    fn limits_of_time_memory_and_output_hold() {
        let short = Limits { time: Duration::from_millis(100), output: 100 };
        let (why, _) = run_with("(loop $on (br $on))", b"", short).expect_err("it never ends");
        assert!(why.starts_with("it did not answer within "), "{why}");
        let (why, _) = run_with(
            "(loop $on (drop (call $random_get (i32.const 0) (i32.const 65536))) (br $on))",
            b"",
            short,
        )
        .expect_err("it never ends");
        assert!(why.starts_with("it did not answer within "), "{why}");
        let (why, _) =
            run("(loop $on (call $put (i32.const 1) (i32.const 64)) (br $on))").expect_err("it writes on");
        assert_eq!(why, "it wrote more than 1 MiB");
        // Twice as much as there may be.
        let grown = "(i32.store (i32.const 64) (memory.grow (i32.const 32768)))
            (call $put (i32.const 1) (i32.const 4))";
        assert_eq!(run(grown), Ok(vec![0xff; 4]));
        let errors = "(loop $on (call $put (i32.const 2) (i32.const 64))
            (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
            (br_if $on (i32.lt_u (i32.load (i32.const 16)) (i32.const 5000)))) unreachable";
        let (_, errors) = run(errors).expect_err("it traps");
        assert_eq!(errors.len(), MOST_ERRORS);
    }

    #[test]
    fn there_is_nothing_but_streams() {
        let file = "(i32.store (i32.const 64) (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0)
              (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 16)))
            (i32.store (i32.const 68) (call $fd_prestat_get (i32.const 3) (i32.const 16)))
            (i32.store (i32.const 72) (call $fd_read (i32.const 3) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $put (i32.const 1) (i32.const 12))";
        assert_eq!(run(file), Ok(vec![52, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0]));
        // A place that the memory does not have.
        let outside = "(i32.store (i32.const 64) (call $random_get (i32.const -8) (i32.const 16)))
            (i32.store (i32.const 68) (call $fd_write (i32.const 1) (i32.const -4) (i32.const 1) (i32.const 8)))
            (call $put (i32.const 1) (i32.const 8))";
        assert_eq!(run(outside), Ok(vec![21, 0, 0, 0, 21, 0, 0, 0]));
    }

    #[test]
    fn each_run_is_the_same() {
        let world = "(drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 64)))
            (drop (call $random_get (i32.const 72) (i32.const 16))) (call $put (i32.const 1) (i32.const 24))";
        let first = run(world).expect("it ends");
        assert_eq!(run(world).as_ref(), Ok(&first));
        assert_ne!(first[8..16], first[16..24]);
    }

    #[test]
    fn what_cannot_run_is_refused() {
        let refused = |text: &str| Wasm::new(&wat::parse_str(text).expect("a module")).err();
        let odd = r#"(module (import "env" "open" (func)))"#;
        assert_eq!(
            refused(odd).as_deref(),
            Some("it imports `env.open`, which is no function of WASI preview 1")
        );
        let why = Wasm::new(b"#!/bin/sh").err().expect("it is no module");
        assert!(why.starts_with("it is not a WebAssembly module that runs here: "), "{why}");
        let no_start = Wasm::new(&wat::parse_str("(module)").expect("a module")).expect("it is valid");
        let failure = no_start.run(&[], Vec::new(), LIMITS).expect_err("it has no function");
        assert_eq!(failure.reason.to_string(), "it has no function `_start`");
    }
}
