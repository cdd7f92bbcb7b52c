//! Shape of a GRPCRoute, as the definition of version v1 in the Gateway API states it. Fields of its experimental channel
//! are accepted.

/// Type of a value.
#[derive(Debug)]
pub(super) enum Shape {
    /// String with a number of characters, and a condition.
    Text {
        least: usize,
        most: usize,
        form: &'static Form,
    },
    Integer {
        least: i128,
        most: i128,
    },
    OneOf(&'static [&'static str]),
    List {
        most: usize,
        item: &'static Shape,
    },
    Table(&'static [Field]),
    /// Anything.
    Free,
}

/// Field of a table.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: &'static Shape,
    pub(super) is_required: bool,
}

/// Condition on a string, in words and as a function.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) fits: fn(&str) -> bool,
}

const fn field(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, is_required: false }
}

const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, is_required: true }
}

const fn text(least: usize, most: usize, form: &'static Form) -> Shape {
    Shape::Text { least, most, form }
}

const fn list(most: usize, item: &'static Shape) -> Shape {
    Shape::List { most, item }
}

static ANY: Form = Form { name: "a string", fits: |_| true };
static GROUP_FORM: Form =
    Form { name: "a DNS name or empty", fits: |text| text.is_empty() || is_subdomain(text) };
static DNS: Form = Form { name: "a DNS name in lower case", fits: is_subdomain };
static LABEL: Form = Form { name: "a DNS label in lower case", fits: is_label };
static HOST_FORM: Form = Form {
    name: "a DNS name in lower case, after `*.` or not",
    fits: |text| is_subdomain(text.strip_prefix("*.").unwrap_or(text)),
};
static KIND_FORM: Form = Form { name: "the kind of an object", fits: is_kind };
static HEADER_FORM: Form = Form { name: "the name of a header", fits: is_header };

static GROUP: Shape = text(0, 253, &GROUP_FORM);
static KIND: Shape = text(1, 63, &KIND_FORM);
static NAME: Shape = text(1, 253, &ANY);
static NAMESPACE: Shape = text(1, 63, &LABEL);
static SECTION: Shape = text(1, 253, &DNS);
static PORT: Shape = Shape::Integer { least: 1, most: 65_535 };
static HEADER_NAME: Shape = text(1, 256, &HEADER_FORM);
static HEADER_VALUE: Shape = text(1, 4096, &ANY);
static MATCH_KIND: Shape = Shape::OneOf(&["Exact", "RegularExpression"]);
static METHOD_TEXT: Shape = text(0, 1024, &ANY);
static COUNT: Shape = Shape::Integer { least: 0, most: i32::MAX as i128 };
static FREE: Shape = Shape::Free;

static PARENT: Shape = Shape::Table(&[
    field("group", &GROUP),
    field("kind", &KIND),
    required("name", &NAME),
    field("namespace", &NAMESPACE),
    field("port", &PORT),
    field("sectionName", &SECTION),
]);

static HEADERS: Shape =
    list(16, &Shape::Table(&[required("name", &HEADER_NAME), required("value", &HEADER_VALUE)]));

static MODIFIER: Shape = Shape::Table(&[
    field("add", &HEADERS),
    field("remove", &list(16, &text(0, usize::MAX, &ANY))),
    field("set", &HEADERS),
]);

pub(super) static MIRROR_BACKEND: Shape = Shape::Table(&[
    field("group", &GROUP),
    field("kind", &KIND),
    required("name", &NAME),
    field("namespace", &NAMESPACE),
    field("port", &PORT),
]);

static MIRROR: Shape = Shape::Table(&[
    required("backendRef", &MIRROR_BACKEND),
    field(
        "fraction",
        &Shape::Table(&[
            field("denominator", &Shape::Integer { least: 1, most: i32::MAX as i128 }),
            required("numerator", &COUNT),
        ]),
    ),
    field("percent", &Shape::Integer { least: 0, most: 100 }),
]);

/// Kinds of filters, and the field that each needs.
pub(super) static FILTERS: &[(&str, &str)] = &[
    ("ResponseHeaderModifier", "responseHeaderModifier"),
    ("RequestHeaderModifier", "requestHeaderModifier"),
    ("RequestMirror", "requestMirror"),
    ("ExtensionRef", "extensionRef"),
];

static FILTER: Shape = Shape::Table(&[
    field(
        "extensionRef",
        &Shape::Table(&[required("group", &GROUP), required("kind", &KIND), required("name", &NAME)]),
    ),
    field("requestHeaderModifier", &MODIFIER),
    field("requestMirror", &MIRROR),
    field("responseHeaderModifier", &MODIFIER),
    required(
        "type",
        &Shape::OneOf(&["ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef"]),
    ),
]);

static FILTER_LIST: Shape = list(16, &FILTER);

static BACKEND: Shape = Shape::Table(&[
    field("filters", &FILTER_LIST),
    field("group", &GROUP),
    field("kind", &KIND),
    required("name", &NAME),
    field("namespace", &NAMESPACE),
    field("port", &PORT),
    field("weight", &Shape::Integer { least: 0, most: 1_000_000 }),
]);

static MATCH: Shape = Shape::Table(&[
    field(
        "headers",
        &list(
            16,
            &Shape::Table(&[
                required("name", &HEADER_NAME),
                field("type", &MATCH_KIND),
                required("value", &HEADER_VALUE),
            ]),
        ),
    ),
    field(
        "method",
        &Shape::Table(&[
            field("method", &METHOD_TEXT),
            field("service", &METHOD_TEXT),
            field("type", &MATCH_KIND),
        ]),
    ),
]);

static RULE: Shape = Shape::Table(&[
    field("backendRefs", &list(16, &BACKEND)),
    field("filters", &FILTER_LIST),
    field("matches", &list(64, &MATCH)),
    field("name", &SECTION),
    field("sessionPersistence", &FREE),
]);

/// A GRPCRoute.
pub(super) static ROUTE: Shape = Shape::Table(&[
    field("apiVersion", &FREE),
    field("kind", &FREE),
    field("metadata", &FREE),
    field("status", &FREE),
    required(
        "spec",
        &Shape::Table(&[
            field("hostnames", &list(16, &text(1, 253, &HOST_FORM))),
            field("parentRefs", &list(32, &PARENT)),
            field("rules", &list(16, &RULE)),
            field("useDefaultGateways", &Shape::OneOf(&["All", "None"])),
        ]),
    ),
]);

fn is_label(text: &str) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_kind(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

fn is_header(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
