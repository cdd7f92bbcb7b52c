//! Abilities of the server, as it states them at the start.

use super::actions::KINDS;
use crate::lsp::client::Client;
use protune_engine::ide::{TokenModifier, TokenType};
use serde_json::{Value, json};

/// Characters after which completions are asked for. Not the space, which stands behind each word.
const TRIGGERS: [&str; 8] = [".", "\"", "/", "(", "[", "{", "=", ","];

pub(in crate::lsp) fn capabilities(client: &Client) -> Value {
    let types: Vec<&str> = TokenType::ALL.iter().map(|(_, name)| *name).collect();
    let files = json!({
        "filters": [
            { "scheme": "file", "pattern": { "glob": "**/*.proto", "matches": "file" } },
            { "scheme": "file", "pattern": { "glob": "**", "matches": "folder" } },
        ],
    });
    let mut capabilities = json!({
        "positionEncoding": client.encoding.name(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "completionProvider": {
            "triggerCharacters": TRIGGERS,
            "resolveProvider": true,
            "completionItem": { "labelDetailsSupport": true },
        },
        "hoverProvider": true,
        "definitionProvider": true,
        "declarationProvider": true,
        "typeDefinitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "documentLinkProvider": { "resolveProvider": false },
        "workspaceSymbolProvider": { "resolveProvider": false },
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": { "rangesSupport": true },
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "linkedEditingRangeProvider": true,
        "inlayHintProvider": true,
        // A setting that comes later can switch them on.
        "codeLensProvider": { "resolveProvider": true },
        "semanticTokensProvider": {
            "legend": { "tokenTypes": types, "tokenModifiers": TokenModifier::NAMES },
            "full": { "delta": true },
            "range": true,
        },
        "codeActionProvider": { "codeActionKinds": KINDS, "resolveProvider": client.resolves_edits() },
        "executeCommandProvider": { "commands": ["protune.applyEdit", "protune.restart", "protune.explain"] },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "fileOperations": { "willRename": files, "didRename": files, "didCreate": files, "didDelete": files },
        },
    });
    capabilities["renameProvider"] = match client.can("/textDocument/rename/prepareSupport") {
        true => json!({ "prepareProvider": true }),
        false => json!(true),
    };
    // An editor that asks for diagnostics, but cannot be made to ask again, gets them without asking, and not twice.
    if client.pulls || !client.has("/textDocument/diagnostic") {
        capabilities["diagnosticProvider"] = json!({
            "identifier": "protune",
            "interFileDependencies": true,
            "workspaceDiagnostics": true,
        });
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "protune", "version": env!("CARGO_PKG_VERSION") },
    })
}
