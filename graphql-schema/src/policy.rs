//! Who may do and see what.

use crate::enums::remote_enum;
use entity::policy;

remote_enum! {
    /// A role in a region or organisation, or in the whole registry.
    Role = "policy::Role" {
        Observer: "Reads what the organisation may read (pengamat).",
        DataEntry: "Enters partnerships, documents and dimensions with their sources (petugas data).",
        AgreementManager: "Keeps the organisation's agreements (pengelola kerja sama).",
        Coordinator: "Coordinates them, as the TKKSD does (koordinator).",
        ForumOrganiser: "Schedules exchanges and enters past ones (penyelenggara forum).",
        OrgAdmin: "Administers the organisation's accounts and API clients (admin organisasi).",
        NationalReviewer: "Reads everything, for the ministry (penilai nasional).",
        PartnerReader: "An API client of a partner city (pembaca mitra).",
    }
}

remote_enum! {
    /// Who may see a record.
    Visibility = "policy::Visibility" {
        Public: "Everyone.",
        Parties: "The parties to it.",
        Own: "The organisation that keeps it.",
        Restricted: "Those who read everything.",
    }
}
