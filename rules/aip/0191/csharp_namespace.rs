//! C# namespaces that are not in UpperCamelCase.

use crate::aip::checks::options;

crate::aip::row!(
    AIP_0191_CSHARP_NAMESPACE,
    "core::0191::csharp-namespace",
    "csharp_namespace.md",
    File(|cx| options::namespace(cx, &options::CSHARP))
);
