//! An agreement in the hands of an act: locked, so that nobody else acts on it meanwhile.

use super::{
    document, keep, pending,
    progress::{
        find as progress,
        rule::{Case, Doing, Move},
    },
    record::{DocumentKind, Field, agreement, agreement_party, field},
    terms::{act::drop_attestations, rule::Terms},
    words,
};
use crate::{Error, Reason, Refusal, Work, account, policy::Act};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// An agreement that is locked until the act ends, and the parties that take part in it, in their order.
#[derive(Debug)]
pub(crate) struct Held {
    pub agreement: agreement::Model,
    pub parties: Vec<Uuid>,
    /// Those that accede and are no parties yet.
    pub acceding: Vec<Uuid>,
    /// How far it has come, once an act has asked.
    case: Option<Arc<Case>>,
}

/// Locks an agreement that the caller may see. Refused where it has changed since the caller read it at the expected
/// revision: the refusal names the acts that came between.
pub(crate) async fn hold(work: &Work, id: Uuid, expected: Option<i32>) -> Result<Held, Error> {
    let agreement = work.hold::<agreement::Entity>(id).await?;
    if let Some(expected) = expected {
        work.check_unchanged::<agreement::Entity>(&agreement, expected).await?;
    }
    let parties = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.eq(id))
        .order_by_asc(agreement_party::Column::Ordinal)
        .all(&**work)
        .await?;
    let which = |is: fn(&agreement_party::Model) -> bool| {
        parties.iter().filter(|party| is(party)).map(|party| party.party_id).collect()
    };
    let (takes_part, accedes) = (agreement_party::Model::takes_part, agreement_party::Model::is_acceding);
    Ok(Held { agreement, parties: which(takes_part), acceding: which(accedes), case: None })
}

impl Held {
    /// How far it has come. It is read once: what an act changes of it is noted here.
    pub async fn case(&mut self, work: &Work) -> Result<Arc<Case>, Error> {
        if let Some(case) = &self.case {
            return Ok(case.clone());
        }
        let case = Arc::new(progress::case(&**work, &self.agreement, work.now).await?);
        Ok(self.case.insert(case).clone())
    }

    /// Notes that its parties went on.
    pub fn note_moves(&mut self, moves: &[Move], on: NaiveDate) {
        self.note(|case| case.follow_moves(moves, on));
    }

    /// Notes what a step said of the parties: who gave notice, whose notice was withdrawn, who left.
    pub fn note_notices(&mut self, doing: &Doing, leaving: &[Uuid]) {
        self.note(|case| case.follow_notices(doing, leaving));
    }

    /// Voids its documents of these kinds.
    pub async fn void(&mut self, work: &Work, kinds: &[DocumentKind]) -> Result<(), Error> {
        document::act::void(work, self.agreement.id, kinds).await?;
        self.note(|case| {
            let gone = case.documents.extract_if(.., |document| kinds.contains(&document.kind));
            let gone: Vec<DocumentKind> = gone.map(|document| document.kind).collect();
            case.void.extend(gone);
        });
        Ok(())
    }

    /// Notes that these documents carried an act on this day, and carry no other.
    pub async fn use_up(&mut self, work: &Work, papers: &BTreeSet<Uuid>, on: NaiveDate) -> Result<(), Error> {
        document::act::use_up(work, papers, on).await?;
        self.note(|case| {
            for paper in case.documents.iter_mut().filter(|paper| papers.contains(&paper.id)) {
                paper.used_on = Some(on);
            }
        });
        Ok(())
    }

    /// Notes how many fields of cooperation it names now.
    pub fn note_fields(&mut self, fields: usize) {
        self.note(|case| case.fields = fields);
    }

    /// Notes that it has other documents now, or that a party gave its word: how far it has come is read again.
    pub fn read_anew(&mut self) {
        self.case = None;
    }

    fn note(&mut self, change: impl FnOnce(&mut Case)) {
        if let Some(case) = &mut self.case {
            change(Arc::make_mut(case));
        }
    }

    /// Its terms.
    pub async fn terms(&self, work: &Work) -> Result<Terms, Error> {
        let fields =
            field::Entity::find().filter(field::Column::AgreementId.eq(self.agreement.id)).all(&**work).await?;
        let fields: Vec<Field> = fields.into_iter().map(|field| field.field).collect();
        Ok(Terms::of(&self.agreement, self.parties.iter().copied(), fields))
    }

    /// The parties for one of which somebody must act who does `act` for any of `whose`. The keeper of the agreement
    /// speaks for a party for which nobody acts in the registry; where the keeper has no people itself, those do who keep the
    /// registry, and no other party.
    pub async fn speakers(&self, work: &Work, act: Act, whose: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        let mut speakers: Vec<Uuid> = whose.iter().copied().filter(|party| self.lists(*party)).collect();
        if let Some(owner) = self.agreement.owner_id.filter(|owner| !speakers.contains(owner))
            && !account::find::anyone_may(work, act, &speakers).await?
        {
            speakers.push(owner);
        }
        Ok(speakers)
    }

    /// Whether it is a party, or accedes.
    pub fn lists(&self, party: Uuid) -> bool {
        self.parties.contains(&party) || self.acceding.contains(&party)
    }

    /// Those that see what parties see: the parties, and those that accede.
    pub fn listed(&self) -> Vec<Uuid> {
        self.parties.iter().chain(&self.acceding).copied().collect()
    }

    /// The one that takes a step, and how far things have come for it: a party, as [`Self::party_of`] says, or one that accedes
    /// on its own way.
    pub async fn walker(&mut self, work: &Work, said: Option<Uuid>) -> Result<(Uuid, Arc<Case>), Error> {
        let own = work.caller.parties();
        let for_a_party = self.parties.iter().any(|party| own.contains(party));
        let acceding = said.or_else(|| self.acceding.iter().copied().find(|party| !for_a_party && own.contains(party)));
        let case = self.case(work).await?;
        match acceding
            .filter(|party| self.acceding.contains(party))
            .and_then(|party| Some((party, case.acceding(party)?)))
        {
            Some((party, its_own)) => Ok((party, Arc::new(its_own))),
            None => Ok((self.party_of(work, said)?, case)),
        }
    }

    /// The party for which the caller speaks if they do not say: the first of their own, else the first.
    pub fn party_of(&self, work: &Work, said: Option<Uuid>) -> Result<Uuid, Error> {
        let own = work.caller.parties();
        let theirs = |parties: &[Uuid]| parties.iter().copied().find(|party| own.contains(party));
        let chosen = said.or_else(|| theirs(&self.parties)).or_else(|| theirs(&self.acceding));
        if chosen.is_some_and(|party| self.acceding.contains(&party)) {
            return Err(Refusal::at("party", Reason::NotYetParty).into());
        }
        let party = chosen.or_else(|| self.parties.first().copied());
        party
            .filter(|party| self.parties.contains(party))
            .ok_or_else(|| Error::refuse(Reason::NotFound).within("party"))
    }

    /// Writes what an act changed; its revision rises, attestations of other dates than those signed and an act that waits no
    /// longer count, and what is due and the day on which its stage changes by itself follow.
    pub async fn save(&mut self, work: &Work, changed: agreement::ActiveModel) -> Result<(), Error> {
        let mut row = changed;
        row.id = Set(self.agreement.id);
        row.revision = Set(self.agreement.revision + 1);
        row.updated_at = Set(work.now);
        let agreement = row.update(&**work).await?;
        let dated = |agreement: &agreement::Model| (agreement.signed_on, agreement.in_force_on, agreement.expires_on);
        // What is signed is what was attested: the dates that a signature sets follow from the terms.
        let is_signed_now = self.agreement.signed_on.is_none() && agreement.signed_on.is_some();
        if dated(&self.agreement) != dated(&agreement) && !is_signed_now {
            drop_attestations(work, agreement.id).await?;
            pending::act::void(work, agreement.id).await?;
        }
        self.note(|case| case.read(&agreement));
        let before = std::mem::replace(&mut self.agreement, agreement);
        self.retitle(work, words::Mark::of(&before)).await?;
        self.follow(work).await
    }

    /// Lets a title that was made follow what it says.
    async fn retitle(&mut self, work: &Work, before: words::Mark) -> Result<(), Error> {
        let titles = words::title_of(&self.agreement);
        let title = words::retitled(titles.clone(), before, words::Mark::of(&self.agreement));
        if title == titles {
            return Ok(());
        }
        let id = Unchanged(self.agreement.id);
        let row = agreement::ActiveModel { id, title_id: Set(title.id), title_en: Set(title.en), ..Default::default() };
        self.agreement = row.update(&**work).await?;
        let fields = self.terms(work).await?.fields.into_iter().collect();
        keep::index(work, &self.agreement, &self.listed(), &fields).await
    }

    /// Notes what follows from it as it is now.
    pub async fn follow(&mut self, work: &Work) -> Result<(), Error> {
        let case = self.case(work).await?;
        self.agreement = keep::follow(work, self.agreement.clone(), &case).await?;
        Ok(())
    }
}
