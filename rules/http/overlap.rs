//! Routes that accept the same requests.

use crate::google::path_template::{PathTemplate, Piece};

/// Requests that a route accepts: two routes with the same shape accept the same ones.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Shape<'t> {
    /// Method of HTTP.
    pub(crate) method: &'t str,
    pub(crate) pieces: Vec<Piece<'t>>,
    /// Text after the colon.
    pub(crate) verb: Option<&'t str>,
}

impl<'t> Shape<'t> {
    /// Shape of a route; `None` if its path is invalid.
    pub(crate) fn of(method: &'t str, path: &'t str) -> Option<Shape<'t>> {
        let template = PathTemplate::parse(path).ok()?;
        let pieces = template.pieces().into_iter().map(|(piece, _)| piece).collect();
        Some(Shape { method, pieces, verb: template.verb })
    }
}

/// Returns whether the first shape accepts every request that the second one accepts, and more.
pub(crate) fn covers(wide: &Shape<'_>, narrow: &Shape<'_>) -> bool {
    (wide.method, wide.verb) == (narrow.method, narrow.verb)
        && wide.pieces != narrow.pieces
        && accepts(&wide.pieces, &narrow.pieces)
}

/// Compares piece by piece: `**` stands for any number of pieces.
fn accepts(wide: &[Piece<'_>], narrow: &[Piece<'_>]) -> bool {
    let rest = wide.iter().position(|piece| *piece == Piece::AnyRest);
    let is_wider = |(wide, narrow): (&Piece<'_>, &Piece<'_>)| match (wide, narrow) {
        (Piece::Any, Piece::Literal(_) | Piece::Any) => true,
        (wide, narrow) => wide == narrow,
    };
    match rest {
        None => wide.len() == narrow.len() && wide.iter().zip(narrow).all(is_wider),
        Some(at) => {
            let (head, tail) = (&wide[..at], &wide[at + 1..]);
            narrow.len() >= head.len() + tail.len()
                && head.iter().zip(narrow).all(is_wider)
                && tail.iter().zip(&narrow[narrow.len() - tail.len()..]).all(is_wider)
        }
    }
}
