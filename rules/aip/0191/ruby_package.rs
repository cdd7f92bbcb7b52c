//! Ruby packages that are not in UpperCamelCase.

use crate::aip::checks::options;

crate::aip::row!(
    AIP_0191_RUBY_PACKAGE,
    "core::0191::ruby-package",
    "ruby_package.md",
    File(|cx| options::namespace(cx, &options::RUBY))
);
