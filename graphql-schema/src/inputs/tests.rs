use super::*;
use async_graphql::{Name, Value, indexmap::IndexMap};
use entity::text::Language;
use serde_json::{Value as Json, json};

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn fields(input: &str) -> &'static [InputField] {
    InputTypes::of_schema().fields(input).unwrap()
}

fn read(input: &str, given: &[(&str, &str)], manner: Manner) -> Result<Json, Vec<String>> {
    let read = InputTypes::of_schema().read(fields(input), &pairs(given), manner);
    read.map(in_json).map_err(|errors| errors.iter().map(|error| error.message(Language::En)).collect())
}

fn in_json(values: IndexMap<Name, Value>) -> Json {
    Value::Object(values).into_json().unwrap()
}

#[test]
fn every_field_of_a_filter_can_be_given_in_an_address() {
    let given = [
        ("stage", "IN_FORCE,EXPIRED"),
        ("inForceOn", "2026-02-28"),
        ("endingWithin", "180"),
        ("signed", "false"),
        ("country", "jp"),
        ("dimension", "ECONOMY"),
        ("document", "SIGNED_TEXT"),
        ("search", "laut, darat"),
    ];
    let expected = json!({
        "stage": ["IN_FORCE", "EXPIRED"], "inForceOn": "2026-02-28", "endingWithin": 180, "signed": false,
        "country": "jp", "dimension": ["ECONOMY"], "document": ["SIGNED_TEXT"], "search": "laut, darat",
    });
    assert_eq!(read("AgreementFilter", &given, Manner::Address), Ok(expected));
    let exchanges = [("startsFrom", "2026-02-28T09:30:00+07:00"), ("status", "SCHEDULED"), ("agreement", "x")];
    let expected = json!({ "startsFrom": "2026-02-28T02:30:00+00:00", "status": ["SCHEDULED"], "agreement": "x" });
    assert_eq!(read("ExchangeFilter", &exchanges, Manner::Address), Ok(expected));
}

#[test]
fn a_list_may_be_given_several_times_and_anything_else_once() {
    let twice = [("stage", "IN_FORCE"), ("stage", "EXPIRED,IN_FORCE")];
    assert_eq!(read("AgreementFilter", &twice, Manner::Address), Ok(json!({ "stage": ["IN_FORCE", "EXPIRED"] })));
    let twice = read("AgreementFilter", &[("search", "a"), ("search", "b")], Manner::Address);
    assert_eq!(twice, Err(vec!["The parameter search can be given only once.".to_owned()]));
}

#[test]
fn what_an_address_cannot_mean_is_said_with_what_it_can() {
    for (name, text, word) in [
        ("stage", "", "IN_FORCE"),
        ("stage", "IN_FORCE,", "IN_FORCE"),
        ("inForceOn", "2026-02-30", "2026-02-28"),
        ("endingWithin", "soon", "a whole number"),
        ("endingWithin", "99999999999", "a whole number"),
        ("signed", "yes", "true, false"),
        ("country", "Japan", "two-letter"),
        ("party", "nobody", "id-kota-surabaya"),
        ("within", "' or 1=1", "id-kota-surabaya"),
        ("stagee", "IN_FORCE", "Unknown parameter \"stagee\". Available parameters: stage, inForceOn, "),
        ("stage.x", "IN_FORCE", "Unknown parameter \"stage.x\"."),
        ("stage.0", "SLEEPING", "IN_FORCE"),
        ("search.0", "a", "Unknown parameter \"search.0\""),
        ("a.b.c.d.e.f.g.h.i.j.k", "", "Unknown parameter"),
    ] {
        let errors = read("AgreementFilter", &[(name, text)], Manner::Address).unwrap_err();
        assert!(errors.len() == 1 && errors[0].contains(word), "{name}={text}: {errors:?}");
    }
    let deep = "a.".repeat(100_000);
    assert!(read("AgreementFilter", &[(&deep, "")], Manner::Address).is_err());
}

#[test]
fn a_form_is_the_input_of_a_mutation_with_a_field_for_each_path() {
    let given = [
        ("party", "x"),
        ("contact", ""),
        ("text.id", "Mencari mitra\r\nlaut"),
        ("text.en", ""),
        ("fields", "CULTURE"),
        ("fields", "EDUCATION"),
        ("countries.1", "KR"),
        ("countries.0", "JP"),
        ("countries.2", " "),
        ("openUntil.day", "5"),
        ("openUntil.month", "Maret"),
        ("openUntil.year", "2026"),
    ];
    let expected = json!({
        "party": "x", "contact": "", "text": { "id": "Mencari mitra\nlaut" }, "fields": ["CULTURE", "EDUCATION"],
        "countries": ["JP", "KR"], "openUntil": "2026-03-05",
    });
    assert_eq!(read("PostPartnerWantedInput", &given, Manner::Form), Ok(expected));
}

#[test]
fn a_field_of_a_form_that_is_empty_or_wrong_is_named() {
    let errors = |given: &[(&str, &str)]| -> Vec<(String, String)> {
        let read = InputTypes::of_schema().read(fields("RevisePartnerWantedInput"), &pairs(given), Manner::Form);
        let named = |error: &ParameterError| (error.name().unwrap().to_owned(), error.beside_field(Language::En));
        read.unwrap_err().iter().map(named).collect()
    };
    let given = [("fields", "FISH"), ("openUntil.day", "31"), ("openUntil.month", "2"), ("openUntil.year", "2026")];
    let found = errors(&given);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["posting", "expectedRevision", "fields", "openUntil"]);
    assert!(found[3].1.contains("3 11 2026"), "{found:?}");
    for year in ["26", "-001", "２０２６"] {
        let day = [("openUntil.day", "1"), ("openUntil.month", "2"), ("openUntil.year", year)];
        assert!(errors(&day).iter().any(|(name, _)| name == "openUntil"), "{year}");
    }
}

#[test]
fn objects_that_may_be_left_out_are_left_out_when_all_of_them_is_empty() {
    let letter = |kind: &str| {
        let given = [("documents.0.kind", kind), ("documents.0.issuedOn.year", "")];
        let read = InputTypes::of_schema().read(fields("RegisterLegacyAgreementInput"), &pairs(&given), Manner::Form);
        read.map(in_json)
            .map_err(|errors| errors.iter().filter_map(|error| error.name().map(str::to_owned)).collect::<Vec<_>>())
    };
    assert!(!letter("").unwrap_err().iter().any(|name| name.starts_with("documents")));
    assert!(letter("NONSENSE").unwrap_err().contains(&"documents.0.kind".to_owned()));
}

#[test]
fn clocks_are_read_as_people_write_them() {
    let time = |text: &str| {
        let field = InputField {
            name: "at".into(),
            ty: Type::new("LocalTime").unwrap(),
            has_default: false,
            help: String::new(),
        };
        InputTypes::of_schema().read(&[field], &pairs(&[("at", text)]), Manner::Form).map(in_json).ok()
    };
    for text in ["09.30", "9.30", "09:30", "09:30:00"] {
        assert_eq!(time(text), Some(json!({ "at": "09:30:00" })), "{text}");
    }
    assert_eq!(time("half past nine"), None);
}

#[test]
fn of_several_ways_to_say_it_one_is_given() {
    let ask = |of: &[(&str, &str)]| {
        let rest = [("about", "x"), ("party", "x"), ("text", "Mohon"), ("wants", "TIME"), ("dueOn", "2026-12-01")];
        let given: Vec<_> = rest.iter().chain(of).copied().collect();
        let read = InputTypes::of_schema().read(fields("AskInput"), &pairs(&given), Manner::Form);
        read.map(in_json).map_err(|errors| errors.iter().map(|error| format!("{error:?}")).collect::<Vec<_>>())
    };
    let colleague = ("of.colleague", "y");
    assert_eq!(ask(&[colleague, ("of.outsider", " ")]).unwrap()["of"], json!({ "colleague": "y" }));
    assert_eq!(ask(&[("of.outsider", " ")]), Err(vec![r#"Missing("of")"#.to_owned()]));
    assert_eq!(ask(&[colleague, ("of.outsider", "Biro Hukum")]), Err(vec![r#"Twice("of")"#.to_owned()]));
}

#[test]
fn a_decimal_comma_is_read_in_a_form_alone() {
    let number = |text: &str, manner| {
        let given = [("latitude", text), ("longitude", "112.75")];
        read("CoordinatesInput", &given, manner).ok().map(|read| read["latitude"].clone())
    };
    assert_eq!(number("-7,257", Manner::Form), Some(json!(-7.257)));
    assert_eq!(number("-7.257", Manner::Form), Some(json!(-7.257)));
    for (text, manner) in
        [("-7,257", Manner::Address), ("1,234,5", Manner::Form), ("NaN", Manner::Form), ("1e999", Manner::Form)]
    {
        assert_eq!(number(text, manner), None, "{text}");
    }
}

/// Identifiers in filters that stand for something else than a region or an institution.
const OTHER_IDS: [&str; 2] = ["about", "agreement"];

#[test]
fn of_every_identifier_in_a_filter_it_is_known_whether_it_is_a_region() {
    let types = InputTypes::of_schema();
    let filters = types.0.keys().filter(|name| name.ends_with("Filter"));
    for filter in filters {
        for field in types.fields(filter).unwrap().iter().filter(|field| named(&field.ty) == "ID") {
            let known = meaning(&field.name) == Some(Meaning::Party) || OTHER_IDS.contains(&field.name.as_str());
            assert!(known, "{filter}.{}", field.name);
        }
    }
}
