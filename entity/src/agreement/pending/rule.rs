//! What waits, on which papers, and what a party says that confirms it.

use super::{find::Pending, record::pending_act};
use crate::agreement::{
    progress::{
        papers::Evidence,
        rule::{Case, Doing},
    },
    record::DocumentKind,
    route::record::AgreementAct,
};
use crate::policy::Act;
use chrono::NaiveDate;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The papers on which an act rests, as they were when it was recorded: it takes effect on these and no others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Papers(Vec<Paper>);

/// What such a paper says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paper {
    document: Uuid,
    kind: DocumentKind,
    party: Option<Uuid>,
    issued_on: Option<NaiveDate>,
    counts_from: NaiveDate,
    empowers: Option<String>,
    deviation: Option<String>,
    sha256: Option<String>,
    signatures: Vec<(Uuid, String, Option<NaiveDate>)>,
}

impl Paper {
    fn of(evidence: &Evidence) -> Self {
        let signatures = evidence.signatures.iter().map(|one| (one.party, one.name.clone(), one.signed_on));
        let mut signatures: Vec<_> = signatures.collect();
        signatures.sort_unstable();
        Self {
            document: evidence.id,
            kind: evidence.kind,
            party: evidence.party,
            issued_on: evidence.issued_on,
            counts_from: evidence.counts_from,
            empowers: evidence.empowers.clone(),
            deviation: evidence.deviation.clone(),
            sha256: evidence.sha256.clone(),
            signatures,
        }
    }
}

impl Papers {
    /// Those of a case with these identifiers, as they are now.
    pub(crate) fn of(case: &Case, ids: &BTreeSet<Uuid>) -> Self {
        let mut papers: Vec<Paper> =
            case.documents.iter().filter(|paper| ids.contains(&paper.id)).map(Paper::of).collect();
        papers.sort_unstable_by_key(|paper| paper.document);
        Self(papers)
    }

    /// Which documents they are.
    pub fn ids(&self) -> BTreeSet<Uuid> {
        self.0.iter().map(|paper| paper.document).collect()
    }
}

impl Case {
    /// The case in which these papers count, and no others of their kinds.
    pub(crate) fn resting_on(&self, papers: &Papers) -> Self {
        let (ids, kinds): (BTreeSet<Uuid>, BTreeSet<DocumentKind>) =
            papers.0.iter().map(|paper| (paper.document, paper.kind)).unzip();
        let mut case = self.clone();
        case.documents.retain(|paper| ids.contains(&paper.id) || !kinds.contains(&paper.kind));
        case
    }
}

impl Pending {
    /// The case in which it takes effect: on the papers that it names. `None` where these are no longer what they were.
    pub(crate) fn stands_in(&self, case: &Case) -> Option<Case> {
        let papers = &self.act.papers;
        (Papers::of(case, &papers.ids()) == *papers).then(|| case.resting_on(papers))
    }

    /// The parties that have yet to confirm it: whoever it binds and who has not done its part; of a corrected day, everyone.
    pub fn awaited(&self, case: &Case) -> BTreeSet<Uuid> {
        if self.act.correction.is_some() {
            let acting = case.tracks.iter().filter(|track| track.acts).map(|track| track.party);
            return acting.filter(|party| !self.agreed.contains(party)).collect();
        }
        case.resting_on(&self.act.papers).awaited(&self.act.doing(), &self.agreed)
    }
}

/// An act that a party declined or withdrew, as the entry in the journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Declined {
    /// What was to be done.
    #[serde(rename = "waits")]
    pub act: AgreementAct,
    /// The party that declined it.
    pub party: Uuid,
    /// Why.
    pub note: Option<String>,
}

impl Declined {
    /// What an entry of the journal says was declined.
    pub fn of_entry(act: &str, data: &serde_json::Value) -> Option<Self> {
        if act == Act::DeclineAct.name() { Self::deserialize(data).ok() } else { None }
    }
}

impl pending_act::Model {
    /// What is to be done.
    pub fn doing(&self) -> Doing {
        Doing { until: self.until_day, ..Doing::new(self.act, self.party_id, self.on_day) }
    }

    /// Whether it says the same as another one, whoever recorded either.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |act: &Self| (act.act, act.on_day, act.until_day, act.joins_id);
        let same_correction = match (&self.correction, &other.correction) {
            (Some(one), Some(other)) => !one.is_another_than(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        said(self) == said(other) && self.papers == other.papers && self.terms == other.terms && same_correction
    }

    /// The SHA-256 of all that it says, in hexadecimal. Whoever confirms it says that this is what they have read.
    pub fn hash(&self) -> String {
        let what = (self.id, self.act, self.party_id, self.on_day, self.until_day);
        let said = json!([what, self.papers, self.terms, self.correction, self.joins_id]);
        let digest = Sha256::digest(said.to_string());
        digest.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
    }
}
