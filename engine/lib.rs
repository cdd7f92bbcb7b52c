//! Results of documents and settings: findings, fixes, layouts and plans. The command line, the tests, the
//! benchmarks, the fuzz targets and editors call the same functions.
//!
//! ```
//! use protune_engine::{Settings, Workspace, lint};
//!
//! let workspace = Workspace::of_texts([("shop.proto", "syntax = \"proto3\"; package shop; message order {}")]);
//! let findings = lint(&workspace, &Settings::default());
//! assert!(findings.iter().any(|finding| finding.rule == "MESSAGE_PASCAL_CASE"));
//! ```
//!
//! Pure: no files, clock, environment or printing. The feature `rayon` spreads the work over all cores.
#![deny(clippy::disallowed_methods)]
#![warn(missing_docs)]

pub mod check;
pub mod documents;
pub mod fix;
pub mod fmt;
pub mod ide;
pub mod live;
pub mod optimize;
mod parallel;
pub mod plugins;
pub mod reshape;
pub mod settings;

pub use check::{breaking, lint};
pub use documents::Workspace;
pub use fix::fix;
pub use fmt::format;
pub use optimize::plan;
pub use settings::Settings;
