//! Rules of AIP-192.

pub mod absolute_links;
pub mod deprecated_comment;
pub mod has_comments;
pub mod no_html;
pub mod no_markdown_headings;
pub mod no_markdown_tables;
pub mod only_leading_comments;
pub mod trademarked_names;
