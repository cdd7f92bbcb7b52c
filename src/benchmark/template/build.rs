//! Makes types of `schema.binpb`, which holds `old.proto` and `new.proto`.

use prost::Message;

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=schema.binpb");
    let set = std::fs::read("schema.binpb")?;
    let set = prost_types::FileDescriptorSet::decode(&set[..])?;
    prost_build::Config::new().compile_fds(set)
}
