//! What two records both have becomes one: each kind of row by its own rule, and nothing is lost of what either said.

use super::{
    act::party_to,
    row::{Moves, Wholes, belonging, column, keys},
    rule::{Hanging, REFERENCES, hanging_name},
};
use crate::{
    Error, Reason, Work,
    account::record::membership,
    agreement::{
        pending::{self, record::pending_act},
        record::{agreement, agreement_party},
        terms::record::terms_copy,
    },
    database::{insert_all, replace_all},
    date::legal_today,
    exchange::record::{Consent, participation},
    journal::{ChangeKind, Entry},
    notice::record::follow,
    partnership::{
        act::{assessed, restate},
        record::{backing, claim, member, partnership},
    },
    place::{
        fact::{act::state, record::fact},
        merged::record::merger,
        record::{NO_LANGUAGE, NameKind, code, name, party, succession},
        rule::member_key,
    },
    policy::Act,
    subject::SubjectKind,
    task::record::hold,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// From which record to which.
pub(super) type Way = (Uuid, Uuid);

/// The names that both have are one; an official one of the record that goes is another name where the one that stays has an
/// official one in its language. What the record that goes was called becomes a further name.
pub(super) async fn names(
    work: &Work,
    moves: &mut Moves,
    (goes, stays): (&party::Model, &party::Model),
) -> Result<(), Error> {
    let names = name::Entity::find().filter(name::Column::PartyId.is_in([stays.id, goes.id])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.party_id == goes.id);
    let mut called: HashSet<&str> =
        [Some(&stays.name), stays.name_en.as_ref()].into_iter().flatten().map(|name| &**name).collect();
    called.extend(known.iter().chain(&theirs).map(|name| &*name.name));
    for theirs in &theirs {
        let same_language = || known.iter().filter(|name| name.language == theirs.language);
        if same_language().any(|name| name.name == theirs.name) {
            moves.absorb(work, theirs).await?;
        } else if theirs.kind == NameKind::Official && same_language().any(|name| name.kind == NameKind::Official) {
            let after = name::Model { kind: NameKind::Alternative, ..theirs.clone() };
            moves.changed(theirs, &after);
            let key = [name::Column::PartyId, name::Column::Language, name::Column::Name];
            replace_all(&**work, vec![after.into_active_model()], &key, &[name::Column::Kind]).await?;
        }
    }
    let mut new: Vec<name::ActiveModel> = Vec::new();
    for main in [Some(&goes.name), goes.name_en.as_ref()].into_iter().flatten() {
        if called.insert(main) {
            let (language, name) = (NO_LANGUAGE.to_owned(), main.clone());
            let row = name::Model { party_id: stays.id, language, name, kind: NameKind::Alternative };
            moves.added(&row);
            new.push(row.into());
        }
    }
    Ok(insert_all(&**work, new).await?)
}

/// A code that both have, or had, is one; it is valid if it is so of either.
pub(super) async fn codes(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    let codes = code::Entity::find().filter(code::Column::PartyId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = codes.into_iter().partition(|code| code.party_id == goes);
    for theirs in theirs {
        let same = known.iter().find(|code| (&code.scheme, &code.value) == (&theirs.scheme, &theirs.value));
        let Some(known) = same else { continue };
        moves.absorb(work, &theirs).await?;
        if known.valid_until.is_some() && theirs.valid_until.is_none() {
            let after = code::Model { valid_until: None, ..known.clone() };
            moves.changed(known, &after);
            let key = [code::Column::Scheme, code::Column::Value, code::Column::PartyId];
            replace_all(&**work, vec![after.into_active_model()], &key, &[code::Column::ValidUntil]).await?;
        }
    }
    Ok(())
}

/// Of what one source states of both, the later word is followed.
pub(super) async fn facts(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    let facts = fact::Entity::find().filter(fact::Column::PartyId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = facts.into_iter().partition(|fact| fact.party_id == goes);
    for theirs in theirs {
        let same = known.iter().find(|known| (known.kind, &known.source) == (theirs.kind, &theirs.source));
        let Some(known) = same else { continue };
        moves.absorb(work, &theirs).await?;
        if known.as_of < theirs.as_of {
            let after = fact::Model { party_id: stays, ..theirs };
            moves.changed(known, &after);
            state(work, vec![after.into_active_model()]).await?;
        }
    }
    Ok(())
}

/// A succession that both have is one.
pub(super) async fn successions(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    use succession::Column as S;
    let of_any = S::PredecessorId.is_in([stays, goes]).or(S::SuccessorId.is_in([stays, goes]));
    let all = succession::Entity::find().filter(of_any).all(&**work).await?;
    let now = |id: Uuid| if id == goes { stays } else { id };
    for one in all.iter().filter(|one| [one.predecessor_id, one.successor_id].contains(&goes)) {
        let pair = (now(one.predecessor_id), now(one.successor_id));
        if all.iter().any(|other| (other.predecessor_id, other.successor_id) == pair) {
            moves.absorb(work, one).await?;
        }
    }
    Ok(())
}

/// A role that a person has in both is one.
pub(super) async fn roles(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    let held = membership::Entity::find().filter(membership::Column::PartyId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.party_id == Some(goes));
    for theirs in theirs {
        if known.iter().any(|held| (held.person_id, held.role) == (theirs.person_id, theirs.role)) {
            moves.absorb(work, &theirs).await?;
        }
    }
    Ok(())
}

/// Who follows both, follows one.
pub(super) async fn followers(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    let found = follow::Entity::find().filter(follow::Column::SubjectId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = found.into_iter().partition(|follow| follow.subject_id == goes);
    for theirs in theirs {
        if known.iter().any(|follow| follow.person_id == theirs.person_id) {
            moves.absorb(work, &theirs).await?;
        }
    }
    Ok(())
}

/// What is due of both at once, one person does: whoever had taken it for the record that stays.
pub(super) async fn tasks(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    let found = hold::Entity::find().filter(hold::Column::PartyId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = found.into_iter().partition(|hold| hold.party_id == goes);
    for theirs in theirs {
        if known.iter().any(|hold| hold.deadline_id == theirs.deadline_id) {
            moves.absorb(work, &theirs).await?;
        }
    }
    Ok(())
}

/// Who takes part in one exchange under both records in one role, does so once: confirmed if either confirmed it.
pub(super) async fn participations(work: &Work, moves: &mut Moves, (goes, stays): Way) -> Result<(), Error> {
    use participation::Column as P;
    let found = participation::Entity::find().filter(P::PartyId.is_in([stays, goes])).all(&**work).await?;
    let (theirs, known): (Vec<_>, Vec<_>) = found.into_iter().partition(|part| part.party_id == goes);
    for theirs in theirs {
        let same = known.iter().find(|part| (part.exchange_id, part.role) == (theirs.exchange_id, theirs.role));
        let Some(known) = same else { continue };
        moves.absorb(work, &theirs).await?;
        if theirs.consent == Consent::Confirmed && known.consent != Consent::Confirmed {
            let after = participation::Model { consent: Consent::Confirmed, ..known.clone() };
            moves.changed(known, &after);
            let key = [P::ExchangeId, P::PartyId, P::Role];
            replace_all(&**work, vec![after.into_active_model()], &key, &[P::Consent]).await?;
        }
    }
    Ok(())
}

/// Partnerships of the record that goes become those of the one that stays. Where both have one of a class with the same
/// members, it becomes one with what is stated of both; of what one source states of both, the later word counts. Returns
/// what to write into the journal of those that became one.
pub(super) async fn partnerships(work: &Work, moves: &mut Moves, way: Way) -> Result<Vec<Entry>, Error> {
    let (goes, stays) = way;
    let mut entries = Vec::new();
    for theirs in of_member(work, goes).await? {
        let members = members_of(work, theirs.id).await?;
        let now: Vec<Uuid> =
            members.iter().map(|one| if one.party_id == goes { stays } else { one.party_id }).collect();
        let key = member_key(&now);
        let same = partnership::Entity::find()
            .filter(partnership::Column::MemberKey.eq(key.as_str()))
            .filter(partnership::Column::Class.eq(theirs.class))
            .one(&**work)
            .await?;
        match same {
            Some(same) => entries.extend(become_one(work, moves, (theirs, members), same, way).await?),
            None => set_key(work, theirs.id, key).await?,
        }
    }
    Ok(entries)
}

/// The partnerships of a party, in the order of their identifiers.
pub(super) async fn of_member(work: &Work, party: Uuid) -> Result<Vec<partnership::Model>, DbErr> {
    let theirs = member::Entity::find().filter(member::Column::PartyId.eq(party)).all(&**work).await?;
    partnership::Entity::find()
        .filter(partnership::Column::Id.is_in(theirs.into_iter().map(|member| member.partnership_id)))
        .order_by_asc(partnership::Column::Id)
        .all(&**work)
        .await
}

async fn members_of(work: &Work, partnership: Uuid) -> Result<Vec<member::Model>, DbErr> {
    let members = member::Entity::find().filter(member::Column::PartnershipId.eq(partnership));
    members.order_by_asc(member::Column::Ordinal).all(&**work).await
}

async fn claims_of(work: &Work, partnership: Uuid) -> Result<Vec<claim::Model>, DbErr> {
    claim::Entity::find().filter(claim::Column::PartnershipId.eq(partnership)).all(&**work).await
}

async fn become_one(
    work: &Work,
    moves: &mut Moves,
    (theirs, members): (partnership::Model, Vec<member::Model>),
    same: partnership::Model,
    (goes, stays): Way,
) -> Result<Vec<Entry>, Error> {
    let known = claims_of(work, same.id).await?;
    for said in claims_of(work, theirs.id).await? {
        let stated_by = said.stated_by.map(|party| if party == goes { stays } else { party });
        let now = claim::Model { partnership_id: same.id, stated_by, ..said.clone() };
        match known.iter().find(|claim| (&claim.source, claim.stated_by) == (&said.source, stated_by)) {
            None => {
                moves.changed(&said, &now);
                put_claim(work, &now).await?;
            }
            Some(earlier) => {
                moves.absorb(work, &said).await?;
                if earlier.as_of < said.as_of {
                    let after = claim::Model { id: earlier.id, created_at: earlier.created_at, ..now };
                    moves.changed(earlier, &after);
                    restate(work, vec![after.into_active_model()]).await?;
                }
            }
        }
    }
    backing::Entity::update_many()
        .col_expr(backing::Column::PartnershipId, Expr::value(same.id))
        .filter(backing::Column::PartnershipId.eq(theirs.id))
        .exec(&**work)
        .await?;
    for member in &members {
        moves.absorb(work, member).await?;
    }
    moves.absorb(work, &theirs).await?;
    let (was_claimed, id) = (same.claimed, same.id);
    let after = assessed(work, same, false).await?;
    let mut entries = Vec::new();
    if theirs.claimed {
        let data = json!({ "class": theirs.class, "into": id });
        let subject = (SubjectKind::Partnership, theirs.id);
        entries.push(Entry::public(Act::MergeParties, subject, ChangeKind::Removed, data));
    }
    if after.claimed {
        let data = json!({
            "class": after.class, "members": members_of(work, id).await?.iter().map(|one| one.party_id).collect::<Vec<_>>(),
            "verification": after.verification, "since": after.since, "until": after.until,
        });
        let change = if was_claimed { ChangeKind::Changed } else { ChangeKind::Created };
        entries.push(Entry::public(Act::MergeParties, (SubjectKind::Partnership, id), change, data));
    }
    Ok(entries)
}

/// Writes about which partnership a claim is, and who makes it.
async fn put_claim(work: &Work, claim: &claim::Model) -> Result<(), DbErr> {
    let row = claim::ActiveModel {
        id: Unchanged(claim.id),
        partnership_id: Set(claim.partnership_id),
        stated_by: Set(claim.stated_by),
        ..Default::default()
    };
    row.update(&**work).await.map(|_| ())
}

pub(super) async fn set_key(work: &Work, partnership: Uuid, key: String) -> Result<(), DbErr> {
    let row = partnership::ActiveModel { id: Unchanged(partnership), member_key: Set(key), ..Default::default() };
    row.update(&**work).await.map(|_| ())
}

/// Lets everything that spells out the parties of these agreements name the other record: which agreements have the same
/// parties, and the parties' own copies of the terms. What was attested stays as it was said. An act that waits is void, as
/// whenever parties move: what takes effect is what everyone read.
pub(super) async fn spell_out(work: &Work, agreements: &BTreeSet<Uuid>, (from, to): Way) -> Result<(), Error> {
    let now = |id: Uuid| if id == from { to } else { id };
    let of_these = agreement::Entity::find().filter(agreement::Column::Id.is_in(agreements.iter().copied()));
    for agreement in of_these.all(&**work).await? {
        let parties: Vec<Uuid> = agreement.member_key.split('+').filter_map(|id| id.parse().ok()).map(now).collect();
        let row = agreement::ActiveModel {
            id: Unchanged(agreement.id),
            member_key: Set(member_key(&parties)),
            // What is due under it, and of whom, is looked at again.
            turns_on: Set(Some(legal_today(work.now).into())),
            ..Default::default()
        };
        row.update(&**work).await?;
        pending::act::void(work, agreement.id).await?;
    }
    let copies = terms_copy::Entity::find().filter(terms_copy::Column::AgreementId.is_in(agreements.iter().copied()));
    for copy in copies.all(&**work).await? {
        let mut terms = copy.terms;
        terms.parties = terms.parties.into_iter().map(now).collect();
        let row = terms_copy::ActiveModel {
            agreement_id: Unchanged(copy.agreement_id),
            party_id: Unchanged(copy.party_id),
            terms: Set(terms),
            ..Default::default()
        };
        row.update(&**work).await?;
    }
    Ok(())
}

/// Voids what waits in agreements that a record joins or acts in without being a party yet.
pub(super) async fn void_joining(work: &Work, party: Uuid) -> Result<(), DbErr> {
    let names = pending_act::Column::JoinsId.eq(party).or(pending_act::Column::PartyId.eq(party));
    pending_act::Entity::delete_many().filter(names).exec(&**work).await.map(|_| ())
}

/// Refuses to undo a merger where something has happened since under what came with the record: what a party does under an
/// agreement, it does for itself.
pub(super) async fn check_nothing_new(work: &Work, merger: &merger::Model, wholes: &Wholes) -> Result<(), Error> {
    let (stays, goes) = (merger.party_id, merger.duplicate_id);
    let agreements: Vec<Uuid> = party_to(work, &wholes.agreements, goes).await?.into_iter().collect();
    let parts = agreement_party::Entity::find()
        .filter(agreement_party::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(agreement_party::Column::PartyId.eq(goes));
    let since = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at > merger.merged_at);
    let acted =
        |part: &agreement_party::Model| since(part.acted_at) || since(part.attested_at) || since(part.denied_at);
    if parts.all(&**work).await?.iter().any(acted) {
        return Err(changed_since(work, "agreement_party"));
    }
    let moved = Wholes { agreements: agreements.into_iter().collect(), ..Wholes::default() };
    for (table, name) in OF_A_PARTY {
        let Some(reference) = REFERENCES.iter().find(|one| (one.table, one.column) == (*table, *name)) else {
            continue;
        };
        let Some(which) = belonging(reference, &moved) else { continue };
        if !keys(&**work, reference, which.add(column(name).eq(stays))).await?.is_empty() {
            return Err(changed_since(work, table));
        }
    }
    for id in &wholes.partnerships {
        let members = members_of(work, *id).await?;
        let is_member = members.iter().any(|member| member.party_id == stays);
        if !is_member && claims_of(work, *id).await?.iter().any(|claim| claim.stated_by == Some(stays)) {
            return Err(changed_since(work, "claim"));
        }
    }
    Ok(())
}

/// What an agreement holds of a party itself, and not of its keeper.
const OF_A_PARTY: &[(&str, &str)] = &[
    ("agreement_party", "party_id"),
    ("agreement_step", "party_id"),
    ("terms_copy", "party_id"),
    ("document", "party_id"),
    ("document_signature", "party_id"),
];

/// The refusal of what cannot be undone because something has happened since.
pub(super) fn changed_since(work: &Work, table: &str) -> Error {
    let reference = REFERENCES.iter().find(|reference| reference.table == table);
    let hanging = reference.map_or(Hanging::Partnerships, |reference| reference.hanging);
    Error::refuse(Reason::ChangedSinceMerger { what: hanging_name(hanging, work.caller.language).to_owned() })
}

/// Lets partnerships be what their members and claims make of them now. Returns what to write into the journal.
pub(super) async fn reassess_all(work: &Work, wholes: &Wholes, act: Act) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for id in &wholes.partnerships {
        let members: Vec<Uuid> = members_of(work, *id).await?.into_iter().map(|member| member.party_id).collect();
        set_key(work, *id, member_key(&members)).await?;
        let Some(before) = partnership::Entity::find_by_id(*id).one(&**work).await? else { continue };
        let was_claimed = before.claimed;
        let after = assessed(work, before, false).await?;
        let data = json!({
            "class": after.class, "members": members, "verification": after.verification, "since": after.since,
            "until": after.until,
        });
        if after.claimed || was_claimed {
            entries.push(Entry::public(act, (SubjectKind::Partnership, *id), ChangeKind::Changed, data));
        }
    }
    Ok(entries)
}
