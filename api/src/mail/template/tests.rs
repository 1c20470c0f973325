use std::collections::HashSet;

use entity::text::Language;
use minijinja::value::ValueKind;

use super::{SHARED, TEMPLATES, folder, render, view};
use crate::mail::{Content, Followed, Kind, Mail, Text, sample};

const LANGUAGES: [Language; 2] = [Language::Id, Language::En];

fn every_mail() -> impl Iterator<Item = (String, Mail)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        LANGUAGES.into_iter().map(move |language| {
            let name = format!("{}.{}", kind.name(), folder(language));
            (name, sample::mail(kind, language))
        })
    })
}

#[test]
fn every_kind_reads_well_in_every_language() {
    for (name, mail) in every_mail() {
        let Text { subject, plain, html } = render(&mail).unwrap();
        insta::assert_snapshot!(format!("{name}.txt"), format!("{subject}\n\n{plain}"));
        insta::assert_snapshot!(format!("{name}.html"), html);
    }
}

/// The full names of everything a view holds, such as `exchange.title`.
fn fields(view: &minijinja::Value) -> HashSet<String> {
    let keys = view.try_iter().unwrap().map(|key| key.to_string());
    keys.flat_map(|key| {
        let value = view.get_attr(&key).unwrap();
        let inner = if value.kind() == ValueKind::Map { fields(&value) } else { HashSet::new() };
        let nested: Vec<String> = inner.iter().map(|inner| format!("{key}.{inner}")).collect();
        nested.into_iter().chain([key])
    })
    .collect()
}

fn variables(template: &str) -> HashSet<String> {
    TEMPLATES.get_template(template).unwrap().undeclared_variables(true)
}

#[test]
fn templates_use_no_variable_that_their_view_lacks() {
    for kind in Kind::ALL {
        for language in LANGUAGES {
            let mut known = fields(&view(&sample::mail(kind, language)));
            known.insert("subject".to_owned());
            let folder = folder(language);
            let own = ["subject.txt", "body.txt", "body.html"].map(|part| format!("{folder}/{}/{part}", kind.name()));
            let shared = SHARED
                .map(|(name, _)| name.to_owned())
                .into_iter()
                .filter(|name| name.starts_with(folder) || !name.contains('/'));
            for name in own.into_iter().chain(shared) {
                let unknown: Vec<_> = variables(&name).difference(&known).cloned().collect();
                assert!(unknown.is_empty(), "{name} uses {unknown:?}");
            }
        }
    }
}

#[test]
fn plain_text_and_html_say_the_same() {
    let in_both = |language: Language, stem: &str| {
        let of = |end: &str| variables(&format!("{}/{stem}.{end}", folder(language)));
        assert_eq!(of("txt"), of("html"), "{stem} {language:?}");
    };
    for language in LANGUAGES {
        for kind in Kind::ALL {
            in_both(language, &format!("{}/body", kind.name()));
        }
        in_both(language, "exchange");
        in_both(language, "foot");
    }
}

#[test]
fn what_is_unknown_is_left_out_without_a_trace() {
    for (name, mut mail) in every_mail() {
        strip(&mut mail);
        let Text { subject, plain, html } = render(&mail).unwrap();
        assert!(!html.contains("<dd></dd>") && !html.contains(">none<"), "{name}");
        assert!(!plain.contains("/stop/") && !html.contains("/stop/"), "{name}");
        insta::assert_snapshot!(format!("{name}.bare.txt"), format!("{subject}\n\n{plain}"));
    }
}

/// Takes away everything that a mail may lack.
fn strip(mail: &mut Mail) {
    mail.reader.name.clear();
    mail.unsubscribe_url = None;
    mail.follows = vec![Followed::ThisExchange];
    match &mut mail.content {
        Content::ExchangeReminder(reminder) => {
            reminder.exchange.place = None;
            reminder.exchange.host = None;
        }
        Content::ExchangeMoved(moved) => {
            moved.exchange.place = None;
            moved.note = None;
        }
        Content::ExchangeCancelled(cancelled) => {
            cancelled.exchange.place = None;
            cancelled.note = Some(" \r\n".to_owned());
        }
    }
}

#[test]
fn markup_and_line_breaks_in_names_are_only_text() {
    let hostile = "<script>alert(1)</script>\r\nBcc: x@example.org\0{{ reader }}\u{202E}\" 'x'";
    let shown = "<script>alert(1)</script> Bcc: x@example.org {{ reader }}\" 'x'";
    for (name, mut mail) in every_mail() {
        mail.reader.name = hostile.to_owned();
        mail.follows.push(Followed::Region(hostile.to_owned()));
        let exchange = match &mut mail.content {
            Content::ExchangeReminder(reminder) => &mut reminder.exchange,
            Content::ExchangeMoved(moved) => {
                moved.note = Some(hostile.to_owned());
                &mut moved.exchange
            }
            Content::ExchangeCancelled(cancelled) => {
                cancelled.note = Some(hostile.to_owned());
                &mut cancelled.exchange
            }
        };
        exchange.title = hostile.to_owned();
        exchange.host = Some(hostile.to_owned());
        exchange.place = Some(hostile.to_owned());

        let Text { subject, plain, html } = render(&mail).unwrap();
        assert!(subject.contains(shown), "{name}: {subject}");
        assert!(plain.contains(shown), "{name}: {plain}");
        assert!(!plain.lines().any(|line| line.starts_with("Bcc:")), "{name}");
        assert!(!html.contains("<script"), "{name}");
        assert!(html.contains("&lt;script&gt;"), "{name}");
        for text in [&subject, &plain, &html] {
            let odd = |character: char| character.is_control() && character != '\n';
            assert!(!text.contains(odd) && !text.contains('\u{202E}'), "{name}");
        }
    }
}
