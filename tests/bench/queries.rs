//! The queries that are measured, each of many records in turn.

use crate::ask::{Connection, request};
use chrono::{Days, NaiveDate};
use entity::clock::{Clock, SystemClock};
use serde_json::Value;

/// One query, for many records.
pub struct Query {
    pub name: &'static str,
    pub requests: Vec<Vec<u8>>,
}

/// Records to ask for.
pub struct Samples {
    agreements: Vec<String>,
    regions: Vec<String>,
    /// The days on which time windows begin, around today.
    days: Vec<NaiveDate>,
}

impl Samples {
    /// Gets some from the service itself.
    pub fn take(address: &str) -> Self {
        let mut connection = Connection::open(address);
        let mut ids = |query: &str| {
            let answer: Value = serde_json::from_slice(connection.ask(&request(query))).expect("an answer is JSON");
            let nodes = answer["data"]["found"]["nodes"].as_array().cloned().unwrap_or_default();
            nodes.iter().filter_map(|node| node["id"].as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let mut agreements = ids("{ found: agreements(first: 100) { nodes { id } } }");
        agreements.extend(ids("{ found: agreements(last: 100) { nodes { id } } }"));
        let mut regions =
            ids(r#"{ found: regions(filter: {country: "ID", kind: [CITY]}, first: 90) { nodes { id } } }"#);
        regions.extend(ids(
            r#"{ found: regions(filter: {country: "ID", kind: [REGENCY]}, first: 100) { nodes { id } } }"#,
        ));
        let today = SystemClock.now().date_naive();
        let days = (0..100).map(|nth| today - Days::new(300) + Days::new(nth * 6)).collect();
        Self { agreements, regions, days }
    }
}

/// Every query.
pub fn all(samples: &Samples) -> Vec<Query> {
    vec![
        Query {
            name: "one agreement with parties, regions, countries",
            requests: each(&samples.agreements, |id| {
                format!(
                    r#"{{ agreement(id: "{id}") {{ id title stage class signedOn expiresOn
                      parties {{ role name region {{ id name kind country {{ code name }} }} }} }} }}"#
                )
            }),
        },
        Query {
            name: "agreements in force of a region, 20 by expiry, total",
            requests: each(&samples.regions, |id| {
                format!(
                    r#"{{ agreements(filter: {{stage: [IN_FORCE], party: "{id}"}}, orderBy: {{field: EXPIRES_ON}}, first: 20) {{
                      totalCount nodes {{ id title stage expiresOn parties {{ name }} }}
                      pageInfo {{ hasNextPage endCursor }} }} }}"#
                )
            }),
        },
        Query {
            name: "a region with 20 partnerships and their members",
            requests: each(&samples.regions, |id| {
                format!(
                    r#"{{ region(by: {{id: "{id}"}}) {{ id name kind country {{ code name }}
                      partnerships(first: 20) {{ nodes {{ id class verification since
                        members {{ region {{ id name country {{ code name }} }} }} }} }} }} }}"#
                )
            }),
        },
        Query {
            name: "exchanges of 30 days, 50 with their hosts",
            requests: each(&samples.days, |day| {
                let end = *day + Days::new(30);
                format!(
                    r#"{{ exchanges(filter: {{startsFrom: "{day}T00:00:00Z", startsBefore: "{end}T00:00:00Z"}}, first: 50) {{
                      nodes {{ id title method startsAt timeZone host {{ name }} }} pageInfo {{ hasNextPage endCursor }} }} }}"#
                )
            }),
        },
    ]
}

fn each<T>(records: &[T], text: impl Fn(&T) -> String) -> Vec<Vec<u8>> {
    records.iter().map(|record| request(&text(record))).collect()
}
