//! Flags that all commands with messages share: the schema, the files, and how they are read. Reads no message. A command
//! that needs files declares `mut_arg("inputs", required)`, or `streamed`.

use super::typed::{self, Typed, Unusable};
use crate::messages::{Framing, Json, Reading, Strip};
use clap::{Arg, ValueEnum};
use protune_compiler::schema::Schema;
use protune_wire::Layout;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
pub(super) struct MessageFlags {
    /// Schema of the messages: files and folders, a descriptor set or an archive [default: the working directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Look for imports in this folder; found automatically when none is given.
    #[arg(short = 'I', long = "proto-path", value_name = "DIR", help_heading = "Messages")]
    pub(super) roots: Vec<PathBuf>,
    /// Files with messages, or folders with such files; plain, gzip or zstd.
    #[arg(long = "input", value_name = "FILE", num_args = 1.., help_heading = "Messages")]
    pub(super) inputs: Vec<PathBuf>,
    /// Framing of messages in the files [default: detected for each file].
    #[arg(long, value_name = "FRAMING", value_enum, help_heading = "Messages")]
    framing: Option<FramingName>,
    /// Header to remove from each message: `confluent` (that of a schema registry), or a number of bytes.
    #[arg(long, value_name = "HEADER", value_parser = strip, help_heading = "Messages")]
    strip: Option<Strip>,
}

/// Files are required, and read several times.
pub(super) fn required(inputs: Arg) -> Arg {
    inputs.required(true)
}

/// Files are required, and read once.
pub(super) fn streamed(inputs: Arg) -> Arg {
    required(inputs)
        .help("Files with messages, folders with such files, or `-` for standard input; plain, gzip or zstd")
}

#[derive(Clone, Copy, ValueEnum)]
enum FramingName {
    /// One message per file.
    Single,
    /// Each message after its length as a varint.
    Delimited,
    /// gRPC frames: one byte, then the length in four bytes.
    Grpc,
    /// Each message after its length in four bytes, as kcat's `%R%s` writes it.
    U32be,
    /// TFRecord files, with checksums.
    Tfrecord,
    /// Blobs of a `.pbf` file of OpenStreetMap.
    Pbf,
    /// ProtoJSON values, one after another.
    Json,
}

/// The error is for the user.
fn strip(text: &str) -> Result<Strip, String> {
    text.parse().map_err(str::to_owned)
}

impl MessageFlags {
    /// Finds the schema.
    pub(super) fn schema(&self) -> Result<Typed, Unusable> {
        Typed::find(&self.paths, &self.roots)
    }

    /// Whether all files can be read `often`, such as `twice`. The error is for the user.
    pub(super) fn can_be_read(&self, often: &str) -> Result<(), String> {
        match self.inputs.iter().any(|input| input.as_os_str() == "-") {
            true => Err(format!("messages are read {often}, which standard input cannot be: name a file")),
            false => Ok(()),
        }
    }

    /// Files with messages of the root of this layout, which is one of this schema.
    pub(super) fn reading<'s>(&self, schema: &'s Schema, layout: &'s Layout) -> Reading<'s> {
        Reading {
            inputs: self.inputs.clone(),
            framing: self.framing.map(Framing::from),
            strip: self.strip.unwrap_or_default(),
            layout,
            json: Json::new(layout, || typed::set(schema, &layout.get(layout.root()).name)),
            skips_damaged: false,
            progress: Arc::default(),
        }
    }
}

impl From<FramingName> for Framing {
    fn from(name: FramingName) -> Framing {
        match name {
            FramingName::Single => Framing::Single,
            FramingName::Delimited => Framing::Delimited,
            FramingName::Grpc => Framing::Grpc,
            FramingName::U32be => Framing::U32be,
            FramingName::Tfrecord => Framing::Tfrecord,
            FramingName::Pbf => Framing::Pbf,
            FramingName::Json => Framing::Json,
        }
    }
}
