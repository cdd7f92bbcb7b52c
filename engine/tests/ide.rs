//! Answers for editors, over texts in memory. A `¦` in a text is the cursor.

#[path = "ide/completion.rs"]
mod completion;
#[path = "ide/navigation.rs"]
mod navigation;
#[path = "ide/texts.rs"]
mod texts;

use protune_compiler::schema::{FileId, Schema};
use protune_engine::Workspace;

const TYPES: &str = r#"syntax = "proto3";

package pets.v1;

import "google/protobuf/descriptor.proto";

// An animal that lives with people.
message Cat {
  string name = 1;
  Mood mood = 2;

  message Toy {
    int32 size = 1;
  }
}

enum Mood {
  MOOD_UNSPECIFIED = 0;
  // Leave it alone.
  MOOD_ANGRY = 1;
}

message Limit {
  int32 most = 1;
  Mood mood = 2;
  Limit inner = 3;
}

extend google.protobuf.FieldOptions {
  // Bounds of a field.
  Limit limit = 50001;
}
"#;

const OTHER: &str = r#"syntax = "proto3";

package shop.v1;

import "pets/v1/types.proto";

message Sale {
  pets.v1.Cat cat = 1;
  pets.v1.Cat.Toy toy = 2;
}
"#;

const HEAD: &str = "syntax = \"proto3\";\n\npackage pets.v1;\n\nimport \"pets/v1/types.proto\";\n\n";

/// A schema of three files, and a cursor in the first of them.
struct Case {
    schema: Schema,
    text: String,
    offset: u32,
}

const FILE: FileId = FileId::new(0);

impl Case {
    fn new(text: &str) -> Case {
        let offset = text.find('¦').expect("a cursor") as u32;
        let text = text.replace('¦', "");
        let files = [
            ("pets/v1/a.proto", text.as_str()),
            ("pets/v1/types.proto", TYPES),
            ("shop/v1/other.proto", OTHER),
        ];
        Case { schema: Workspace::of_texts(files).schema, offset, text }
    }

    /// With a head that imports the types.
    fn in_body(body: &str) -> Case {
        Case::new(&format!("{HEAD}{body}"))
    }
}

/// The text after edits of the first file.
fn edited(text: &str, edits: &[protune_compiler::diagnostic::Edit]) -> String {
    let mut text = text.to_owned();
    let mut edits: Vec<_> = edits.iter().filter(|edit| edit.file == FILE).collect();
    edits.sort_by_key(|edit| edit.span);
    for edit in edits.into_iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}
