//! Posting that a region is looking for partners, changing the posting, and closing it.

use super::{
    find::open_on,
    record::{country_wanted, field_wanted, method_wanted, partner_wanted},
    rule::MOST_OPEN,
};
use crate::{
    Caller, Error, Reason, Registry, Work,
    agreement::record::Field,
    date::legal_today,
    exchange::record::Method,
    journal::{ChangeKind, Entry},
    page,
    place::{self, record::party},
    policy::{self, Act},
    refusal::{Gate, Named, Refusals},
    text::LocalText,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType,
};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest text, in characters.
const LONGEST_TEXT: usize = 4_000;
/// The longest contact, in characters.
const LONGEST_LINE: usize = 300;
/// How many countries a posting names at most.
const MOST_COUNTRIES: usize = 50;

/// What a region is looking for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What partner it looks for and what it offers, in at least one language.
    pub text: LocalText,
    /// The countries of wanted partners (two-letter codes); any country if empty.
    pub countries: Vec<String>,
    /// In which fields of cooperation.
    pub fields: BTreeSet<Field>,
    /// By which methods of exchange.
    pub methods: BTreeSet<Method>,
    /// Whom to contact: an address or an office, on one line.
    pub contact: String,
    /// The last day on which it is open; `None` for no end.
    pub open_until: Option<NaiveDate>,
}

/// A wish that has passed every check.
struct Checked {
    row: partner_wanted::ActiveModel,
    countries: BTreeSet<String>,
}

/// Posts that `party` is looking for partners.
pub async fn post_partner_wanted(
    registry: &Registry,
    caller: &Caller,
    party: Uuid,
    wish: &Wish,
) -> Result<partner_wanted::Model, Error> {
    policy::may(caller, Act::PostPartnerWanted, &[party])?;
    let work = registry.begin(caller).await?;
    let mut refused = Refusals::default();
    let poster = lock(&work, party).await?;
    refused.unless(poster.is_some(), "party", Reason::NotFound);
    if let Some(poster) = poster.filter(|poster| !poster.autonomous) {
        refused.add("party", Reason::NotAutonomous { name: place::rule::party_name(&poster) });
    }
    let Checked { row, countries } = check(&work, (party, None), wish, refused).await?;
    let row = partner_wanted::ActiveModel {
        id: Set(work.new_id()),
        party_id: Set(party),
        posted_on: Set(legal_today(work.now)),
        revision: Set(1),
        created_at: Set(work.now),
        ..row
    };
    let posting = row.insert(&*work).await?;
    store(&work, posting.id, &countries, wish).await?;
    work.record(entry(Act::PostPartnerWanted, ChangeKind::Created, &posting, &countries, wish)).await?;
    Ok(posting)
}

/// Replaces all contents of a posting. A closed one stays closed.
pub async fn revise_partner_wanted(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
    wish: &Wish,
) -> Result<partner_wanted::Model, Error> {
    let (work, before) = open(registry, caller, Act::RevisePartnerWanted, id, expected_revision).await?;
    let checked = check(&work, (before.party_id, Some(id)), wish, Refusals::default()).await?;
    let Checked { row, countries } = checked;
    let posting = save(&work, &before, row).await?;
    clear(&work, id).await?;
    store(&work, id, &countries, wish).await?;
    work.record(entry(Act::RevisePartnerWanted, ChangeKind::Changed, &posting, &countries, wish)).await?;
    Ok(posting)
}

/// Takes a posting off the board. It can still be read, as closed.
pub async fn close_partner_wanted(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    expected_revision: i32,
) -> Result<partner_wanted::Model, Error> {
    let (work, before) = open(registry, caller, Act::ClosePartnerWanted, id, expected_revision).await?;
    let closed_on = Set(Some(legal_today(work.now)));
    let row = partner_wanted::ActiveModel { closed_on, updated_at: Set(work.now), ..Default::default() };
    let posting = save(&work, &before, row).await?;
    let data = json!({ "party": posting.party_id, "closedOn": posting.closed_on, "revision": posting.revision });
    let closed = Entry::of::<partner_wanted::Entity>(Act::ClosePartnerWanted, ChangeKind::Changed, &posting, [], data);
    work.record(closed).await?;
    Ok(posting)
}

/// The posting that the caller means to change, as it was at the revision they read. Its party is locked too, and with it
/// all its postings.
async fn open(
    registry: &Registry,
    caller: &Caller,
    act: Act,
    id: Uuid,
    expected_revision: i32,
) -> Result<(Work, partner_wanted::Model), Error> {
    let work = registry.begin_act(caller, act).await?;
    let posting = work.open::<partner_wanted::Entity>(act, id, expected_revision).await?;
    lock(&work, posting.party_id).await?;
    if posting.closed_on.is_some() {
        let closed = Named::new("CLOSED", caller.language.pick("ditutup", "closed"));
        return Err(Error::refuse(Reason::closed(Gate::at(closed, Vec::new()))));
    }
    Ok((work, posting))
}

/// Locks a party against other acts on its postings.
async fn lock(work: &Work, party: Uuid) -> Result<Option<party::Model>, Error> {
    Ok(party::Entity::find_by_id(party).lock(LockType::NoKeyUpdate).one(&**work).await?)
}

/// Everything that can be wrong with a wish of `party`, at once; `own` is its posting, where it is there already.
async fn check(
    work: &Work,
    (party, own): (Uuid, Option<Uuid>),
    wish: &Wish,
    mut refused: Refusals,
) -> Result<Checked, Error> {
    let today = legal_today(work.now);
    let text_id = refused.lines("text.id", wish.text.id.as_deref(), LONGEST_TEXT);
    let text_en = refused.lines("text.en", wish.text.en.as_deref(), LONGEST_TEXT);
    refused.unless(text_id.is_some() || text_en.is_some(), "text", Reason::Required);
    let contact = refused.line("contact", Some(&wish.contact), LONGEST_LINE);
    refused.unless(contact.is_some(), "contact", Reason::Required);
    match wish.open_until {
        Some(last) if last < today => refused.add("openUntil", Reason::InThePast),
        last => refused.keepable("openUntil", last),
    }
    let countries = check_countries(work, wish, &mut refused).await?;
    let others = partner_wanted::Entity::find()
        .filter(partner_wanted::Column::PartyId.eq(party))
        .filter(partner_wanted::Column::Id.ne(own.unwrap_or_default()))
        .filter(open_on(today));
    refused.done()?;
    if page::count(&**work, others).await? >= MOST_OPEN {
        return Err(Error::refuse(Reason::TooManyOpen { most: MOST_OPEN }));
    }
    let row = partner_wanted::ActiveModel {
        text_id: Set(text_id),
        text_en: Set(text_en),
        contact: Set(contact.unwrap_or_default()),
        open_until: Set(wish.open_until),
        updated_at: Set(work.now),
        ..Default::default()
    };
    Ok(Checked { row, countries })
}

async fn check_countries(work: &Work, wish: &Wish, refused: &mut Refusals) -> Result<BTreeSet<String>, Error> {
    let most = i64::try_from(MOST_COUNTRIES).unwrap_or(i64::MAX);
    refused.unless(wish.countries.len() <= MOST_COUNTRIES, "countries", Reason::OutOfRange { least: 0, most });
    let mut countries = BTreeSet::new();
    for (at, country) in wish.countries.iter().take(MOST_COUNTRIES).enumerate() {
        countries.extend(place::find::known_country(&**work, country, &format!("countries.{at}"), refused).await?);
    }
    Ok(countries)
}

/// Writes what an act changed; the revision rises.
async fn save(
    work: &Work,
    before: &partner_wanted::Model,
    changed: partner_wanted::ActiveModel,
) -> Result<partner_wanted::Model, Error> {
    let row = partner_wanted::ActiveModel { id: Set(before.id), revision: Set(before.revision + 1), ..changed };
    Ok(row.update(&**work).await?)
}

async fn store(work: &Work, posting_id: Uuid, countries: &BTreeSet<String>, wish: &Wish) -> Result<(), Error> {
    let posting_id = Set(posting_id);
    let countries = countries
        .iter()
        .map(|code| country_wanted::ActiveModel { posting_id: posting_id.clone(), country_code: Set(code.clone()) });
    country_wanted::Entity::insert_many(countries).exec_without_returning(&**work).await?;
    let fields = wish
        .fields
        .iter()
        .map(|field| field_wanted::ActiveModel { posting_id: posting_id.clone(), field: Set(*field) });
    field_wanted::Entity::insert_many(fields).exec_without_returning(&**work).await?;
    let methods = wish
        .methods
        .iter()
        .map(|method| method_wanted::ActiveModel { posting_id: posting_id.clone(), method: Set(*method) });
    method_wanted::Entity::insert_many(methods).exec_without_returning(&**work).await?;
    Ok(())
}

async fn clear(work: &Work, posting: Uuid) -> Result<(), Error> {
    country_wanted::Entity::delete_many().filter(country_wanted::Column::PostingId.eq(posting)).exec(&**work).await?;
    field_wanted::Entity::delete_many().filter(field_wanted::Column::PostingId.eq(posting)).exec(&**work).await?;
    method_wanted::Entity::delete_many().filter(method_wanted::Column::PostingId.eq(posting)).exec(&**work).await?;
    Ok(())
}

fn entry(
    act: Act,
    change: ChangeKind,
    posting: &partner_wanted::Model,
    countries: &BTreeSet<String>,
    wish: &Wish,
) -> Entry {
    let data = json!({
        "party": posting.party_id,
        "textId": posting.text_id,
        "textEn": posting.text_en,
        "contact": posting.contact,
        "countries": countries,
        "fields": wish.fields,
        "methods": wish.methods,
        "openUntil": posting.open_until,
        "revision": posting.revision,
    });
    Entry::of::<partner_wanted::Entity>(act, change, posting, [], data)
}
