//! Acts on approval routes.

use super::types::{AgreementAct, ApprovalRoute, Authority, StepCondition};
use crate::{
    agreement::types::{AgreementScheme, AgreementStage, DocumentKind},
    context::Ask,
    error::ApiError,
    policy::Role,
    refusal::payload,
};
use async_graphql::{Context, InputObject, Object};
use entity::{
    agreement::{
        record,
        route::{
            act,
            rule::{FollowUp, Route, Step},
        },
    },
    text::LocalText,
};
use std::sync::Arc;

/// A step of a route.
#[derive(Debug, InputObject)]
pub(crate) struct RouteStepInput {
    /// The act.
    act: AgreementAct,
    /// The stages at which it can be taken.
    from: Vec<AgreementStage>,
    /// The stage that it leads to.
    to: AgreementStage,
    /// Whether all parties take it together.
    #[graphql(default)]
    joint: bool,
    /// Documents that are required.
    #[graphql(default)]
    documents: Vec<DocumentKind>,
    /// Documents that are required from each side.
    #[graphql(default)]
    documents_of_each: Vec<DocumentKind>,
    /// Documents that all parties must have signed.
    #[graphql(default)]
    signed: Vec<DocumentKind>,
    /// What else must hold.
    #[graphql(default)]
    conditions: Vec<StepCondition>,
    /// The stage to which a decision can return the matter; only for decisions.
    returns_to: Option<AgreementStage>,
    /// Documents that no longer count after it.
    #[graphql(default)]
    voids: Vec<DocumentKind>,
    /// Who decides.
    authority: Authority,
    /// The roles that may record it.
    recorded_by: Vec<Role>,
    /// Within how many days it is due, once it is the next step.
    within_days: Option<u32>,
    /// The rule behind it: in Indonesian, or one text for both languages.
    article: String,
    /// The same in English, if it differs.
    article_en: Option<String>,
    /// Its name in English.
    name_en: String,
    /// Its name in Indonesian.
    name_id: String,
}

/// A duty that begins at a stage and blocks nothing.
#[derive(Debug, InputObject)]
pub(crate) struct RouteFollowUpInput {
    /// Its code, unique within the route.
    code: String,
    /// The stage at which it begins.
    after: AgreementStage,
    /// The document that fulfils it.
    document: DocumentKind,
    /// Within how many days it is due.
    within_days: u32,
    /// The authority to which it is owed.
    authority: Authority,
    /// The rule behind it: in Indonesian, or one text for both languages.
    article: String,
    /// The same in English, if it differs.
    article_en: Option<String>,
    /// Its name in English.
    name_en: String,
    /// Its name in Indonesian.
    name_id: String,
}

/// A route, or a new version of one.
#[derive(Debug, InputObject)]
pub(crate) struct ReviseApprovalRouteInput {
    /// The code, such as `ID_KSDPL`: capital letters, digits and `_`.
    code: String,
    /// Its name in English.
    name_en: String,
    /// Its name in Indonesian.
    name_id: String,
    /// The law or rule that it follows.
    source: String,
    /// The countries whose parties usually take it (two-letter codes); empty for all countries.
    #[graphql(default)]
    countries: Vec<String>,
    /// The schemes under which they usually take it; empty for all schemes.
    #[graphql(default)]
    schemes: Vec<AgreementScheme>,
    /// Its steps up to the signature. The later steps, common to all agreements, are added.
    steps: Vec<RouteStepInput>,
    /// The duties that begin at a stage and block nothing.
    #[graphql(default)]
    follow_ups: Vec<RouteFollowUpInput>,
}

fn kinds(kinds: Vec<DocumentKind>) -> Vec<record::DocumentKind> {
    kinds.into_iter().map(Into::into).collect()
}

impl From<RouteStepInput> for Step {
    fn from(step: RouteStepInput) -> Self {
        Self {
            act: step.act.into(),
            from: step.from.into_iter().map(Into::into).collect(),
            to: Some(step.to.into()),
            joint: step.joint,
            documents: kinds(step.documents),
            of_each: kinds(step.documents_of_each),
            signed: kinds(step.signed),
            conditions: step.conditions.into_iter().map(Into::into).collect(),
            returns_to: step.returns_to.map(Into::into),
            voids: kinds(step.voids),
            authority: step.authority.into(),
            recorded_by: step.recorded_by.into_iter().map(Into::into).collect(),
            within_days: step.within_days,
            article: LocalText { id: Some(step.article), en: step.article_en },
            name_en: step.name_en,
            name_id: step.name_id,
        }
    }
}

impl From<RouteFollowUpInput> for FollowUp {
    fn from(duty: RouteFollowUpInput) -> Self {
        Self {
            code: duty.code,
            after: duty.after.into(),
            document: duty.document.into(),
            within_days: duty.within_days,
            authority: duty.authority.into(),
            article: LocalText { id: Some(duty.article), en: duty.article_en },
            name_en: duty.name_en,
            name_id: duty.name_id,
        }
    }
}

payload! {
    /// The result of `reviseApprovalRoute`.
    ReviseApprovalRoutePayload of ApprovalRoute {
        /// The new version.
        route: ApprovalRoute,
    }
}

#[derive(Default)]
pub(crate) struct RouteMutation;

#[Object]
impl RouteMutation {
    /// Adds an approval route, or a new version of one. Agreements under way keep the version with which they began.
    async fn revise_approval_route(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The route.")] input: ReviseApprovalRouteInput,
    ) -> Result<ReviseApprovalRoutePayload, ApiError> {
        let caller = context.caller()?;
        let route = Route {
            name_en: input.name_en,
            name_id: input.name_id,
            source: input.source,
            countries: input.countries,
            schemes: input.schemes.into_iter().map(Into::into).collect(),
            steps: input.steps.into_iter().map(Into::into).collect(),
            follow_ups: input.follow_ups.into_iter().map(Into::into).collect(),
        };
        let result = act::revise_approval_route(context.registry()?, caller, &input.code, route).await;
        ReviseApprovalRoutePayload::of(result, caller, |route| ApprovalRoute(Arc::new(route)))
    }
}
