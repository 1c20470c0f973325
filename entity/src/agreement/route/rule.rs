//! What a route says, and whether it leads from the first letter to the end.

use super::record::{AgreementAct, Authority, Condition};
use crate::{
    Reason,
    agreement::record::{DocumentKind, Scheme, Stage},
    policy::Role,
    refusal::Refusals,
    text::{LocalText, name_of},
};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashSet;

/// The longest name, article or source of a route, in characters.
const LONGEST_TEXT: usize = 500;
/// How many steps or follow-ups a route has at most.
const MOST_STEPS: usize = 100;
/// The longest time that a step may be given, in days.
const LONGEST_DELAY: u32 = 3_650;

/// A route: the steps that a party takes with an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Route {
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// The law or rule that it follows.
    pub source: String,
    /// The countries (two-letter codes) whose parties usually take it; empty for all countries.
    #[serde(default)]
    pub countries: Vec<String>,
    /// The schemes under which they usually take it; empty for all schemes.
    #[serde(default)]
    pub schemes: Vec<Scheme>,
    /// Its steps.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// The duties that begin at a stage and block nothing.
    #[serde(default, rename = "follow_up")]
    pub follow_ups: Vec<FollowUp>,
}

/// A step: an act that leads a party from one stage to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is done.
    pub act: AgreementAct,
    /// The stages at which it can be taken.
    pub from: Vec<Stage>,
    /// The stage that it leads to; `None` for the stage from which the matter was put on hold.
    pub to: Option<Stage>,
    /// Whether all parties take it together, each through its own route.
    #[serde(default)]
    pub joint: bool,
    /// Kinds of documents that are required.
    #[serde(default)]
    pub documents: Vec<DocumentKind>,
    /// Kinds of documents that are required from each side.
    #[serde(default)]
    pub of_each: Vec<DocumentKind>,
    /// Kinds of documents that all parties must have signed.
    #[serde(default)]
    pub signed: Vec<DocumentKind>,
    /// What else must hold.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// The stage to which a decision can return the matter; `None` for steps without a decision.
    pub returns_to: Option<Stage>,
    /// Kinds of documents that no longer count after the step.
    #[serde(default)]
    pub voids: Vec<DocumentKind>,
    /// Who decides.
    pub authority: Authority,
    /// The roles that may record it; empty if the registry takes the step itself.
    pub recorded_by: Vec<Role>,
    /// Within how many days it is due, once it is the next step.
    pub within_days: Option<u32>,
    /// The rule behind it.
    #[serde(deserialize_with = "article")]
    pub article: LocalText,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
}

/// A duty that begins at a stage and blocks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its code, unique within the route.
    pub code: String,
    /// The stage at which it begins.
    pub after: Stage,
    /// The kind of document that fulfils it.
    pub document: DocumentKind,
    /// Within how many days it is due.
    pub within_days: u32,
    /// The authority to which it is owed.
    pub authority: Authority,
    /// The rule behind it.
    #[serde(deserialize_with = "article")]
    pub article: LocalText,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
}

/// Reads the rule behind a step: in each language, or in one text for both.
fn article<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LocalText, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        InEach(LocalText),
        InOne(String),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::InEach(text) => text,
        Written::InOne(text) => LocalText { id: Some(text), en: None },
    })
}

impl FollowUp {
    /// Its name in both languages.
    pub fn name(&self) -> LocalText {
        LocalText::both(&self.name_id, &self.name_en)
    }
}

impl Step {
    /// Its name in both languages.
    pub fn name(&self) -> LocalText {
        LocalText::both(&self.name_id, &self.name_en)
    }

    /// Whether an authority decides in it: it can be approved, returned or rejected.
    pub fn is_decision(&self) -> bool {
        self.returns_to.is_some()
    }

    /// Whether the documents on which it rests carry it and no other such step: one evaluation and one extension carry one
    /// renewal, and what an authority decided once it decides once.
    pub fn uses_up(&self) -> bool {
        self.is_decision()
            || matches!(
                self.act,
                AgreementAct::ProposeCounterText
                    | AgreementAct::StartRenewal
                    | AgreementAct::Extend
                    | AgreementAct::Amend
                    | AgreementAct::GiveTerminationNotice
                    | AgreementAct::WithdrawNotice
                    | AgreementAct::CancelAgreement
            )
    }

    /// Whether it leads off the path to the signature or from it: a hold, a withdrawal, a notice and its withdrawal.
    pub fn is_aside(&self) -> bool {
        matches!(
            self.act,
            AgreementAct::PutOnHold
                | AgreementAct::Withdraw
                | AgreementAct::ProposeCounterText
                | AgreementAct::GiveTerminationNotice
                | AgreementAct::WithdrawNotice
        )
    }

    /// Whether all parties sign something in it: what they prepared is then no longer theirs alone.
    pub fn is_signing(&self) -> bool {
        self.joint && !self.signed.is_empty()
    }
}

impl Route {
    /// Its name in both languages.
    pub fn name(&self) -> LocalText {
        LocalText::both(&self.name_id, &self.name_en)
    }

    /// The step that `act` is at this stage.
    pub fn step(&self, act: AgreementAct, stage: Stage) -> Option<&Step> {
        self.steps.iter().find(|step| step.act == act && step.from.contains(&stage))
    }

    /// The steps that can be taken at this stage.
    pub fn steps_at(&self, stage: Stage) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.from.contains(&stage))
    }

    /// Whether a party on this route answers what cooperation abroad requires.
    pub fn asks_requirements(&self) -> bool {
        let asks = |condition: &Condition| {
            matches!(condition, Condition::NineRequirements | Condition::EqualTier | Condition::DiplomaticRelations)
        };
        self.steps.iter().flat_map(|step| &step.conditions).any(asks)
    }

    /// Whether `act` belongs to the route at all.
    pub fn knows(&self, act: AgreementAct) -> bool {
        self.steps.iter().any(|step| step.act == act)
    }

    /// Whether the route leads through this stage.
    pub fn passes(&self, stage: Stage) -> bool {
        stage == Stage::Initiated || self.steps.iter().any(|step| step.to == Some(stage))
    }

    /// How well the route suits parties of this country in agreements of this scheme; `None` if it is not meant for
    /// them. A route that names both suits better than one that names either, and that one better than a route for
    /// everybody.
    pub fn suits(&self, country: Option<&str>, scheme: Scheme) -> Option<u8> {
        let in_country = country.is_some_and(|country| self.countries.iter().any(|code| code == country));
        let in_scheme = self.schemes.contains(&scheme);
        let meant = (self.countries.is_empty() || in_country) && (self.schemes.is_empty() || in_scheme);
        meant.then_some(u8::from(in_country) * 2 + u8::from(in_scheme))
    }

    /// Refuses a route that leads nowhere, or that leaves something unsaid.
    pub fn check(&self, refused: &mut Refusals) {
        let named = |refused: &mut Refusals, path: &str, text: &str| {
            let kept = refused.line(path, Some(text), LONGEST_TEXT);
            refused.unless(kept.is_some(), path, Reason::Required);
        };
        for (path, text) in [("nameEn", &self.name_en), ("nameId", &self.name_id), ("source", &self.source)] {
            named(refused, path, text);
        }
        let most = i64::try_from(MOST_STEPS).unwrap_or(i64::MAX);
        for (path, count) in [("steps", self.steps.len()), ("followUps", self.follow_ups.len())] {
            refused.unless(count <= MOST_STEPS, path, Reason::OutOfRange { least: 0, most });
        }
        let described = |refused: &mut Refusals, path: &str, article: &LocalText, names: [&str; 2]| {
            let texts =
                [("article", article.id.as_deref().unwrap_or_default()), ("nameEn", names[0]), ("nameId", names[1])];
            let in_english = article.en.as_deref().map(|text| ("articleEn", text));
            for (name, text) in texts.into_iter().chain(in_english) {
                named(refused, &format!("{path}.{name}"), text);
            }
        };
        let range = || Reason::OutOfRange { least: 1, most: LONGEST_DELAY.into() };
        for (at, duty) in self.follow_ups.iter().enumerate() {
            let path = format!("followUps.{at}");
            described(refused, &path, &duty.article, [&duty.name_en, &duty.name_id]);
            named(refused, &format!("{path}.code"), &duty.code);
            refused.unless((1..=LONGEST_DELAY).contains(&duty.within_days), &format!("{path}.withinDays"), range());
        }
        let mut taken = HashSet::new();
        for (at, step) in self.steps.iter().enumerate() {
            described(refused, &format!("steps.{at}"), &step.article, [&step.name_en, &step.name_id]);
            let twice = step.from.iter().any(|from| !taken.insert((step.act, *from)));
            refused.unless(!twice, &format!("steps.{at}.from"), Reason::StepTwice { act: name_of(step.act) });
            let by_itself = step.act != AgreementAct::ChangeTerms;
            let expected = "COMPLETE_STEP".to_owned();
            refused.unless(by_itself, &format!("steps.{at}.act"), Reason::Malformed { expected });
            let decides = matches!(
                step.act,
                AgreementAct::RecordCouncilDecision | AgreementAct::RecordVerification | AgreementAct::CompleteStep
            );
            let expected = "RECORD_COUNCIL_DECISION | RECORD_VERIFICATION | COMPLETE_STEP".to_owned();
            let decision = Reason::Malformed { expected };
            refused.unless(decides || !step.is_decision(), &format!("steps.{at}.returnsTo"), decision);
            let soon = step.within_days.is_none_or(|days| (1..=LONGEST_DELAY).contains(&days));
            refused.unless(soon, &format!("steps.{at}.withinDays"), range());
        }
        let reached = self.reached();
        for (at, step) in self.steps.iter().enumerate() {
            let reachable = step.from.iter().any(|from| reached.contains(from));
            refused.unless(reachable, &format!("steps.{at}.from"), Reason::NeverReached);
        }
        for stage in [Stage::Signed, Stage::InForce, Stage::Expired, Stage::Terminated] {
            let reason = || Reason::LeadsNowhere { stage: name_of(stage) };
            if !reached.contains(&stage) {
                refused.add("steps", reason());
            }
        }
    }

    /// The stages to which the route leads.
    fn reached(&self) -> HashSet<Stage> {
        let mut reached = HashSet::from([Stage::Initiated]);
        loop {
            let further: Vec<Stage> = self
                .steps
                .iter()
                .filter(|step| step.from.iter().any(|from| reached.contains(from)))
                .flat_map(|step| step.to.into_iter().chain(step.returns_to))
                .filter(|to| !reached.contains(to))
                .collect();
            if further.is_empty() {
                return reached;
            }
            reached.extend(further);
        }
    }
}
