//! The route table: every page there is.

use super::{
    Page,
    link::{answer::ANSWER, password::PASSWORD, set_up::SET_UP, stop::STOP},
};
use entity::policy::Act;

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
        .of_act(Act::RegisterInitiative)
        .then("/agreements/{registerInitiative.agreement.id}"),
    page!("legacy", "/agreements/legacy")
        .of_act(Act::RegisterLegacyAgreement)
        .then("/agreements/{registerLegacyAgreement.agreement.id}"),
    page!("agreement", "/agreements/{id}"),
    page!("step", "/agreements/{id}/steps/{act}").then("/agreements/{id}"),
    page!("document_record", "/agreements/{id}/documents/new")
        .of_act(Act::RecordDocument)
        .then("/agreements/{id}/documents/{recordDocument.document.id}"),
    page!("document", "/agreements/{id}/documents/{document}"),
    page!("document_withdraw", "/agreements/{id}/documents/{document}/withdraw")
        .of_act(Act::WithdrawDocument)
        .then("/agreements/{id}/documents/{document}"),
    page!("sheet", "/agreements/{id}/sheet"),
    page!("amend", "/agreements/{id}/amend").of_act(Act::Amend).then("/agreements/{id}"),
    page!("terms", "/agreements/{id}/terms").of_act(Act::ChangeTerms).then("/agreements/{id}"),
    page!("step_correct", "/agreements/{id}/history/{step}/correct").of_act(Act::CorrectStep).then("/agreements/{id}"),
    page!("agreement_confirm", "/agreements/{id}/confirm").of_act(Act::ConfirmAgreement).then("/agreements/{id}"),
    page!("attest", "/agreements/{id}/attest").of_act(Act::AttestTerms).then("/agreements/{id}"),
    page!("deny_entry", "/agreements/{id}/deny").of_act(Act::DenyEntry).then("/agreements/{id}"),
    page!("act_confirm", "/agreements/{id}/pending/confirm").of_act(Act::ConfirmAct).then("/agreements/{id}"),
    page!("act_decline", "/agreements/{id}/pending/decline").of_act(Act::DeclineAct).then("/agreements/{id}"),
    page!("accede", "/agreements/{id}/accede").of_act(Act::Accede).then("/agreements/{id}"),
    page!("leave", "/agreements/{id}/leave").of_act(Act::Leave).then("/agreements/{id}"),
    page!("copy", "/agreements/{id}/copy").of_act(Act::ProposeTermChange).then("/agreements/{id}"),
    page!("accept", "/agreements/{id}/copy/accept").of_act(Act::AcceptFields).then("/agreements/{id}"),
    page!("requirements", "/agreements/{id}/requirements").of_ones_own().then("/agreements/{id}/requirements"),
    page!("dimensions", "/agreements/{id}/dimensions").of_act(Act::ClassifyAgreement).then("/agreements/{id}"),
    page!("no_activity", "/agreements/{id}/nothing").of_act(Act::ConfirmNothingTookPlace).then("/agreements/{id}"),
    page!("take_back", "/agreements/{id}/take-back").of_act(Act::TakeBackEntry).then("/agreements"),
    page!("officer", "/agreements/{id}/officer").of_act(Act::AssignOfficer).then("/agreements/{id}"),
    page!("partnerships", "/partnerships"),
    page!("partnership_new", "/partnerships/new").of_act(Act::ClaimPartnership).then("/partnerships"),
    page!("regions", "/regions"),
    page!("region_new", "/regions/new").of_act(Act::AddRegion).then("/parties/{addRegion.region.id}"),
    page!("region", "/regions/{slug}"),
    page!("institutions", "/institutions"),
    page!("institution_new", "/institutions/new")
        .of_act(Act::AddInstitution)
        .then("/parties/{addInstitution.institution.id}"),
    page!("party", "/parties/{id}"),
    page!("party_amend", "/parties/{id}/amend").of_act(Act::AmendParty).then("/parties/{id}"),
    page!("party_confirm", "/parties/{id}/confirm").of_act(Act::ConfirmParty).then("/parties/{id}"),
    page!("party_merge", "/parties/{id}/merge").of_act(Act::MergeParties).then("/parties/{mergeParties.party.id}"),
    page!("party_split", "/parties/{id}/split").of_act(Act::SplitParty).then("/parties/{splitParty.split.part.id}"),
    page!("exchanges", "/exchanges"),
    page!("exchange_new", "/exchanges/new")
        .of_act(Act::ScheduleExchange)
        .then("/exchanges/{scheduleExchange.exchange.id}"),
    page!("exchange_past", "/exchanges/past")
        .of_act(Act::RecordPastExchange)
        .then("/exchanges/{recordPastExchange.exchange.id}"),
    page!("exchange", "/exchanges/{id}"),
    page!("participation_confirm", "/exchanges/{id}/confirm").of_act(Act::ConfirmParticipation).then("/exchanges/{id}"),
    page!("participation_decline", "/exchanges/{id}/decline").of_act(Act::DeclineParticipation).then("/exchanges/{id}"),
    page!("exchange_move", "/exchanges/{id}/reschedule").of_act(Act::RescheduleExchange).then("/exchanges/{id}"),
    page!("exchange_act", "/exchanges/{id}/{act}").of_ones_own().then("/exchanges/{id}"),
    page!("calendar", "/calendar"),
    page!("map", "/map"),
    page!("partners_wanted", "/partners-wanted"),
    page!("wanted_new", "/partners-wanted/new").of_act(Act::PostPartnerWanted).then("/partners-wanted"),
    page!("wanted_revise", "/partners-wanted/{id}/revise").of_act(Act::RevisePartnerWanted).then("/partners-wanted"),
    page!("wanted_close", "/partners-wanted/{id}/close").of_act(Act::ClosePartnerWanted).then("/partners-wanted"),
    page!("imports", "/imports").of_act(Act::CheckImport),
    page!("import_new", "/imports/new").of_act(Act::CheckImport),
    page!("import", "/imports/{id}").of_ones_own(),
    page!("import_act", "/imports/{id}/{act}").of_act(Act::ConfirmImport).then("/imports/{id}"),
    page!("requests", "/requests").of_ones_own(),
    page!("ask", "/requests/new").of_act(Act::Ask).handing_out("path").then("/requests/{ask.request.id}"),
    page!("request", "/requests/{id}").of_ones_own(),
    page!("request_act", "/requests/{id}/{act}").of_ones_own().then("/requests/{id}"),
    page!("task_next", "/tasks/next").of_act(Act::TakeNextTask).then("/inbox?own=true"),
    page!("task_act", "/tasks/{task}/{act}").of_ones_own().then("/inbox"),
    page!("deputies", "/deputies").of_act(Act::NameDeputy),
    page!("deputy_new", "/deputies/new").of_act(Act::NameDeputy).then("/deputies?party={nameDeputy.deputy.party.id}"),
    page!("deputy_end", "/deputies/{deputy}/end")
        .of_act(Act::EndDeputy)
        .then("/deputies?party={endDeputy.deputy.party.id}"),
    page!("follows", "/follows").of_ones_own(),
    page!("follow", "/follows/{act}").of_ones_own().then("/follows"),
    page!("reports", "/reports").of_ones_own(),
    page!("report_new", "/reports/new").of_act(Act::OpenReport).then("/reports/{openReport.report.id}"),
    page!("report", "/reports/{id}").of_ones_own(),
    page!("report_act", "/reports/{id}/{act}").of_ones_own().then("/reports/{id}"),
    page!("registry", "/registry").of_act(Act::OpenConfirmationCampaign),
    page!("registry_act", "/registry/{act}").of_act(Act::OpenConfirmationCampaign).then("/registry"),
    page!("routes", "/routes"),
    page!("route", "/routes/{code}"),
    page!("statistics", "/statistics"),
    page!("search", "/search"),
    page!("developers", "/developers"),
    page!("account", "/account").of_ones_own(),
    page!("account_change", "/account/{act}").of_ones_own().then("/account"),
    page!("colleagues", "/colleagues").of_act(Act::AddPerson),
    page!("hand_over", "/colleagues/hand-over").of_act(Act::HandOverTasks).then("/inbox?own=false"),
    page!("colleague_add", "/colleagues/add").of_act(Act::AddPerson).handing_out("path").then("/colleagues"),
    page!("colleague_act", "/colleagues/{person}/{act}").of_act(Act::AddPerson).handing_out("path").then("/colleagues"),
    page!("keys", "/keys").of_act(Act::CreateApiClient).handing_out("key").then("/keys"),
    page!("key_act", "/keys/{key}/{act}").of_act(Act::CreateApiClient).handing_out("key").then("/keys"),
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
pub(super) const PARTS: [(&str, &str); 13] = [
    part!("layout"),
    part!("exchange"),
    part!("form"),
    part!("imports"),
    part!("list"),
    part!("marks"),
    part!("message"),
    part!("parties"),
    part!("papers"),
    part!("pending"),
    part!("reports"),
    part!("tasks"),
    part!("terms"),
];
