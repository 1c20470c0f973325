//! What people enter for their regions and others have yet to answer. It is made up, and says so.

use super::{Parties, calendar::NOTE, prospects::Prospects};
use crate::spreadsheet::{Fault, received};
use anyhow::{Context, anyhow};
use chrono::{Datelike, Days};
use entity::{
    Caller, Registry,
    agreement::{
        document::act::{NewSignature, RecordDocument, record_document},
        progress::act::{TakeStep, take_step},
        record::DocumentKind,
        route::record::{AgreementAct, Authority},
    },
    date::legal_today,
    exchange::{
        act::{ScheduleExchange, record_past_exchange, schedule_exchange},
        record::{Format, Method},
        rule::When,
    },
    import_batch::{
        act::{NewImport, check_import},
        record::ImportKind,
    },
    obligatory_report::{
        act::{Covers, OpenReport, open_report, submit_report},
        record::PeriodKind,
    },
    place::{
        entry::{act::add_party, rule::Facts},
        record::{Kind, Nature},
    },
    policy::Visibility,
    request::{
        act::{Asked, NewRequest, ask},
        record::Wanted,
    },
    subject::{Subject, SubjectKind},
    text::{Language, LocalText},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const SURABAYA: &str = "35.78";
const BANDUNG: &str = "32.73";
const KOCHI: &str = "kochi";
const SUWON: &str = "suwon";

/// Lets Bandung record a letter of intent that waits for Suwon, ask Suwon for a wording and a notary for a fact, and plan a visit
/// to Surabaya, which has not answered; and Surabaya enter a visit of long ago and an institution that those who keep the
/// registry have yet to confirm, and report to the governor.
pub(super) async fn enter(
    registry: &Registry,
    parties: &Parties,
    callers: &BTreeMap<&str, Caller>,
    prospects: &Prospects,
) -> anyhow::Result<()> {
    let of = |region| callers.get(region).with_context(|| format!("nobody acts for {region}"));
    let [surabaya, bandung, kochi, suwon] =
        [parties.get(SURABAYA)?, parties.get(BANDUNG)?, parties.get(KOCHI)?, parties.get(SUWON)?];
    intend(registry, of(BANDUNG)?, prospects.explored, [bandung, suwon]).await?;
    let agreement = Subject::new(SubjectKind::Agreement, prospects.explored);
    let wording = "Contoh: mohon usulan rumusan pasal tentang biaya. / Example: please propose the article on costs.";
    inquire(registry, of(BANDUNG)?, (agreement, bandung), (Asked::Party(suwon), Wanted::Wording, wording)).await?;
    let fact = "Contoh: apakah salinan naskah sudah dilegalisasi? / Example: has the copy of the text been certified?";
    let notary = Asked::Outsider("Notaris Contoh / Example notary".to_owned());
    inquire(registry, of(BANDUNG)?, (agreement, bandung), (notary, Wanted::Fact, fact)).await?;
    let (title, in_days) =
        (LocalText::both("Contoh: kunjungan belajar taman kota", "Example: study visit on city parks"), Days::new(40));
    let visit = ScheduleExchange {
        learners: vec![bandung],
        owned_by: Some(bandung),
        ..visit(title, surabaya, When { starts_on: legal_today(registry.now()) + in_days, ..When::default() })
    };
    schedule_exchange(registry, of(BANDUNG)?, visit).await?;
    send_file(registry, of(BANDUNG)?, bandung).await?;
    let title = LocalText::both("Contoh: kunjungan pengelolaan sampah", "Example: visit on waste management");
    let past = ScheduleExchange {
        learners: vec![kochi],
        agreement: Some(prospects.ending),
        source: Some("Contoh: laporan perjalanan dinas / Example: report of the journey".to_owned()),
        ..self::visit(title, surabaya, When { starts_on: "2023-02-14".parse()?, ..When::default() })
    };
    record_past_exchange(registry, of(SURABAYA)?, past).await?;
    meet(registry, of(SURABAYA)?).await?;
    report(registry, of(SURABAYA)?, surabaya).await
}

/// Asks for something about a record.
async fn inquire(
    registry: &Registry,
    caller: &Caller,
    (about, party): (Subject, Uuid),
    (asked, wants, text): (Asked, Wanted, &str),
) -> anyhow::Result<()> {
    let due_on = legal_today(registry.now()) + Days::new(21);
    ask(registry, caller, &NewRequest { about, wants, text: text.to_owned(), party, asked, due_on }).await?;
    Ok(())
}

/// Enters an institution.
async fn meet(registry: &Registry, caller: &Caller) -> anyhow::Result<()> {
    let facts = Facts {
        name: Some("Yayasan Contoh Kota Hijau".to_owned()),
        name_en: Some("Example Foundation for Green Cities".to_owned()),
        kind: Some(Kind::Ngo),
        country: Some("ID".to_owned()),
        source: "Contoh / example".to_owned(),
        as_of: legal_today(registry.now()),
        ..Facts::default()
    };
    add_party(registry, caller, Nature::Institution, &facts, &[]).await?;
    Ok(())
}

/// Reports to the governor on the last year.
async fn report(registry: &Registry, caller: &Caller, party: Uuid) -> anyhow::Result<()> {
    let year = legal_today(registry.now()).year() - 1;
    let covers = Covers::Period { kind: PeriodKind::Year, year: Some(year), number: 1 };
    let opened =
        open_report(registry, caller, OpenReport { party, recipient: Authority::Governor, covers, due_on: None })
            .await?;
    submit_report(registry, caller, opened.id, opened.revision).await?;
    Ok(())
}

/// Records the letter of intent of both for one of them: it takes effect when the other confirms it.
async fn intend(registry: &Registry, caller: &Caller, agreement: Uuid, parties: [Uuid; 2]) -> anyhow::Result<()> {
    let on = legal_today(registry.now()) - Days::new(3);
    let names = ["Contoh Wali Kota", "Example Mayor"];
    let signature =
        |(party, name): (Uuid, &str)| NewSignature { party, name: name.into(), title: None, signed_on: Some(on) };
    let letter = RecordDocument {
        agreement,
        kind: DocumentKind::LetterOfIntent,
        party: None,
        number: None,
        issuer: None,
        issued_on: Some(on.into()),
        received_on: None,
        language: None,
        empowers: None,
        deviation: None,
        note: Some("Contoh / example".to_owned()),
        visibility: Visibility::Public,
        supersedes: None,
        cites: Vec::new(),
        signatures: parties.into_iter().zip(names).map(signature).collect(),
    };
    record_document(registry, caller, letter).await?;
    let step = TakeStep { on: Some(on), ..TakeStep::new(agreement, AgreementAct::RecordIntent) };
    take_step(registry, caller, step).await?;
    Ok(())
}

fn visit(title: LocalText, host: Uuid, when: When) -> ScheduleExchange {
    ScheduleExchange {
        title,
        method: Method::StudyVisit,
        format: Format::Onsite,
        when,
        place: Some("Surabaya".to_owned()),
        country: None,
        host: Some(host),
        champions: Vec::new(),
        learners: Vec::new(),
        agreement: None,
        note: Some(NOTE.to_owned()),
        visibility: Visibility::Public,
        owned_by: None,
        source: None,
    }
}

/// Sends a file of partners that nobody has confirmed yet: a row that can be entered, one that asks which city is meant, and one
/// that names none.
async fn send_file(registry: &Registry, caller: &Caller, party: Uuid) -> anyhow::Result<()> {
    let own = "Kota Bandung";
    let table = format!(
        "region_a,region_b,class,since\n{own},{KOCHI},contact,2019\n{own},Suwon,contact,2003\n{own},Atlantis,contact,2004\n"
    );
    let source = Some("Contoh / Example".to_owned());
    let new = NewImport { kind: ImportKind::Partnerships, party, source, as_of: None };
    let read = received(&new, "contoh-mitra.csv", table.as_bytes(), legal_today(registry.now()));
    let file = read.map_err(|Fault(text)| anyhow!("{}", text.read(Language::En)))?;
    check_import(registry, caller, &new, file).await?;
    Ok(())
}
