//! The grammar of options and their values, message literals included.

use super::{Broken, Parsed, Parser};
use crate::syntax::TokenKind as T;
use crate::syntax::problem::SyntaxProblem;
use crate::syntax::tree::NodeKind as N;

/// Literals and lists nest this deep at most.
const MAX_VALUE_DEPTH: u32 = 100;

impl Parser<'_> {
    /// `option name = value;`
    pub(super) fn option(&mut self) -> Parsed {
        self.bump();
        self.assignment()?;
        self.semicolon()
    }

    /// `[name = value, ...]`, if there is one.
    pub(super) fn compact_options(&mut self) -> Parsed {
        if !self.at(T::LBracket) {
            return Ok(());
        }
        self.node(N::CompactOptions, |p| {
            p.bump();
            loop {
                p.node(N::Option, Self::assignment)?;
                if !p.eat(T::Comma) {
                    return p.expect(T::RBracket);
                }
            }
        })
    }

    fn assignment(&mut self) -> Parsed {
        self.node(N::OptionName, |p| {
            p.name_part()?;
            while p.eat(T::Dot) {
                p.name_part()?;
            }
            Ok(())
        })?;
        self.expect(T::Equals)?;
        match self.kind() {
            T::LBrace => self.literal(),
            T::LBracket => {
                self.expected("a value", Some("repeat the option once for each element of a list"))
            }
            _ => self.scalar(),
        }
    }

    /// `name` or `(path.of.extension)`.
    fn name_part(&mut self) -> Parsed {
        self.node(N::NamePart, |p| match p.kind() {
            T::Ident => {
                p.bump();
                Ok(())
            }
            T::LParen => {
                p.bump();
                p.path("the name of an extension")?;
                p.expect(T::RParen)
            }
            _ => p.expected("the name of an option", None),
        })
    }

    fn scalar(&mut self) -> Parsed {
        self.node(N::Scalar, |p| {
            if p.eat(T::Minus) {
                return match p.kind() {
                    T::Int | T::Float => {
                        p.bump();
                        Ok(())
                    }
                    T::Ident if is_float_name(p.word()) => {
                        p.bump();
                        Ok(())
                    }
                    _ => p.expected("a number, `inf` or `nan` after `-`", None),
                };
            }
            match p.kind() {
                T::Ident | T::Int | T::Float => p.bump(),
                T::String => while p.eat(T::String) {},
                _ => return p.expected("a value", None),
            }
            Ok(())
        })
    }

    /// A value inside a literal, where lists are possible and messages have two kinds of brackets.
    fn value(&mut self) -> Parsed {
        match self.kind() {
            T::LBrace | T::LAngle => self.literal(),
            T::LBracket => self.list(),
            _ => self.scalar(),
        }
    }

    fn literal(&mut self) -> Parsed {
        let close = if self.at(T::LAngle) { T::RAngle } else { T::RBrace };
        self.nested(N::Literal, |p| {
            let open = p.at;
            p.bump();
            while !p.at(close) {
                if p.at_end() {
                    p.never_closed(open, SyntaxProblem::LiteralNotClosed);
                    return Err(Broken);
                }
                p.node(N::LiteralField, Self::literal_field)?;
                if !p.eat(T::Comma) {
                    p.eat(T::Semicolon);
                }
            }
            p.bump();
            Ok(())
        })
    }

    fn literal_field(&mut self) -> Parsed {
        self.node(N::NamePart, Self::literal_name)?;
        if !self.eat(T::Colon) && !matches!(self.kind(), T::LBrace | T::LAngle | T::LBracket) {
            return self.expected("`:` and a value", Some("write a field of a literal as `name: value`"));
        }
        self.value()
    }

    /// `name`, `[path.of.extension]`, or `[host/path.of.Message]` for an `Any`.
    fn literal_name(&mut self) -> Parsed {
        if self.eat(T::Ident) {
            return Ok(());
        }
        if !self.eat(T::LBracket) {
            return self.expected("the name of a field", None);
        }
        self.path("the name of an extension")?;
        while self.eat(T::Slash) {
            self.path("the name of a message")?;
        }
        self.expect(T::RBracket)
    }

    fn list(&mut self) -> Parsed {
        self.nested(N::List, |p| {
            p.bump();
            if p.eat(T::RBracket) {
                return Ok(());
            }
            loop {
                p.value()?;
                if !p.eat(T::Comma) {
                    return p.expect(T::RBracket);
                }
            }
        })
    }

    fn nested(&mut self, kind: N, body: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= MAX_VALUE_DEPTH {
            let span = self.token_span(self.at);
            self.error(span, SyntaxProblem::ValuesTooDeep);
            return Err(Broken);
        }
        self.depth += 1;
        let parsed = self.node(kind, body);
        self.depth -= 1;
        parsed
    }
}

fn is_float_name(word: &str) -> bool {
    word.eq_ignore_ascii_case("inf")
        || word.eq_ignore_ascii_case("infinity")
        || word.eq_ignore_ascii_case("nan")
}
