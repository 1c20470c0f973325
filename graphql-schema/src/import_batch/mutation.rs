//! Acts on imported files.

use super::types::ImportBatch;
use crate::{
    context::Ask,
    error::ApiError,
    id::{Kind, decode_as},
    refusal::payload,
};
use async_graphql::{Context, ID, InputObject, Object};
use entity::import_batch::{act, rule::Chosen};

/// A file whose rows are to be checked anew.
#[derive(Debug, InputObject)]
pub(crate) struct CheckImportInput {
    /// The file.
    import: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

/// Which place is meant by a text.
#[derive(Debug, InputObject)]
pub(crate) struct CandidateChoiceInput {
    /// The column in which the text stands.
    column: String,
    /// The text.
    written: String,
    /// The region or institution that is meant; nothing is chosen if omitted.
    place: Option<ID>,
}

/// Which places a file means.
#[derive(Debug, InputObject)]
pub(crate) struct ChooseCandidatesInput {
    /// The file.
    import: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// The choices, each for all rows in which the text stands; at most 200.
    #[graphql(validator(max_items = 200))]
    choices: Vec<CandidateChoiceInput>,
}

/// A file whose rows are to be entered.
#[derive(Debug, InputObject)]
pub(crate) struct ConfirmImportInput {
    /// The file.
    import: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
    /// Whether rows that are refused or wait for a choice are left out; otherwise nothing is entered as long as there are any.
    #[graphql(default)]
    leave_out: bool,
}

/// A file of which everything is to be taken back.
#[derive(Debug, InputObject)]
pub(crate) struct UndoImportInput {
    /// The file.
    import: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

/// A file to give up.
#[derive(Debug, InputObject)]
pub(crate) struct DropImportInput {
    /// The file.
    import: ID,
    /// The revision that the caller read; if it has changed since, nothing happens.
    expected_revision: i32,
}

payload! {
    /// The result of an act on an imported file.
    ImportPayload of ImportBatch {
        /// The file.
        import_batch: ImportBatch,
    }
}

#[derive(Default)]
pub(crate) struct ImportMutation;

#[Object]
impl ImportMutation {
    /// Checks the rows of a file anew, as the registry is now. A file is sent, and first checked, by `POST /imports/files`.
    async fn check_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: CheckImportInput,
    ) -> Result<ImportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ImportBatch, &input.import);
        let result = act::check_again(registry, caller, id, input.expected_revision).await;
        ImportPayload::of(result, caller, Into::into)
    }

    /// Chooses which places are meant by texts of a file, and checks its rows anew.
    async fn choose_candidates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The file, and the choices.")] input: ChooseCandidatesInput,
    ) -> Result<ImportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ImportBatch, &input.import);
        let chosen = |choice: CandidateChoiceInput| {
            let place = decode_as(Kind::Party, &choice.place?);
            Some(Chosen { column: choice.column, written: choice.written, place })
        };
        let chosen: Vec<Chosen> = input.choices.into_iter().filter_map(chosen).collect();
        let result = Box::pin(act::choose_candidates(registry, caller, id, input.expected_revision, &chosen)).await;
        ImportPayload::of(result, caller, Into::into)
    }

    /// Enters the rows of a file, all of them or none: each by the act that it would take by itself (`claimPartnership`,
    /// `registerLegacyAgreement`, `recordPastExchange`, `scheduleExchange`), under the same rules. Where anything else would come
    /// of a row than the check said, nothing is entered.
    async fn confirm_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: ConfirmImportInput,
    ) -> Result<ImportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ImportBatch, &input.import);
        let result = act::confirm_import(registry, caller, id, input.expected_revision, input.leave_out).await;
        ImportPayload::of(result, caller, Into::into)
    }

    /// Takes back all that a file entered: statements stand as before, agreements are taken back, exchanges are cancelled.
    /// Refused where any of them was changed since, or others rely on it.
    async fn undo_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: UndoImportInput,
    ) -> Result<ImportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ImportBatch, &input.import);
        let result = act::undo_import(registry, caller, id, input.expected_revision).await;
        ImportPayload::of(result, caller, Into::into)
    }

    /// Gives up a file that was checked. Its rows are gone.
    async fn drop_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: DropImportInput,
    ) -> Result<ImportPayload, ApiError> {
        let (registry, caller) = (context.registry()?, context.caller()?);
        let id = decode_as(Kind::ImportBatch, &input.import);
        let result = act::drop_import(registry, caller, id, input.expected_revision).await;
        ImportPayload::of(result, caller, Into::into)
    }
}
