//! The choice of proposals: those that save enough, the greatest first, as long as they go together.

use super::together;
use super::weigh::Weights;
use protune_rules::proposal::Proposal;
use protune_wire::Layout;

/// A proposal that is not made.
#[derive(Debug)]
pub struct Aside {
    /// The proposal.
    pub proposal: Proposal,
    /// Bytes that it would save; not to the byte if it was not weighed.
    pub saved: i64,
    /// Reason for the refusal, in words.
    pub why: String,
}

/// A proposal that is made.
#[derive(Debug)]
pub struct Choice {
    /// The proposal.
    pub proposal: Proposal,
    /// Bytes that it saves by itself.
    pub saved: i64,
}

/// Chooses among proposals: `weights` are exact, and without them the gains of the profile are what there is.
/// Those that save less than `least` bytes are not made; those that save nothing and are made for other
/// reasons come last.
pub fn choose(
    layout: &Layout,
    proposals: Vec<Proposal>,
    weights: Option<&Weights>,
    least: u64,
) -> (Vec<Choice>, Vec<Aside>) {
    let mut aside = Vec::new();
    let mut open = Vec::new();
    for (at, proposal) in proposals.into_iter().enumerate() {
        let weight = weights.map(|weights| &weights.of[at]);
        let saved = weight.map_or(proposal.gain as i64, |weight| weight.saved);
        let why = match weight.and_then(|weight| weight.why.as_ref()) {
            Some(why) => Some(format!("it does not fit every message: {why}")),
            None if !proposal.steps.is_empty() && saved < (least as i64).max(1) => {
                Some(format!("it saves less than {least} bytes"))
            }
            None => None,
        };
        match why {
            Some(why) => aside.push(Aside { proposal, saved, why }),
            None => open.push(Choice { proposal, saved }),
        }
    }
    open.sort_by(|a, b| b.saved.cmp(&a.saved).then_with(|| key(&a.proposal).cmp(&key(&b.proposal))));
    let mut chosen: Vec<Choice> = Vec::new();
    for choice in open {
        let all = chosen.iter().map(|choice| &choice.proposal).chain([&choice.proposal]);
        match together(layout, all) {
            Ok(_) => chosen.push(choice),
            Err(refusal) => aside.push(Aside {
                proposal: choice.proposal,
                saved: choice.saved,
                why: format!("it does not go with what is made: {refusal}"),
            }),
        }
    }
    (chosen, aside)
}

/// Orders what saves the same.
fn key(proposal: &Proposal) -> impl Ord {
    (proposal.finding.place, proposal.finding.rule)
}
