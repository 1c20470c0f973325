//! The parties of agreements, and how each of them stands to one.

use crate::{
    agreement::loader::Part,
    context::Ask,
    date::{Date, PartialDate},
    enums::remote_enum,
    error::ApiError,
    loader::load,
    place::{
        loader::CodesOf,
        types::{Institution, Party, Region},
    },
};
use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{
    agreement::{record::agreement, standing::rule::Standing},
    place::{
        record::party,
        rule::{display_name, shared_name},
    },
};
use std::sync::Arc;

remote_enum! {
    /// The role of a party in an agreement.
    PartyRole = "entity::agreement::record::PartyRole" {
        Initiator: "The initiator (pemrakarsa).",
        Partner: "The other side (mitra).",
        Witness: "Witness (saksi).",
        Facilitator: "Facilitator (fasilitator).",
    }
}

remote_enum! {
    /// What it means for the others that one party ends its part. Where the text does not say, an agreement of two ends, and
    /// a larger one goes on while two parties remain.
    EndsFor = "entity::agreement::record::EndsFor" {
        All: "The agreement ends for all.",
        One: "It ends for the one who leaves.",
    }
}

remote_enum! {
    /// How a party stands to an agreement.
    PartyStatus = "entity::agreement::standing::rule::PartyStatus" {
        Proposed: "It has not signed yet (calon pihak).",
        Acceding: "It accedes: the parties have taken it in, and it has not signed yet (dalam proses aksesi).",
        GivenUp: "It gave the proposal up, or was turned down, before the signature (mundur sebelum penandatanganan).",
        Signed: "It has signed, and the agreement is not in force yet (telah menandatangani).",
        InForce: "The agreement is in force for it (berlaku).",
        NoticeGiven: "It gave notice, and takes part until the day that its notice names (memberitahukan pengakhiran).",
        Left: "It has left, and the others go on or went on (keluar).",
        Ended: "The agreement is over for all (berakhir).",
        Disowned: "What was entered as signed before the registry does not stand for it: it or another party denies it, or it was taken back (catatan tidak diakui).",
    }
}

/// One party of an agreement (pihak).
#[derive(Debug, Clone)]
pub(crate) struct AgreementParty {
    party: Arc<party::Model>,
    role: PartyRole,
    /// Its code in the terms since they were attested.
    named_as: Option<String>,
    /// Before, the day on which its code is that of the terms.
    on: NaiveDate,
    standing: Standing,
    /// Why it denied what was entered in its name.
    denial: Option<String>,
}

impl AgreementParty {
    /// A party of an agreement; `on` is the day on which its code is that of the terms.
    pub(crate) fn of((part, party): &Part, agreement: &agreement::Model, on: NaiveDate) -> Self {
        Self {
            party: party.clone(),
            role: part.role.into(),
            named_as: part.named_as.clone(),
            on,
            standing: Standing::of(part, agreement),
            denial: part.denial.clone(),
        }
    }

    /// Whether it takes part and its notice of termination stands.
    pub(crate) fn has_given_notice(&self) -> bool {
        self.standing.takes_part() && self.standing.notice_given_on.is_some()
    }
}

/// One party of an agreement (pihak).
#[Object]
impl AgreementParty {
    /// The code by which all the world knows it and by which the terms name it, as on the day of the signature, before it
    /// today: `kemendagri:32.73`, `iso3166-2:JP-23`, `wikidata:Q20934`, the first that it has; `name:KR/Suwon` if none. Once
    /// the terms are attested it stays as it was then.
    async fn code(&self, context: &Context<'_>) -> Result<String, ApiError> {
        if let Some(name) = &self.named_as {
            return Ok(name.clone());
        }
        let codes = load(context.lookups()?, CodesOf(self.party.id)).await?;
        Ok(shared_name(&self.party, &codes, self.on))
    }

    /// Its role in the agreement.
    async fn role(&self) -> PartyRole {
        self.role
    }

    /// Whether it is among the parties of the terms: not one that has left.
    async fn takes_part(&self) -> bool {
        self.standing.takes_part()
    }

    /// How it stands to the agreement.
    async fn status(&self) -> PartyStatus {
        self.standing.status.into()
    }

    /// When it signed.
    async fn signed_on(&self) -> Option<PartialDate> {
        self.standing.signed_on.map(PartialDate)
    }

    /// The first day on which the agreement is in force for it.
    async fn in_force_from(&self) -> Option<PartialDate> {
        self.standing.in_force_from.map(PartialDate)
    }

    /// Whether it has said itself that an agreement entered as signed before the registry is as it agreed: it entered it, or
    /// attested the terms. `false` where only others state it; null for an agreement that came about in the registry.
    async fn confirms_entry(&self) -> Option<bool> {
        self.standing.confirms_entry
    }

    /// When it denied what was entered in its name as signed before the registry, with `denyEntry`: the agreement does not stand
    /// for it until it attests the terms, and for the others only where two of them have confirmed it.
    async fn denied_on(&self) -> Option<Date> {
        self.standing.denied_on.map(Into::into)
    }

    /// Why it did.
    async fn denial(&self) -> Option<&str> {
        self.denial.as_deref()
    }

    /// When it acceded to what others had signed before.
    async fn acceded_on(&self) -> Option<Date> {
        self.standing.acceded_on.map(Into::into)
    }

    /// When it gave notice of termination.
    async fn notice_given_on(&self) -> Option<Date> {
        self.standing.notice_given_on.map(Into::into)
    }

    /// The last day in force that its notice names.
    async fn ends_on(&self) -> Option<Date> {
        self.standing.ends_on.map(Into::into)
    }

    /// The last day on which it took part, where it left and the others went on.
    async fn left_on(&self) -> Option<Date> {
        self.standing.left_on.map(Into::into)
    }

    /// Its full name, in the caller's language if it has one.
    async fn name(&self, context: &Context<'_>) -> Result<String, ApiError> {
        Ok(display_name(&self.party, context.caller()?.language))
    }

    /// The party, of whatever kind.
    async fn party(&self) -> Party {
        Party::of(self.party.clone())
    }

    /// The party, if it is a region.
    async fn region(&self) -> Option<Region> {
        Party::of(self.party.clone()).region()
    }

    /// The party, if it is an institution.
    async fn institution(&self) -> Option<Institution> {
        Party::of(self.party.clone()).institution()
    }
}
