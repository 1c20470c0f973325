use base64::{Engine, engine::general_purpose::STANDARD};
use entity::{
    notice::{find::Content, record::Kind},
    text::Language,
};
use lettre::message::Mailbox;

use super::Sender;
use crate::mail::{Mail, acceptable_address, render, sample};

fn composed(mail: &Mail) -> String {
    String::from_utf8(sample::sender().compose(mail).unwrap().bytes).unwrap()
}

/// Calls the exchange of a mail so.
fn set_title(mail: &mut Mail, title: String) {
    let Content::Exchange(told) = &mut mail.job.content else { unreachable!("the sample is a reminder") };
    told.exchange.title_en = Some(title);
}

/// The header lines, unfolded.
fn headers(message: &str) -> Vec<String> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_letter_is_what_it_was_the_last_time() {
    insta::assert_snapshot!(composed(&sample::mail(Kind::WeekBefore, Language::Id)).replace("\r\n", "\n"));
}

#[test]
fn the_same_row_gives_the_same_bytes() {
    for kind in sample::KINDS {
        for language in [Language::Id, Language::En] {
            let mail = sample::mail(kind, language);
            assert_eq!(composed(&mail), composed(&mail.clone()));
        }
    }
}

#[test]
fn mail_that_cannot_be_left_has_no_unsubscribe_header() {
    let mut mail = sample::reminder();
    assert_eq!(composed(&mail).matches("List-Unsubscribe").count(), 3);
    mail.stop = None;
    assert!(!composed(&mail).contains("List-Unsubscribe"));
}

#[test]
fn every_line_is_ascii_and_short_enough_for_any_relay() {
    for kind in sample::KINDS {
        let message = composed(&sample::mail(kind, Language::Id));
        assert!(message.is_ascii());
        assert!(message.ends_with("\r\n"));
        assert_eq!(message.matches('\n').count(), message.matches("\r\n").count());
        for line in message.split("\r\n") {
            assert!(line.len() <= 998, "{line}");
        }
    }
}

#[test]
fn line_breaks_in_names_and_titles_add_no_header() {
    let expected: Vec<_> =
        headers(&composed(&sample::reminder())).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
    for hostile in [
        "A\r\nBcc: x@example.org",
        "A\nBcc: x@example.org",
        "A\rBcc: x@example.org",
        "A\r\n\r\n<html>",
        "A\0\u{7}\u{85}B",
        "A\u{2028}Bcc: x@example.org",
        "Sari \"Ibu\" <x@example.org>, y@example.org (z)\\",
        "=?utf-8?q?=0D=0ABcc:_x@example.org?=",
        "김수현 \u{1F3D9}",
        "(",
        "",
    ] {
        let mut mail = sample::reminder();
        mail.job.reader.name = hostile.to_owned();
        set_title(&mut mail, hostile.to_owned());
        let message = composed(&mail);
        let names: Vec<_> = headers(&message).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        assert_eq!(names, expected, "{hostile:?}");
        assert!(!message.contains('\0'), "{hostile:?}");
        assert!(sample::sender().compose(&mail).unwrap().recipient.to_string() == mail.job.reader.email);
    }
}

/// The text of a header value that is nothing but encoded words in UTF-8 and base64 (RFC 2047), as its reader decodes it.
fn decoded(value: &str) -> String {
    let words = value.split_whitespace().map(|word| {
        let word = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        STANDARD.decode(word.unwrap_or_else(|| panic!("{value}"))).unwrap()
    });
    String::from_utf8(words.collect::<Vec<_>>().concat()).unwrap()
}

#[test]
fn text_that_looks_like_an_encoded_word_is_read_as_it_was_written() {
    for name in [
        "=?utf-8?q?Bupati_=3Cbupati=40bandung.example=3E?=",
        "a=?us-ascii?b?Qg==?=b =?",
        "Kota \"=?utf-8?q?x?=\" \\ 켐바르 =?UTF-8*id?Q?=E2=80=AE?=",
        "=?",
    ] {
        let mut mail = sample::reminder();
        mail.job.reader.name = name.to_owned();
        set_title(&mut mail, format!("{name} {}", "dan panjang ".repeat(9)));
        let sender = Mailbox::new(Some(name.to_owned()), acceptable_address("kabar@kembar.example").unwrap());
        let letter = Sender::new(sender, "kembar.example").compose(&mail).unwrap();
        let headers = headers(&String::from_utf8(letter.bytes).unwrap());
        let value = |header: &str| headers.iter().find_map(|line| line.strip_prefix(header)).unwrap();
        assert_eq!(decoded(value("Subject: ")), render(&mail).unwrap().subject);
        assert_eq!(decoded(value("To: ").strip_suffix(" <sari@bandung.example>").unwrap()), name);
        assert_eq!(decoded(value("From: ").strip_suffix(" <kabar@kembar.example>").unwrap()), name);
    }
}

#[test]
fn a_sender_may_have_any_name() {
    let address = acceptable_address("kabar@kembar.example").unwrap();
    for name in ["Kembar, registri kota kembar", "켐바르", "", "a \"b\" <c>", "(", "\r\n"] {
        let sender = Sender::new(Mailbox::new(Some(name.to_owned()), address.clone()), "kembar.example");
        sender.compose(&sample::reminder()).unwrap();
    }
}

#[test]
fn a_very_long_name_is_left_out() {
    let mut mail = sample::reminder();
    mail.job.reader.name = "Sari ".repeat(100);
    assert!(headers(&composed(&mail)).contains(&"To: sari@bandung.example".to_owned()));
}
