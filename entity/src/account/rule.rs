//! What an account looks like: addresses, names, zones, and acceptable passwords.

use super::Secret;
use crate::{
    Reason,
    refusal::Refusals,
    text::{self, Language, fold},
    zone,
};
use chrono::Duration;
use unicode_normalization::UnicodeNormalization;

/// How long a one-time link works.
pub const LINK_LIFE: Duration = Duration::hours(24);
/// How long a link works that is mailed: whoever gets it may be away for some days.
pub const MAILED_LINK_LIFE: Duration = Duration::days(7);
/// The fewest characters of a password.
pub const LEAST_PASSWORD: usize = 10;
/// The most bytes of a password.
pub const MOST_PASSWORD: usize = 1024;
/// The most characters of a name.
const MOST_NAME: usize = 120;
/// The most bytes of an address (RFC 5321 section 4.5.3.1.3, without the angle brackets).
const MOST_EMAIL: usize = 254;
/// How much of a password must remain after the words that anyone would try first are removed.
const LEAST_OWN: usize = 8;
/// The fewest different characters of a password.
const LEAST_VARIETY: usize = 5;
/// A word of one's own shorter than this takes nothing away from a password: it is in too many others.
const LEAST_WORD: usize = 4;

/// What the most easily guessed passwords are made of.
const COMMON: [&str; 46] = [
    "0987654321",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "administrator",
    "asdfghjkl",
    "assalamualaikum",
    "bandung",
    "bismillah",
    "cinta",
    "default",
    "doraemon",
    "dragon",
    "football",
    "garuda",
    "guest",
    "iloveyou",
    "indonesia",
    "jakarta",
    "kambing",
    "kata sandi",
    "katasandi",
    "kembar",
    "letmein",
    "master",
    "merdeka",
    "monkey",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "princess",
    "qazwsx",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "qwertyuiop",
    "rahasia",
    "sandi",
    "sayang",
    "secret",
    "selamat",
    "sunshine",
    "surabaya",
    "test",
    "user",
    "welcome",
    "zxcvbnm",
    "admin",
];

/// The address for mail as it was given, without the space around it, when it is of a form that mail can be sent to.
/// Addresses outside ASCII are not taken: too many mail servers refuse them.
pub fn email(text: &str) -> Option<&str> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let local_fits = (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte));
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
    (text.len() <= MOST_EMAIL && local_fits && domain_fits).then_some(text)
}

/// The form in which two addresses of the same account are equal.
pub fn email_key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Who a person is, as they or their administrator say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The address for mail.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The language of their mail.
    pub language: Language,
    /// The IANA time zone used for them.
    pub time_zone: String,
}

/// The profile as it is kept. What is wrong with it is noted in `refusals`, and then the result means nothing.
pub fn check_profile(profile: &Profile, refusals: &mut Refusals) -> Profile {
    let mail = email(&profile.email);
    if profile.email.trim().is_empty() {
        refusals.add("email", Reason::Required);
    } else if mail.is_none() {
        refusals.add("email", Reason::Malformed { expected: "nama@contoh.go.id".into() });
    }
    let time_zone = profile.time_zone.trim();
    let zone = zone::zone(time_zone).map_err(|reason| refusals.add("timeZone", reason)).ok();
    Profile {
        email: mail.unwrap_or_default().to_owned(),
        name: check_name(&profile.name, refusals),
        language: profile.language,
        // In the spelling of the database.
        time_zone: zone.and_then(|zone| zone.iana_name().map(str::to_owned)).unwrap_or_default(),
    }
}

/// A name as it is kept: without the space around it.
pub fn check_name(name: &str, refusals: &mut Refusals) -> String {
    let name = name.trim();
    refusals.unless(!text::is_blank(name), "name", Reason::Required);
    refusals.unless(name.chars().count() <= MOST_NAME, "name", Reason::TooLong { most: MOST_NAME });
    let one_line = !name.chars().any(char::is_control);
    refusals.unless(one_line, "name", Reason::Malformed { expected: "Siti Rahmawati".into() });
    name.to_owned()
}

/// A password in the one form in which it is hashed: the same letters typed on another keyboard are the same password
/// (NIST SP 800-63B section 5.1.1.2).
pub(super) fn comparable(password: &Secret) -> Secret {
    Secret::new(password.reveal().nfkc().collect::<String>())
}

/// Notes what is wrong with a new password of the person with this name and address.
pub fn check_password(password: &Secret, name: &str, email: &str, refusals: &mut Refusals) {
    let text = password.reveal();
    if text.len() > MOST_PASSWORD {
        refusals.add("password", Reason::TooLong { most: MOST_PASSWORD });
    } else if text.chars().count() < LEAST_PASSWORD || is_guessable(text, name, email) {
        refusals.add("password", Reason::WeakPassword { least: LEAST_PASSWORD });
    }
}

/// Whether little is left of a password without common words and the person's own.
fn is_guessable(password: &str, name: &str, email: &str) -> bool {
    let mut left: String = password.nfkc().collect::<String>().to_lowercase();
    let mut variety: Vec<char> = left.chars().collect();
    variety.sort_unstable();
    variety.dedup();
    if variety.len() < LEAST_VARIETY || COMMON.iter().any(|run| run.contains(left.as_str())) {
        return true;
    }
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let own = [email, local, name].map(str::to_lowercase);
    let folded = fold(name);
    let parts = own[1].split(['.', '_', '-', '+']).chain(domain.split('.')).chain(folded.split(' '));
    let mut words: Vec<&str> =
        own.iter().map(String::as_str).chain(parts).filter(|word| word.chars().count() >= LEAST_WORD).collect();
    words.extend(COMMON);
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        left = left.replace(word, "");
    }
    left.trim().chars().count() < LEAST_OWN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn weak(password: &str) -> bool {
        let mut refusals = Refusals::default();
        check_password(&password.into(), "Siti Rahmawati", "siti.r@bandung.go.id", &mut refusals);
        matches!(refusals.done(), Err(Error::Refused(found))
            if found[0].reason == Reason::WeakPassword { least: LEAST_PASSWORD })
    }

    #[test]
    fn an_address_is_taken_when_mail_can_reach_it() {
        for good in ["siti@bandung.go.id", " Siti.R+kembar@Bandung.GO.ID ", "o'neil@example.com"] {
            assert_eq!(email(good), Some(good.trim()));
        }
        let long = format!("{}@contoh.id", "a".repeat(65));
        for bad in [
            "",
            "siti",
            "@contoh.id",
            "siti@",
            "siti@contoh",
            "si ti@contoh.id",
            "siti@-contoh.id",
            "siti@contoh..id",
            ".siti@contoh.id",
            "siti\r\nBcc: x@y.id",
            "siti@contoh.id\0",
            "s@iti@contoh.id",
            "sitié@contoh.id",
            "\"siti\"@contoh.id",
            long.as_str(),
        ] {
            assert_eq!(email(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_password_that_is_easily_guessed_is_weak() {
        for password in [
            "pendek",
            "aaaaaaaaaaaaaa",
            "1212121212121212",
            "1234567890",
            "password123456",
            "Password!2026",
            "katasandi rahasia",
            "qwertyuiop12",
            "indonesia2026",
            "siti rahmawati",
            "Rahmawati1984",
            "siti.r@bandung.go.id",
            "abcdefghijkl",
        ] {
            assert!(weak(password), "{password}");
        }
    }

    #[test]
    fn a_password_of_ones_own_is_not() {
        for password in [
            "rumah di tepi sungai",
            "correct horse battery staple",
            "T7#kq!mZ2w",
            "indonesia-raya-di-dadaku",
            "пароль и ключ",
        ] {
            assert!(!weak(password), "{password}");
        }
    }

    #[test]
    fn a_password_has_an_end() {
        let mut refusals = Refusals::default();
        check_password(&Secret::new("ab3!x".repeat(300)), "Siti", "siti@contoh.id", &mut refusals);
        assert!(refusals.done().is_err());
    }
}
