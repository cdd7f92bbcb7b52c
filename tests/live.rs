//! Servers: what they serve is compared, and what they do wrong is one clear error. Each runs on loopback in this process;
//! `.ci/live` tests servers of other makers.

mod peer;

use crate::binary;
use peer::{Answer, Asked, framed, reflecting, serve, serve_bytes};
use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet, ServiceDescriptorProto,
};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const SHOP: &str = r#"syntax = "proto3";

package shop.v1;

import "shop/v1/money.proto";

service Shop {
  rpc Buy(Order) returns (Receipt);
}

message Order {
  string article = 1;
  optional int32 count = 2;
}

message Receipt {
  Money total = 1;
}
"#;

const MONEY: &str = r#"syntax = "proto3";

package shop.v1;

message Money {
  int64 cents = 1 [json_name = "c"];
}
"#;

/// A folder with a schema.
fn shop() -> TempDir {
    folder(&[("shop/v1/shop.proto", SHOP), ("shop/v1/money.proto", MONEY)])
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The files of a schema as descriptors.
fn descriptors(folder: &Path) -> Vec<FileDescriptorProto> {
    let output = protune(folder, &["build", "-q", "-o", "set.binpb"]);
    assert!(output.status.success(), "{output:?}");
    FileDescriptorSet::decode(&*fs::read(folder.join("set.binpb")).unwrap()).unwrap().file
}

fn protune(folder: &Path, arguments: &[&str]) -> Output {
    binary::protune(folder).args(arguments).output().unwrap()
}

/// Compares with a server, and returns the exit code and all that is printed, with a name in place of the address.
fn against(port: u16, folder: &Path, arguments: &[&str]) -> (i32, String) {
    let server = format!("grpc://127.0.0.1:{port}");
    let arguments = [arguments, &["--against", &server, "--format", "text", "-q"]].concat();
    let output = protune(folder, &arguments);
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8(told).unwrap().replace(&server, "SERVER");
    (output.status.code().unwrap(), told)
}

/// The error about a server, in one line.
fn refusal(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static, arguments: &[&str]) -> String {
    refused_by(serve(answer), arguments)
}

fn refused_by(port: u16, arguments: &[&str]) -> String {
    let (code, told) = against(port, shop().path(), &[&["breaking"], arguments].concat());
    assert_eq!((code, told.lines().count()), (2, 1), "{told}");
    let why = told.trim_end().strip_prefix("error: cannot compare with SERVER: ");
    why.unwrap_or_else(|| panic!("{told}")).to_owned()
}

fn list() -> Answer {
    Answer::Services(vec!["shop.v1.Shop".to_owned()])
}

fn is_list(asked: &Asked) -> bool {
    asked.file.is_none() && asked.symbol.is_none()
}

fn file(name: &str, package: &str) -> FileDescriptorProto {
    FileDescriptorProto {
        name: Some(name.to_owned()),
        package: Some(package.to_owned()),
        syntax: Some("proto3".to_owned()),
        ..FileDescriptorProto::default()
    }
}

fn message(name: &str, fields: &[(&str, i32, &str)]) -> DescriptorProto {
    let field = |&(name, number, of): &(&str, i32, &str)| FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(if of.is_empty() { Type::String } else { Type::Message }.into()),
        type_name: (!of.is_empty()).then(|| of.to_owned()),
        ..FieldDescriptorProto::default()
    };
    let field = fields.iter().map(field).collect();
    DescriptorProto { name: Some(name.to_owned()), field, ..DescriptorProto::default() }
}

fn service(name: &str) -> ServiceDescriptorProto {
    ServiceDescriptorProto { name: Some(name.to_owned()), ..ServiceDescriptorProto::default() }
}

#[test]
fn a_schema_equals_the_server_that_has_it() {
    let shop = shop();
    let port = serve(reflecting(descriptors(shop.path())));
    for arguments in [
        &["breaking"][..],
        &["breaking", "--select", "ALL"],
        &["drift", "--fail-on", "info"],
        &["drift", "shop"],
    ] {
        assert_eq!(against(port, shop.path(), arguments), (0, String::new()), "{arguments:?}");
    }
}

#[test]
fn older_servers_have_another_name_for_reflection() {
    let shop = shop();
    let answer = reflecting(descriptors(shop.path()));
    let port = serve(
        move |asked| if asked.is_v1alpha { answer(asked) } else { Answer::Status(12, "unknown service") },
    );
    assert_eq!(against(port, shop.path(), &["breaking"]), (0, String::new()));
}

#[test]
fn what_breaks_callers_is_found() {
    let shop = shop();
    let port = serve(reflecting(descriptors(shop.path())));
    let changed = SHOP
        .replace("rpc Buy(Order) returns (Receipt);", "rpc Sell(Order) returns (Receipt);")
        .replace("string article = 1;", "int32 article = 1;")
        .replace("optional int32 count = 2;", "optional int32 amount = 2;");
    fs::write(shop.path().join("shop/v1/shop.proto"), changed).unwrap();
    // Files and names in generated code are no concern of a server.
    fs::rename(shop.path().join("shop/v1/money.proto"), shop.path().join("shop/v1/price.proto")).unwrap();
    let path = shop.path().join("shop/v1/shop.proto");
    let text = fs::read_to_string(&path).unwrap().replace("money.proto", "price.proto");
    fs::write(path, text).unwrap();
    let (code, told) = against(port, shop.path(), &["breaking"]);
    let expected = "\
shop/v1/shop.proto:7:1: error[RPC_NO_DELETE] RPC `Buy` of `Shop` was deleted [!]
shop/v1/shop.proto:12:3: error[FIELD_WIRE_COMPATIBLE_TYPE] the type of field `article` of `Order` changed from `string` to `int32` [!]
";
    assert_eq!((code, told.as_str()), (1, expected));
    let (code, told) =
        against(port, shop.path(), &["breaking", "--select", "FIELD_SAME_NAME,FILE_NO_DELETE"]);
    assert_eq!(code, 1);
    assert!(told.contains("FIELD_SAME_NAME") && told.lines().count() == 1, "{told}");
    let (code, told) = against(port, shop.path(), &["breaking", "--semver"]);
    assert_eq!(
        (code, told.as_str()),
        (2, "error: --semver is about a released version, and a server is none\n")
    );
}

#[test]
fn drift_is_told_in_both_directions() {
    let shop = shop();
    let port = serve(reflecting(descriptors(shop.path())));
    let changed = SHOP.replace("optional int32 count = 2;", "repeated int32 count = 2;\n  string note = 3;");
    let changed = changed.replace("  Money total = 1;\n", "");
    let more = "\nservice Returns {\n  rpc Return(Order) returns (Receipt);\n}\n";
    fs::write(shop.path().join("shop/v1/shop.proto"), changed + more).unwrap();
    let (code, told) = against(port, shop.path(), &["drift"]);
    let expected = "\
shop/v1/shop.proto:13:3: error[DRIFT_CHANGED] field `count` of `Order` differs from what is served: the cardinality is `optional with explicit presence` there and `repeated` here
shop/v1/shop.proto:14:10: info[DRIFT_NOT_DEPLOYED] field `note` of `Order` is not served
shop/v1/shop.proto:17:1: error[DRIFT_REMOVED] field `total` of `Receipt` with number 1 is served, but not declared here
shop/v1/shop.proto:20:9: info[DRIFT_NOT_DEPLOYED] service `Returns` is not served
";
    assert_eq!((code, told.as_str()), (1, expected));
    assert_eq!(against(port, shop.path(), &["drift", "--fail-on", "info", "--exit-zero"]).0, 0);
    fs::remove_dir_all(shop.path().join("shop")).unwrap();
    fs::write(shop.path().join("other.proto"), "syntax = \"proto3\";\n").unwrap();
    let (code, told) = against(port, shop.path(), &["drift"]);
    assert_eq!(code, 1);
    assert!(
        told.contains("error[DRIFT_REMOVED] service `shop.v1.Shop` is served, but not declared here"),
        "{told}"
    );
    // Whoever names a file wants to know of that file.
    assert_eq!(against(port, shop.path(), &["drift", "other.proto"]).0, 2);
}

#[test]
fn a_baseline_stands_for_the_server() {
    let shop = shop();
    let port = serve(reflecting(descriptors(shop.path())));
    assert_eq!(
        against(port, shop.path(), &["breaking", "--save-baseline", "seen.binpb"]),
        (0, String::new())
    );
    let changed = SHOP.replace("  rpc Buy(Order) returns (Receipt);\n", "").replace("article", "item");
    fs::write(shop.path().join("shop/v1/shop.proto"), changed).unwrap();
    let live = against(port, shop.path(), &["breaking"]);
    let output = protune(shop.path(), &["breaking", "-q", "--format", "text", "--against", "seen.binpb"]);
    assert_eq!(live.0, 1);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), live.1);
    for (inputs, expected) in [
        (
            &["--against", "seen.binpb"][..],
            "error: --save-baseline is for a running server: --against grpc://HOST:PORT\n",
        ),
        (
            &["--against", "grpc://a:1", "--against", "grpc://b:1"],
            "error: --save-baseline takes the schema of one server\n",
        ),
    ] {
        let output =
            protune(shop.path(), &[&["breaking", "--save-baseline", "other.binpb"], inputs].concat());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
    }
}

/// A server that makes up names of files, and loses imports, JSON names and the full names of types.
#[test]
fn a_degraded_server_is_compared_by_name() {
    let shop = shop();
    let mut made_up = file("shop_v1.proto", "shop.v1");
    for file in descriptors(shop.path()) {
        made_up.message_type.extend(file.message_type);
        made_up.service.extend(file.service);
    }
    let undotted = |name: &mut Option<String>| {
        if let Some(name) = name {
            *name = name.trim_start_matches('.').to_owned();
        }
    };
    for field in made_up.message_type.iter_mut().flat_map(|message| &mut message.field) {
        undotted(&mut field.type_name);
        (field.json_name, field.proto3_optional) = (None, None);
    }
    for method in made_up.service.iter_mut().flat_map(|service| &mut service.method) {
        undotted(&mut method.input_type);
        undotted(&mut method.output_type);
    }
    let port = serve(reflecting(vec![made_up]));
    let degraded = "warning: SERVER: the server reports no imports and no full descriptors; rules about JSON names, \
                    options, defaults, files and the presence of fields are skipped\n";
    for command in
        [&["breaking"][..], &["breaking", "--select", "PACKAGE,WIRE_JSON"], &["drift", "--fail-on", "info"]]
    {
        assert_eq!(against(port, shop.path(), command), (0, degraded.to_owned()), "{command:?}");
    }
    assert_eq!(against(port, shop.path(), &["breaking", "--fail-on-skipped"]).0, 2);
    fs::write(shop.path().join("shop/v1/money.proto"), MONEY.replace("int64", "string")).unwrap();
    assert_eq!(against(port, shop.path(), &["breaking"]).0, 1);
}

#[test]
fn missing_imports_come_from_here_or_are_told() {
    let shop = shop();
    let mut files = descriptors(shop.path());
    files.retain(|file| file.name() != "shop/v1/money.proto");
    let port = serve(reflecting(files.clone()));
    let borrowed =
        "warning: SERVER: the server lacks imports, and those here stand for them: `shop/v1/money.proto`\n";
    assert_eq!(against(port, shop.path(), &["breaking"]), (0, borrowed.to_owned()));
    // By symbol, where the file has another name here; unknown where there is none.
    let text = fs::read_to_string(shop.path().join("shop/v1/shop.proto")).unwrap();
    fs::write(shop.path().join("shop/v1/shop.proto"), text.replace("money.proto", "cash.proto")).unwrap();
    fs::rename(shop.path().join("shop/v1/money.proto"), shop.path().join("shop/v1/cash.proto")).unwrap();
    assert_eq!(against(port, shop.path(), &["breaking"]), (0, String::new()));
    let without =
        SHOP.replace("import \"shop/v1/money.proto\";\n", "").replace("Money total = 1;", "int64 total = 1;");
    fs::write(shop.path().join("shop/v1/shop.proto"), without).unwrap();
    fs::remove_file(shop.path().join("shop/v1/cash.proto")).unwrap();
    let (code, told) = against(port, shop.path(), &["breaking"]);
    let unknown =
        "types are not compared, since neither the server nor the schema here has them: `shop.v1.Money`";
    assert_eq!(code, 1);
    assert!(told.contains(unknown) && told.contains("changed from `shop.v1.Money` to `int64`"), "{told}");
}

#[test]
fn headers_carry_secrets_that_are_not_printed() {
    let shop = shop();
    let answer = reflecting(descriptors(shop.path()));
    let port = serve(move |asked| match asked.authorization.as_str() {
        "Bearer s3cret" => answer(asked),
        _ => Answer::Status(16, "no token"),
    });
    let server = format!("grpc://127.0.0.1:{port}");
    let run = |header: &str, secret: &str| {
        let mut command = binary::protune(shop.path());
        let arguments = ["breaking", "-q", "--against", &server, "-H", header];
        let output = command.args(arguments).env("TOKEN", secret).output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), told.replace(&server, "SERVER"))
    };
    assert_eq!(run("authorization: Bearer ${TOKEN}", "s3cret"), (0, String::new()));
    let refused = "error: cannot compare with SERVER: it asks for credentials (UNAUTHENTICATED: no token); send them with --header\n";
    assert_eq!(run("authorization: Bearer ${TOKEN}", "wr0ng"), (2, refused.to_owned()));
    assert_eq!(
        run("authorization: ${NONE}", "x"),
        (2, "error: --header: the environment has no variable `NONE`\n".to_owned())
    );
}

#[test]
fn servers_without_grpc_are_told_apart() {
    assert_eq!(
        refusal(|_| Answer::Status(12, "unknown method"), &[]),
        "it has no reflection (unknown method); switch it on there, or compare with a descriptor set of what it was \
         built from"
    );
    let http1 = serve_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    assert!(refused_by(http1, &[]).contains("write `grpcs://` for a server with TLS"));
    let tls_alert = serve_bytes(b"\x15\x03\x01\x00\x02\x02\x46");
    assert!(refused_by(tls_alert, &[]).contains("write `grpcs://` for a server with TLS"));
    assert!(refused_by(serve_bytes(b""), &[]).contains("it closes the connection without an answer"));
    let plain = serve(|_| list());
    let output = protune(
        shop().path(),
        &["breaking", "--against", &format!("grpcs://127.0.0.1:{plain}"), "--insecure"],
    );
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.ends_with("write `grpc://` for a server without it\n"), "{told}");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(refused_by(closed, &[]), "nothing listens there");
}

#[test]
fn hostile_answers_are_bounded() {
    let prefix = |flag: u8, length: u32| [&[flag][..], &length.to_be_bytes()].concat();
    assert_eq!(
        refusal(move |_| Answer::Raw(prefix(0, 65 << 20)), &[]),
        "it sends a message of 68157440 bytes; --max-msg-sz allows 67108864"
    );
    assert_eq!(
        refusal(|_| list(), &["--max-msg-sz", "8"]),
        "it sends a message of 18 bytes; --max-msg-sz allows 8"
    );
    assert_eq!(
        refusal(move |_| Answer::Raw(prefix(1, 1)), &[]),
        "it sends a compressed message, which was not asked for"
    );
    assert_eq!(refusal(|_| Answer::Raw(framed(b"\xFF\xFF")), &[]), "its answer is no message of reflection");
    let silent = "it has not answered everything after 0.5 s; --max-time waits longer";
    assert_eq!(refusal(|_| Answer::Silence, &["--max-time", "0.5"]), silent);
    assert_eq!(
        refusal(|asked| if is_list(asked) { list() } else { Answer::Status(13, "disk%20on%20fire") }, &[]),
        "it ends the call (INTERNAL: disk on fire)"
    );
    assert_eq!(
        refusal(|_| Answer::Services(vec!["grpc.health.v1.Health".to_owned()]), &[]),
        "it lists no service that could be compared"
    );
    // Each answer has a thousand files, which import new ones.
    let endless = |asked: &Asked| {
        let named = |name: String| {
            let mut new = file(&name, "shop.v1");
            new.dependency = vec![format!("{name}/next")];
            new.encode_to_vec()
        };
        match asked.file.as_ref().or(asked.symbol.as_ref()) {
            Some(name) => Answer::Files((0..1000).map(|at| named(format!("{name}/{at}"))).collect()),
            None => list(),
        }
    };
    assert_eq!(refusal(endless, &[]), "it has more than 20000 files");
    // One file imports more than there can be.
    let mut wide = file("wide.proto", "shop.v1");
    wide.dependency = (0..30_000).map(|at| format!("{at}.proto")).collect();
    let wide = wide.encode_to_vec();
    let answer = move |asked: &Asked| if is_list(asked) { list() } else { Answer::Files(vec![wide.clone()]) };
    assert_eq!(refusal(answer, &[]), "it has more than 20000 files");
}

#[test]
fn descriptors_are_not_trusted() {
    let answering = |bytes: Vec<u8>| {
        move |asked: &Asked| if is_list(asked) { list() } else { Answer::Files(vec![bytes.clone()]) }
    };
    let damaged = refusal(answering(b"\x0A\x7Fx".to_vec()), &[]);
    assert!(damaged.starts_with("it sends a damaged descriptor: "), "{damaged}");
    // Messages in messages, deeper than any stack.
    let mut deep = message("M", &[]).encode_to_vec();
    for _ in 0..5000 {
        let mut around = message("M", &[]).encode_to_vec();
        prost::encoding::bytes::encode(3, &deep, &mut around);
        deep = around;
    }
    let mut bytes = file("deep.proto", "shop.v1").encode_to_vec();
    prost::encoding::bytes::encode(4, &deep, &mut bytes);
    let told = refusal(answering(bytes), &[]);
    assert_eq!(told, "its descriptors cannot be used: messages nest too deep, at byte 0");
    // Names that lead out of the folder that files are unpacked to.
    let mut astray = file("../../../astray.proto", "shop.v1");
    astray.message_type.push(message("Order", &[("article", 1, "")]));
    astray.service.push(service("Shop"));
    let shop = shop();
    let port = serve(answering(astray.encode_to_vec()));
    assert_eq!(against(port, shop.path(), &["breaking"]), (0, String::new()));
    // Names that are none.
    let mut odd = file("odd.proto", "shop.v1");
    odd.message_type.push(message("a\n}", &[]));
    odd.service.push(service("Shop"));
    let told = refusal(answering(odd.encode_to_vec()), &[]);
    assert!(told.contains("a name is no identifier"), "{told}");
}

/// Imports in a circle are no schema. Where the declarations form none, it does not matter.
#[test]
fn circles_are_resolved_or_refused() {
    let circle = |with_types: bool| {
        let (mut a, mut b) = (file("a.proto", "shop.v1"), file("b.proto", "other.v1"));
        a.dependency.push("b.proto".to_owned());
        b.dependency.push("a.proto".to_owned());
        a.service.push(service("Shop"));
        a.message_type.push(message("Order", &[("article", 1, ""), ("other", 5, ".other.v1.Other")]));
        let back: &[_] = if with_types { &[("order", 1, ".shop.v1.Order")] } else { &[] };
        b.message_type.push(message("Other", back));
        vec![a, b]
    };
    let shop = shop();
    let (code, told) = against(serve(reflecting(circle(false))), shop.path(), &["breaking"]);
    assert_eq!(code, 1);
    assert!(told.contains("field `other` of `Order`"), "{told}");
    assert_eq!(
        refusal(reflecting(circle(true)), &[]),
        "its descriptors cannot be used: types of different packages refer to each other in a circle, at byte 0"
    );
}

#[test]
fn services_without_descriptors_are_told() {
    let shop = shop();
    let answer = reflecting(descriptors(shop.path()));
    let port = serve(move |asked| match is_list(asked) {
        true => Answer::Services(vec!["shop.v1.Shop".to_owned(), "shop.v1.Ghost".to_owned()]),
        // Some servers end the call instead of answering.
        false if asked.symbol.as_deref() == Some("shop.v1.Ghost") => Answer::Status(5, ""),
        false => answer(asked),
    });
    let (code, told) = against(port, shop.path(), &["breaking"]);
    let expected =
        "warning: SERVER: not compared, since the server has no descriptor for it: `shop.v1.Ghost`\n";
    assert_eq!((code, told.as_str()), (0, expected));
}

#[test]
fn addresses_that_are_none_are_told() {
    let shop = shop();
    for (server, expected) in [
        (
            "grpc://localhost",
            "`localhost` is no HOST:PORT; write `grpc://HOST:PORT` or, with TLS, `grpcs://HOST:PORT`",
        ),
        ("grpc://localhost:1/a", "an address of a server has no path; write `grpcs://HOST:PORT`"),
        ("unix:none.sock", "there is no such socket"),
    ] {
        let output = protune(shop.path(), &["breaking", "--against", server]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told, format!("error: cannot compare with {server}: {expected}\n"));
    }
    let output =
        protune(shop.path(), &["breaking", "--against", "grpcs://localhost:1", "--cacert", "none.pem"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.ends_with("--cacert none.pem cannot be read: there is no such file\n"), "{told}");
}
