//! Mails for the tests of the mail room.

use entity::text::Language;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{
    Content, Exchange, ExchangeCancelled, ExchangeMoved, ExchangeReminder, Followed, Kind, Mail, Period, Reader,
    Sender, acceptable_address,
};

pub(super) fn sender() -> Sender {
    Sender::new("Kembar <kabar@kembar.example>".parse().unwrap(), "kembar.example")
}

/// A reminder in English.
pub(super) fn reminder() -> Mail {
    mail(Kind::ExchangeReminder, Language::En)
}

/// A mail of every kind with everything it can hold.
pub(super) fn mail(kind: Kind, language: Language) -> Mail {
    Mail {
        id: Uuid::from_u128(0x0198_5a3c_7e10_7000_8000_0000_0000_002a),
        written_at: "2026-03-23T07:00:00Z".parse().unwrap(),
        reader: Reader {
            name: "Sari Wulandari".to_owned(),
            address: acceptable_address("sari@bandung.example").unwrap(),
            language,
            zone: TimeZone::get("Asia/Jakarta").unwrap(),
        },
        content: content(kind, language),
        follows: vec![
            Followed::Region("Kota Bandung".to_owned()),
            Followed::Agreement("MoU Bandung–Braunschweig".to_owned()),
            Followed::ThisExchange,
        ],
        unsubscribe_url: Some("https://kembar.example/stop/s3cr3t".parse().unwrap()),
    }
}

fn content(kind: Kind, language: Language) -> Content {
    let exchange = exchange(language);
    let note = match (kind, language) {
        (Kind::ExchangeCancelled, Language::Id) => "Narasumber berhalangan hadir.",
        (Kind::ExchangeCancelled, Language::En) => "The speaker is unable to come.",
        (_, Language::Id) => "Ruang rapat besar baru tersedia pada tanggal tersebut.",
        (_, Language::En) => "The large meeting room is only free on that day.",
    };
    let note = Some(note.to_owned());
    match kind {
        Kind::ExchangeReminder => Content::ExchangeReminder(ExchangeReminder { exchange }),
        Kind::ExchangeMoved => Content::ExchangeMoved(ExchangeMoved {
            exchange,
            before: period("2026-03-26T08:00:00Z", "2026-03-26T10:00:00Z"),
            note,
        }),
        Kind::ExchangeCancelled => Content::ExchangeCancelled(ExchangeCancelled { exchange, note }),
    }
}

fn exchange(language: Language) -> Exchange {
    let (title, method, format) = match language {
        Language::Id => ("Pengelolaan sampah dari sumbernya", "Lokakarya", "Hibrida"),
        Language::En => ("Managing waste at the source", "Workshop", "Hybrid"),
    };
    Exchange {
        title: title.to_owned(),
        method: method.to_owned(),
        format: format.to_owned(),
        period: period("2026-03-30T07:00:00Z", "2026-03-30T09:00:00Z"),
        place: Some("Altstadtrathaus, Braunschweig".to_owned()),
        host: Some("Stadt Braunschweig".to_owned()),
    }
}

fn period(start: &str, end: &str) -> Period {
    let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
    Period::timed(start, Some(end), &TimeZone::get("Europe/Berlin").unwrap()).unwrap()
}
