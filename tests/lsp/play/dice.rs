//! Material of sessions, and the choices among it.

/// Files of the folder. Configurations are last.
pub(super) const NAMES: &[&str] = &[
    "a.proto",
    "b/v1/c.proto",
    "b/v1/d.proto",
    "b/v1/e f%\u{fc}#.proto",
    "g/h.proto",
    "buf.yaml",
    "protune.toml",
];
pub(super) const SCHEMAS: usize = 5;

/// Addresses of documents that are no files.
pub(super) const ELSEWHERE: &[&str] =
    &["untitled:Untitled-1", "git:/a.proto?HEAD", "", "file:", "file://", "\u{fc}://x y"];

pub(super) const TEXTS: &[&str] = &[
    "",
    "syntax = \"proto3\";\npackage b.v1;\nimport \"b/v1/d.proto\";\nmessage C { D d = 1; repeated D.E e = 2; }\n",
    "syntax = \"proto3\";\npackage b.v1;\nmessage D { enum E { A = 0; } string wrongName = 1; }\n",
    "syntax = \"proto2\";\npackage g;\nimport public \"a.proto\";\nmessage H { optional group Tail = 1 {} extensions 5 to 9; }\n",
    "edition = \"2023\";\npackage a;\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FieldOptions { string o = 50000; }\n",
    "syntax = \"proto3\";\nimport \"g/h.proto\";\nservice S { rpc Get(g.H) returns (stream g.H); }\n// protune: ignore[RPC_PASCAL_CASE]\n",
    "// \u{1f600}\r\nsyntax = \"proto3\"; /* \u{fc}\r */ message \u{1f600} { C c = 1 [json_name = \"\u{1f600}\", ",
    "message M { message M { message M { oneof o { M.M m = 1; map<string, M> n = 1; } } } reserved 1 to max; }",
    "syntax = \"proto3\";\nimport \"b/v1/c.proto\";\nimport \"g/h.proto\";\nimport \"nowhere.proto\";\nimport \"a.proto\";\n",
];

pub(super) const CONFIGURATIONS: &[&str] = &[
    "version: v2\n",
    "version: v2\nmodules:\n  - path: b\n  - path: g\n",
    "version: v1\nlint:\n  use:\n    - BASIC\n",
    "[lint]\nselect = [\"STANDARD\"]\n",
    "[lint]\nignore = [\"PACKAGE_DEFINED\"]\n",
    "",
    "lint: [\n",
    "nonsense = = 1",
];

pub(super) const METHODS: &[&str] = &[
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/linkedEditingRange",
    "textDocument/inlayHint",
    "textDocument/codeLens",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/rangesFormatting",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "workspace/symbol",
    "workspace/willRenameFiles",
    "workspace/executeCommand",
    "completionItem/resolve",
    "codeAction/resolve",
    "codeLens/resolve",
    "pets/unknown",
    "$/unknown",
    "initialize",
];

/// Choices that bytes make.
pub(super) struct Dice<'b> {
    pub(super) bytes: &'b [u8],
}

impl<'b> Dice<'b> {
    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        first
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }

    pub(super) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Bytes of the input itself.
    pub(super) fn bytes(&mut self) -> &'b [u8] {
        let count = usize::from(self.byte()).min(self.bytes.len());
        let (some, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        some
    }

    /// A text of the list, or any bytes.
    pub(super) fn text(&mut self, texts: &[&str]) -> String {
        match self.below(6) {
            0 => String::from_utf8_lossy(self.bytes()).into_owned(),
            _ => self.pick(texts).to_owned(),
        }
    }
}
