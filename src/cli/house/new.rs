//! `protune rules new`: writes a page for a rule that passes its test.

use crate::cli::problems::refuse;
use crate::cli::{Exit, Terminal, terminal};
use crate::plugin::Terms;
use crate::{config, paths, write};
use protune_rules::house::is_id;
use std::path::PathBuf;

/// Write a page for a new rule, with examples that pass `protune rules test`.
#[derive(clap::Args)]
pub(in crate::cli) struct New {
    /// Id of the rule, such as ACME_BOOL_NO_IS.
    #[arg(value_name = "ID")]
    id: String,
    /// Folder to write the page into.
    #[arg(long, value_name = "DIR", default_value = "lint")]
    folder: PathBuf,
    /// Configuration whose rules have other ids, instead of the one around the working directory: a file, or its text.
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
}

pub(in crate::cli) fn run(args: &New, terminal: &Terminal) -> Exit {
    if !is_id(&args.id) {
        let help = "ids are 3 to 64 upper-case letters, digits and `_`, such as ACME_NO_BLOBS";
        return terminal.fail(format_args!("`{}` cannot be the id of a rule: {help}", args.id));
    }
    let named = args.config.as_deref();
    let catalog = match config::catalog(named, &paths::working_dir(), Terms::of_trusted()) {
        Ok(catalog) => catalog,
        Err(problems) => return refuse(&problems, terminal),
    };
    if catalog.find(&args.id).is_some() || catalog.words().any(|word| word == args.id) {
        return terminal.fail(format_args!("there is a rule or a category `{}` already", args.id));
    }
    let path = args.folder.join(format!("{}.md", args.id.to_ascii_lowercase()));
    if path.exists() {
        return terminal.fail(format_args!("{} is there already", path.display()));
    }
    if let Err(why) = std::fs::create_dir_all(&args.folder) {
        return terminal.fail(format_args!("cannot make the folder {}: {why}", args.folder.display()));
    }
    match write::file(&path, |out| out.write_all(page(&args.id).as_bytes())) {
        Ok(()) => {
            terminal::tell(format_args!(
                "wrote {}; `protune rules test {0}` runs its examples",
                path.display()
            ));
            let pages = args.folder.display();
            terminal::tell(format_args!("protune.toml uses it with: [rules] pages = [\"{pages}/*.md\"]"));
            Exit::Clean
        }
        Err(why) => terminal.fail(format_args!("cannot write {}: {why}", path.display())),
    }
}

fn page(id: &str) -> String {
    format!(
        r#"# {id}

Names of `bool` fields do not begin with `is_`.

The prefix says nothing that the type does not say. Getters of some languages add one of their own.

```toml
on = "field"
when = 'this.type == "bool"'
name = {{ not-prefix = "is_" }}
message = "the bool `{{this.name}}` begins with `is_`"
help = "drop the prefix"
```

## Fails

```proto
syntax = "proto3";

message Cat {{
  bool is_hungry = 1;
  //   ^^^^^^^^^ {id}: begins with `is_`
}}
```

## Fixed

```proto
syntax = "proto3";

message Cat {{
  bool hungry = 1;
}}
```

## Passes

```proto
syntax = "proto3";

message Cat {{
  bool hungry = 1;
  string is_named = 2;
}}
```
"#
    )
}
