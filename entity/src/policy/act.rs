//! Every act there is: its name, and who may do it.

use super::Role::{
    self, AgreementManager, Coordinator, DataEntry, ForumOrganiser, NationalReviewer, Observer, OrgAdmin, PartnerReader,
};
use sea_orm::{EnumIter, Iterable};

/// Declares [`Act`] with the roles of each.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident: [$($role:ident),*];)+) => {
        /// An act, named as it is in law or in the office. Policy, journal and mutation know it by this one name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
        pub enum Act {
            $($(#[$doc])* $name,)+
        }

        impl Act {
            /// The roles that may do it on the subjects of their own organisation or, with a role in the whole registry,
            /// on any.
            pub fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$($role),*],)+ }
            }

            /// Its name in the journal, which is that of its mutation: `recordSignature`.
            pub fn name(self) -> String {
                let name = match self { $(Self::$name => stringify!($name),)+ };
                name[..1].to_ascii_lowercase() + &name[1..]
            }

            /// Whether it is about the registry itself, and not about what belongs to a party: a role in one party does not give it.
            pub fn is_of_the_registry(self) -> bool {
                OF_THE_REGISTRY.contains(&self)
            }

            /// The act of this name.
            pub fn called(name: &str) -> Option<Self> {
                Self::iter().find(|act| act.name() == name)
            }
        }
    };
}

// An act without a role is the operator's, at the command line, the registry's own, or that of somebody who proves in
// another way that it is theirs.
acts! {
    /// Import regions from a file.
    ImportRegions: [];
    /// Import partnerships from a file.
    ImportPartnerships: [];
    /// Import agreements from a file.
    ImportAgreements: [];
    /// Import exchanges from a file.
    ImportExchanges: [];
    /// Bring in the facts that the registry knows from the start.
    LoadReferenceData: [];
    /// Let a partnership follow the agreements of its members.
    FollowAgreements: [];
    /// Enter a region abroad.
    AddRegion: [DataEntry, AgreementManager, Coordinator, OrgAdmin, NationalReviewer];
    /// Enter an institution.
    AddInstitution: [DataEntry, AgreementManager, Coordinator, OrgAdmin, NationalReviewer];
    /// Mend what the registry says of a region or an institution: for its own people, and for the organisation that entered it.
    AmendParty: [DataEntry, AgreementManager, Coordinator, OrgAdmin, NationalReviewer];
    /// Confirm for the registry that a region or an institution that an organisation entered is one of its own.
    ConfirmParty: [Coordinator, OrgAdmin, NationalReviewer];
    /// Merge two records of a region or an institution that turned out to be one.
    MergeParties: [Coordinator, OrgAdmin, NationalReviewer];
    /// Split a record that turned out to be two.
    SplitParty: [Coordinator, OrgAdmin, NationalReviewer];
    /// State that a partnership exists, or that it does not.
    ClaimPartnership: [DataEntry, AgreementManager, Coordinator, OrgAdmin];
    /// Enter an agreement that was signed before the registry existed.
    RegisterLegacyAgreement: [AgreementManager, Coordinator, OrgAdmin];
    /// Check the rows of a file of one's own: what they would enter, each by the act of its kind.
    CheckImport: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Choose which places a file means.
    ChooseCandidates: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Enter the rows of a file that was checked.
    ConfirmImport: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Take back what a file entered.
    UndoImport: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Give up a file that was checked.
    DropImport: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Begin an agreement with its first letter.
    RegisterInitiative: [AgreementManager, Coordinator];

    // The steps of agreements: the party's route says in addition which roles record which step.
    /// Begin to explore a cooperation.
    BeginExploration: [AgreementManager, Coordinator];
    /// Record the letter of intent.
    RecordIntent: [AgreementManager, Coordinator];
    /// Open the cooperation plan.
    OpenPlan: [AgreementManager, Coordinator];
    /// Submit the plan to the council.
    SubmitToCouncil: [AgreementManager, Coordinator];
    /// Record the council's decision.
    RecordCouncilDecision: [AgreementManager, Coordinator];
    /// Request verification.
    RequestVerification: [AgreementManager, Coordinator];
    /// Record what came of it.
    RecordVerification: [AgreementManager, Coordinator];
    /// Begin to draft the text.
    BeginDrafting: [AgreementManager, Coordinator];
    /// Record that the text was initialled.
    InitialText: [AgreementManager, Coordinator];
    /// Make a counter-proposal.
    ProposeCounterText: [AgreementManager, Coordinator];
    /// Record the authorisation.
    Authorise: [AgreementManager, Coordinator];
    /// Notify the authority.
    NotifyAuthority: [AgreementManager, Coordinator];
    /// Record the signature.
    RecordSignature: [AgreementManager, Coordinator];
    /// Complete a step that has no name of its own.
    CompleteStep: [AgreementManager, Coordinator];
    /// Put the matter on hold.
    PutOnHold: [AgreementManager, Coordinator];
    /// Take it up again.
    Resume: [AgreementManager, Coordinator];
    /// Withdraw a proposal.
    Withdraw: [AgreementManager, Coordinator];
    /// Cancel what was signed before it enters into force, all parties together.
    CancelAgreement: [AgreementManager, Coordinator];
    /// Enter into force.
    EnterIntoForce: [AgreementManager, Coordinator];
    /// Start the renewal.
    StartRenewal: [AgreementManager, Coordinator];
    /// Extend the term.
    Extend: [AgreementManager, Coordinator];
    /// Amend a signed agreement.
    Amend: [AgreementManager, Coordinator];
    /// Give notice of termination.
    GiveTerminationNotice: [AgreementManager, Coordinator];
    /// Take a party into an agreement in force.
    Accede: [AgreementManager, Coordinator];
    /// Leave an agreement that goes on for the others.
    Leave: [AgreementManager, Coordinator];
    /// Withdraw the notice.
    WithdrawNotice: [AgreementManager, Coordinator];
    /// Renew automatically.
    Renew: [AgreementManager, Coordinator];
    /// Expire.
    Expire: [AgreementManager, Coordinator];
    /// Terminate.
    Terminate: [AgreementManager, Coordinator];

    /// Correct a wrong day of a step before the signature.
    CorrectStep: [AgreementManager, Coordinator];
    /// Answer what cooperation abroad requires.
    AnswerRequirement: [AgreementManager, Coordinator];
    /// Record a document of an agreement: what is one party's by its kind for that party, what is all parties' for any of
    /// them. The keeper records for a party for which nobody acts.
    RecordDocument: [DataEntry, AgreementManager, Coordinator];
    /// Add its file to a document.
    AttachFile: [DataEntry, AgreementManager, Coordinator];
    /// Withdraw a document that was recorded by mistake and on which nothing rests.
    WithdrawDocument: [DataEntry, AgreementManager, Coordinator];
    /// Set the smart-city dimensions to which an agreement belongs.
    ClassifyAgreement: [DataEntry, AgreementManager, Coordinator];
    /// Change the terms of an agreement that is not signed.
    ChangeTerms: [AgreementManager, Coordinator];
    /// State a party's own copy of the terms.
    ProposeTermChange: [AgreementManager, Coordinator];
    /// Accept terms from another party's copy.
    AcceptFields: [AgreementManager, Coordinator];
    /// Attest for a party that the terms are as agreed.
    AttestTerms: [AgreementManager, Coordinator];
    /// Deny for a party what was entered in its name as signed before the registry.
    DenyEntry: [AgreementManager, Coordinator];
    /// Take such an entry back.
    TakeBackEntry: [AgreementManager, Coordinator];
    /// Note an act that waits for the other parties that it binds.
    ProposeAct: [];
    /// Confirm for a party an act that binds it.
    ConfirmAct: [AgreementManager, Coordinator];
    /// Decline such an act, or withdraw one's own.
    DeclineAct: [AgreementManager, Coordinator];
    /// Assign who looks after an agreement for a party.
    AssignOfficer: [AgreementManager, Coordinator, OrgAdmin];
    /// Hand over what a person looks after to another.
    HandOverTasks: [Coordinator, OrgAdmin];
    /// Name who stands in for a person while they are away.
    NameDeputy: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Let it end.
    EndDeputy: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Take a task that waits for anyone of the team.
    TakeTask: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Take the next one that waits.
    TakeNextTask: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Give a task back to the team.
    ReleaseTask: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Put a task off for oneself.
    SnoozeTask: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Ask a party or a colleague for something.
    Ask: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Answer a request.
    AnswerRequest: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Take a request back.
    WithdrawRequest: [DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin];
    /// Open a report to an authority.
    OpenReport: [DataEntry, AgreementManager, Coordinator];
    /// Submit a report.
    SubmitReport: [AgreementManager, Coordinator];
    /// Send a report back.
    ReturnReport: [Coordinator, NationalReviewer];
    /// Accept a report.
    AcceptReport: [Coordinator, NationalReviewer];
    /// Ask every party to confirm its agreements.
    OpenConfirmationCampaign: [OrgAdmin, NationalReviewer];
    /// Call such a campaign off.
    CallOffConfirmationCampaign: [OrgAdmin, NationalReviewer];
    /// Confirm for a party that the registry's data on an agreement are right.
    ConfirmAgreement: [DataEntry, AgreementManager, Coordinator];
    /// Confirm for a party that nothing has taken place under an agreement.
    ConfirmNothingTookPlace: [DataEntry, AgreementManager, Coordinator];
    /// Add or revise an approval route.
    ReviseApprovalRoute: [OrgAdmin];
    /// Record the diplomatic relations of two countries.
    RecordDiplomaticRelation: [OrgAdmin, NationalReviewer];
    /// Record the tier of a region abroad.
    RecordTier: [OrgAdmin, NationalReviewer];
    /// Post that a region is looking for partners.
    PostPartnerWanted: [AgreementManager, Coordinator, OrgAdmin];
    /// Replace the contents of such a posting.
    RevisePartnerWanted: [AgreementManager, Coordinator, OrgAdmin];
    /// Take such a posting off the board.
    ClosePartnerWanted: [AgreementManager, Coordinator, OrgAdmin];
    /// Put an exchange on the calendar.
    ScheduleExchange: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Enter an exchange that has taken place.
    RecordPastExchange: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Confirm for a party that it takes part in an exchange.
    ConfirmParticipation: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Decline for a party to take part in an exchange.
    DeclineParticipation: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Confirm for a party to an agreement that an exchange serves it.
    ConfirmAttachment: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Decline for a party to an agreement that an exchange serves it.
    DeclineAttachment: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Move an exchange.
    RescheduleExchange: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Cancel an exchange.
    CancelExchange: [ForumOrganiser, AgreementManager, Coordinator, OrgAdmin];
    /// Follow a region, an agreement or an exchange.
    Follow: [Observer, DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin, NationalReviewer];
    /// Stop following.
    Unfollow: [Observer, DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin, NationalReviewer];
    /// Stop following by the link in a mail.
    Stop: [];
    /// Send a mail again that was given up.
    RetryMail: [];
    /// Write again to an address that the mail server had refused.
    WriteAgain: [];
    /// Open an account for a person.
    AddPerson: [OrgAdmin];
    /// Make the first account of a registry.
    CompleteSetUp: [];
    /// Close a person's account.
    DisablePerson: [OrgAdmin];
    /// Open a closed account again.
    ReopenPerson: [OrgAdmin];
    /// Give a person a further role.
    GrantRole: [OrgAdmin];
    /// Take a role from a person.
    WithdrawRole: [OrgAdmin];
    /// Change one's own name, language or time zone.
    AmendProfile: [
        Observer, DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin, NationalReviewer, PartnerReader
    ];
    /// Change one's own password.
    ChangePassword: [
        Observer, DataEntry, AgreementManager, Coordinator, ForumOrganiser, OrgAdmin, NationalReviewer, PartnerReader
    ];
    /// Let a person choose a new password.
    ResetPassword: [OrgAdmin];
    /// Mail a person the link by which they choose a password.
    MailPasswordLink: [OrgAdmin];
    /// Choose a password by a link.
    SetPassword: [];
    /// Answer a request as the outsider who was asked, by a link.
    AnswerByLink: [];
    /// Sign in.
    SignIn: [];
    /// Sign out.
    SignOut: [];
    /// Create a key for a partner's software.
    CreateApiClient: [OrgAdmin];
    /// Replace such a key.
    RotateApiClient: [OrgAdmin];
    /// Revoke such a key.
    RevokeApiClient: [OrgAdmin];
}

/// The acts about the registry itself.
const OF_THE_REGISTRY: &[Act] = &[
    Act::ConfirmParty,
    Act::MergeParties,
    Act::SplitParty,
    Act::RecordDiplomaticRelation,
    Act::RecordTier,
    Act::OpenConfirmationCampaign,
    Act::CallOffConfirmationCampaign,
    Act::ReviseApprovalRoute,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_names_of_acts_differ_and_begin_small() {
        let names: BTreeSet<String> = Act::iter().map(Act::name).collect();
        assert_eq!(names.len(), Act::iter().count());
        assert!(names.iter().all(|name| name.starts_with(|first: char| first.is_ascii_lowercase())));
        assert_eq!(Act::CreateApiClient.name(), "createApiClient");
        assert_eq!(Act::called("createApiClient"), Some(Act::CreateApiClient));
    }
}
