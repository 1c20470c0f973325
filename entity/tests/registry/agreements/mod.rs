//! Agreements: entered as signed before the registry, read, counted, and brought in from a file of steps.

use chrono::NaiveDate;
use entity::{
    Caller, Error, Reason, Registry,
    account::client::{
        act::{NewClient, create_client},
        rule::Scope,
    },
    agreement::{
        document::find::documents_of,
        find::{
            AgreementFilter, AgreementOrder, agreements, agreements_by_id, agreements_of_parties, count_agreements,
            cursor, fields_of, gaps_of, parts_of,
        },
        import::{
            act::{Origin, import_agreements},
            record::AgreementRow,
        },
        initiative::act::{Letter, RegisterInitiative, register_initiative},
        legacy::act::{LegacyDocument, RegisterLegacyAgreement, register_legacy_agreement},
        record::{Channel, DocumentKind, Field, Missing, PartyRole, Scheme, Stage, TermKind, agreement},
        rule::Dates,
        statistics::statistics,
        terms::rule::Terms,
    },
    date::PartialDate,
    journal::{ChangeKind, SubjectKind, changes},
    on_both_databases,
    page::{Direction, Page},
    partnership::record::{Class, Verification, member, partnership},
    place::{
        record::{Kind, NameKind, code, name, party},
        rule::member_key,
    },
    policy::{Membership, Role, Visibility},
    report::Report,
    testing::{TestRegistry, day, reasons, stranger, who},
    text::{Language, LocalText},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

mod classifying;
mod entering;
mod file;
mod history;
mod reading;
mod schemes;

fn date(text: &str) -> Option<PartialDate> {
    let date: Option<PartialDate> = text.parse().ok();
    assert!(date.is_some(), "{text}");
    date
}

fn document(kind: DocumentKind, on: &str) -> LegacyDocument {
    LegacyDocument { kind, party: None, issued_on: date(on), note: None }
}

fn memorandum(parties: &[Uuid]) -> RegisterLegacyAgreement {
    RegisterLegacyAgreement {
        title: LocalText::default(),
        reference_no: None,
        parties: parties.to_vec(),
        class: Class::Sister,
        scheme: None,
        term_kind: None,
        term_months: None,
        notice_months: None,
        signed_on: date("1997-08-27"),
        in_force_on: None,
        expires_on: None,
        terminated_on: None,
        fields: Vec::new(),
        dimensions: BTreeSet::new(),
        documents: vec![document(DocumentKind::SignedText, "1997-08-27")],
        missing: vec![Missing::CouncilDecision, Missing::FullPower],
        visibility: Visibility::Public,
        predecessor: None,
        owned_by: None,
        source: "Bagian Kerja Sama, arsip 1997".into(),
        as_of: day("2026-11-01"),
    }
}

async fn enter(test: &TestRegistry, input: RegisterLegacyAgreement) -> agreement::Model {
    register_legacy_agreement(&test.registry, &Caller::system(), input).await.unwrap()
}

async fn bandung_and_suwon(test: &TestRegistry) -> [Uuid; 2] {
    [test.party("ID", Kind::City, "Bandung").await, test.party("KR", Kind::City, "Suwon").await]
}

async fn count(registry: &Registry, filter: &AgreementFilter) -> u64 {
    count_agreements(registry, &stranger(), filter).await.unwrap()
}
