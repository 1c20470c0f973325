//! An agreement from before the registry is corrected to what could have been entered, and to nothing else.

use super::{
    entries::{Old, old},
    *,
};
use entity::agreement::{
    legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
    record::Missing as Gap,
};

on_both_databases!(
    a_correction_is_judged_as_the_entry_was,
    the_end_that_follows_is_derived_anew,
    a_wrong_day_of_signature_is_corrected,
    the_clock_renews_in_one_step,
    a_letter_of_intent_is_no_agreement_whatever_its_terms_say,
    what_another_party_said_of_a_letter_of_intent_is_not_changed_alone,
    an_old_letter_of_intent_stands_where_its_parties_do,
    a_later_paper_fits_the_dates_that_were_entered,
);

impl Old {
    /// Bandung's, with a city for which nobody acts.
    async fn alone(test: TestRegistry, input: impl FnOnce(&[Uuid]) -> RegisterLegacyAgreement) -> Self {
        let other = test.party("JP", Kind::City, "Nagoya").await;
        Self::entered(test, |parties| input(&[parties[0], other])).await
    }

    async fn change(&self, change: impl FnOnce(&mut Terms)) -> Result<agreement::Model, Error> {
        let (registry, home) = (&self.world.test.registry, officer(self.world.home));
        change_terms(registry, &home, self.world.agreement, None, change).await
    }

    async fn refuses(&self, change: impl FnOnce(&mut Terms)) -> (String, &'static str) {
        let before = self.world.read().await;
        let refused = refused_at(self.change(change).await);
        assert_eq!(self.world.read().await, before, "what is refused changes nothing");
        refused
    }
}

fn date(text: &str) -> Option<PartialDate> {
    text.parse().ok()
}

fn ended(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement { signed_on: date("1995-05-05"), documents: Vec::new(), ..old(parties) }
}

pub(super) fn letter(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement {
        term_kind: None,
        term_months: None,
        signed_on: None,
        documents: vec![LegacyDocument {
            kind: DocumentKind::LetterOfIntent,
            party: None,
            issued_on: date("2025-06-01"),
            note: None,
        }],
        ..old(parties)
    }
}

async fn a_correction_is_judged_as_the_entry_was(test: TestRegistry) {
    let old = Old::alone(test, ended).await;
    assert_eq!(old.world.read().await.stage, Stage::Expired);
    let expires = |on: &'static str| move |terms: &mut Terms| terms.expires_on = date(on);
    assert_eq!(old.refuses(expires("2199-01-01")).await, ("terms.expiresOn".into(), "CONTRADICTION"));
    let renews = |terms: &mut Terms| {
        (terms.term_kind, terms.term_months) = (Some(TermKind::AutoRenew), None);
        (terms.expires_on, terms.renewal_months) = (date("1999-01-01"), Some(1));
    };
    assert_eq!(old.refuses(renews).await, ("terms.expiresOn".into(), "IN_THE_PAST"));
    let endless = |terms: &mut Terms| (terms.term_months, terms.expires_on) = (None, None);
    assert_eq!(old.refuses(endless).await, ("terms.expiresOn".into(), "REQUIRED"));
    let late = |terms: &mut Terms| {
        (terms.term_kind, terms.term_months, terms.expires_on) = (Some(TermKind::OpenEnded), None, None);
        terms.in_force_on = date("2199-01-01");
    };
    assert_eq!(old.refuses(late).await, ("terms.inForceOn".into(), "FORCE_TOO_LATE"));
    // What was terminated does not begin afterwards, neither as it is entered nor as it is corrected.
    let terminated = |parties: &[Uuid]| RegisterLegacyAgreement {
        signed_on: date("1990"),
        term_kind: None,
        term_months: None,
        terminated_on: date("1992-01-01"),
        documents: Vec::new(),
        ..self::old(parties)
    };
    let (registry, home) = (&old.world.test.registry, officer(old.world.home));
    let parties = [old.world.home, old.world.test.party("JP", Kind::City, "Kobe").await];
    let entry = RegisterLegacyAgreement { in_force_on: date("2020-01-01"), ..terminated(&parties) };
    let entered = register_legacy_agreement(registry, &home, entry).await;
    assert_eq!(refused_at(entered), ("terminatedOn".into(), "DATE_ORDER"));
    let made = register_legacy_agreement(registry, &home, terminated(&parties)).await.unwrap();
    let begins = |terms: &mut Terms| terms.in_force_on = date("2020-01-01");
    let corrected = change_terms(registry, &home, made.id, None, begins).await;
    assert_eq!(refused_at(corrected).1, "DATE_ORDER");
}

async fn the_end_that_follows_is_derived_anew(test: TestRegistry) {
    let old = Old::alone(test, ended).await;
    let longer = |terms: &mut Terms| (terms.term_months, terms.expires_on) = (Some(480), None);
    let corrected = old.change(longer).await.unwrap();
    assert_eq!((corrected.expires_on, corrected.stage), (date("2035-05-05"), Stage::InForce));
    let same = old.change(|terms: &mut Terms| terms.expires_on = None).await.unwrap();
    assert_eq!(same.revision, corrected.revision, "what follows is what it says already");
}

async fn a_wrong_day_of_signature_is_corrected(test: TestRegistry) {
    let world = World::new(test).await;
    let (registry, home) = (&world.test.registry, officer(world.home));
    let signed = |terms: &mut Terms| terms.signed_on = date("2026-11-20");
    let proposal = change_terms(registry, &home, world.agreement, None, signed).await;
    assert_eq!(refused_at(proposal), ("terms.signedOn".into(), "NOT_SIGNED_YET"));
    let copy = propose_term_change(registry, &home, world.agreement, None, signed).await;
    assert_eq!(refused_at(copy), ("terms.signedOn".into(), "NOT_SIGNED_YET"));
    let parties = [world.home, world.test.party("JP", Kind::City, "Nagoya").await];
    let made = register_legacy_agreement(registry, &home, old(&parties)).await.unwrap();
    let to = async |on: &str| {
        let change = |terms: &mut Terms| (terms.signed_on, terms.expires_on) = (date(on), None);
        change_terms(registry, &home, made.id, None, change).await
    };
    assert_eq!(refused_at(to("2024-05-31").await), ("terms.signedOn".into(), "DATE_ORDER"), "before its text");
    assert_eq!(refused_at(to("2027-01-01").await), ("terms.signedOn".into(), "IN_THE_FUTURE"));
    let corrected = to("2024-06-02").await.unwrap();
    assert_eq!((corrected.signed_on, corrected.expires_on), (date("2024-06-02"), date("2027-06-02")));
}

async fn the_clock_renews_in_one_step(test: TestRegistry) {
    let renewing = |parties: &[Uuid]| RegisterLegacyAgreement {
        term_kind: Some(TermKind::AutoRenew),
        term_months: None,
        expires_on: date("2026-12-21"),
        missing: vec![Gap::SignedText],
        ..old(parties)
    };
    let old = Old::alone(test, renewing).await;
    old.change(|terms: &mut Terms| (terms.renewal_months, terms.notice_months) = (Some(1), None)).await.unwrap();
    old.world.wait_until("2029-01-01").await;
    let before = old.world.read().await.revision;
    assert_eq!(turn_due(&old.world.test.registry).await.unwrap(), 1);
    let renewed = old.world.read().await;
    assert_eq!((renewed.expires_on, renewed.stage), (date("2029-01-21"), Stage::InForce));
    assert_eq!(renewed.revision, before + 1, "not one for each of the months that the service missed");
}

async fn a_letter_of_intent_is_no_agreement_whatever_its_terms_say(test: TestRegistry) {
    let old = Old::alone(test, letter).await;
    for ends in ["2040-01-01", "2041-01-01"] {
        let dated = |terms: &mut Terms| (terms.in_force_on, terms.expires_on) = (date("2020-01-01"), date(ends));
        let changed = old.change(dated).await.unwrap();
        assert_eq!((changed.stage, changed.signed_on), (Stage::IntentSigned, None));
        assert!(old.world.case().await.tracks.iter().all(|track| track.stage <= Stage::IntentSigned));
    }
    let signed = |terms: &mut Terms| terms.signed_on = date("2020-01-01");
    assert_eq!(old.refuses(signed).await, ("terms.signedOn".into(), "NOT_SIGNED_YET"));
}

async fn what_another_party_said_of_a_letter_of_intent_is_not_changed_alone(test: TestRegistry) {
    let old = Old::entered(test, letter).await;
    let longer =
        |months: i32| move |terms: &mut Terms| (terms.class, terms.notice_months) = (Class::Friendship, Some(months));
    old.change(longer(3)).await.unwrap();
    assert_eq!(old.words().await, [Some(true), Some(false)]);
    let hash = entity::agreement::find::parts_of(&old.world.test.registry.db, &[old.world.agreement]).await.unwrap();
    let hash = hash[&old.world.agreement][0].0.attested_hash.clone().unwrap();
    let (registry, abroad) = (&old.world.test.registry, officer(old.world.abroad));
    attest_terms(registry, &abroad, old.world.agreement, None, &hash).await.unwrap();
    assert_eq!(old.refuses(longer(120)).await.1, "ATTESTED_BY_OTHERS");
    // Both say so: it is asked anew, but for those who said it.
    propose_term_change(registry, &abroad, old.world.agreement, None, longer(6)).await.unwrap();
    let terms = &[Term::NoticeMonths][..];
    let home = officer(old.world.home);
    accept_fields(registry, &home, old.world.agreement, None, (old.world.abroad, terms)).await.unwrap();
    assert_eq!(old.words().await, [Some(true), Some(false)]);
}

async fn an_old_letter_of_intent_stands_where_its_parties_do(test: TestRegistry) {
    test.load_routes().await;
    let [bandung, bogor] = [test.party("ID", Kind::City, "Bandung").await, test.party("ID", Kind::City, "Bogor").await];
    let domestic = RegisterLegacyAgreement { class: Class::Friendship, ..letter(&[bandung, bogor]) };
    let made = register_legacy_agreement(&test.registry, &officer(bandung), domestic).await.unwrap();
    let case = cases(&test.registry, std::slice::from_ref(&made)).await.unwrap().remove(&made.id).unwrap();
    assert_eq!((made.stage, case.stage()), (Stage::Initiated, Stage::Initiated), "the route has no such letter");
    assert_eq!(
        made.title_id.as_deref(),
        Some("Pernyataan Kehendak Kerja Sama Kota Bandung – Kota Bogor (persahabatan)")
    );
    // Beside it a proposal begins: there is none yet.
    register_initiative(&test.registry, &officer(bandung), initiative(&[bandung, bogor])).await.unwrap();
}

async fn a_later_paper_fits_the_dates_that_were_entered(test: TestRegistry) {
    let old = Old::entered(test, ended).await;
    let world = &old.world;
    let dated = |kind, on: &str| RecordDocument { issued_on: date(on), ..world.document(kind, None) };
    let refused = async |input| refused_at(world.record_as(world.home, input).await);
    let order = ("issuedOn".to_owned(), "DATE_ORDER");
    assert_eq!(refused(dated(DocumentKind::Amendment, "1990-01-01")).await, order);
    let first = world.record(dated(DocumentKind::SignedText, "1995-05-05")).await;
    let better = RecordDocument { supersedes: Some(first.id), ..dated(DocumentKind::SignedText, "1996-01-01") };
    assert_eq!(refused(better).await, order);
    // What is decided and signed since is about something else.
    for (kind, on) in [(DocumentKind::SignedText, "1999-01-01"), (DocumentKind::InitialledText, "1999-01-01")] {
        world.record(dated(kind, on)).await;
    }
}
