//! Postings of regions looking for partners. They are made up, and say so.

use super::Parties;
use entity::{
    Caller, Registry,
    agreement::record::Field,
    exchange::record::Method,
    partner_wanted::act::{Wish, post_partner_wanted},
    text::LocalText,
};
use std::collections::BTreeSet;

const SURABAYA: &str = "35.78";
const BANDUNG: &str = "32.73";

/// The codes of the regions that post them.
pub(super) fn names() -> impl Iterator<Item = String> {
    [SURABAYA, BANDUNG].into_iter().map(str::to_owned)
}

/// Posts one for certain countries, and one for any country.
pub(super) async fn enter(registry: &Registry, parties: &Parties) -> anyhow::Result<()> {
    let ports = Wish {
        text: LocalText::both(
            "Contoh: Surabaya mencari kota pelabuhan untuk pertukaran staf dan pengelolaan sampah.",
            "Example: Surabaya is looking for a port city for staff exchange and waste management.",
        ),
        countries: ["AU", "JP", "KR"].map(str::to_owned).to_vec(),
        fields: BTreeSet::from([Field::PortManagement, Field::WasteManagement]),
        methods: BTreeSet::from([Method::StaffExchange, Method::StudyVisit]),
        contact: "Contoh Bagian Kerja Sama, kerjasama@contoh.example".to_owned(),
        open_until: None,
    };
    let crafts = Wish {
        text: LocalText::both(
            "Contoh: Bandung mencari kota desain dan kerajinan dari negara mana pun.",
            "Example: Bandung is looking for a city of design and crafts in any country.",
        ),
        countries: Vec::new(),
        fields: BTreeSet::from([Field::CreativeEconomy, Field::Culture]),
        methods: BTreeSet::from([Method::Exhibition]),
        ..ports.clone()
    };
    for (party, wish) in [(SURABAYA, ports), (BANDUNG, crafts)] {
        post_partner_wanted(registry, &Caller::system(), parties.get(party)?, &wish).await?;
    }
    Ok(())
}
