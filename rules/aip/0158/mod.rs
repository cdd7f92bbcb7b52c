//! Rules of AIP-158.

pub mod request_page_size_field;
pub mod request_page_token_field;
pub mod request_skip_field;
pub mod response_next_page_token_field;
pub mod response_plural_first_field;
pub mod response_repeated_first_field;
pub mod response_unary;
