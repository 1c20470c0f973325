//! The route table: every page there is.

use super::{
    Page,
    link::{answer::ANSWER, password::PASSWORD, set_up::SET_UP, stop::STOP},
};

/// A page with its embedded files.
macro_rules! page {
    ($name:literal, $path:literal) => {
        Page::of(
            $name,
            $path,
            include_str!(concat!("../../pages/", $name, ".html")),
            include_str!(concat!("../../pages/", $name, ".graphql")),
        )
    };
    ($name:literal, $path:literal, $link:expr) => {
        Page::of_link($name, $path, include_str!(concat!("../../pages/", $name, ".html")), $link)
    };
}

/// Where people go after signing in.
const NEXT: &str = "/inbox";

/// Every page.
pub(super) static PAGES: &[Page] = &[
    page!("home", "/").kept().even_bare(),
    page!("inbox", "/inbox").of_ones_own(),
    page!("agreements", "/agreements"),
    page!("register", "/agreements/new")
        .of_act("registerInitiative")
        .then("/agreements/{registerInitiative.agreement.id}"),
    page!("legacy", "/agreements/legacy")
        .of_act("registerLegacyAgreement")
        .then("/agreements/{registerLegacyAgreement.agreement.id}"),
    page!("agreement", "/agreements/{id}"),
    page!("step", "/agreements/{id}/steps/{act}").then("/agreements/{id}"),
    page!("document_record", "/agreements/{id}/documents/new")
        .of_act("recordDocument")
        .then("/agreements/{id}/documents/{recordDocument.document.id}"),
    page!("document", "/agreements/{id}/documents/{document}"),
    page!("sheet", "/agreements/{id}/sheet"),
    page!("amend", "/agreements/{id}/amend").of_act("amend").then("/agreements/{id}"),
    page!("terms", "/agreements/{id}/terms").of_act("changeTerms").then("/agreements/{id}"),
    page!("step_correct", "/agreements/{id}/history/{step}/correct").of_act("correctStep").then("/agreements/{id}"),
    page!("agreement_confirm", "/agreements/{id}/confirm").then("/agreements/{id}"),
    page!("attest", "/agreements/{id}/attest").then("/agreements/{id}"),
    page!("deny_entry", "/agreements/{id}/deny").then("/agreements/{id}"),
    page!("act_confirm", "/agreements/{id}/pending/confirm").then("/agreements/{id}"),
    page!("act_decline", "/agreements/{id}/pending/decline").then("/agreements/{id}"),
    page!("partnerships", "/partnerships"),
    page!("regions", "/regions"),
    page!("region", "/regions/{slug}"),
    page!("exchanges", "/exchanges"),
    page!("exchange", "/exchanges/{id}"),
    page!("participation_confirm", "/exchanges/{id}/confirm").then("/exchanges/{id}"),
    page!("participation_decline", "/exchanges/{id}/decline").then("/exchanges/{id}"),
    page!("calendar", "/calendar"),
    page!("map", "/map"),
    page!("partners_wanted", "/partners-wanted"),
    page!("statistics", "/statistics"),
    page!("search", "/search"),
    page!("developers", "/developers"),
    page!("account", "/account").of_ones_own(),
    page!("account_change", "/account/{act}").of_ones_own().then("/account"),
    page!("colleagues", "/colleagues").of_act("addPerson"),
    page!("colleague_add", "/colleagues/add").of_act("addPerson").handing_out("path").then("/colleagues"),
    page!("colleague_act", "/colleagues/{person}/{act}").of_act("addPerson").handing_out("path").then("/colleagues"),
    page!("keys", "/keys").of_act("createApiClient").handing_out("key").then("/keys"),
    page!("key_act", "/keys/{key}/{act}").of_act("createApiClient").handing_out("key").then("/keys"),
    page!("sign_in", "/sign-in").then(NEXT),
    page!("sign_out", "/sign-out"),
    page!("set_up", "/setup/{token}", &SET_UP).then(NEXT),
    page!("password", "/password/{token}", &PASSWORD).then(NEXT),
    page!("answer", "/answer/{token}", &ANSWER),
    page!("stop", "/stop/{token}", &STOP),
];

/// A template that pages share, embedded.
macro_rules! part {
    ($name:literal) => {
        (concat!("parts/", $name, ".html"), include_str!(concat!("../../pages/parts/", $name, ".html")))
    };
}

/// What pages share.
pub(super) const PARTS: [(&str, &str); 8] = [
    part!("layout"),
    part!("form"),
    part!("list"),
    part!("marks"),
    part!("message"),
    part!("parties"),
    part!("pending"),
    part!("terms"),
];
