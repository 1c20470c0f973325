//! Every mutation: what comes of it, what it leaves in the journal, and who may not do it.

use crate::{
    catalogue::{Catalogue, text},
    life::{Life, local_route},
    reporting::with_revision,
    world::{
        AGREEMENT, API_CLIENT, EXCHANGE, IMPORT, PARTNER_WANTED, PARTY, PERSON, World, agreement, claim, document,
        exchange, global, local, merged, place, wanted,
    },
};
use entity::{
    Caller,
    account::{
        Secret,
        act::{NewPerson, add_person, set_password},
        client::act::revoke_client,
        record::Carrier,
        rule::Profile,
        session::act::authenticate_session,
    },
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role, Who},
    testing::{TestRegistry, stranger, who},
    text::Language,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both_databases!(each_mutation_succeeds_and_is_recorded, each_mutation_is_refused_to_those_who_may_not);

const PASSWORD: &str = "rumah di tepi sungai";

async fn each_mutation_succeeds_and_is_recorded(test: TestRegistry) {
    let terms = json!({ "fields": ["ENVIRONMENT", "WASTE_MANAGEMENT"], "termKind": "FIXED", "termMonths": 36, "noticeMonths": 6 });
    let life = Life::begin(test, "GB", "Kitakyushu", "2012-01-09", terms).await;
    places_are_described(&life).await;
    a_text_is_signed_after_a_counter_proposal(&life).await;
    a_quarter_is_reported(&life).await;
    an_agreement_is_kept(&life).await;
    an_agreement_is_renewed_and_nearly_ended(&life).await;
    let life = a_route_of_its_own_is_taken(life).await;
    terms_are_settled(&life).await;
    a_day_is_corrected(&life).await;
    a_proposal_is_given_up(&life).await;
    let life = what_was_signed_is_cancelled(life).await;
    one_of_three_leaves(&life).await;
    life.clock("2026-11-21");
    an_entry_is_denied_and_taken_back(&life).await;
    all_else_is_done(&life.world).await;
    a_new_party_is_confirmed(&life.world).await;
    a_double_is_merged_and_split_off(&life.world).await;
    let catalogue = Catalogue::read(&life.world).await;
    let all = catalogue.fields("Mutation").iter().map(|field| text(&field["name"]).to_owned());
    assert_eq!(life.world.tried(), all.collect::<BTreeSet<_>>(), "every mutation is tried");
}

async fn one_of_three_leaves(life: &Life) {
    let third = life.world.test.party("NZ", Kind::City, "Wellington").await;
    let parties = [life.home, life.abroad, third].map(|party| global(PARTY, party));
    let initiative = json!({
        "parties": parties, "class": "PROJECT", "channel": "OWN_REGION", "letter": { "issuedOn": "2015-06-01" },
    });
    let made = life.done(&life.staff(), "registerInitiative", initiative).await;
    let wellington = who(Role::Coordinator, Some(third));
    let left = life.done(&wellington, "leave", json!({ "agreement": made["id"] })).await;
    assert_ne!(left["stage"], json!("WITHDRAWN"));
}

async fn an_entry_is_denied_and_taken_back(life: &Life) {
    life.key().await;
    let entry = life.world.agreement(&[life.home, life.abroad], json!({ "signedOn": "1990-03-03" })).await;
    let entry = global(AGREEMENT, entry);
    let denied = json!({ "agreement": entry, "expectedRevision": 1, "reason": "Never signed by this council" });
    assert_eq!(life.done(&life.partner(), "denyEntry", denied).await["stage"], json!("REJECTED"));
    let read = "query ($id: ID!) { agreement(id: $id) { revision inForce parties { status deniedOn denial } } }";
    let told = life.world.ask(&stranger(), read, json!({ "id": entry })).await["data"]["agreement"].take();
    assert_eq!(told["inForce"], json!(false));
    let denial = json!({ "status": "DISOWNED", "deniedOn": "2026-11-21", "denial": "Never signed by this council" });
    assert_eq!(told["parties"][1], denial);
    let back = json!({ "agreement": entry, "expectedRevision": told["revision"] });
    assert_eq!(life.done(&life.staff(), "takeBackEntry", back).await["stage"], json!("WITHDRAWN"));
}

async fn places_are_described(life: &Life) {
    let admin = who(Role::OrgAdmin, None);
    let relation = json!({ "country": "ID", "with": "GB", "exist": true, "source": "Kementerian Luar Negeri", "asOf": "2012-01-01" });
    life.done(&admin, "recordDiplomaticRelation", relation).await;
    let tier = json!({ "region": global(PARTY, life.home), "tier": "SECOND", "source": "UU 23/2014" });
    life.done(&admin, "recordTier", tier).await;
}

async fn a_text_is_signed_after_a_counter_proposal(life: &Life) {
    let day = "2012-09-03";
    life.explore(day).await;
    life.intent(day).await;
    life.council(day).await;
    life.verify(day).await;
    life.initial(day, "a").await;
    life.have(day, "DRAFT_TEXT", json!({})).await;
    assert_eq!(life.step(day, "proposeCounterText", json!({})).await, "DRAFTING");
    life.initial(day, "b").await;
    life.resolve(day).await;
    life.authorise(day).await;
    assert_eq!(life.sign("2012-11-12", "b").await, "IN_FORCE");
}

async fn a_quarter_is_reported(life: &Life) {
    let (staff, province) = (life.staff(), life.province().await);
    let mut report = life.report().await;
    life.clock("2013-01-15");
    for (caller, mutation, with) in [
        (&staff, "submitReport", json!({})),
        (&province, "returnReport", json!({ "remark": "Lampirkan daftar tamu." })),
        (&staff, "submitReport", json!({})),
        (&province, "acceptReport", json!({})),
    ] {
        report = life.done(caller, mutation, with_revision(&report, with)).await;
    }
    assert_eq!(report["status"], json!("ACCEPTED"));
}

async fn an_agreement_is_kept(life: &Life) {
    let (staff, day) = (life.staff(), "2013-05-01");
    life.clock(day);
    let document = life.have(day, "AMENDMENT", life.signatures(day)).await;
    let amended = life.on(json!({ "document": document, "terms": { "noticeMonths": 3 } }));
    assert_eq!(life.done(&staff, "amend", amended).await["noticeMonths"], json!(3));
    an_amendment_waits_for_the_partner(life, day).await;
    another_city_accedes(life, day).await;
    let dimensions = json!({ "expectedRevision": life.revision().await, "dimensions": ["BRANDING"] });
    life.done(&staff, "classifyAgreement", life.on(dimensions)).await;
    let registry = who(Role::OrgAdmin, None);
    let campaign = life.done(&registry, "openConfirmationCampaign", json!({})).await;
    let off = life.done(&registry, "callOffConfirmationCampaign", json!({ "campaign": campaign["id"] })).await;
    assert_eq!((&off["id"], &off["calledOffOn"]), (&campaign["id"], &json!(day)));
    let confirmed = json!({ "expectedRevision": life.revision().await });
    life.done(&staff, "confirmAgreement", life.on(confirmed.clone())).await;
    life.done(&staff, "confirmNothingTookPlace", life.on(confirmed)).await;
    let person = async |email| global(PERSON, life.world.colleague(email, life.home).await);
    let (leaving, staying) = (person("a@example.org").await, person("b@example.org").await);
    life.done(&staff, "assignOfficer", life.on(json!({ "officer": leaving }))).await;
    let hand_over = json!({ "party": global(PARTY, life.home), "from": leaving, "to": staying });
    assert_eq!(life.done(&staff, "handOverTasks", hand_over).await, json!(1));
}

async fn another_city_accedes(life: &Life, day: &str) {
    let joins = life.world.test.party("ID", Kind::City, "Bandung").await;
    // Who decides for each party on its partners decides on this one.
    let decisions =
        [("COUNCIL_DECISION", life.home), ("VERIFICATION_RESULT", life.home), ("COUNCIL_DECISION", life.abroad)];
    for (at, (kind, party)) in decisions.into_iter().enumerate() {
        let decided = life.have(day, kind, json!({ "party": global(PARTY, party) })).await;
        life.upload(&decided, &format!("{:064x}", 0xdec0 + at)).await;
    }
    let document = life.have(day, "AMENDMENT", life.signatures(day)).await;
    let accession = life.on(json!({ "document": document, "party": global(PARTY, joins) }));
    life.done(&life.staff(), "accede", accession).await;
    let list = life.read(&life.staff(), "parties { name status takesPart } tracks { stage }").await;
    let expected = json!({ "name": "Kota Bandung", "status": "ACCEDING", "takesPart": false });
    assert_eq!((&list["parties"][2], &list["tracks"][2]["stage"]), (&expected, &json!("INITIATED")));
    life.done(&who(Role::Coordinator, Some(joins)), "withdraw", life.on(json!({}))).await;
    let list = life.read(&life.staff(), "parties { status }").await;
    assert_eq!(list["parties"][2]["status"], json!("GIVEN_UP"));
}

async fn an_amendment_waits_for_the_partner(life: &Life, day: &str) {
    let (staff, partner, registry) = (life.staff(), life.partner(), &life.world.test.registry);
    let key = life.key().await;
    let document = life.have(day, "AMENDMENT", life.signatures(day)).await;
    for (mutation, months) in [("declineAct", 3), ("confirmAct", 6)] {
        let amended = life.on(json!({ "document": document, "terms": { "noticeMonths": 6 } }));
        let payload = life.act(&staff, "amend", amended).await;
        assert_eq!((&payload["errors"], &payload["agreement"]["noticeMonths"]), (&json!([]), &json!(3)), "it waits");
        let waits = "pendingAct { hash act on party { ... on Region { name } } \
                     terms { term before { months codes } after { months } } documents { kind } \
                     confirmedBy { ... on Region { name } } awaiting { ... on Region { name } } }";
        let mut seen = life.read(&partner, waits).await["pendingAct"].take();
        let hash = seen["hash"].take();
        assert_eq!(
            seen,
            json!({
                "hash": null, "act": "AMEND", "on": day, "party": { "name": "Kota Surabaya" },
                "terms": [{ "term": "NOTICE_MONTHS", "before": { "months": 3, "codes": null }, "after": { "months": 6 } }],
                "documents": [{ "kind": "AMENDMENT" }],
                "confirmedBy": [{ "name": "Kota Surabaya" }], "awaiting": [{ "name": "Kitakyushu" }],
            })
        );
        assert_eq!(life.read(&stranger(), "pendingAct { act }").await["pendingAct"], Value::Null);
        let made = life.done(&partner, mutation, life.on(json!({ "hash": hash }))).await;
        assert_eq!(made["noticeMonths"], json!(months));
        assert_eq!(life.read(&partner, "pendingAct { act }").await["pendingAct"], Value::Null);
    }
    revoke_client(registry, &Caller::system(), key).await.unwrap();
}

async fn an_agreement_is_renewed_and_nearly_ended(life: &Life) {
    let day = "2015-06-01";
    life.clock(day);
    life.have(day, "EVALUATION", json!({})).await;
    assert_eq!(life.step(day, "startRenewal", json!({})).await, "RENEWAL_IN_PROGRESS");
    life.have(day, "EXTENSION", life.signatures(day)).await;
    assert_eq!(life.step(day, "extend", json!({ "expiresOn": "2018-11-12" })).await, "IN_FORCE");
    life.have(day, "TERMINATION_NOTICE", json!({})).await;
    let noticed = life.step(day, "giveTerminationNotice", json!({ "endsOn": "2017-07-31" })).await;
    assert_eq!(noticed, "TERMINATION_NOTICED");
    life.have(day, "NOTICE_WITHDRAWAL", life.signatures(day)).await;
    assert_eq!(life.step(day, "withdrawNotice", json!({})).await, "IN_FORCE");
}

/// Two cities whose route has the acts that no other route has.
async fn a_route_of_its_own_is_taken(life: Life) -> Life {
    life.done(&who(Role::OrgAdmin, None), "reviseApprovalRoute", local_route("Local")).await;
    let home = life.world.test.party("NZ", Kind::City, "Dunedin").await;
    let abroad = life.world.test.party("NZ", Kind::City, "Nelson").await;
    let life = begun(Life { home, abroad, ..life }).await;
    go_the_way(&life, life.home).await;
    life
}

async fn begun(life: Life) -> Life {
    let initiative = json!({
        "parties": [global(PARTY, life.home), global(PARTY, life.abroad)], "class": "PROJECT", "channel": "OWN_REGION",
        "letter": { "issuedOn": "2015-06-01" },
    });
    let made = life.done(&life.staff(), "registerInitiative", initiative).await;
    Life { agreement: text(&made["id"]).to_owned(), ..life }
}

/// Takes the steps of that route up to the signature.
async fn go_the_way(life: &Life, party: Uuid) {
    let manager = who(Role::AgreementManager, Some(party));
    for (mutation, with) in [
        ("notifyAuthority", json!({})),
        ("beginDrafting", json!({})),
        ("completeStep", json!({ "decision": "APPROVED" })),
    ] {
        life.done(&manager, mutation, life.on(with)).await;
    }
}

async fn terms_are_settled(life: &Life) {
    let (staff, partner) = (life.staff(), life.partner());
    let changed = json!({ "expectedRevision": life.revision().await, "terms": { "termMonths": 36 } });
    life.done(&staff, "changeTerms", life.on(changed)).await;
    life.done(&partner, "proposeTermChange", life.on(json!({ "terms": { "termMonths": 60 } }))).await;
    let accepted = json!({
        "expectedRevision": life.revision().await, "party": global(PARTY, life.abroad), "terms": ["TERM_MONTHS"],
    });
    let settled = life.done(&staff, "acceptFields", life.on(accepted)).await;
    assert_eq!(settled["termMonths"], json!(60));
    life.done(&partner, "attestTerms", life.on(json!({ "hash": settled["termsHash"] }))).await;
}

async fn a_day_is_corrected(life: &Life) {
    life.clock("2015-06-03");
    let slip = life.have("2015-06-03", "MEETING_MINUTES", json!({})).await;
    life.done(&life.staff(), "withdrawDocument", json!({ "document": slip, "reason": "Rapat lain" })).await;
    let manager = who(Role::AgreementManager, Some(life.home));
    let history = life.read(&manager, "history { id act on }").await["history"].take();
    let last = history.as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["act"], &last["on"]), (&json!("COMPLETE_STEP"), &json!("2015-06-01")));
    let right = json!({ "step": last["id"], "on": "2015-06-02", "reason": "Salah ketik" });
    life.done(&manager, "correctStep", merged(right, json!({ "expectedRevision": life.revision().await }))).await;
    let history = life.read(&manager, "history { on }").await["history"].take();
    assert_eq!(history.as_array().unwrap().last().unwrap()["on"], json!("2015-06-02"));
    let query = format!(
        "{{ changes(subject: {:?}) {{ nodes {{ correction {{ act to before after reason }} }} }} }}",
        life.agreement
    );
    let changes = life.world.ask(&manager, &query, json!({})).await;
    let told = changes["data"]["changes"]["nodes"].as_array().unwrap().last().unwrap()["correction"].clone();
    let expected = json!({ "act": "COMPLETE_STEP", "to": "AUTHORISED", "before": "2015-06-01", "after": "2015-06-02",
                           "reason": "Salah ketik" });
    assert_eq!(told, expected);
}

async fn a_proposal_is_given_up(life: &Life) {
    for (mutation, stage) in [("putOnHold", "ON_HOLD"), ("resume", "AUTHORISED"), ("withdraw", "WITHDRAWN")] {
        let note = life.on(json!({ "note": "Pilkada" }));
        assert_eq!(life.done(&life.staff(), mutation, note).await["stage"], json!(stage));
    }
}

/// Signed in June, in force from the next year, and cancelled by both before that.
async fn what_was_signed_is_cancelled(life: Life) -> Life {
    let day = "2015-06-03";
    let life = begun(life).await;
    for party in [life.home, life.abroad] {
        go_the_way(&life, party).await;
    }
    let text = life.have(day, "SIGNED_TEXT", life.signatures(day)).await;
    life.upload(&text, &"c".repeat(64)).await;
    let signature = life.on(json!({ "on": day, "inForceOn": "2016-01-01" }));
    let manager = who(Role::AgreementManager, Some(life.home));
    assert_eq!(life.done(&manager, "recordSignature", signature).await["stage"], json!("SIGNED"));
    life.have(day, "CANCELLATION", life.signatures(day)).await;
    let cancelled = life.done(&life.staff(), "cancelAgreement", life.on(json!({ "on": day }))).await;
    assert_eq!(cancelled["stage"], json!("CANCELLED"));
    let read = life.read(&stranger(), "terminatedOn inForce(on: \"2016-01-01\") parties { status }").await;
    let ended = json!({ "status": "ENDED" });
    assert_eq!(read, json!({ "terminatedOn": day, "inForce": false, "parties": [ended, ended] }));
    life
}

/// A mutation, what is sent, and what it makes with one of its fields.
type Step = (&'static str, Value, (&'static str, Value));

#[expect(clippy::too_many_lines, reason = "a step for each mutation")]
async fn all_else_is_done(world: &World) {
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let (caller, session) = signed_in(world, bandung).await;
    let (city, visit) = (global(PARTY, bandung), world.exchange(bandung, json!({})).await);
    let client = world.act(&caller, "createApiClient", json!({ "name": "Portal", "party": city })).await;
    let client = client["apiClient"]["id"].clone();
    let of_visit = |revision: i32| json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": revision });
    let by_suwon = who(Role::Coordinator, Some(suwon));
    let kyoto = world.test.party("JP", Kind::City, "Kyoto").await;
    let mou = global(AGREEMENT, world.agreement(&[bandung, kyoto], json!({})).await);
    let asked = async |with: Value| {
        let input = merged(exchange(bandung), merged(json!({ "ownedBy": global(PARTY, suwon) }), with));
        let exchange = world.act(&by_suwon, "scheduleExchange", input).await["exchange"].take();
        move |revision: i32| json!({ "exchange": exchange["id"], "expectedRevision": revision })
    };
    let (hosted, attached) = (asked(json!({})).await, asked(json!({ "agreement": mou })).await);
    let other = asked(json!({ "agreement": mou })).await;
    let tasks = tasks_of(world, &caller, &city).await;
    let task = || json!({ "task": tasks[1], "party": city });
    let budi = global(PERSON, world.colleague("budi@bandung.go.id", bandung).await);
    let away = |day: &str| json!({ "party": city, "deputy": budi, "from": day, "until": day });
    let ending = world.act(&caller, "nameDeputy", away("2026-12-01")).await;
    let question = || json!({ "about": city, "wants": "FACT", "text": "Benarkah?", "party": city, "of": { "colleague": budi }, "dueOn": "2026-12-01" });
    let of_city = json!({ "party": global(PARTY, suwon), "of": { "party": city }, "dueOn": "2027-12-01" });
    let lee = Caller { who: world.test.person("lee@example.org", suwon).await.who, ..by_suwon.clone() };
    let open = [
        world.act(&lee, "ask", merged(question(), of_city)).await["request"]["id"].take(),
        world.act(&caller, "ask", question()).await["request"]["id"].take(),
    ];
    let of_request = |at: usize| json!({ "request": open[at], "expectedRevision": 1 });
    let past = json!({ "when": { "startsOn": "1998-05-04" }, "source": "Arsip" });
    let posting = world.wanted(bandung, json!({})).await;
    let of_posting =
        |revision: i32| json!({ "posting": global(PARTNER_WANTED, posting), "expectedRevision": revision });
    let anew = json!({ "text": { "en": "Looking for any city" }, "contact": "Balai Kota" });
    let mended = json!({ "party": city, "expectedRevision": 1, "website": "https://bandung.go.id", "source": "Situs", "asOf": "2026-01-31" });
    let when = json!({ "startsOn": "2026-12-11", "startTime": "10:00:00", "timeZone": "Asia/Jakarta" });
    let steps: Vec<Step> = vec![
        ("takeNextTask", json!({ "party": city }), ("task", json!("PARTICIPATION"))),
        ("takeTask", task(), ("task", tasks[1].clone())),
        ("releaseTask", task(), ("task", tasks[1].clone())),
        ("snoozeTask", json!({ "task": tasks[2], "until": "2026-12-01" }), ("task", json!("2026-12-01"))),
        ("ask", merged(question(), json!({ "text": "Masih benar?" })), ("request", json!("FACT"))),
        ("ask", merged(question(), json!({ "of": { "outsider": "Biro Hukum" } })), ("request", json!("FACT"))),
        (
            "answerRequest",
            merged(of_request(0), json!({ "given": true, "note": "Benar" })),
            ("request", json!("GIVEN")),
        ),
        ("withdrawRequest", of_request(1), ("request", json!("WITHDRAWN"))),
        ("nameDeputy", away("2026-12-10"), ("deputy", json!("2026-12-10"))),
        ("endDeputy", json!({ "deputy": ending["deputy"]["id"] }), ("deputy", json!("2026-12-01"))),
        ("addRegion", place("Busan", "CITY"), ("region", json!("kr-busan"))),
        ("addInstitution", place("Universitas Ajou", "UNIVERSITY"), ("institution", json!("Universitas Ajou"))),
        ("amendParty", mended, ("party", json!("https://bandung.go.id"))),
        ("claimPartnership", claim(&[bandung, suwon]), ("partnership", json!("CONFIRMED_BY_ONE"))),
        ("registerLegacyAgreement", agreement(&[bandung, suwon]), ("agreement", json!("IN_FORCE"))),
        ("scheduleExchange", exchange(bandung), ("exchange", json!("SCHEDULED"))),
        (
            "rescheduleExchange",
            merged(of_visit(1), json!({ "when": when })),
            ("exchange", json!("2026-12-11T03:00:00+00:00")),
        ),
        ("cancelExchange", merged(of_visit(2), json!({ "reason": "Banjir" })), ("exchange", json!("Banjir"))),
        ("recordPastExchange", merged(exchange(bandung), past), ("exchange", json!("HELD"))),
        ("confirmParticipation", hosted(1), ("exchange", json!({ "id": city }))),
        ("declineParticipation", hosted(2), ("exchange", Value::Null)),
        ("confirmAttachment", attached(1), ("exchange", json!({ "id": mou }))),
        ("declineAttachment", other(1), ("exchange", Value::Null)),
        ("postPartnerWanted", wanted(bandung), ("partnerWanted", json!("Bagian Kerja Sama"))),
        ("revisePartnerWanted", merged(of_posting(1), anew), ("partnerWanted", json!("Balai Kota"))),
        ("closePartnerWanted", of_posting(2), ("partnerWanted", json!("2026-11-21"))),
        ("follow", json!({ "subject": city }), ("subject", json!(city))),
        ("unfollow", json!({ "subject": city }), ("subject", json!(city))),
        (
            "createApiClient",
            json!({ "name": "Portal kota", "party": city, "scopes": ["READ", "WRITE"] }),
            ("apiClient", json!("Portal kota")),
        ),
        ("rotateApiClient", json!({ "apiClient": client }), ("apiClient", client.clone())),
        ("revokeApiClient", json!({ "apiClient": client }), ("apiClient", client.clone())),
        (
            "signIn",
            json!({ "email": "Sari@Bandung.go.id", "password": PASSWORD, "session": "TOKEN" }),
            ("person", json!("Sari")),
        ),
    ];
    let files = [
        world.import(&caller, bandung, &[("Kunjungan Suwon", "Suwon"), ("Kunjungan Atlantis", "Atlantis")]).await,
        world.import(&caller, bandung, &[("Kunjungan lain", "")]).await,
    ];
    let steps = steps.into_iter().chain(of_imports(files, suwon));
    for (mutation, input, (made, value)) in steps.chain(of_accounts(&budi, &city)) {
        let payload = world.try_out(None, &caller, (mutation, &document(mutation)), input).await;
        let fields = payload[made].as_object().unwrap();
        assert!(fields.values().any(|field| *field == value), "{mutation}: {payload}");
        if let Some(key) = payload.get("key").filter(|_| mutation != "revokeApiClient") {
            assert!(text(key).starts_with(text(&payload["apiClient"]["keyPrefix"])), "{mutation}");
        }
    }
    let password = json!({ "current": PASSWORD, "new": "jembatan di atas sungai" });
    world.try_out(Some(session), &caller, ("changePassword", &document("changePassword")), password).await;
    world.try_out(Some(session), &caller, ("signOut", &document("signOut")), Value::Null).await;
}

/// What one city entered, those who keep the registry confirm.
async fn a_new_party_is_confirmed(world: &World) {
    let query = "{ region(by: { slug: \"kr-busan\" }) { id revision unconfirmedSince } }";
    let mut answer = world.ask(&stranger(), query, json!({})).await;
    let busan = answer["data"]["region"].take();
    assert!(busan["unconfirmedSince"].is_string(), "{busan}");
    let input = json!({ "party": busan["id"], "expectedRevision": busan["revision"] });
    let national = who(Role::NationalReviewer, None);
    let confirmed = world.try_out(None, &national, ("confirmParty", &document("confirmParty")), input).await;
    assert_eq!(confirmed["party"]["unconfirmedSince"], Value::Null);
}

/// What is done with a file that asks which city is meant, and with another.
fn of_imports([file, other]: [Uuid; 2], suwon: Uuid) -> Vec<Step> {
    let at = |file: Uuid, revision: i32| json!({ "import": global(IMPORT, file), "expectedRevision": revision });
    let choice = json!({ "column": "learners", "written": "Suwon", "place": global(PARTY, suwon) });
    let state = |state: &str| ("importBatch", json!(state));
    vec![
        ("checkImport", at(file, 1), state("CHECKED")),
        (
            "chooseCandidates",
            merged(at(file, 2), json!({ "choices": [choice] })),
            ("importBatch", json!({ "toEnter": 1 })),
        ),
        ("confirmImport", merged(at(file, 3), json!({ "leaveOut": true })), state("DONE")),
        ("undoImport", at(file, 4), state("UNDONE")),
        ("dropImport", at(other, 1), state("DROPPED")),
    ]
}

/// Two records that are one, and that are two after all.
async fn a_double_is_merged_and_split_off(world: &World) {
    let national = who(Role::NationalReviewer, None);
    let [busan, double] = ["Pusan", "Pusan Metropolitan"].map(|name| world.test.party("KR", Kind::City, name));
    let [busan, double] = [global(PARTY, busan.await), global(PARTY, double.await)];
    let input = json!({
        "party": busan, "expectedRevision": 1, "duplicate": double, "duplicateRevision": 1, "reason": "one town hall",
    });
    let merged = world.try_out(None, &national, ("mergeParties", &document("mergeParties")), input).await;
    assert_eq!(merged["party"]["id"], json!(busan));
    let query = format!("{{ node(id: {double:?}) {{ id }} mergers(party: {busan:?}) {{ duplicate name reason }} }}");
    let answer = world.ask(&stranger(), &query, json!({})).await;
    assert_eq!(answer["data"]["node"]["id"], json!(busan), "the old identifier leads to the one that stayed");
    let gone = json!([{ "duplicate": double, "name": "Pusan Metropolitan", "reason": "one town hall" }]);
    assert_eq!(answer["data"]["mergers"], gone);
    let input = json!({
        "party": busan, "expectedRevision": 2, "into": { "merged": double }, "reason": "two town halls",
    });
    let split = world.try_out(None, &national, ("splitParty", &document("splitParty")), input).await;
    assert_eq!([&split["split"]["party"]["id"], &split["split"]["part"]["id"]], [&json!(busan), &json!(double)]);
}

/// What is done with one's own account, and with that of a colleague.
fn of_accounts(budi: &str, city: &str) -> Vec<Step> {
    let role = || json!({ "person": budi, "role": "FORUM_ORGANISER", "party": city });
    vec![
        ("amendProfile", json!({ "language": "EN" }), ("person", json!("EN"))),
        (
            "addPerson",
            json!({
                "email": "wati@bandung.go.id", "name": "Wati", "language": "ID",
                "roles": [{ "role": "DATA_ENTRY", "party": city }],
            }),
            ("person", json!("Wati")),
        ),
        ("resetPassword", json!({ "person": budi }), ("person", json!(budi))),
        ("mailPasswordLink", json!({ "person": budi }), ("person", json!(budi))),
        ("disablePerson", json!({ "person": budi }), ("person", json!(budi))),
        ("reopenPerson", json!({ "person": budi }), ("person", json!(budi))),
        ("grantRole", role(), ("person", json!(budi))),
        ("withdrawRole", role(), ("person", json!(budi))),
    ]
}

/// The tasks of a party that are in nobody's hands.
async fn tasks_of(world: &World, caller: &Caller, party: &str) -> Vec<Value> {
    let query = format!(
        "{{ partyTasks(party: {party:?}) {{ totalCount nodes {{ id owner {{ name }} deputy {{ name }} }} }} }}"
    );
    let mut answer = world.ask(caller, &query, json!({})).await;
    let nodes = answer["data"]["partyTasks"]["nodes"].as_array_mut().unwrap();
    nodes.iter_mut().map(|node| node["id"].take()).collect()
}

/// Someone who administers a region, and their session.
async fn signed_in(world: &World, party: Uuid) -> (Caller, Uuid) {
    let registry = &world.test.registry;
    let profile = Profile {
        email: "sari@bandung.go.id".into(),
        name: "Sari".into(),
        language: Language::Id,
        time_zone: "Asia/Jakarta".into(),
    };
    let memberships = vec![Membership { role: Role::OrgAdmin, party: Some(party) }];
    let new = NewPerson { profile, memberships };
    let (_, link) = add_person(registry, &Caller::system(), &new).await.unwrap();
    set_password(registry, link.reveal(), &Secret::from(PASSWORD), Carrier::Token).await.unwrap();
    let input = json!({ "email": "sari@bandung.go.id", "password": PASSWORD, "session": "TOKEN" });
    let token = world.act(&stranger(), "signIn", input).await["token"].clone();
    let session = authenticate_session(registry, text(&token), Carrier::Token).await.unwrap().unwrap();
    (session.caller, session.id)
}

/// A stranger is asked to sign in, and a client that may only read is told that it may not, whatever its role. What
/// they send need not even make sense: who may not act learns nothing of the registry by trying.
async fn each_mutation_is_refused_to_those_who_may_not(test: TestRegistry) {
    let world = World::new(test);
    let bandung = world.test.party("ID", Kind::City, "Bandung").await;
    let suwon = world.test.party("KR", Kind::City, "Suwon").await;
    let visit = world.exchange(bandung, json!({})).await;
    let client = world.act(&Caller::system(), "createApiClient", json!({ "name": "Portal" })).await;
    let client = client["apiClient"]["id"].clone();
    let posting = global(PARTNER_WANTED, world.wanted(bandung, json!({})).await);
    assert_ne!(local(&client), Uuid::nil());
    let reader = Caller {
        who: Who::Client(local(&client)),
        may_write: false,
        language: Language::Id,
        ..who(Role::OrgAdmin, None)
    };
    let real = |mutation: &str| match mutation {
        "claimPartnership" => claim(&[bandung, suwon]),
        "registerLegacyAgreement" => agreement(&[bandung, suwon]),
        "scheduleExchange" => exchange(bandung),
        "follow" | "unfollow" => json!({ "subject": global(PARTY, bandung) }),
        "rescheduleExchange" => {
            json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": 1, "when": { "startsOn": "2027-01-01" } })
        }
        "cancelExchange" => json!({ "exchange": global(EXCHANGE, visit), "expectedRevision": 1, "reason": "x" }),
        "addRegion" => place("Busan", "CITY"),
        "confirmParty" => json!({ "party": global(PARTY, bandung), "expectedRevision": 1 }),
        "mergeParties" => json!({
            "party": global(PARTY, suwon), "expectedRevision": 1, "duplicate": global(PARTY, bandung),
            "duplicateRevision": 1, "reason": "x",
        }),
        "splitParty" => json!({
            "party": global(PARTY, suwon), "expectedRevision": 1, "into": { "new": { "name": "x" } }, "reason": "x",
        }),
        "amendParty" => {
            json!({ "party": global(PARTY, bandung), "expectedRevision": 1, "source": "x", "asOf": "2026-01-31" })
        }
        "postPartnerWanted" => wanted(bandung),
        "closePartnerWanted" => json!({ "posting": posting, "expectedRevision": 1 }),
        "createApiClient" => json!({ "name": "x", "party": global(PARTY, bandung) }),
        "revokeApiClient" | "rotateApiClient" => json!({ "apiClient": global(API_CLIENT, local(&client)) }),
        _ => Value::Null,
    };
    let catalogue = Catalogue::read(&world).await;
    let before = world.rows().await;
    // Signing in is for strangers.
    for field in catalogue.fields("Mutation").iter().filter(|field| field["name"] != "signIn") {
        let mutation = text(&field["name"]);
        let takes_input = !field["args"].as_array().unwrap().is_empty();
        let mut sent = vec![Map::new()];
        let real = Some(real(mutation)).filter(|real| takes_input && !real.is_null());
        sent.extend(real.map(|real| Map::from_iter([("input".to_owned(), real)])));
        for with in sent {
            let (declared, call, variables) = catalogue.call(field, with);
            let query = format!("mutation {declared} {{ {call} }}");
            for (caller, code) in [(&stranger(), "SIGN_IN_FIRST"), (&reader, "NOT_ALLOWED")] {
                let answer = world.ask(caller, &query, variables.clone()).await;
                let refusals =
                    answer["data"][mutation]["errors"].as_array().unwrap_or_else(|| panic!("{mutation} {answer}"));
                // A client has no session to end.
                let code = if mutation == "signOut" { "SIGN_IN_FIRST" } else { code };
                assert_eq!(refusals.len(), 1, "{mutation} {variables} {answer}");
                assert_eq!(
                    (&refusals[0]["code"], &refusals[0]["path"]),
                    (&json!(code), &json!([])),
                    "{mutation} {variables}"
                );
            }
        }
    }
    assert_eq!(world.rows().await, before, "nothing has changed");
}
