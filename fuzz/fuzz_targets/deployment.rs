//! Any text as a configuration file that is deployed with a schema, with all rules about such files. What must hold is in
//! `engine/tests/robust/deployment.rs`, where the tests find it too.
#![no_main]

#[path = "../../engine/tests/robust/deployment.rs"]
mod deployment;

libfuzzer_sys::fuzz_target!(|text: &str| deployment::deployment_holds(text));
