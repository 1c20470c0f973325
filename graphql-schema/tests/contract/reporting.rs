//! Reports through the public API: made from the records, frozen when they are submitted.

use crate::{
    life::Life,
    world::{EXCHANGE, PARTY, World, global, merged},
};
use entity::{
    Caller, on_both_databases,
    place::record::Kind,
    policy::Role,
    testing::{TestRegistry, stranger, who},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use uuid::Uuid;

on_both_databases!(
    a_quarter_is_reported_and_frozen,
    a_report_says_what_was_known_at_the_end_of_its_period,
    what_is_entered_after_the_period_is_told_as_of_its_end,
    reports_and_documents_are_fed_to_those_who_see_them,
    a_report_goes_its_way,
    nobody_else_reads_a_report,
);

const CONTENTS: &str = "section agreements { agreement title partners stage signedOn steps { act on } } \
                        exchanges { exchange title method startsOn host participants }";

impl Life {
    /// A report of Surabaya to the governor on the last quarter of 2012.
    pub async fn report(&self) -> Value {
        let open = json!({
            "party": global(PARTY, self.home), "recipient": "GOVERNOR", "period": "QUARTER", "year": 2012, "number": 4,
        });
        self.done(&self.staff(), "openReport", open).await
    }

    async fn preview(&self, caller: &Caller, report: &Value) -> Value {
        let query = format!("query ($id: ID!) {{ reportPreview(id: $id) {{ {CONTENTS} }} }}");
        self.world.ask(caller, &query, json!({ "id": report["id"] })).await["data"]["reportPreview"].take()
    }

    /// Puts Surabaya into East Java; a coordinator of the province.
    pub async fn province(&self) -> Caller {
        let province = self.world.test.party("ID", Kind::Province, "Jawa Timur").await;
        let row = entity::place::record::party::ActiveModel {
            id: Set(self.home),
            parent_id: Set(Some(province)),
            ..Default::default()
        };
        row.update(&self.world.test.registry.db).await.unwrap();
        who(Role::Coordinator, Some(province))
    }
}

pub fn with_revision(report: &Value, with: Value) -> Value {
    merged(json!({ "report": report["id"], "expectedRevision": report["revision"] }), with)
}

async fn visit(world: &World, host: Uuid, learner: Uuid, on: &str, with: Value) -> Uuid {
    let when = json!({ "startsOn": on, "startTime": "09:00:00", "timeZone": "Asia/Jakarta" });
    world
        .exchange(host, merged(json!({ "when": when, "champions": [], "learners": [global(PARTY, learner)] }), with))
        .await
}

async fn a_quarter_is_reported_and_frozen(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let [bandung, busan] = [
        life.world.test.party("ID", Kind::City, "Bandung").await,
        life.world.test.party("KR", Kind::City, "Busan").await,
    ];
    life.clock("2012-11-13");
    let under = json!({ "agreement": life.agreement });
    let twin = visit(&life.world, life.home, life.abroad, "2012-12-03", under).await;
    let guests = visit(&life.world, life.home, busan, "2012-12-04", json!({})).await;
    let domestic = visit(&life.world, life.home, bandung, "2012-12-05", json!({})).await;
    let hidden = visit(&life.world, bandung, life.home, "2012-12-06", json!({ "visibility": "OWN" })).await;
    let later = visit(&life.world, life.home, busan, "2013-01-02", json!({})).await;
    life.clock("2012-12-10");
    let report = life.report().await;
    assert_eq!((&report["startsOn"], &report["endsOn"]), (&json!("2012-10-01"), &json!("2012-12-31")));
    assert_eq!((&report["dueOn"], &report["status"]), (&json!("2013-01-30"), &json!("DRAFTED")));
    let draft = life.preview(&life.staff(), &report).await;
    let sections: Vec<(&str, Vec<&str>)> = draft
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let exchanges = section["exchanges"].as_array().unwrap();
            let ids = exchanges.iter().map(|one| one["exchange"].as_str().unwrap()).collect();
            (section["section"].as_str().unwrap(), ids)
        })
        .collect();
    let [twin, guests, domestic, hidden, later] =
        [twin, guests, domestic, hidden, later].map(|id| global(EXCHANGE, id));
    let expected = [("SISTER_REGIONS", vec![&*twin]), ("GUESTS", vec![&*guests]), ("DOMESTIC", vec![&*domestic])];
    assert_eq!(sections, expected);
    assert!(!draft.to_string().contains(&hidden) && !draft.to_string().contains(&later));
    let agreement = &draft[0]["agreements"][0];
    assert_eq!((&agreement["agreement"], &agreement["partners"]), (&json!(life.agreement), &json!(["Kitakyushu"])));
    assert!(agreement["steps"].as_array().unwrap().contains(&json!({ "act": "RECORD_SIGNATURE", "on": "2012-11-12" })));

    let early = life.refused(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    assert_eq!(early["code"], json!("IN_THE_FUTURE"), "the period is not over");
    life.clock("2013-01-15");
    let due = "{ myTasks { nodes { kind dueOn why } } }";
    let due = life.world.ask(&life.staff(), due, json!({})).await;
    assert_eq!(due["data"]["myTasks"]["nodes"][0]["kind"], json!("REPORT"));
    let frozen = life.done(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    assert_eq!((&frozen["status"], &frozen["submittedOn"]), (&json!("SUBMITTED"), &json!("2013-01-15")));
    let due = life.world.ask(&life.staff(), "{ myTasks { nodes { kind } } }", json!({})).await;
    assert!(!due.to_string().contains("REPORT"), "{due}");
    // Whatever happens to the records now, the report says what it said.
    life.world.sql("update exchange set title_en = 'Something else', title_id = null").await;
    life.world.sql("update agreement set stage = 'TERMINATED', title_id = 'Lain', title_en = 'Else'").await;
    assert_eq!(life.preview(&life.staff(), &frozen).await, draft);
    let again = json!({
        "party": global(PARTY, life.home), "recipient": "GOVERNOR", "period": "QUARTER", "year": 2012, "number": 4,
    });
    let again = life.refused(&life.staff(), "openReport", again).await;
    assert_eq!((&again["code"], &again["existing"]), (&json!("ALREADY_THERE"), &report["id"]));
}

/// Whatever happens after a period, its report says how things stood at its end.
async fn a_report_says_what_was_known_at_the_end_of_its_period(test: TestRegistry) {
    let life = Life::in_force(test).await;
    life.clock("2012-12-10");
    let report = life.report().await;
    let draft = life.preview(&life.staff(), &report).await;
    assert_eq!(draft[0]["agreements"][0]["stage"], json!("IN_FORCE"));
    life.clock("2013-01-10");
    life.have("2013-01-10", "TERMINATION_NOTICE", json!({})).await;
    let noticed = life.step("2013-01-10", "giveTerminationNotice", json!({ "endsOn": "2014-07-31" })).await;
    assert_eq!(noticed, "TERMINATION_NOTICED");
    assert_eq!(life.preview(&life.staff(), &report).await, draft);
    let frozen = life.done(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    assert_eq!(life.preview(&life.staff(), &frozen).await, draft);
    let next = json!({
        "party": global(PARTY, life.home), "recipient": "GOVERNOR", "period": "QUARTER", "year": 2013, "number": 1,
    });
    let next = life.done(&life.staff(), "openReport", next).await;
    let next = life.preview(&life.staff(), &next).await;
    assert_eq!(next[0]["agreements"][0]["stage"], json!("TERMINATION_NOTICED"));
}

/// What was done in the period counts for its end too when it is entered late; steps and state tell one story.
async fn what_is_entered_after_the_period_is_told_as_of_its_end(test: TestRegistry) {
    let terms = json!({ "fields": ["ENVIRONMENT"], "termKind": "FIXED", "termMonths": 36, "noticeMonths": 6, "costRule": "EACH_BEARS_OWN" });
    let life = Life::begin(test, "GB", "Kitakyushu", "2012-01-09", terms).await;
    life.ready_to_sign("2012-10-03").await;
    life.clock("2013-01-10");
    let report = life.report().await;
    let told = async |title: &str| {
        let preview = life.preview(&life.staff(), &report).await;
        let all = preview.as_array().unwrap().iter().flat_map(|section| section["agreements"].as_array().unwrap());
        let told = all.clone().find(|one| one["partners"] == json!([title])).cloned();
        told.unwrap_or_else(|| panic!("{title}: {preview}"))
    };
    assert_eq!(told("Kitakyushu").await["stage"], json!("AUTHORISED"));
    let paper = life.have("2012-12-20", "SIGNED_TEXT", life.signatures("2012-12-20")).await;
    life.upload(&paper, &"a".repeat(64)).await;
    assert_eq!(life.step("2013-01-11", "recordSignature", json!({ "on": "2012-12-20" })).await, "IN_FORCE");
    let signed = told("Kitakyushu").await;
    assert_eq!((&signed["stage"], &signed["signedOn"]), (&json!("IN_FORCE"), &json!("2012-12-20")));
    assert!(signed["steps"].as_array().unwrap().contains(&json!({ "act": "RECORD_SIGNATURE", "on": "2012-12-20" })));
    life.clock("2013-02-01");
    life.have("2013-02-01", "TERMINATION_NOTICE", json!({})).await;
    life.step("2013-02-01", "giveTerminationNotice", json!({ "endsOn": "2014-07-31" })).await;
    assert_eq!(told("Kitakyushu").await, signed);

    let busan = life.world.test.party("KR", Kind::City, "Busan").await;
    let old = json!({ "signedOn": "2010-01-06", "expiresOn": "2013-01-05", "documents": [], "asOf": "2013-01-31" });
    life.world.agreement(&[life.home, busan], old).await;
    assert_eq!(told("Busan").await["stage"], json!("IN_FORCE"), "it was, on the last day of the year");
}

/// Reports and documents stand in the feed, for those who see them.
async fn reports_and_documents_are_fed_to_those_who_see_them(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let province = life.province().await;
    let report = life.report().await;
    let fed = async |caller: &Caller, id: &Value| {
        let query = "query ($id: ID!) { changes(subject: $id) { nodes { act subject { __typename id } } } node(id: $id) { id } }";
        let answer = life.world.ask(caller, query, json!({ "id": id })).await;
        let nodes = answer["data"]["changes"]["nodes"].as_array().unwrap().clone();
        let acts: Vec<String> = nodes.iter().map(|node| node["act"].as_str().unwrap().to_owned()).collect();
        (acts, !answer["data"]["node"].is_null())
    };
    let none = (Vec::<String>::new(), false);
    assert_eq!(fed(&life.staff(), &report["id"]).await, (vec!["openReport".to_owned()], true));
    for other in [&province, &life.partner(), &stranger()] {
        assert_eq!(fed(other, &report["id"]).await, none);
    }
    life.clock("2013-01-15");
    let submitted = life.done(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    assert_eq!(fed(&province, &report["id"]).await, (vec!["submitReport".to_owned()], true));
    let returned = with_revision(&submitted, json!({ "remark": "Lengkapi." }));
    life.done(&province, "returnReport", returned).await;
    let (acts, sees) = fed(&province, &report["id"]).await;
    assert_eq!((acts.last().unwrap().as_str(), sees), ("returnReport", true), "the province reads what it sent back");

    for (visibility, sees) in [("OWN", [true, false, false]), ("PARTIES", [true, true, false]), ("PUBLIC", [true; 3])] {
        let document = life.have("2013-01-15", "REPORT", json!({ "visibility": visibility })).await;
        for (caller, sees) in [life.staff(), life.partner(), stranger()].iter().zip(sees) {
            let expected = if sees { (vec!["recordDocument".to_owned()], true) } else { none.clone() };
            assert_eq!(fed(caller, &json!(document)).await, expected, "{visibility} {caller:?}");
        }
    }
}

async fn a_report_goes_its_way(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let province = life.province().await;
    let report = life.report().await;
    life.clock("2013-01-15");
    let submitted = life.done(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    let own = life.refused(&life.staff(), "acceptReport", with_revision(&submitted, json!({}))).await;
    assert_eq!(own["code"], json!("NOT_ALLOWED"), "nobody decides on their own report");
    let stale = life.refused(&province, "acceptReport", with_revision(&report, json!({}))).await;
    assert_eq!(stale["code"], json!("STALE"));
    let bare = life.refused(&province, "returnReport", with_revision(&submitted, json!({ "remark": " " }))).await;
    assert_eq!((&bare["code"], &bare["path"]), (&json!("REQUIRED"), &json!(["remark"])));
    let returned = with_revision(&submitted, json!({ "remark": "Lampirkan daftar tamu." }));
    let returned = life.done(&province, "returnReport", returned).await;
    assert_eq!((&returned["status"], &returned["contents"]), (&json!("RETURNED"), &Value::Null));
    let read = "query ($id: ID!) { report(id: $id) { status remark returns { remark } contents { section } } }";
    let read = life.world.ask(&province, read, json!({ "id": report["id"] })).await["data"]["report"].take();
    let remark = json!("Lampirkan daftar tamu.");
    let sent_back =
        json!({ "status": "RETURNED", "remark": remark, "returns": [{ "remark": remark }], "contents": null });
    assert_eq!(read, sent_back, "the province reads what it said");
    assert_eq!(life.preview(&province, &report).await, Value::Null, "and not what is drafted anew");
    assert!(life.preview(&life.staff(), &report).await.is_array());
    let due = life.world.ask(&life.staff(), "{ myTasks { nodes { kind } } }", json!({})).await;
    assert!(due.to_string().contains("REPORT"), "it is due again");
    let again = life.done(&life.staff(), "submitReport", with_revision(&returned, json!({}))).await;
    assert_eq!(again["remark"], json!("Lampirkan daftar tamu."), "it stays readable");
    let accepted = life.done(&province, "acceptReport", with_revision(&again, json!({}))).await;
    assert_eq!(accepted["status"], json!("ACCEPTED"));
    let after = life.refused(&province, "returnReport", with_revision(&accepted, json!({ "remark": "x" }))).await;
    assert_eq!((&after["code"], &after["path"]), (&json!("WRONG_STATE"), &json!(["report"])));
    let odd = |with: Value| merged(json!({ "party": global(PARTY, life.home), "recipient": "KEMENDAGRI" }), with);
    for (with, path, code) in [
        (json!({ "period": "QUARTER", "year": 2012, "number": 5 }), "number", "OUT_OF_RANGE"),
        (json!({ "period": "YEAR" }), "year", "REQUIRED"),
        (json!({ "period": "YEAR", "year": 3 }), "year", "OUT_OF_RANGE"),
        (json!({ "period": "EVENT" }), "startsOn", "REQUIRED"),
        (json!({ "period": "EVENT", "startsOn": "2012-05-02", "endsOn": "2012-05-01" }), "endsOn", "ENDS_BEFORE_START"),
        (json!({ "period": "YEAR", "year": 2012, "dueOn": "2012-05-01" }), "dueOn", "DATE_ORDER"),
    ] {
        let payload = life.act(&life.staff(), "openReport", odd(with.clone())).await;
        assert_eq!(payload["errors"][0]["code"], json!(code), "{with}");
        assert_eq!(payload["errors"][0]["path"], json!([path]), "{with}");
    }
    let event = odd(json!({ "period": "EVENT", "startsOn": "2012-11-12" }));
    assert_eq!(life.done(&life.staff(), "openReport", event).await["endsOn"], json!("2012-11-12"));
}

async fn nobody_else_reads_a_report(test: TestRegistry) {
    let life = Life::in_force(test).await;
    let province = life.province().await;
    let report = life.report().await;
    let list = "{ reports { totalCount nodes { id party { id } recipient } } }";
    let count =
        async |caller: &Caller| life.world.ask(caller, list, json!({})).await["data"]["reports"]["totalCount"].clone();
    let readers = [life.staff(), life.partner(), province.clone(), stranger(), who(Role::NationalReviewer, None)];
    for (reader, expected) in readers.iter().zip([1, 0, 0, 0, 1]) {
        assert_eq!(count(reader).await, json!(expected), "{reader:?}");
        let preview = life.preview(reader, &report).await;
        assert_eq!(preview.is_null(), expected == 0, "{reader:?}");
    }
    life.clock("2013-01-15");
    life.done(&life.staff(), "submitReport", with_revision(&report, json!({}))).await;
    assert_eq!(count(&province).await, json!(1), "what is submitted to the governor is for the province");
    let elsewhere = who(Role::Coordinator, Some(Uuid::from_u128(9)));
    assert_eq!(count(&elsewhere).await, json!(0));
}
