use std::collections::HashSet;

use entity::{
    notice::{exchange::find::Followed, find::Content, record::Kind},
    text::{Language, LocalText},
};
use minijinja::value::ValueKind;

use super::{SHARED, TEMPLATES, folder, render, template, view};
use crate::mail::{Mail, Text, sample};

const LANGUAGES: [Language; 2] = [Language::Id, Language::En];

fn every_mail() -> impl Iterator<Item = (String, Mail)> {
    sample::KINDS.into_iter().flat_map(|kind| {
        LANGUAGES.into_iter().map(move |language| {
            let mail = sample::mail(kind, language);
            (format!("{}.{}", template(&mail.job), folder(language)), mail)
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
    for (_, mail) in every_mail() {
        let mut known = fields(&view(&mail).unwrap());
        known.insert("subject".to_owned());
        let folder = folder(mail.job.reader.language());
        let own =
            ["subject.txt", "body.txt", "body.html"].map(|part| format!("{folder}/{}/{part}", template(&mail.job)));
        let of_exchanges = matches!(mail.job.content, Content::Exchange(_));
        let shared = SHARED.map(|(name, _)| name.to_owned()).into_iter().filter(|name| {
            let is_ours = name.starts_with(folder) || !name.contains('/');
            is_ours && (of_exchanges || !name.contains("/exchange."))
        });
        for name in own.into_iter().chain(shared) {
            let unknown: Vec<_> = variables(&name).difference(&known).cloned().collect();
            assert!(unknown.is_empty(), "{name} uses {unknown:?}");
        }
    }
}

#[test]
fn plain_text_and_html_say_the_same() {
    let in_both = |stem: &str| {
        let of = |end: &str| variables(&format!("{stem}.{end}"));
        assert_eq!(of("txt"), of("html"), "{stem}");
    };
    for (_, mail) in every_mail() {
        let folder = folder(mail.job.reader.language());
        in_both(&format!("{folder}/{}/body", template(&mail.job)));
        in_both(&format!("{folder}/exchange"));
        in_both(&format!("{folder}/foot"));
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
    mail.job.reader.name.clear();
    mail.stop = None;
    match &mut mail.job.content {
        Content::Exchange(told) => {
            told.follows = vec![Followed::Exchange];
            told.exchange.place = None;
            told.exchange.note = None;
            told.exchange.cancel_reason = Some(" \r\n".to_owned());
            if mail.job.kind == Kind::WeekBefore {
                told.host = None;
            }
        }
        Content::Due(due) => {
            due.more = 0;
            due.items.truncate(1);
            due.items[0].title = None;
            due.items[0].deadline.due_on = None;
        }
        Content::Password(invitation) => invitation.is_first = false,
    }
}

#[test]
fn markup_and_line_breaks_in_names_are_only_text() {
    let hostile = "<script>alert(1)</script>\r\nBcc: x@example.org\0{{ reader }}\u{202E}\" 'x'";
    let shown = "<script>alert(1)</script> Bcc: x@example.org {{ reader }}\" 'x'";
    for (name, mut mail) in every_mail() {
        mail.job.reader.name = hostile.to_owned();
        match &mut mail.job.content {
            Content::Exchange(told) => {
                told.follows.push(Followed::Party(hostile.to_owned()));
                told.host = Some(hostile.to_owned());
                told.organiser = Some(hostile.to_owned());
                let exchange = &mut told.exchange;
                exchange.title_id = Some(hostile.to_owned());
                exchange.title_en = Some(hostile.to_owned());
                exchange.note = Some(hostile.to_owned());
                exchange.cancel_reason = Some(hostile.to_owned());
                exchange.place = Some(hostile.to_owned());
            }
            Content::Due(due) => {
                due.items.rotate_right(1);
                let item = &mut due.items[0];
                item.title = Some(LocalText::both(hostile, hostile));
                item.deadline.name_id = Some(hostile.to_owned());
                item.deadline.name_en = Some(hostile.to_owned());
                item.deadline.article_en = Some(hostile.to_owned());
                item.deadline.article_id = Some(hostile.to_owned());
            }
            Content::Password(_) => {}
        }

        let Text { subject, plain, html } = render(&mail).unwrap();
        // What is said of a password names nobody in its subject.
        assert!(subject.contains(shown) || mail.job.kind == Kind::Password, "{name}: {subject}");
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

#[test]
fn who_has_no_link_is_told_who_holds_it() {
    for language in [Language::Id, Language::En] {
        let mut mail = sample::mail(Kind::Password, language);
        mail.password = None;
        let Content::Password(invitation) = &mut mail.job.content else { panic!("it is about a password") };
        (invitation.is_first, invitation.is_held) = (false, true);
        let Text { subject, plain, html } = render(&mail).unwrap();
        let about = language.pick("Kata sandi Anda di Kembar diatur ulang", "Your password in Kembar was reset");
        assert_eq!(subject, about);
        for text in [&plain, &html] {
            assert!(text.contains("administrator") && !text.contains("/password/"), "{text}");
        }
    }
}
