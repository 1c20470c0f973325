//! The life of an agreement through the public API alone: two real timelines, and every act of its way.

use crate::world::{AGREEMENT, PARTY, World, global, local};
use entity::{
    Caller,
    account::client::{
        act::{NewClient, create_client},
        rule::Scope,
    },
    agreement::{
        document::act::attach_file,
        progress::{act::turn_due, record::Requirement},
    },
    on_both_databases,
    place::record::Kind,
    policy::{Membership, Role, Who},
    testing::{TestRegistry, moment, stranger, who},
    text::{Language, name_of},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};
use uuid::Uuid;

on_both_databases!(
    surabaya_and_liverpool_from_the_first_contact_to_the_signature,
    surabaya_and_kitakyushu_by_their_terms,
    a_partner_does_all_of_its_side_with_its_key,
    a_route_of_its_own_is_followed,
    a_proposal_that_comes_to_nothing,
    who_changed_what_is_told_to_those_concerned,
);

/// An agreement under way between Surabaya and a partner.
pub struct Life {
    pub world: World,
    pub home: Uuid,
    pub abroad: Uuid,
    pub agreement: String,
    /// How many papers there are: each has its own number, and its own content.
    pub papers: AtomicU32,
}

fn document(mutation: &str) -> String {
    let input = match mutation {
        "recordCouncilDecision" | "recordVerification" => "DecisionInput".to_owned(),
        "registerInitiative"
        | "recordDocument"
        | "withdrawDocument"
        | "answerRequirement"
        | "completeStep"
        | "correctStep"
        | "recordSignature"
        | "extend"
        | "giveTerminationNotice"
        | "leave"
        | "accede"
        | "classifyAgreement"
        | "changeTerms"
        | "proposeTermChange"
        | "acceptFields"
        | "attestTerms"
        | "confirmAct"
        | "declineAct"
        | "denyEntry"
        | "takeBackEntry"
        | "reviseApprovalRoute"
        | "recordDiplomaticRelation"
        | "recordTier"
        | "amend"
        | "assignOfficer"
        | "handOverTasks"
        | "openConfirmationCampaign"
        | "callOffConfirmationCampaign"
        | "openReport"
        | "returnReport"
        | "confirmAgreement" => {
            format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..])
        }
        "submitReport" | "acceptReport" => "ReportInput".to_owned(),
        "confirmNothingTookPlace" => "ConfirmAgreementInput".to_owned(),
        _ => "AgreementActInput".to_owned(),
    };
    let made = match mutation {
        "recordDocument" => "document { id kind superseded }",
        "withdrawDocument" => "document { id superseded withdrawal { reason } }",
        "reviseApprovalRoute" => "route { code version }",
        "recordDiplomaticRelation" => "relation { countries exist }",
        "recordTier" => "region { id }",
        "handOverTasks" => "handedOver",
        "openReport" | "submitReport" | "returnReport" | "acceptReport" => {
            "report { id status revision startsOn endsOn dueOn submittedOn remark overdue contents { section } }"
        }
        "openConfirmationCampaign" => "campaign { id openedOn dueOn }",
        "callOffConfirmationCampaign" => "campaign { id calledOffOn }",
        _ => {
            "agreement { id revision stage visibility signedOn expiresOn terminatedOn termMonths noticeMonths termsHash }"
        }
    };
    let errors = "errors { code message path existing currentRevision changedFields stage allowed missing { kind message document condition from party \
                  { ... on Node { id } } } article }";
    format!("mutation ($input: {input}!) {{ {mutation}(input: $input) {{ {made} {errors} }} }}")
}

impl Life {
    pub async fn begin(test: TestRegistry, country: &str, partner: &str, letter_on: &str, terms: Value) -> Self {
        test.load_routes().await;
        let world = World::new(test);
        let home = world.test.party("ID", Kind::City, "Surabaya").await;
        let abroad = world.test.party(country, Kind::City, partner).await;
        let life = Self { world, home, abroad, agreement: String::new(), papers: AtomicU32::new(0) };
        life.clock(letter_on);
        let input = json!({
            "parties": [global(PARTY, home), global(PARTY, abroad)],
            "class": "SISTER",
            "channel": "FOREIGN_PARTNER",
            "letter": { "issuedOn": letter_on, "number": "193/436", "issuer": "Wali Kota" },
            "terms": terms,
        });
        let made = life.done(&life.staff(), "registerInitiative", input).await;
        Self { agreement: made["id"].as_str().unwrap().to_owned(), ..life }
    }

    /// The agreement of Surabaya and Kitakyushu, by its terms: signed on 12 November 2012.
    pub async fn in_force(test: TestRegistry) -> Self {
        let terms = json!({
            "fields": ["ENVIRONMENT", "WASTE_MANAGEMENT"], "termKind": "FIXED", "termMonths": 36, "renewalMonths": 36,
            "noticeMonths": 6, "windDownMonths": 3, "meetingMonths": 12, "costRule": "EACH_BEARS_OWN",
        });
        let life = Self::begin(test, "GB", "Kitakyushu", "2012-01-09", terms).await;
        life.signed("2012-09-03", "2012-11-12").await;
        life
    }

    pub fn clock(&self, day: &str) {
        let then = moment(&format!("{day}T05:00:00Z"));
        self.world.test.clock.advance(then - self.world.test.registry.now());
    }

    pub fn staff(&self) -> Caller {
        who(Role::Coordinator, Some(self.home))
    }

    pub fn partner(&self) -> Caller {
        who(Role::AgreementManager, Some(self.abroad))
    }

    pub async fn act(&self, caller: &Caller, mutation: &str, input: Value) -> Value {
        let mut answer = self.world.ask(caller, &document(mutation), json!({ "input": input })).await;
        assert_eq!(answer.get("errors"), None, "{mutation} {input}");
        answer["data"][mutation].take()
    }

    /// What an act makes that succeeds, and stands in the journal.
    pub async fn done(&self, caller: &Caller, mutation: &str, input: Value) -> Value {
        let payload = self.world.try_out(None, caller, (mutation, &document(mutation)), input).await;
        payload.as_object().unwrap().iter().find(|(name, _)| *name != "errors").unwrap().1.clone()
    }

    /// The refusal of an act.
    pub async fn refused(&self, caller: &Caller, mutation: &str, input: Value) -> Value {
        let payload = self.act(caller, mutation, input).await;
        assert_eq!(payload["errors"].as_array().map(Vec::len), Some(1), "{mutation}: {payload}");
        payload["errors"][0].clone()
    }

    pub fn on(&self, with: Value) -> Value {
        crate::world::merged(json!({ "agreement": self.agreement }), with)
    }

    /// Takes a step on a day as Surabaya; the stage that it leads to.
    pub async fn step(&self, day: &str, mutation: &str, with: Value) -> String {
        self.clock(day);
        self.is_offered(mutation).await;
        let made = self.done(&self.staff(), mutation, self.on(with)).await;
        made["stage"].as_str().unwrap().to_owned()
    }

    /// Proves that Surabaya's people are offered the step that this mutation takes, and told that nothing is missing.
    async fn is_offered(&self, mutation: &str) {
        let offered = self.offered(&self.staff()).await;
        let is_this = |one: &&Value| one["act"].as_str().unwrap().replace('_', "").eq_ignore_ascii_case(mutation);
        let this: Vec<&Value> = offered.iter().filter(is_this).collect();
        assert!(this.iter().any(|one| one["ready"] == true), "{mutation}: {offered:?}");
    }

    /// The steps that somebody is offered.
    pub async fn offered(&self, caller: &Caller) -> Vec<Value> {
        let missing = "missing { kind message document party { ... on Region { name } } }";
        let query = format!(
            "{{ agreement(id: {:?}) {{ allowedActs {{ act aside ready step {{ name article }} party {{ ... on Region {{ name }} }} {missing} }} }} }}",
            self.agreement
        );
        let answer = self.world.ask(caller, &query, json!({})).await;
        answer["data"]["agreement"]["allowedActs"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// What a step still needs, by the kinds of documents and by the conditions.
    pub async fn missing(&self, act: &str) -> Vec<String> {
        let query = format!(
            "{{ agreement(id: {:?}) {{ missingFor(act: {act}) {{ ready missing {{ document condition }} }} }} }}",
            self.agreement
        );
        let answer = self.world.ask(&self.staff(), &query, json!({})).await;
        let readiness = &answer["data"]["agreement"]["missingFor"];
        let missing = readiness["missing"].as_array().unwrap();
        assert_eq!(readiness["ready"], json!(missing.is_empty()));
        let name = |one: &Value| one["document"].as_str().or(one["condition"].as_str()).unwrap().to_owned();
        missing.iter().map(name).collect()
    }

    /// Records a document of Surabaya's or, where it is both parties' by its kind, of both; its identifier.
    pub async fn have(&self, day: &str, kind: &str, with: Value) -> String {
        let number = self.papers.fetch_add(1, Ordering::Relaxed);
        let own = json!({ "kind": kind, "number": number.to_string(), "issuedOn": day, "visibility": "PARTIES" });
        let with = crate::world::merged(own, with);
        let needs_file = with["signatures"].is_array() && kind != "SIGNED_TEXT";
        let made = self.done(&self.staff(), "recordDocument", self.on(with)).await;
        let id = made["id"].as_str().unwrap().to_owned();
        // Nobody acts for the partner: what it signed is there as a file.
        if needs_file {
            self.upload(&id, &format!("{number:064x}")).await;
        }
        id
    }

    /// The hash by which somebody names a document that they see.
    pub async fn hash(&self, caller: &Caller, document: &str) -> Value {
        let query = format!("{{ node(id: {document:?}) {{ ... on Document {{ hash }} }} }}");
        self.world.ask(caller, &query, json!({})).await["data"]["node"]["hash"].take()
    }

    pub fn signatures(&self, day: &str) -> Value {
        json!({ "signatures": [
            { "party": global(PARTY, self.home), "name": "Tri Rismaharini", "title": "Wali Kota", "signedOn": day },
            { "party": global(PARTY, self.abroad), "name": "Joe Anderson", "title": "Mayor", "signedOn": day },
        ] })
    }

    /// The partner's software may write: somebody acts for it.
    pub async fn key(&self) -> Uuid {
        let key = NewClient {
            name: "The partner's own register".into(),
            membership: Membership { role: Role::AgreementManager, party: Some(self.abroad) },
            scopes: vec![Scope::Write],
            expires_in_days: None,
        };
        create_client(&self.world.test.registry, &Caller::system(), &key).await.unwrap().0.id
    }

    pub async fn upload(&self, document: &str, sha256: &str) {
        let id = local(&json!(document));
        let file = self.world.test.stored(&self.staff(), id, sha256).await.unwrap();
        attach_file(&self.world.test.registry, &self.staff(), id, file).await.unwrap();
    }

    pub async fn answer(&self, requirements: impl Iterator<Item = Requirement>) {
        for requirement in requirements {
            let input =
                json!({ "requirement": name_of(requirement), "met": true, "evidence": "Telaah Bagian Kerja Sama" });
            self.done(&self.staff(), "answerRequirement", self.on(input)).await;
        }
    }

    pub async fn explore(&self, day: &str) {
        self.clock(day);
        self.answer([Requirement::DiplomaticRelations, Requirement::EqualStatus].into_iter()).await;
        self.have(day, "REGION_PROFILE", json!({})).await;
        self.have(day, "REGION_PROFILE", json!({ "party": global(PARTY, self.abroad) })).await;
        assert_eq!(self.step(day, "beginExploration", json!({})).await, "EXPLORING");
    }

    pub async fn intent(&self, day: &str) {
        self.clock(day);
        self.have(day, "LETTER_OF_INTENT", self.signatures(day)).await;
        assert_eq!(self.step(day, "recordIntent", json!({})).await, "INTENT_SIGNED");
    }

    pub async fn council(&self, day: &str) {
        assert_eq!(self.step(day, "openPlan", json!({})).await, "PLANNING");
        self.have(day, "COOPERATION_PLAN", json!({})).await;
        self.have(day, "ACTION_PLAN", json!({})).await;
        assert_eq!(self.step(day, "submitToCouncil", json!({})).await, "COUNCIL_REVIEW");
        self.have(day, "COUNCIL_DECISION", json!({ "visibility": "OWN" })).await;
        let approved = self.step(day, "recordCouncilDecision", json!({ "decision": "APPROVED" })).await;
        assert_eq!(approved, "COUNCIL_APPROVED");
    }

    pub async fn verify(&self, day: &str) {
        self.clock(day);
        self.have(day, "FACILITATION_REQUEST", json!({})).await;
        assert_eq!(self.step(day, "requestVerification", json!({})).await, "VERIFICATION");
        self.answer(Requirement::all()).await;
        self.have(day, "VERIFICATION_RESULT", json!({})).await;
        assert_eq!(self.step(day, "recordVerification", json!({ "decision": "APPROVED" })).await, "DRAFTING");
    }

    pub async fn initial(&self, day: &str, content: &str) {
        self.clock(day);
        let text = self.have(day, "INITIALLED_TEXT", json!({})).await;
        self.upload(&text, &content.repeat(64)).await;
        assert_eq!(self.step(day, "initialText", json!({})).await, "TEXT_INITIALLED");
    }

    pub async fn resolve(&self, day: &str) {
        self.clock(day);
        let resolution = json!({ "kind": "COUNCIL_DECISION", "party": global(PARTY, self.abroad), "issuedOn": day });
        self.done(&self.partner(), "recordDocument", self.on(resolution)).await;
        self.done(&self.partner(), "recordCouncilDecision", self.on(json!({ "decision": "APPROVED" }))).await;
    }

    pub async fn authorise(&self, day: &str) {
        self.clock(day);
        self.have(day, "CENTRAL_APPROVAL", json!({})).await;
        self.have(day, "FULL_POWER", json!({ "empowers": "Tri Rismaharini" })).await;
        assert_eq!(self.step(day, "authorise", json!({})).await, "AUTHORISED");
    }

    pub async fn sign(&self, day: &str, content: &str) -> String {
        self.clock(day);
        let text = self.have(day, "SIGNED_TEXT", self.signatures(day)).await;
        self.upload(&text, &content.repeat(64)).await;
        self.step(day, "recordSignature", json!({ "on": day })).await
    }

    /// Everything from the exploration to the signature, between these days.
    pub async fn signed(&self, until: &str, signed: &str) {
        self.ready_to_sign(until).await;
        assert_eq!(self.sign(signed, "a").await, "IN_FORCE");
    }

    /// Everything before the signature.
    pub async fn ready_to_sign(&self, until: &str) {
        self.explore(until).await;
        self.intent(until).await;
        self.council(until).await;
        self.verify(until).await;
        self.initial(until, "a").await;
        self.resolve(until).await;
        self.authorise(until).await;
    }

    pub async fn read(&self, caller: &Caller, fields: &str) -> Value {
        let query = format!("{{ agreement(id: {:?}) {{ {fields} }} }}", self.agreement);
        let mut answer = self.world.ask(caller, &query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"]["agreement"].take()
    }

    pub async fn revision(&self) -> Value {
        self.read(&self.staff(), "revision").await["revision"].clone()
    }
}

/// IBF 2014 contact, 2016 letter to the embassy, April 2017 visit of the deputy mayor and the DPRD, May 2017 letter of
/// intent, 19 March 2018 memorandum (hukumdankerjasama.surabaya.go.id 2018/05; ngopibareng.id).
async fn surabaya_and_liverpool_from_the_first_contact_to_the_signature(test: TestRegistry) {
    let fields = json!({ "fields": ["CREATIVE_ECONOMY", "PORT_MANAGEMENT", "SMART_CITY", "HUMAN_RESOURCES"] });
    let life = Life::begin(test, "GB", "Liverpool", "2016-03-01", fields).await;
    assert_eq!(
        life.missing("BEGIN_EXPLORATION").await,
        ["REGION_PROFILE", "REGION_PROFILE", "DIPLOMATIC_RELATIONS", "EQUAL_TIER"]
    );
    let relation = json!({
        "country": "ID", "with": "GB", "exist": true, "since": "1949", "source": "Kementerian Luar Negeri",
        "asOf": "2016-01-01",
    });
    life.done(&who(Role::OrgAdmin, None), "recordDiplomaticRelation", relation).await;
    for region in [life.home, life.abroad] {
        let tier = json!({ "region": global(PARTY, region), "tier": "SECOND", "source": "Local Government Act" });
        life.done(&who(Role::OrgAdmin, None), "recordTier", tier).await;
    }
    assert_eq!(life.missing("BEGIN_EXPLORATION").await, ["REGION_PROFILE", "REGION_PROFILE"], "two are computed");
    life.explore("2017-04-10").await;
    let early = life.refused(&life.staff(), "submitToCouncil", life.on(json!({}))).await;
    assert_eq!((&early["code"], &early["stage"]), (&json!("NOT_AT_THIS_STAGE"), &json!("EXPLORING")));
    assert_eq!(early["allowed"], json!(["RECORD_INTENT", "PUT_ON_HOLD", "WITHDRAW"]));
    let unsigned = life.refused(&life.staff(), "recordIntent", life.on(json!({}))).await;
    assert_eq!(unsigned["missing"][0]["document"], json!("LETTER_OF_INTENT"));
    let article = "Regulation of the Minister of Home Affairs (Permendagri) 25/2020 (letter of intent)";
    assert_eq!(unsigned["article"], json!(article));
    let indonesian = Caller { language: Language::Id, ..life.staff() };
    let unsigned = life.refused(&indonesian, "recordIntent", life.on(json!({}))).await;
    let article = "Permendagri 25/2020 (pernyataan kehendak kerja sama)";
    assert_eq!(unsigned["article"], json!(article));
    assert!(unsigned["message"].as_str().unwrap().ends_with(&format!("Dasar: {article}.")), "{unsigned}");
    let hidden = life.read(&stranger(), "id").await;
    assert_eq!(hidden, Value::Null, "a proposal is the parties' own");
    life.intent("2017-05-15").await;
    assert_eq!(life.read(&stranger(), "stage").await, json!({ "stage": "INTENT_SIGNED" }));
    assert_eq!(life.step("2017-06-01", "openPlan", json!({})).await, "PLANNING");
    assert_eq!(life.missing("SUBMIT_TO_COUNCIL").await, ["COOPERATION_PLAN", "ACTION_PLAN"]);
    let lacking = life.refused(&life.staff(), "submitToCouncil", life.on(json!({}))).await;
    assert_eq!(lacking["code"], json!("STEP_NOT_READY"));
    let kinds: Vec<_> = lacking["missing"].as_array().unwrap().iter().map(|one| one["document"].clone()).collect();
    assert_eq!(kinds, [json!("COOPERATION_PLAN"), json!("ACTION_PLAN")], "exactly what is missing");
    life.have("2017-06-01", "COOPERATION_PLAN", json!({})).await;
    life.have("2017-06-01", "ACTION_PLAN", json!({})).await;
    life.step("2017-06-05", "submitToCouncil", json!({})).await;
    life.clock("2017-07-03");
    life.have("2017-07-03", "COUNCIL_DECISION", json!({})).await;
    let returned = json!({ "decision": "RETURNED", "note": "Anggaran belum jelas" });
    assert_eq!(life.step("2017-07-03", "recordCouncilDecision", returned).await, "PLANNING");
    assert_eq!(life.step("2017-08-01", "submitToCouncil", json!({})).await, "COUNCIL_REVIEW");
    life.clock("2017-08-21");
    life.have("2017-08-21", "COUNCIL_DECISION", json!({})).await;
    let approved = life.step("2017-08-21", "recordCouncilDecision", json!({ "decision": "APPROVED" })).await;
    assert_eq!(approved, "COUNCIL_APPROVED");
    life.verify("2017-10-02").await;
    life.initial("2017-12-04", "a").await;
    life.clock("2018-01-08");
    life.have("2018-01-08", "DRAFT_TEXT", json!({})).await;
    assert_eq!(life.step("2018-01-08", "proposeCounterText", json!({})).await, "DRAFTING");
    let missing = life.missing("INITIAL_TEXT").await;
    assert_eq!(missing, ["INITIALLED_TEXT", "TEXT_FIXED", "STILL_APPROVED"], "the old one no longer counts");
    life.initial("2018-01-22", "b").await;
    assert_eq!(life.missing("AUTHORISE").await, ["CENTRAL_APPROVAL", "FULL_POWER", "OTHER_PARTIES_READY"]);
    life.resolve("2018-02-05").await;
    life.authorise("2018-02-26").await;
    let titled = |year: &str| {
        let between = format!("between Surabaya and Liverpool (sister relationship, {year})");
        json!({ "title": format!("Cooperation {between}") })
    };
    assert_eq!(life.read(&stranger(), "title").await, titled("2016"), "the year of the letter");
    assert_eq!(life.sign("2018-03-19", "b").await, "IN_FORCE");
    assert_eq!(life.read(&stranger(), "title").await, titled("2018"), "the year of the signature");
    let read = life
        .read(
            &stranger(),
            "stage signedOn inForceOn expiresOn inForce(on: \"2018-03-18\") history { on to note } tracks { stage since \
             route { code version } party { ... on Region { name } } waitingFor { act } } documents { kind }",
        )
        .await;
    assert_eq!((&read["signedOn"], &read["inForceOn"]), (&json!("2018-03-19"), &json!("2018-03-19")));
    assert_eq!((&read["expiresOn"], &read["inForce"]), (&Value::Null, &json!(false)));
    assert_eq!(read["tracks"][0]["route"], json!({ "code": "ID_KSDPL", "version": 1 }));
    assert_eq!(read["tracks"][1]["route"]["code"], json!("GENERIC"));
    assert_eq!(read["tracks"][1]["stage"], json!("IN_FORCE"));
    let history = read["history"].as_array().unwrap();
    assert!(history.iter().all(|step| step["note"].is_null()), "notes are for the party itself");
    let planned = history.iter().filter(|step| step["to"] == "COUNCIL_REVIEW").count();
    assert_eq!(planned, 2, "both submissions");
}

/// Three years, extendable by mutual consent, six months' notice, programmes go on until they end, a joint working group
/// every year (lib.lemhannas.go.id 2842).
async fn surabaya_and_kitakyushu_by_their_terms(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let read = life.read(&stranger(), "expiresOn inForce(on: \"2015-11-12\") later: inForce(on: \"2015-11-13\")").await;
    assert_eq!(read, json!({ "expiresOn": "2015-11-12", "inForce": true, "later": false }));
    life.clock("2015-06-01");
    life.have("2015-06-01", "EVALUATION", json!({})).await;
    assert_eq!(life.step("2015-06-01", "startRenewal", json!({})).await, "RENEWAL_IN_PROGRESS");
    life.clock("2015-10-05");
    life.have("2015-10-05", "EXTENSION", life.signatures("2015-10-05")).await;
    let short = life.refused(&life.staff(), "extend", life.on(json!({ "expiresOn": "2015-11-12" }))).await;
    assert_eq!(short["missing"][0]["condition"], json!("LATER_EXPIRY"));
    assert_eq!(life.step("2015-10-05", "extend", json!({ "expiresOn": "2018-11-12" })).await, "IN_FORCE");
    life.clock("2017-01-16");
    life.have("2017-01-16", "TERMINATION_NOTICE", json!({})).await;
    let early = life.refused(&life.staff(), "giveTerminationNotice", life.on(json!({ "endsOn": "2017-06-16" }))).await;
    assert_eq!(early["missing"][0]["condition"], json!("NOTICE_PERIOD"));
    assert_eq!(early["missing"][0]["from"], json!("2017-07-16"), "six months later");
    let noticed = life.step("2017-01-16", "giveTerminationNotice", json!({ "endsOn": "2017-07-31" })).await;
    assert_eq!(noticed, "TERMINATION_NOTICED");
    life.clock("2017-02-06");
    life.have("2017-02-06", "NOTICE_WITHDRAWAL", json!({})).await;
    let paper = life.have("2017-02-06", "NOTICE_WITHDRAWAL", life.signatures("2017-02-06")).await;
    // What Surabaya recorded is the partner's word once it names it.
    let papers = [life.hash(&life.partner(), &paper).await];
    life.done(&life.partner(), "withdrawNotice", life.on(json!({ "papers": papers }))).await;
    let again = life.on(json!({ "endsOn": "2017-08-31" }));
    let used = life.refused(&life.staff(), "giveTerminationNotice", again).await;
    let missing = json!({ "kind": "UNUSED_DOCUMENT", "document": "TERMINATION_NOTICE", "party": { "id": global(PARTY, life.home) },
        "condition": null, "from": null, "message": "Document: a new notice of termination; the one on record was used for the step of 16 January 2017" });
    assert_eq!(used["missing"], json!([missing]));
    life.have("2017-02-06", "TERMINATION_NOTICE", json!({})).await;
    life.step("2017-02-06", "giveTerminationNotice", json!({ "endsOn": "2017-08-31" })).await;
    life.clock("2017-09-04");
    turn_due(&life.world.test.registry).await.unwrap();
    let ended = life.read(&stranger(), "stage terminatedOn inForce(on: \"2017-08-31\")").await;
    assert_eq!(ended, json!({ "stage": "TERMINATED", "terminatedOn": "2017-08-31", "inForce": true }));
    let successor = json!({
        "parties": [global(PARTY, life.home), global(PARTY, life.abroad)], "class": "SISTER", "channel": "OWN_REGION",
        "letter": { "issuedOn": "2017-09-04" }, "predecessor": life.agreement,
    });
    life.done(&life.staff(), "registerInitiative", successor).await;
}

async fn a_partner_does_all_of_its_side_with_its_key(test: TestRegistry) {
    let terms = json!({ "fields": ["CULTURE"], "termKind": "FIXED", "termMonths": 36, "noticeMonths": 6 });
    let life = Life::begin(test, "GB", "Liverpool", "2026-11-02", terms).await;
    let key = Caller { who: Who::Client(Uuid::from_u128(9)), ..life.partner() };
    let for_surabaya = life.on(json!({ "party": global(PARTY, life.home) }));
    let refused = life.refused(&key, "beginExploration", for_surabaya).await;
    assert_eq!(refused["code"], json!("NOT_ALLOWED"), "each party takes its own steps");
    let seen = life.read(&key, "termsHash tracks { attested } termConflicts { differences { term } }").await;
    let hash = seen["termsHash"].clone();
    life.done(&key, "attestTerms", life.on(json!({ "hash": hash }))).await;
    let attested = life.read(&key, "tracks { attested attestedAt }").await;
    assert_eq!(attested["tracks"][1]["attested"], json!(true));
    let dimensions = json!({ "expectedRevision": life.revision().await, "dimensions": ["BRANDING"] });
    life.done(&life.staff(), "classifyAgreement", life.on(dimensions.clone())).await;
    let stale = life.refused(&life.staff(), "classifyAgreement", life.on(dimensions)).await;
    assert_eq!((&stale["code"], &stale["path"]), (&json!("STALE"), &json!(["expectedRevision"])));
    assert_eq!(stale["currentRevision"], json!(life.revision().await));
    let kept = life.read(&key, "dimensions tracks { attested }").await;
    assert_eq!(kept["dimensions"], json!(["BRANDING"]));
    assert_eq!(kept["tracks"][1]["attested"], json!(true), "dimensions are no terms");
    let changed = json!({ "expectedRevision": life.revision().await, "terms": { "fields": ["CULTURE", "HEALTH"] } });
    life.done(&life.staff(), "changeTerms", life.on(changed)).await;
    let dropped = life.read(&key, "tracks { attested attestedAt }").await;
    assert_eq!(dropped["tracks"][1], json!({ "attested": false, "attestedAt": null }));
    let old = life.refused(&key, "attestTerms", life.on(json!({ "hash": hash }))).await;
    assert_eq!((&old["code"], &old["path"]), (&json!("OTHER_TERMS"), &json!(["hash"])));
    let own = life.on(json!({ "terms": { "termMonths": 60, "clear": ["NOTICE_MONTHS"] } }));
    life.done(&key, "proposeTermChange", own).await;
    let copies = "termMonths termConflicts { differences { term ours { months } theirs { months } } }";
    let conflict = life.read(&life.staff(), copies).await;
    assert_eq!(
        conflict,
        json!({ "termMonths": 36, "termConflicts": [{ "differences": [
            { "term": "NOTICE_MONTHS", "ours": { "months": 6 }, "theirs": null },
            { "term": "TERM_MONTHS", "ours": { "months": 36 }, "theirs": { "months": 60 } },
        ] }] })
    );
    let accept = json!({
        "expectedRevision": life.revision().await, "party": global(PARTY, life.abroad), "terms": ["TERM_MONTHS"],
    });
    let accepted = life.done(&life.staff(), "acceptFields", life.on(accept)).await;
    assert_eq!((&accepted["termMonths"], &accepted["noticeMonths"]), (&json!(60), &json!(6)));
    let stale = json!({ "expectedRevision": 1, "terms": { "noticeMonths": 3 } });
    let stale = life.refused(&life.staff(), "changeTerms", life.on(stale)).await;
    assert_eq!(stale["code"], json!("STALE"));
    assert!(stale["message"].as_str().unwrap().contains("accept another party's terms"), "{stale}");
    life.explore("2026-11-09").await;
    let resolution = json!({ "kind": "COUNCIL_DECISION", "issuedOn": "2026-11-09" });
    life.done(&key, "recordDocument", life.on(resolution)).await;
    let kinds = "documents { kind party { ... on Region { name } } }";
    let resolution = json!({ "kind": "COUNCIL_DECISION", "party": { "name": "Liverpool" } });
    let own = life.read(&key, kinds).await["documents"].as_array().unwrap().clone();
    assert!(own.contains(&resolution), "{own:?}");
    let others = life.read(&life.staff(), kinds).await["documents"].as_array().unwrap().clone();
    assert!(!others.contains(&resolution), "it is the partner's own");
    life.done(&key, "recordCouncilDecision", life.on(json!({ "decision": "APPROVED" }))).await;
}

/// The steps of a route with acts that no other route has.
pub fn local_route(name: &str) -> Value {
    let step = |act: &str, from: &str, to: &str, more: Value| {
        crate::world::merged(
            json!({
                "act": act, "from": [from], "to": to, "authority": "PARTNER_HEAD",
                "recordedBy": ["AGREEMENT_MANAGER"], "article": "Rule 1", "nameEn": act, "nameId": act,
            }),
            more,
        )
    };
    json!({
        "code": "NZ_LOCAL", "nameEn": name, "nameId": name, "source": "Rules of the council",
        "countries": ["NZ"],
        "steps": [
            step("NOTIFY_AUTHORITY", "INITIATED", "EXPLORING", json!({})),
            step("BEGIN_DRAFTING", "EXPLORING", "DRAFTING", json!({ "withinDays": 30, "articleEn": "Rule the first" })),
            step("COMPLETE_STEP", "DRAFTING", "AUTHORISED", json!({ "returnsTo": "EXPLORING" })),
            step("RECORD_SIGNATURE", "AUTHORISED", "SIGNED", json!({ "joint": true, "signed": ["SIGNED_TEXT"] })),
        ],
    })
}

async fn a_route_of_its_own_is_followed(test: TestRegistry) {
    test.load_routes().await;
    let world = World::new(test);
    let admin = who(Role::OrgAdmin, None);
    let life = Life {
        home: world.test.party("NZ", Kind::City, "Dunedin").await,
        abroad: world.test.party("NZ", Kind::City, "Nelson").await,
        world,
        agreement: String::new(),
        papers: AtomicU32::new(0),
    };
    let made = life.done(&admin, "reviseApprovalRoute", local_route("Local")).await;
    assert_eq!(made, json!({ "code": "NZ_LOCAL", "version": 1 }));
    let letter = json!({
        "parties": [global(PARTY, life.home), global(PARTY, life.abroad)], "class": "PROJECT",
        "channel": "OWN_REGION", "letter": { "issuedOn": "2026-11-20" },
    });
    let made = life.done(&life.staff(), "registerInitiative", letter).await;
    let life = Life { agreement: made["id"].as_str().unwrap().to_owned(), ..life };
    let again = life.refused(&admin, "reviseApprovalRoute", local_route("Local")).await;
    assert_eq!(again["code"], json!("ALREADY_THERE"));
    let made = life.done(&admin, "reviseApprovalRoute", local_route("Local, revised")).await;
    assert_eq!(made["version"], json!(2));
    let versions = life.read(&life.staff(), "tracks { route { version } }").await;
    assert_eq!(versions["tracks"][0]["route"]["version"], json!(1), "it keeps the version with which it began");
    let manager = who(Role::AgreementManager, Some(life.home));
    let other_role = life.refused(&life.staff(), "notifyAuthority", life.on(json!({}))).await;
    assert_eq!(other_role["code"], json!("NOT_ALLOWED"), "the route says who records a step");
    for (party, who) in [(life.home, &manager), (life.abroad, &life.partner())] {
        let own = || life.on(json!({ "party": global(PARTY, party) }));
        life.done(who, "notifyAuthority", own()).await;
        life.done(who, "beginDrafting", own()).await;
        let undecided = life.refused(who, "completeStep", own()).await;
        assert_eq!((&undecided["code"], &undecided["path"]), (&json!("REQUIRED"), &json!(["decision"])));
        let approved = crate::world::merged(own(), json!({ "decision": "APPROVED" }));
        life.done(who, "completeStep", approved).await;
    }
    let nowhere = json!({
        "code": "NOWHERE", "nameEn": "x", "nameId": "x", "source": "x",
        "steps": [{
            "act": "OPEN_PLAN", "from": ["PLANNING"], "to": "DRAFTING", "authority": "DPRD", "recordedBy": [],
            "article": "x", "nameEn": "x", "nameId": "x",
        }],
    });
    let payload = life.act(&admin, "reviseApprovalRoute", nowhere).await;
    let codes: BTreeSet<&str> =
        payload["errors"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, BTreeSet::from(["LEADS_NOWHERE", "NEVER_REACHED"]));
    let routes = life.world.read("{ approvalRoutes { code version steps { name act article } } }").await;
    let routes = routes["approvalRoutes"].as_array().unwrap();
    assert_eq!(routes.len(), 10);
    let own = routes.iter().find(|route| route["code"] == "NZ_LOCAL").unwrap();
    let articles: Vec<_> = own["steps"].as_array().unwrap().iter().take(2).map(|step| &step["article"]).collect();
    assert_eq!(articles, ["Rule 1", "Rule the first"], "in the caller's language, as far as there are words in it");
}

async fn a_proposal_that_comes_to_nothing(test: TestRegistry) {
    let life = Life::begin(test, "GB", "Liverpool", "2026-11-02", json!({ "fields": ["CULTURE"] })).await;
    assert_eq!(life.step("2026-11-03", "putOnHold", json!({ "note": "Pilkada" })).await, "ON_HOLD");
    assert_eq!(life.step("2026-11-04", "resume", json!({})).await, "INITIATED");
    assert_eq!(life.step("2026-11-05", "withdraw", json!({ "note": "Mitra mundur" })).await, "WITHDRAWN");
    let gone = life.refused(&life.staff(), "resume", life.on(json!({}))).await;
    assert_eq!((&gone["code"], &gone["allowed"]), (&json!("NOT_AT_THIS_STAGE"), &json!([])));
    assert_eq!(life.read(&stranger(), "id").await, Value::Null);
    let changes =
        life.world.ask(&life.staff(), "{ changes(first: 50) { nodes { act subject { id } } } }", json!({})).await;
    let acts: Vec<&str> = changes["data"]["changes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["act"].as_str().unwrap())
        .collect();
    let letter = "registerInitiative";
    assert_eq!(acts, ["registerInitiative", letter, "putOnHold", "resume", "withdraw"]);
    assert_eq!(global(AGREEMENT, local(&json!(life.agreement))), life.agreement);
    let english = Caller { language: Language::En, ..life.staff() };
    assert_eq!(
        life.read(&english, "title").await["title"],
        json!("Cooperation between Surabaya and Liverpool (sister relationship, 2026)")
    );
}

async fn who_changed_what_is_told_to_those_concerned(test: TestRegistry) {
    let life = Life::begin(test, "KR", "Suwon", "2026-11-02", json!({ "termMonths": 36 })).await;
    let sari = life.world.test.person("sari@example.org", life.home).await;
    let sari = Caller { memberships: life.staff().memberships, ..sari };
    let longer = json!({ "expectedRevision": life.revision().await, "terms": { "termMonths": 60 } });
    life.done(&sari, "changeTerms", life.on(longer)).await;
    let told = async |caller: &Caller, subject: &str| {
        let query = format!(
            "{{ changes(subject: {subject:?}) {{ totalCount nodes {{ act by \
             terms {{ term before {{ months }} after {{ months }} }} }} }} }}"
        );
        let mut answer = life.world.ask(caller, &query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"]["changes"].take()
    };
    let changes = |by: Value| {
        let terms = json!([{ "term": "TERM_MONTHS", "before": { "months": 36 }, "after": { "months": 60 } }]);
        let begun = json!({ "act": "registerInitiative", "by": null, "terms": [] });
        json!({ "totalCount": 2, "nodes": [begun, { "act": "changeTerms", "by": by, "terms": terms }] })
    };
    assert_eq!(told(&life.staff(), &life.agreement).await, changes(json!("Sari")), "a colleague");
    assert_eq!(told(&Caller::system(), &life.agreement).await, changes(json!("Sari")));
    assert_eq!(told(&life.partner(), &life.agreement).await, changes(Value::Null), "the partner does not know her");
    let key = NewClient {
        name: "Suwon's own register".into(),
        membership: Membership { role: Role::AgreementManager, party: Some(life.abroad) },
        scopes: vec![Scope::Write],
        expires_in_days: None,
    };
    let key = create_client(&life.world.test.registry, &Caller::system(), &key).await.unwrap().0;
    let key = Caller { who: Who::Client(key.id), ..life.partner() };
    let hash = life.read(&key, "termsHash").await["termsHash"].clone();
    life.done(&key, "attestTerms", life.on(json!({ "hash": hash }))).await;
    let by = async |caller: &Caller| told(caller, &life.agreement).await["nodes"][2]["by"].clone();
    assert_eq!((by(&life.partner()).await, by(&life.staff()).await), (json!("Suwon's own register"), Value::Null));
    let nothing = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(told(&stranger(), &life.agreement).await, nothing);
    assert_eq!(told(&life.staff(), "no identifier").await, nothing);
}
