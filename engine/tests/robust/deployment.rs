//! Properties of checking any text as a configuration file that is deployed with a schema: no rule panics, findings and
//! fixes are inside the file, and the fixes come to an end. Shared with the fuzz target.

use protune_compiler::diagnostic::{Change, Place, Safety};
use protune_engine::documents::{Content, Language};
use protune_engine::{Settings, Workspace, fix, lint};
use protune_rules::{Catalog, Check};

const SCHEMA: &str = "syntax = \"proto3\";\n\
    package pets.v1;\n\
    service PetService {\n\
      rpc GetPet(Pet) returns (Pet) { option idempotency_level = NO_SIDE_EFFECTS; }\n\
      rpc DeletePet(Pet) returns (Pet);\n\
      rpc WatchPets(Pet) returns (stream Pet);\n\
    }\n\
    message Pet { string name = 1; }\n";

/// Kinds of configuration files, by their names.
const CONFIGS: [(&str, Language); 2] =
    [("pets/v1/pets_service_config.json", Language::Json), ("pets/v1/pets.yaml", Language::Yaml)];

/// Checks a text as a file of each language with all rules about such files, and applies the fixes.
pub(crate) fn deployment_holds(text: &str) {
    let rules = Catalog::compiled_in().rules().iter();
    let rules = rules.filter(|rule| matches!(rule.check, Check::Deployed(_) | Check::Suppressions(_)));
    let settings = Settings::of_rules(rules);
    let mut workspace = Workspace::of_texts([("pets/v1/pets.proto", SCHEMA)]);
    for (name, language) in CONFIGS {
        workspace.add_config(name.to_owned(), Some(name.into()), Content::new(language, text.to_owned()), 0);
    }
    let place = |Place { file, span }| {
        if let Some(span) = span {
            span.of(workspace.text(file).text);
        }
    };
    for finding in lint(&workspace, &settings) {
        place(finding.place);
        finding.labels.iter().for_each(|label| place(workspace.schema.place_of(label.spot)));
        for fix in &finding.fixes {
            if let Change::Edits(edits) = &fix.change {
                edits.iter().for_each(|edit| place(Place::new(edit.file, edit.span)));
            }
        }
    }
    for limit in [Safety::Safe, Safety::Unsafe] {
        fix(&workspace, &settings, limit).expect("fixes do what they announce");
    }
}
