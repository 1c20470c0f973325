//! Mails for the tests of the mail room.

use chrono::NaiveTime;
use entity::{
    account::record::person,
    date::PartialDate,
    deadline::record::{DeadlineKind, deadline},
    exchange::record::{Format, Method, Status, exchange},
    notice::{
        duty::find::{Due, Item},
        exchange::find::{Followed, Told},
        find::{Content, MailJob},
        password::find::Invitation,
        record::{Kind, Times},
    },
    policy::Visibility,
    subject::SubjectKind,
    testing::{day, moment},
    text::{Language, LocalText},
};
use uuid::Uuid;

use super::{Mail, Sender};

/// The kinds of mails that there are.
pub(super) const KINDS: [Kind; 5] = [Kind::WeekBefore, Kind::Moved, Kind::Cancelled, Kind::Due, Kind::Password];

pub(super) fn sender() -> Sender {
    Sender::new("Kembar <kabar@kembar.example>".parse().unwrap(), "kembar.example")
}

/// A reminder in English.
pub(super) fn reminder() -> Mail {
    mail(Kind::WeekBefore, Language::En)
}

/// A mail of every kind with everything it can hold.
pub(super) fn mail(kind: Kind, language: Language) -> Mail {
    let password = "https://kembar.example/password/s3cr3t".parse().unwrap();
    let stop = "https://kembar.example/stop/s3cr3t".parse().unwrap();
    Mail {
        job: MailJob {
            notice: Uuid::from_u128(0x0198_5a3c_7e10_7000_8000_0000_0000_002a),
            written_at: moment("2026-03-23T07:00:00Z"),
            kind,
            reader: reader(language),
            content: match kind {
                Kind::Due => Content::Due(due()),
                Kind::Password => {
                    let works_until = moment("2026-03-30T07:00:00Z");
                    Content::Password(Invitation { works_until, is_first: true, is_held: false })
                }
                _ => Content::Exchange(Box::new(told(kind, language))),
            },
        },
        home: "https://kembar.example".parse().unwrap(),
        stop: Some(stop).filter(|_| !matches!(kind, Kind::Due | Kind::Password)),
        password: Some(password).filter(|_| kind == Kind::Password),
    }
}

fn reader(language: Language) -> person::Model {
    person::Model {
        id: Uuid::from_u128(1),
        email: "sari@bandung.example".to_owned(),
        email_key: "sari@bandung.example".to_owned(),
        name: "Sari Wulandari".to_owned(),
        language: language.code().to_owned(),
        time_zone: "Asia/Jakarta".to_owned(),
        password_hash: None,
        disabled_at: None,
        mail_refused_at: None,
        mail_refusal: None,
        created_at: moment("2026-01-01T00:00:00Z"),
    }
}

fn told(kind: Kind, language: Language) -> Told {
    let exchange = exchange(language);
    let before = Times {
        starts_on: day("2026-03-26"),
        starts_at: moment("2026-03-26T08:00:00Z"),
        ends_at: Some(moment("2026-03-26T10:00:00Z")),
        ..Times::from(&exchange)
    };
    Told {
        exchange,
        before: Some(before).filter(|_| kind == Kind::Moved),
        host: Some("Stadt Braunschweig".to_owned()),
        organiser: None,
        follows: vec![
            Followed::Party("Kota Bandung".to_owned()),
            Followed::Agreement(LocalText::both("MoU Bandung–Braunschweig", "MoU Bandung–Braunschweig")),
            Followed::Exchange,
        ],
    }
}

fn exchange(language: Language) -> exchange::Model {
    let note = match language {
        Language::Id => "Ruang rapat besar baru tersedia pada tanggal tersebut.",
        Language::En => "The large meeting room is only free on that day.",
    };
    let reason = match language {
        Language::Id => "Narasumber berhalangan hadir.",
        Language::En => "The speaker is unable to come.",
    };
    exchange::Model {
        id: Uuid::from_u128(2),
        uid: "2".to_owned(),
        title_id: Some("Pengelolaan sampah dari sumbernya".to_owned()),
        title_en: Some("Managing waste at the source".to_owned()),
        method: Method::TrainingWorkshop,
        format: Format::Hybrid,
        status: Status::Scheduled,
        cancel_reason: Some(reason.to_owned()),
        starts_on: day("2026-03-30"),
        ends_on: Some(day("2026-03-30")),
        start_time: NaiveTime::from_hms_opt(9, 0, 0),
        end_time: NaiveTime::from_hms_opt(11, 0, 0),
        time_zone: Some("Europe/Berlin".to_owned()),
        starts_at: moment("2026-03-30T07:00:00Z"),
        ends_at: Some(moment("2026-03-30T09:00:00Z")),
        tzdb_version: "test".to_owned(),
        place: Some("Altstadtrathaus, Braunschweig".to_owned()),
        country_code: Some("DE".to_owned()),
        host_id: None,
        agreement_id: None,
        asked_agreement_id: None,
        note: Some(note.to_owned()),
        generation: 1,
        visibility: Visibility::Public,
        owner_id: None,
        source: None,
        revision: 1,
        created_at: moment("2026-01-01T00:00:00Z"),
        updated_at: moment("2026-01-01T00:00:00Z"),
    }
}

/// One thing of each urgency, and more beside them.
fn due() -> Due {
    let item = |kind, due_on: Option<&str>, span| Item {
        deadline: deadline::Model {
            id: Uuid::from_u128(3),
            subject_kind: SubjectKind::Agreement,
            subject_id: Uuid::from_u128(4),
            party_id: None,
            kind,
            rule: String::new(),
            due_on: due_on.map(|text| PartialDate::from(day(text))),
            anchor: day("2025-03-20"),
            span,
            article_en: Some("Permendagri 25/2020, Article 21".to_owned()).filter(|_| kind == DeadlineKind::Step),
            article_id: Some("Permendagri 25/2020 Pasal 21".to_owned()).filter(|_| kind == DeadlineKind::Step),
            name_en: Some("Submit the plan to the council".to_owned()),
            name_id: Some("Penyampaian rencana kerja sama kepada DPRD".to_owned()),
            tell_on: None,
            told: None,
            created_at: moment("2026-01-01T00:00:00Z"),
        },
        title: Some(LocalText::both("MoU Bandung–Braunschweig", "MoU Bandung–Braunschweig")),
        in_place_of: Some("Citra".to_owned()).filter(|_| kind == DeadlineKind::Notice),
    };
    Due {
        items: vec![
            item(DeadlineKind::Meeting, Some("2026-03-20"), Some(12)),
            item(DeadlineKind::Renewal, Some("2026-03-23"), None),
            item(DeadlineKind::Notice, Some("2026-03-24"), Some(6)),
            item(DeadlineKind::WindDown, Some("2026-04-06"), Some(3)),
            item(DeadlineKind::Step, None, None),
        ],
        more: 7,
    }
}
