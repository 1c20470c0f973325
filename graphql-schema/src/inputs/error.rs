//! Texts that are not valid values.

use entity::{Error, Reason, text::Language};

/// Why texts are not valid values.
#[derive(Debug)]
pub enum ParameterError {
    /// There is no such parameter, only these.
    Unknown(String, Vec<String>),
    /// It is given twice.
    Twice(String),
    /// It must be given.
    Missing(String),
    /// It cannot have this value, only one of these.
    Value(String, Allowed),
    /// The registry failed.
    Failed(Error),
}

/// What a parameter may be.
#[derive(Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Some of these.
    Names(Vec<String>),
    /// A day.
    Day,
    /// A day, month or year.
    PartialDate,
    /// A time of day.
    Time,
    /// A moment.
    Moment,
    /// A whole number.
    Number,
    /// A number, which may have decimals.
    Decimal,
    /// A whole number from zero up to this one.
    NumberTo(u32),
    /// Yes or no.
    Truth,
    /// A country.
    Country,
    /// A region or an institution.
    Party,
    /// A language.
    Language,
}

impl ParameterError {
    /// The name of what is wrong; none when it is the registry.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Unknown(name, _) | Self::Twice(name) | Self::Missing(name) | Self::Value(name, _) => Some(name),
            Self::Failed(_) => None,
        }
    }

    /// The same with the name by which the caller knows the parameter.
    #[must_use]
    pub fn renamed(mut self, rename: impl Fn(&str) -> String) -> Self {
        if let Self::Unknown(name, _) | Self::Twice(name) | Self::Missing(name) | Self::Value(name, _) = &mut self {
            *name = rename(name);
        }
        self
    }

    /// What is wrong, for the caller.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unknown(name, known), Language::Id) => {
                format!("Parameter {name:?} tidak dikenal. Parameter yang tersedia: {}.", known.join(", "))
            }
            (Self::Unknown(name, known), Language::En) => {
                format!("Unknown parameter {name:?}. Available parameters: {}.", known.join(", "))
            }
            (Self::Twice(name), Language::Id) => format!("Parameter {name} hanya boleh diberikan satu kali."),
            (Self::Twice(name), Language::En) => format!("The parameter {name} can be given only once."),
            (Self::Missing(name), Language::Id) => format!("Parameter {name} harus diberikan."),
            (Self::Missing(name), Language::En) => format!("The parameter {name} must be given."),
            (Self::Value(name, allowed), Language::Id) => {
                format!("Nilai {name} tidak dapat dibaca. Nilai yang diterima: {}.", allowed.text(language))
            }
            (Self::Value(name, allowed), Language::En) => {
                format!("The value of {name} cannot be read. Accepted values: {}.", allowed.text(language))
            }
            (Self::Failed(_), _) => language.pick("Terjadi kesalahan.", "An error occurred.").to_owned(),
        }
    }

    /// What is wrong, to be shown at a field of a form.
    pub fn beside_field(&self, language: Language) -> String {
        match self {
            Self::Missing(_) => Reason::Required.message(language),
            Self::Value(_, Allowed::Day) => language
                .pick(
                    "Tanggal tidak dikenali. Tulis misalnya 3 11 2026.",
                    "This is no date. Write for example 3 11 2026.",
                )
                .to_owned(),
            Self::Value(_, Allowed::PartialDate) => language
                .pick(
                    "Tanggal tidak dikenali. Tulis misalnya 2018, Maret 2018, atau 27 Maret 2018.",
                    "This is no date. Write for example 2018, March 2018 or 27 March 2018.",
                )
                .to_owned(),
            Self::Value(_, allowed) => match language {
                Language::Id => {
                    format!("Isian ini tidak dapat dibaca. Nilai yang diterima: {}.", allowed.text(language))
                }
                Language::En => format!("This cannot be read. Accepted values: {}.", allowed.text(language)),
            },
            Self::Unknown(..) | Self::Twice(_) | Self::Failed(_) => self.message(language),
        }
    }
}

impl Allowed {
    /// What a scalar may be that people write.
    pub(crate) fn of_scalar(name: &str) -> Option<Self> {
        Some(match name {
            "Date" => Self::Day,
            "PartialDate" => Self::PartialDate,
            "LocalTime" => Self::Time,
            "DateTime" => Self::Moment,
            "Int" => Self::Number,
            "Float" => Self::Decimal,
            "Boolean" => Self::Truth,
            _ => return None,
        })
    }

    /// What it may be, in words.
    pub(crate) fn text(&self, language: Language) -> String {
        let (id, en) = match self {
            Self::Names(names) => return names.join(", "),
            Self::Day => ("tanggal seperti 2026-02-28", "a day such as 2026-02-28"),
            Self::PartialDate => ("2018, 2018-03, atau 2018-03-19", "2018, 2018-03 or 2018-03-19"),
            Self::Time => ("waktu seperti 09:30", "a time such as 09:30"),
            Self::Moment => (
                "waktu dengan zona seperti 2026-02-28T09:30:00+07:00",
                "a time with its zone, such as 2026-02-28T09:30:00+07:00",
            ),
            Self::Number => ("bilangan bulat seperti 180", "a whole number such as 180"),
            Self::Decimal => ("bilangan seperti -7,25", "a number such as -7.25"),
            Self::NumberTo(most) => {
                return match language {
                    Language::Id => format!("bilangan bulat dari 0 sampai {most}"),
                    Language::En => format!("a whole number from 0 to {most}"),
                };
            }
            Self::Truth => ("true, false", "true, false"),
            Self::Country => ("kode negara dua huruf seperti JP", "a two-letter country code such as JP"),
            Self::Party => (
                "pengenal atau slug daerah atau lembaga, seperti id-kota-surabaya",
                "the identifier or slug of a region or institution, such as id-kota-surabaya",
            ),
            Self::Language => ("id, en", "id, en"),
        };
        language.pick(id, en).to_owned()
    }
}
