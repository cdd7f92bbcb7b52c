//! The grammar of declarations: files, messages, fields, enums, services.

use super::{Broken, Parsed, Parser};
use crate::syntax::TokenKind as T;
use crate::syntax::problem::SyntaxProblem;
use crate::syntax::tree::NodeKind as N;

/// Bodies of messages nest this deep at most, as in protoc.
const MAX_MESSAGE_DEPTH: u32 = 31;

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        let _ = self.node(N::File, |p| {
            while !p.at_end() {
                p.top_level();
            }
            // The file owns the space and comments at its end as well.
            p.end_of_last = p.tokens.len();
            Ok(())
        });
        self.nodes[0].first = 0;
    }

    fn top_level(&mut self) {
        match self.word() {
            "syntax" => self.statement(N::Syntax, Self::syntax),
            "edition" => self.statement(N::Edition, Self::edition),
            "package" => self.statement(N::Package, Self::package),
            "import" => self.statement(N::Import, Self::import),
            "option" => self.statement(N::Option, Self::option),
            "service" => self.statement(N::Service, Self::service),
            "extend" => self.statement(N::Extend, Self::extend),
            _ if self.type_declaration() => {}
            _ if self.at(T::Semicolon) => self.statement(N::Empty, |p| p.expect(T::Semicolon)),
            _ if self.at(T::RBrace) => self.statement(N::Error, Self::unmatched_brace),
            _ => self.statement(N::Error, |p| {
                let help = "use `import`, `package`, `option`, `message`, `enum`, `service` or `extend` at the top level";
                p.expected("a declaration", Some(help))
            }),
        }
    }

    fn unmatched_brace(&mut self) -> Parsed {
        let span = self.token_span(self.at);
        self.error(span, SyntaxProblem::BraceUnmatched);
        self.bump();
        Ok(())
    }

    fn syntax(&mut self) -> Parsed {
        self.must_come_first("syntax");
        self.bump();
        self.expect(T::Equals)?;
        self.string("a string with the syntax", Some("write \"proto2\" or \"proto3\""))?;
        self.semicolon()
    }

    fn edition(&mut self) -> Parsed {
        self.must_come_first("edition");
        self.bump();
        self.expect(T::Equals)?;
        let edition = self.token_text(self.at).trim_matches(['"', '\'']);
        self.has_visibility = edition == "UNSTABLE" || edition.parse::<u32>().is_ok_and(|year| year >= 2024);
        self.string("a string with the edition", Some("write \"2023\", \"2024\" or \"2026\""))?;
        self.semicolon()
    }

    fn must_come_first(&mut self, statement: &str) {
        if self.end_of_last > 0 {
            let span = self.token_span(self.at);
            self.error(span, SyntaxProblem::StatementNotFirst { statement });
        }
    }

    fn package(&mut self) -> Parsed {
        self.bump();
        self.path("a package name")?;
        self.semicolon()
    }

    fn import(&mut self) -> Parsed {
        self.bump();
        if matches!(self.word(), "public" | "weak" | "option") {
            self.bump();
        }
        self.string("the name of a file, as a string", None)?;
        self.semicolon()
    }

    /// One string, or several adjacent ones; a node of its own.
    fn string(&mut self, what: &str, help: Option<&str>) -> Parsed {
        if !self.at(T::String) {
            return self.expected(what, help);
        }
        self.node(N::Scalar, |p| {
            while p.eat(T::String) {}
            Ok(())
        })
    }

    /// A message or an enum, which may open with `export` or `local`; false if there is none.
    fn type_declaration(&mut self) -> bool {
        let is_modified = self.has_visibility && matches!(self.word(), "export" | "local");
        let keyword = if is_modified { self.token_text(self.after(self.at)) } else { self.word() };
        let (kind, parse): (N, fn(&mut Self) -> Parsed) = match keyword {
            "message" => (N::Message, Self::message),
            "enum" => (N::Enum, Self::enumeration),
            _ if is_modified => {
                self.statement(N::Error, |p| {
                    p.bump();
                    p.expected("`message` or `enum`", Some("only these can be exported or local"))
                });
                return true;
            }
            _ => return false,
        };
        self.statement(kind, |p| {
            if is_modified {
                p.bump();
            }
            parse(p)
        });
        true
    }

    fn message(&mut self) -> Parsed {
        self.bump();
        self.name("the name of a message")?;
        self.message_body()
    }

    fn message_body(&mut self) -> Parsed {
        if self.depth >= MAX_MESSAGE_DEPTH {
            let span = self.token_span(self.at);
            self.error(span, SyntaxProblem::MessagesTooDeep);
            return Err(Broken);
        }
        self.block(Self::message_statement)
    }

    /// `{`, statements, `}`.
    fn block(&mut self, statement: impl Fn(&mut Self)) -> Parsed {
        let open = self.at;
        self.expect(T::LBrace)?;
        self.depth += 1;
        while !self.at(T::RBrace) && !self.at_end() {
            statement(self);
        }
        self.depth -= 1;
        self.close(open)
    }

    fn message_statement(&mut self) {
        match self.word() {
            "option" => self.statement(N::Option, Self::option),
            "oneof" => self.statement(N::Oneof, Self::oneof),
            "extend" => self.statement(N::Extend, Self::extend),
            "extensions" => self.statement(N::Extensions, Self::extensions),
            "reserved" => self.statement(N::Reserved, Self::reserved),
            _ if self.type_declaration() => {}
            _ if self.at(T::Semicolon) => self.statement(N::Empty, |p| p.expect(T::Semicolon)),
            _ => self.field(),
        }
    }

    /// A field, a map field or a group.
    fn field(&mut self) {
        let labelled = matches!(self.word(), "optional" | "required" | "repeated");
        let type_at = if labelled { self.after(self.at) } else { self.at };
        let kind = match self.token_text(type_at) {
            "group" => N::Group,
            "map" if self.tokens[self.after(type_at)].kind() == T::LAngle => N::MapField,
            _ => N::Field,
        };
        self.statement(kind, |p| {
            if labelled {
                p.bump();
            }
            match kind {
                N::Group => p.bump(),
                N::MapField => p.map_type()?,
                _ => p.field_type(labelled)?,
            }
            p.name("the name of a field")?;
            p.field_number()?;
            p.compact_options()?;
            if kind == N::Group { p.message_body() } else { p.semicolon() }
        });
    }

    fn field_type(&mut self, labelled: bool) -> Parsed {
        if self.at(T::Ident) || self.at(T::Dot) {
            return self.path("a type");
        }
        let what = if labelled { "the type of a field" } else { "a field or another declaration" };
        self.expected(what, Some("write a field as `type name = number;`"))
    }

    fn map_type(&mut self) -> Parsed {
        self.bump();
        self.expect(T::LAngle)?;
        self.path("the type of the keys")?;
        self.expect(T::Comma)?;
        self.path("the type of the values")?;
        self.expect(T::RAngle)
    }

    /// `= 1`
    fn field_number(&mut self) -> Parsed {
        if !self.eat(T::Equals) {
            let help = "write a field as `type name = number;`";
            return self.expected("`=` and the number of the field", Some(help));
        }
        self.node(
            N::Scalar,
            |p| {
                if p.eat(T::Int) { Ok(()) } else { p.expected("the number of the field", None) }
            },
        )
    }

    /// `= 1` or `= -1`
    fn value_number(&mut self) -> Parsed {
        if !self.eat(T::Equals) {
            let help = "write a value as `NAME = number;`";
            return self.expected("`=` and the number of the value", Some(help));
        }
        self.node(N::Scalar, |p| {
            p.eat(T::Minus);
            if p.eat(T::Int) { Ok(()) } else { p.expected("the number of the value", None) }
        })
    }

    fn oneof(&mut self) -> Parsed {
        self.bump();
        self.name("the name of a oneof")?;
        self.block(|p| match p.word() {
            "option" => p.statement(N::Option, Self::option),
            _ => p.field(),
        })
    }

    fn extend(&mut self) -> Parsed {
        self.bump();
        self.path("the message to extend")?;
        self.block(Self::field)
    }

    fn extensions(&mut self) -> Parsed {
        self.bump();
        self.ranges()?;
        self.compact_options()?;
        self.semicolon()
    }

    /// Numbers, or names: as strings, or bare in editions.
    fn reserved(&mut self) -> Parsed {
        self.bump();
        match self.kind() {
            T::String => self.separated(|p| p.string("a name to reserve, as a string", None))?,
            T::Ident => self.separated(|p| p.name("a name to reserve"))?,
            T::Int | T::Minus => self.ranges()?,
            _ => self.expected(
                "numbers or names to reserve",
                Some("write `reserved 2, 9 to 11;` or `reserved \"foo\";`"),
            )?,
        }
        self.semicolon()
    }

    fn separated(&mut self, one: impl Fn(&mut Self) -> Parsed) -> Parsed {
        one(self)?;
        while self.eat(T::Comma) {
            one(self)?;
        }
        Ok(())
    }

    fn ranges(&mut self) -> Parsed {
        self.separated(|p| {
            p.node(N::Range, |p| {
                p.range_end()?;
                if p.eat_word("to") && !p.eat_word("max") {
                    p.range_end()?;
                }
                Ok(())
            })
        })
    }

    fn range_end(&mut self) -> Parsed {
        self.node(N::Scalar, |p| {
            p.eat(T::Minus);
            if p.eat(T::Int) { Ok(()) } else { p.expected("a number", None) }
        })
    }

    fn enumeration(&mut self) -> Parsed {
        self.bump();
        self.name("the name of an enum")?;
        self.block(|p| match p.word() {
            "option" => p.statement(N::Option, Self::option),
            "reserved" => p.statement(N::Reserved, Self::reserved),
            _ if p.at(T::Semicolon) => p.statement(N::Empty, |p| p.expect(T::Semicolon)),
            _ => p.statement(N::EnumValue, |p| {
                p.name("the name of an enum value")?;
                p.value_number()?;
                p.compact_options()?;
                p.semicolon()
            }),
        })
    }

    fn service(&mut self) -> Parsed {
        self.bump();
        self.name("the name of a service")?;
        self.block(|p| match p.word() {
            "option" => p.statement(N::Option, Self::option),
            "rpc" => p.statement(N::Rpc, Self::rpc),
            _ if p.at(T::Semicolon) => p.statement(N::Empty, |p| p.expect(T::Semicolon)),
            _ => p.statement(N::Error, |p| p.expected("`rpc` or `option`", None)),
        })
    }

    fn rpc(&mut self) -> Parsed {
        self.bump();
        self.name("the name of an RPC")?;
        self.rpc_type()?;
        if !self.eat_word("returns") {
            return self.expected("`returns`", None);
        }
        self.rpc_type()?;
        if !self.at(T::LBrace) {
            return self.semicolon();
        }
        self.block(|p| match p.word() {
            "option" => p.statement(N::Option, Self::option),
            _ if p.at(T::Semicolon) => p.statement(N::Empty, |p| p.expect(T::Semicolon)),
            _ => p.statement(N::Error, |p| {
                p.expected("`option`", Some("the body of an RPC holds options only"))
            }),
        })
    }

    fn rpc_type(&mut self) -> Parsed {
        self.node(N::RpcType, |p| {
            p.expect(T::LParen)?;
            p.eat_word("stream");
            p.path("a message type")?;
            p.expect(T::RParen)
        })
    }

    fn name(&mut self, what: &str) -> Parsed {
        if !self.at(T::Ident) {
            return self.expected(what, None);
        }
        self.node(N::Name, |p| {
            p.bump();
            Ok(())
        })
    }

    /// `a.b` or `.a.b`.
    pub(super) fn path(&mut self, what: &str) -> Parsed {
        if !self.at(T::Ident) && !self.at(T::Dot) {
            return self.expected(what, None);
        }
        self.node(N::Path, |p| {
            p.eat(T::Dot);
            loop {
                if !p.eat(T::Ident) {
                    return p.expected("a name after `.`", None);
                }
                if !p.eat(T::Dot) {
                    return Ok(());
                }
            }
        })
    }
}
