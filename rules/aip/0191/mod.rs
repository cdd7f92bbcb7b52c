//! Rules of AIP-191.

pub mod csharp_namespace;
pub mod file_layout;
pub mod file_option_consistency;
pub mod filenames;
pub mod java_multiple_files;
pub mod java_outer_classname;
pub mod java_package;
pub mod php_namespace;
pub mod proto_package;
pub mod proto_version;
pub mod ruby_package;
