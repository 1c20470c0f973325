//! Merging two records that turned out to be one.

use super::{
    find::{against, hanging_on},
    hold::{expected, lock, wholes_of},
    record::{RowChange, merger_row},
    row::{self, Moves, Wholes, move_rows, row_of},
    rule::{REFERENCES, completed},
    unite,
};
use crate::{
    Caller, Error, Reason, Refusal, Registry, Work,
    agreement::{self, backing},
    exchange,
    journal::{ChangeKind, Entry},
    partnership::{act::count_ties, record::member},
    place::{
        entry::{act::index, rule::LONGEST_SOURCE},
        fact::{record::fact, rule::with_figures},
        merged::record::merger,
        record::party,
        rule::party_name,
    },
    policy::{self, Act},
    refusal::Refusals,
    search,
    text::both_said,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Cond};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Two records that are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeParties {
    /// The record that stays.
    pub party: Uuid,
    /// The revision of it that the caller read.
    pub expected_revision: i32,
    /// The record that goes into it.
    pub duplicate: Uuid,
    /// The revision of that one.
    pub duplicate_revision: i32,
    /// Why the two are one.
    pub reason: String,
}

/// Merges a record into another one that is the same region or institution: all that hangs on it hangs on that one since, and
/// its identifier and address lead there. The journal keeps what it says of either.
pub async fn merge_parties(registry: &Registry, caller: &Caller, input: &MergeParties) -> Result<party::Model, Error> {
    policy::may(caller, Act::MergeParties, &[])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let reason = refused.line("reason", Some(&input.reason), LONGEST_SOURCE);
    refused.unless(reason.is_some(), "reason", Reason::Required);
    refused.unless(input.party != input.duplicate, "duplicate", Reason::SameRecord);
    refused.done()?;
    let locked = lock(&work, &[input.party, input.duplicate]).await?;
    let revision = (input.expected_revision, "expectedRevision");
    let stays = expected(&work, &locked, (input.party, "party"), revision).await?;
    let revision = (input.duplicate_revision, "duplicateRevision");
    let goes = expected(&work, &locked, (input.duplicate, "duplicate"), revision).await?;
    let mut refused = Refusals::default();
    for reason in against(&*work, caller.language, &stays, &goes).await? {
        refused.add("duplicate", reason);
    }
    refused.done()?;
    let (party, entries) = merge(&work, stays, goes, &reason.unwrap_or_default()).await?;
    work.record_all(entries).await?;
    Ok(party)
}

async fn merge(
    work: &Work,
    stays: party::Model,
    goes: party::Model,
    reason: &str,
) -> Result<(party::Model, Vec<Entry>), Error> {
    let merger = noted(work, &stays, &goes, reason).await?;
    let way = (goes.id, stays.id);
    let mut moves = Moves::of(merger.id);
    let hangs = hanging_on(&**work, goes.id).await?;
    let partners = partners_of(work, &[stays.id, goes.id]).await?;
    let mut entries = unite_rows(work, &mut moves, (&goes, &stays)).await?;
    let wholes = move_all(work, &mut moves, way).await?;
    let party = settle(work, &mut moves, (stays, &goes)).await?;
    moves.keep(work).await?;
    search::Entity::delete_many().filter(search::Column::SubjectId.eq(goes.id)).exec(&**work).await?;
    party::Entity::delete_by_id(goes.id).exec(&**work).await?;
    entries.extend(follow(work, &wholes).await?);
    let party = finish(work, party, partners.into_iter().filter(|partner| *partner != goes.id)).await?;
    let along: BTreeMap<String, u64> = hangs.into_iter().map(|(kind, count)| (format!("{kind:?}"), count)).collect();
    let data = json!({
        "name": party_name(&party), "merged": goes.id, "mergedName": merger.name, "mergedSlug": merger.slug,
        "note": reason, "moves": along, "source": party.source, "revision": party.revision,
    });
    let entry = Entry::of::<party::Entity>(Act::MergeParties, ChangeKind::Changed, &party, [], data);
    entries.insert(0, entry);
    Ok((party, entries))
}

/// Notes which record goes into which.
async fn noted(work: &Work, stays: &party::Model, goes: &party::Model, reason: &str) -> Result<merger::Model, Error> {
    let row = merger::Model {
        id: work.new_id(),
        party_id: stays.id,
        duplicate_id: goes.id,
        slug: goes.slug.clone(),
        name: party_name(goes),
        reason: reason.to_owned(),
        duplicate: row_of(goes),
        merged_at: work.now,
        undone_at: None,
    };
    Ok(row.into_active_model().insert(&**work).await?)
}

/// Makes one of what both have.
async fn unite_rows(
    work: &Work,
    moves: &mut Moves,
    (goes, stays): (&party::Model, &party::Model),
) -> Result<Vec<Entry>, Error> {
    let way = (goes.id, stays.id);
    unite::names(work, moves, (goes, stays)).await?;
    unite::codes(work, moves, way).await?;
    unite::facts(work, moves, way).await?;
    unite::successions(work, moves, way).await?;
    unite::roles(work, moves, way).await?;
    unite::followers(work, moves, way).await?;
    unite::tasks(work, moves, way).await?;
    unite::participations(work, moves, way).await?;
    unite::void_joining(work, goes.id).await?;
    let theirs = wholes_of(&**work, &[goes.id]).await?;
    unite::spell_out(work, &party_to(work, &theirs.agreements, goes.id).await?, way).await?;
    unite::partnerships(work, moves, way).await
}

/// Those of these agreements to which it is a party.
pub(super) async fn party_to(work: &Work, agreements: &BTreeSet<Uuid>, party: Uuid) -> Result<BTreeSet<Uuid>, Error> {
    use agreement::record::agreement_party::{Column, Entity};
    let rows =
        Entity::find().filter(Column::AgreementId.is_in(agreements.iter().copied())).filter(Column::PartyId.eq(party));
    Ok(rows.all(&**work).await?.into_iter().map(|part| part.agreement_id).collect())
}

/// Moves the rest, and says to what it belongs.
async fn move_all(work: &Work, moves: &mut Moves, way: unite::Way) -> Result<Wholes, Error> {
    let mut wholes = Wholes::default();
    for reference in REFERENCES {
        for key in move_rows(work, reference, way, Cond::all()).await? {
            wholes.note(reference, &key);
            moves.moved(reference, key);
        }
    }
    Ok(wholes)
}

/// The record that stays, with what it lacked, and the figures that are followed now.
async fn settle(
    work: &Work,
    moves: &mut Moves,
    (stays, goes): (party::Model, &party::Model),
) -> Result<party::Model, Error> {
    // Moving may have touched the record itself, such as where it lies.
    let before = party::Entity::find_by_id(stays.id).one(&**work).await?.unwrap_or(stays);
    let after =
        party::Model { source: both_said(&before.source, &goes.source, LONGEST_SOURCE), ..completed(&before, goes) };
    let facts = fact::Entity::find().filter(fact::Column::PartyId.eq(before.id)).all(&**work).await?;
    let after = with_figures(after, &facts);
    moves.changed(&before, &after);
    Ok(after)
}

/// Lets what rests on agreements follow them as they are now.
pub(super) async fn follow(work: &Work, wholes: &Wholes) -> Result<Vec<Entry>, Error> {
    let agreements: Vec<Uuid> = wholes.agreements.iter().copied().collect();
    let entries = backing::act::follow(work, &agreements).await?;
    agreement::reindex(work, &wholes.agreements).await?;
    let exchanges = exchange::record::exchange::Column::Id.is_in(wholes.exchanges.iter().copied());
    for one in exchange::record::exchange::Entity::find().filter(exchanges).all(&**work).await? {
        exchange::act::index(work, &one).await?;
    }
    Ok(entries)
}

/// Writes the record at its next revision, lets it be found, and counts its partnerships and those of its partners.
pub(super) async fn finish(
    work: &Work,
    party: party::Model,
    partners: impl Iterator<Item = Uuid>,
) -> Result<party::Model, Error> {
    let row = party::Model { revision: party.revision + 1, updated_at: work.now, ..party };
    let party = row.into_active_model().reset_all().update(&**work).await?;
    index(work, &party).await?;
    let counted: Vec<Uuid> = partners.chain([party.id]).collect();
    count_ties(work, &counted).await?;
    let party = party::Entity::find_by_id(party.id).one(&**work).await?;
    party.ok_or_else(|| Error::Fault("a record is gone after it was written".into()))
}

/// The members of the partnerships of these parties.
pub(super) async fn partners_of(work: &Work, parties: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
    let wholes = wholes_of(&**work, parties).await?;
    let members = member::Entity::find().filter(member::Column::PartnershipId.is_in(wholes.partnerships));
    Ok(members.all(&**work).await?.into_iter().map(|member| member.party_id).collect())
}

/// Undoes a merger as a whole: the record is there again with all that came with it. Refused where something has happened to
/// that since. Returns the record that stayed, the one that is there again, and what to write into the journal beside them.
pub(super) async fn undo(
    work: &Work,
    merger: &merger::Model,
) -> Result<(party::Model, party::Model, Vec<Entry>), Error> {
    let (stays, goes) = (merger.party_id, merger.duplicate_id);
    let partners = partners_of(work, &[stays]).await?;
    row::insert::<party::Entity>(work, &merger.duplicate).await?;
    let mut rows = merger_row::Entity::find()
        .filter(merger_row::Column::MergerId.eq(merger.id))
        .order_by_desc(merger_row::Column::Place)
        .all(&**work)
        .await?;
    let own = rows.extract_if(.., |row| row.table_name == "party" && row.change == RowChange::Changed);
    let own: Vec<merger_row::Model> = own.collect();
    let mut wholes = Wholes::default();
    for row in &rows {
        take_back(work, row, (stays, goes), &mut wholes).await?;
    }
    unite::check_nothing_new(work, merger, &wholes).await?;
    let of_party = party_to(work, &wholes.agreements, goes).await?;
    unite::spell_out(work, &of_party, (stays, goes)).await?;
    let mut entries = unite::reassess_all(work, &wholes, Act::SplitParty).await?;
    entries.extend(follow(work, &wholes).await?);
    let before = party::Entity::find_by_id(stays).one(&**work).await?;
    let before = before.ok_or_else(|| Refusal::at("party", Reason::NotFound))?;
    let reverted = own.first().map_or(Ok(before.clone()), |row| row::reverted(&before, &row.contents))?;
    let party = finish(work, party::Model { revision: before.revision, ..reverted }, partners.into_iter()).await?;
    let again = party::Entity::find_by_id(goes).one(&**work).await?;
    let again = again.ok_or_else(|| Error::Fault("a record is gone after it was written".into()))?;
    let again = finish(work, again, std::iter::empty()).await?;
    Ok((party, again, entries))
}

async fn take_back(work: &Work, row: &merger_row::Model, way: (Uuid, Uuid), wholes: &mut Wholes) -> Result<(), Error> {
    let is_as_it_came = match &row.column_name {
        None => {
            wholes.note_row(row);
            row::take_back(work, row).await?
        }
        Some(column) => {
            let moved = REFERENCES.iter().find(|one| one.table == row.table_name && one.column == column);
            let moved = moved.ok_or_else(|| Error::Fault(format!("{}.{column} names no party", row.table_name)))?;
            wholes.note(moved, &row.contents);
            row::move_back(work, moved, &row.contents, way).await?
        }
    };
    if is_as_it_came { Ok(()) } else { Err(unite::changed_since(work, &row.table_name)) }
}
