//! PHP namespaces that are not in UpperCamelCase.

use crate::aip::checks::options;

crate::aip::row!(
    AIP_0191_PHP_NAMESPACE,
    "core::0191::php-namespace",
    "php_namespace.md",
    File(|cx| options::namespace(cx, &options::PHP))
);
