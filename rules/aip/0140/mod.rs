//! Rules of AIP-140.

pub mod abbreviations;
pub mod base64;
pub mod lower_snake;
pub mod numbers;
pub mod prepositions;
pub mod reserved_words;
pub mod underscores;
pub mod uri;
