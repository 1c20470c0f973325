//! The routes that ship with the registry.

use super::rule::{FollowUp, Route, Step};
use crate::Error;
use serde::Deserialize;
use std::sync::LazyLock;

const ROUTES: &str = include_str!("../../../reference/routes.toml");

/// A route as the file has it: its own steps, and the parts that it includes.
#[derive(Debug, Deserialize)]
struct Listed {
    code: String,
    #[serde(default)]
    includes: Vec<String>,
    #[serde(flatten)]
    route: Route,
}

/// Steps that several routes have.
#[derive(Debug, Deserialize)]
struct Part {
    code: String,
    #[serde(default, rename = "step")]
    steps: Vec<Step>,
    #[serde(default, rename = "follow_up")]
    follow_ups: Vec<FollowUp>,
}

#[derive(Debug, Deserialize)]
struct File {
    #[serde(rename = "route")]
    routes: Vec<Listed>,
    #[serde(rename = "part")]
    parts: Vec<Part>,
}

impl File {
    fn read() -> Result<Self, Error> {
        toml::from_str(ROUTES).map_err(|error| Error::Fault(format!("routes: {error}")))
    }
}

/// The text of this file, which tells its editions apart.
pub(crate) fn text() -> &'static str {
    ROUTES
}

/// Every route that ships, with its code, complete.
pub fn shipped() -> Result<Vec<(String, Route)>, Error> {
    let File { routes, parts } = File::read()?;
    routes
        .into_iter()
        .map(|Listed { code, includes, mut route }| {
            complete(&mut route, &includes, &parts).map_err(|part| Error::Fault(format!("routes: {code}: {part}")))?;
            Ok((code, route))
        })
        .collect()
}

/// Adds to a route the parts that it includes; returns the name of a part that does not exist.
fn complete<'a>(route: &mut Route, includes: &'a [String], parts: &[Part]) -> Result<(), &'a str> {
    for code in includes {
        let part = parts.iter().find(|part| part.code == *code).ok_or(code.as_str())?;
        route.steps.extend(part.steps.iter().cloned());
        route.follow_ups.extend(part.follow_ups.iter().cloned());
    }
    Ok(())
}

/// The steps common to all agreements, such as expiry.
static LIFE: LazyLock<Result<Vec<Step>, String>> = LazyLock::new(|| {
    let parts = File::read().map_err(|error| error.to_string())?.parts;
    Ok(parts.into_iter().find(|part| part.code == "LIFE").map(|life| life.steps).unwrap_or_default())
});

/// Adds to a route the steps common to all agreements, if it does not have them itself. They are the registry's own: a route
/// that was entered before the registry had one has it too.
pub(super) fn add_life(route: &mut Route) -> Result<(), Error> {
    let life = LIFE.as_ref().map_err(|error| Error::Fault(error.clone()))?;
    let missing: Vec<Step> = life.iter().filter(|step| !route.knows(step.act)).cloned().collect();
    route.steps.extend(missing);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agreement::record::Scheme, refusal::Refusals, testing::reasons};

    #[test]
    fn every_route_that_ships_leads_to_its_end() {
        let routes = shipped().unwrap();
        let mut codes: Vec<&str> = routes.iter().map(|(code, _)| code.as_str()).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                "AU_FAS",
                "CN_CPAFFC",
                "GENERIC",
                "ID_KSDD",
                "ID_KSDLL_FORWARDED",
                "ID_KSDLL_OTHER",
                "ID_KSDPL",
                "JP_CLAIR",
                "US_SCI"
            ]
        );
        for (code, route) in &routes {
            let mut refused = Refusals::default();
            route.check(&mut refused);
            assert!(refused.done().is_ok(), "{code}");
        }
    }

    #[test]
    fn a_follow_up_that_leaves_something_unsaid_is_refused() {
        let (_, mut route) = shipped().unwrap().into_iter().find(|(code, _)| code == "ID_KSDPL").unwrap();
        let duty = &mut route.follow_ups[0];
        duty.article.en = Some(" ".to_owned());
        duty.name_id.clear();
        duty.within_days = 0;
        let mut refused = Refusals::default();
        route.check(&mut refused);
        let expected = [
            ("followUps.0.nameId", "REQUIRED"),
            ("followUps.0.articleEn", "REQUIRED"),
            ("followUps.0.withinDays", "OUT_OF_RANGE"),
        ];
        assert_eq!(reasons(refused.done()), expected.map(|(path, code)| (path.to_owned(), code)));
    }

    #[test]
    fn the_route_follows_from_country_and_scheme() {
        let routes = shipped().unwrap();
        let usual = |country, scheme| {
            let suits = |(_, route): &&(String, Route)| route.suits(country, scheme);
            routes.iter().max_by_key(suits).map(|(code, _)| code.as_str())
        };
        for (country, scheme, expected) in [
            (Some("ID"), Scheme::KsdplSisterCity, "ID_KSDPL"),
            (Some("ID"), Scheme::KsdllForwarded, "ID_KSDLL_FORWARDED"),
            (Some("ID"), Scheme::KsddDomestic, "ID_KSDD"),
            (Some("AU"), Scheme::KsdplSisterCity, "AU_FAS"),
            (Some("GB"), Scheme::KsdplSisterCity, "GENERIC"),
            (Some("US"), Scheme::ForeignForeign, "US_SCI"),
            (None, Scheme::KsdllOther, "GENERIC"),
        ] {
            assert_eq!(usual(country, scheme), Some(expected), "{country:?} {scheme:?}");
        }
    }
}
