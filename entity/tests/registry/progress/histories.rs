//! Random histories through the acts of the registry, with whoever may and whoever may not: what is refused changes
//! nothing, what is stored is what the journal tells, and no attestation outlives the terms that it was given on.

use super::*;
use entity::{
    agreement::{
        amendment::act::{Amend, amend},
        document::{find::signatures_of, rule::counts_from},
        due::rule::{Matter, dues},
        find::{Part, parts_of},
        history::find::{AsOf, known},
        pending::find::pending_of,
        progress::{find::StepTaken, papers::Evidence},
        record::field,
        rule::{Dates, OVER},
        stewardship::act::confirm_agreement,
        terms::{find::copies_of, rule::Terms},
    },
    date::legal_today,
    deadline::record::{DeadlineKind, deadline},
    journal::count_changes,
    page::Page,
    testing::Chance,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

on_both_databases!(no_random_history_breaks_the_registry);

const HISTORIES: u64 = 9;
const ATTEMPTS: usize = 70;
/// Countries whose routes differ, and one without a route of its own.
const COUNTRIES: [&str; 6] = ["JP", "CN", "AU", "US", "ID", "GB"];

/// What the registry has of an agreement.
#[derive(Debug, PartialEq)]
struct Stored {
    agreement: agreement::Model,
    parts: Vec<Part>,
    deadlines: Vec<deadline::Model>,
    entries: u64,
}

async fn no_random_history_breaks_the_registry(test: TestRegistry) {
    let mut world = World::new(test).await;
    let mut reached = BTreeSet::new();
    let mut refusals = BTreeSet::new();
    for seed in 0..HISTORIES {
        let mut chance = Chance::of(seed);
        world.meet(chance.one_of(&COUNTRIES)).await;
        for _ in 0..ATTEMPTS {
            let step = world.prepare(&mut chance).await;
            let before = world.stored().await;
            let outcome = world.attempt(&mut chance, step).await;
            let after = world.stored().await;
            match outcome {
                Ok(_) => assert!(before == after || before.entries < after.entries, "what is done is told"),
                Err(Error::Refused(refused)) => {
                    assert_eq!(before, after, "{refused:?}");
                    refusals.extend(refused.iter().map(|refusal| refusal.reason.code()));
                }
                Err(failed) => panic!("{failed}"),
            }
            world.check(&after).await;
            reached.insert(after.agreement.stage);
            if OVER.contains(&before.agreement.stage) {
                break;
            }
        }
    }
    let seen = BTreeSet::from([Stage::Authorised, Stage::InForce, Stage::OnHold, Stage::Withdrawn, Stage::Expired]);
    assert!(reached.is_superset(&seen), "{reached:?}");
    let told = BTreeSet::from([
        "NOT_ALLOWED",
        "SIGN_IN_FIRST",
        "STALE",
        "STEP_NOT_READY",
        "NOT_AT_THIS_STAGE",
        "ALREADY_SIGNED",
    ]);
    assert!(refusals.is_superset(&told), "{refusals:?}");
}

impl World {
    /// Begins an agreement with somebody else.
    async fn meet(&mut self, country: &str) {
        self.abroad = self.test.party(country, Kind::City, "Mitra").await;
        let letter = Letter { issued_on: self.today(), number: None, issuer: None };
        let input = RegisterInitiative { letter, ..initiative(&[self.home, self.abroad]) };
        self.agreement = register_initiative(&self.test.registry, &officer(self.home), input).await.unwrap().id;
    }

    fn today(&self) -> NaiveDate {
        legal_today(self.test.registry.now())
    }

    async fn stored(&self) -> Stored {
        let registry = &self.test.registry;
        let deadlines = deadline::Entity::find()
            .filter(deadline::Column::SubjectId.eq(self.agreement))
            .order_by_asc(deadline::Column::Id);
        Stored {
            agreement: self.read().await,
            parts: parts_of(&registry.db, &[self.agreement]).await.unwrap().remove(&self.agreement).unwrap(),
            deadlines: deadlines.all(&registry.db).await.unwrap(),
            entries: count_changes(registry, &Caller::system(), &entity::journal::Feed::default()).await.unwrap(),
        }
    }

    /// Lets time pass or makes good what a step lacks that is open to a party; gives that step.
    async fn prepare(&self, chance: &mut Chance) -> TakeStep {
        if chance.below(10) == 0 {
            self.test.clock.advance(Duration::days(i64::try_from(chance.below(700)).unwrap()));
            turn_due(&self.test.registry).await.unwrap();
        }
        if chance.below(6) == 0 {
            self.supply(chance, DocumentKind::Amendment, None).await;
        }
        let case = self.case().await;
        let party = chance.one_of(&[self.home, self.abroad]);
        let track = case.track(party).unwrap();
        let strays = chance.below(25) == 0;
        let leads_on = |act: &AgreementAct| strays || !track.route.step(*act, track.stage).unwrap().is_aside();
        let open: Vec<AgreementAct> = case.allowed(party).into_iter().filter(leads_on).collect();
        if open.is_empty() {
            return TakeStep { party: Some(party), ..self.step(AgreementAct::Withdraw) };
        }
        let act = chance.one_of(&open);
        let step = track.route.step(act, track.stage).unwrap();
        let own = step.documents.iter().map(|kind| (*kind, owner(*kind, party)));
        let of_each = step.of_each.iter().flat_map(|kind| [self.home, self.abroad].map(|each| (*kind, Some(each))));
        let signed = step.signed.iter().map(|kind| (*kind, None));
        for (kind, whose) in own.chain(of_each).chain(signed) {
            let fits = |document: &&Evidence| document.kind == kind && document.party == whose;
            let there = case.documents.iter().filter(fits).any(|document| document.used_on.is_none());
            if !there || chance.below(3) == 0 {
                self.supply(chance, kind, whose).await;
            }
        }
        if !step.conditions.is_empty() {
            for requirement in Requirement::iter().filter(|one| !case.requirements.contains_key(one)) {
                let answer = (requirement, true, "as the office found");
                _ = answer_requirement(&self.test.registry, &officer(self.home), self.agreement, answer).await;
            }
        }
        let decided = match chance.below(20) {
            0 => Outcome::Returned,
            1 => Outcome::Rejected,
            _ => Outcome::Approved,
        };
        let ends = matches!(act, AgreementAct::Extend | AgreementAct::GiveTerminationNotice);
        let later = case.dates.last_day().unwrap_or(self.today()) + Duration::days(400);
        let step = TakeStep {
            party: Some(party),
            outcome: step.is_decision().then_some(decided),
            day: ends.then_some(later),
            note: Some("as the office found".into()),
            on: (chance.below(8) == 0).then(|| self.some_day(chance)),
            ..self.step(act)
        };
        self.standing_by(party, step).await
    }

    /// A day of the last month.
    fn some_day(&self, chance: &mut Chance) -> NaiveDate {
        self.today() - Duration::days(i64::try_from(chance.below(30)).unwrap())
    }

    /// A document as good as one can be, sometimes of an earlier day or without one, with its party or without; whether it is
    /// taken is not the question.
    async fn supply(&self, chance: &mut Chance, kind: DocumentKind, whose: Option<Uuid>) {
        let on = if chance.below(8) == 0 { self.some_day(chance) } else { self.today() };
        let sign = |party| NewSignature { signed_on: Some(on), ..signature(party, "Wali Kota") };
        let party = whose.filter(|party| *party != self.home || chance.below(2) == 0);
        let undated = kind != DocumentKind::FullPower && chance.below(6) == 0;
        let document = RecordDocument {
            issued_on: (!undated).then(|| PartialDate::from(on)),
            empowers: (kind == DocumentKind::FullPower).then(|| "Wali Kota".into()),
            signatures: if whose.is_none() { vec![sign(self.home), sign(self.abroad)] } else { Vec::new() },
            ..self.document(kind, party)
        };
        let recorded = record_document(&self.test.registry, &officer(self.home), document).await;
        if let Ok(document) = recorded {
            let officer = officer(self.home);
            let of_text = matches!(kind, DocumentKind::InitialledText | DocumentKind::SignedText);
            let scan = format!("{:064x}", if of_text { 0 } else { self.next() });
            if let Ok(file) = self.test.stored(&officer, document.id, &scan).await {
                _ = attach_file(&self.test.registry, &officer, document.id, file).await;
            }
        }
    }

    /// Does something: most often the step, sometimes what does not fit, by somebody who may or may not.
    async fn attempt(&self, chance: &mut Chance, step: TakeStep) -> Result<agreement::Model, Error> {
        let (registry, id) = (&self.test.registry, self.agreement);
        let own = step.party.unwrap();
        let caller = match chance.below(12) {
            0 => Caller::anonymous(Language::En),
            1 => officer(Uuid::from_u128(1)),
            _ => officer(own),
        };
        let revision = self.read().await.revision;
        let months = i32::try_from(1 + chance.below(60)).unwrap();
        let lengthen = move |terms: &mut Terms| terms.term_months = Some(months);
        match chance.below(16) {
            0 => change_terms(registry, &caller, id, Some(revision), lengthen).await,
            1 => propose_term_change(registry, &caller, id, None, lengthen).await,
            2 => accept_fields(registry, &caller, id, Some(revision), (own, &[Term::TermMonths])).await,
            3 | 4 => attest_terms(registry, &caller, id, None, &hash(self).await).await,
            5 => {
                let papers = documents_of(registry, &Caller::system(), &[id]).await.unwrap();
                let newest =
                    papers[&id].iter().filter(|one| one.kind == DocumentKind::Amendment).map(|one| one.id).max();
                let document = newest.unwrap_or_default();
                let input = Amend { agreement: id, expected_revision: None, document, on: None, note: None };
                amend(registry, &caller, input, lengthen).await
            }
            6 => confirm_agreement(registry, &caller, id, None, revision).await,
            7 => take_step(registry, &caller, TakeStep { expected_revision: Some(revision - 1), ..step }).await,
            8 => {
                let acts: Vec<AgreementAct> = AgreementAct::iter().collect();
                take_step(registry, &caller, TakeStep { act: chance.one_of(&acts), ..step }).await
            }
            _ => take_step(registry, &caller, step).await,
        }
    }

    async fn check(&self, stored: &Stored) {
        let registry = &self.test.registry;
        let as_of = AsOf::new(registry, self.today(), Some(self.abroad)).unwrap();
        let told = known(registry, &Caller::system(), &as_of, &Page::first(2)).await.unwrap().rows;
        let [told] = told.as_slice() else { panic!("one agreement: {told:?}") };
        let Stored { agreement, parts, deadlines, .. } = stored;
        assert_eq!(
            (told.said.stage, told.said.dates(), told.said.class, told.said.revision),
            (agreement.stage, Dates::from(agreement), agreement.class, agreement.revision)
        );
        let hash = hash(self).await;
        for (part, _) in parts {
            assert!(
                part.attested_hash.as_ref().is_none_or(|attested| *attested == hash),
                "it was given on other terms"
            );
        }
        let case = self.case().await;
        let steps = steps_of(registry, &Caller::system(), &[self.agreement]).await.unwrap().remove(&self.agreement);
        let dropped = parts.iter().filter(|(part, _)| part.attested_hash.is_none());
        let dropped: Vec<(Uuid, NaiveDate)> =
            dropped.filter_map(|(part, _)| Some((part.party_id, legal_today(part.attested_at?)))).collect();
        let steps = steps.unwrap_or_default();
        let pending = pending_of(registry, &Caller::system(), &[self.agreement]).await.unwrap().remove(&self.agreement);
        let pending = pending.as_ref();
        self.check_papers(&steps).await;
        let conflicts = self.conflicts(agreement).await;
        let matter = Matter {
            agreement,
            case: &case,
            steps: &steps,
            meetings: &[],
            dropped: &dropped,
            denials: &[],
            conflicts: &conflicts,
            pending,
        };
        // A notice for which it is too late is still noted, and shown to nobody.
        let due: BTreeSet<String> = dues(&matter)
            .iter()
            .filter(|due| due.kind != DeadlineKind::Notice)
            .map(|due| format!("{:?} {:?} {} {:?}", due.kind, due.party, due.rule, due.on.map(PartialDate::from)))
            .collect();
        let noted = deadlines.iter().filter(|row| row.kind != DeadlineKind::Notice);
        let noted: BTreeSet<String> =
            noted.map(|row| format!("{:?} {:?} {} {:?}", row.kind, row.party_id, row.rule, row.due_on)).collect();
        assert_eq!(noted, due);
    }

    /// Since when copies of the terms differ.
    async fn conflicts(&self, agreement: &agreement::Model) -> Vec<NaiveDate> {
        let registry = &self.test.registry;
        let of_it = field::Column::AgreementId.eq(self.agreement);
        let fields = field::Entity::find().filter(of_it).all(&registry.db).await.unwrap();
        let ours = Terms::of(agreement, [], fields.into_iter().map(|field| field.field));
        let copies = copies_of(registry, &Caller::system(), &[self.agreement]).await.unwrap();
        let copies = copies.into_values().flatten().filter(|copy| !ours.conflicts(&copy.terms).is_empty());
        copies.map(|copy| legal_today(copy.stated_at)).collect()
    }

    /// No step precedes a paper on which it rests, and none rests on a paper of another party.
    async fn check_papers(&self, steps: &[StepTaken]) {
        let registry = &self.test.registry;
        let taken: Vec<Uuid> = steps.iter().filter_map(|step| step.taken_id).collect();
        let papers = papers_of(registry, &Caller::system(), &taken).await.unwrap();
        let ids: Vec<Uuid> = papers.values().flatten().map(|paper| paper.id).collect();
        let signatures = signatures_of(registry, &ids).await.unwrap();
        for step in steps {
            let together = steps.iter().filter(|other| other.taken_id == step.taken_id).count();
            for paper in papers.get(&step.taken_id.unwrap()).into_iter().flatten() {
                let signed = signatures.get(&paper.id).map_or(&[][..], Vec::as_slice);
                assert!(counts_from(paper, signed, false) <= step.on_day, "{step:?} precedes {paper:?}");
                assert_eq!(paper.party_id.is_none(), paper.kind.whose() == Whose::AllParties, "{paper:?}");
                let hidden = paper.visibility > Visibility::Parties;
                assert!(
                    !hidden || (together == 1 && paper.party_id.is_some()),
                    "{step:?} rests on the hidden {paper:?}"
                );
                let of_each = paper.kind == DocumentKind::RegionProfile;
                let own = paper.party_id.is_none_or(|owner| owner == step.party_id);
                assert!(own || of_each || together > 1, "{step:?} rests on {paper:?}");
            }
        }
    }
}
