//! Imported files and their rows, as their party sees them.

use crate::{
    connection::connection,
    context::Ask,
    date::{Date, DateTime},
    enums::remote_enum,
    error::ApiError,
    id::{self, encode},
    journal::loader::ColleagueName,
    loader::{load, load_all},
    node::{self, Node},
    place::{loader::PartyById, types::Party},
    refusal::RefusalCode,
    task::types::Colleague,
};
use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    import_batch::record::{Problem, Question, import_batch, import_row},
    report::Note,
    subject::Subject,
};
use std::sync::Arc;

remote_enum! {
    /// What the rows of a file are about.
    ImportKind = "entity::import_batch::record::ImportKind" {
        Partnerships: "Partnerships (kemitraan), as the party states them.",
        Agreements: "Dated steps of agreements (kerja sama) from before the registry.",
        Exchanges: "Exchanges (kegiatan), past and planned.",
    }
}

remote_enum! {
    /// Where a file stands.
    ImportState = "entity::import_batch::record::ImportState" {
        Checked: "Its rows were checked (diperiksa); nothing was entered. It is given up 14 days after its last check.",
        Done: "Its rows were entered (dimasukkan).",
        Undone: "What it entered was taken back (dibatalkan).",
        Dropped: "It was given up (dilepaskan), and its rows are gone.",
    }
}

remote_enum! {
    /// What a file makes of one of its rows.
    ImportVerdict = "entity::report::Verdict" {
        New: "It makes a record (baru).",
        Changed: "It changes a record (berubah).",
        Same: "It says what the registry already knows (sama).",
        Duplicate: "It repeats an earlier row of the file (ganda).",
        Choose: "Somebody has to choose which place it means (perlu dipilih).",
        Refused: "It is left out (ditolak).",
    }
}

/// How many rows came to which verdict.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct ImportCounts {
    /// Rows that make a record.
    new: i32,
    /// Rows that change one.
    changed: i32,
    /// Rows that say what the registry already knows.
    same: i32,
    /// Rows that repeat another row.
    duplicate: i32,
    /// Rows that wait for a choice.
    choose: i32,
    /// Rows that are left out.
    refused: i32,
    /// Rows that would be entered: those that make or change a record.
    to_enter: i32,
}

/// Why a row is left out or waits.
#[derive(Debug, Clone)]
pub(crate) struct ImportNote(Note);

/// Why a row is left out or waits.
#[Object]
impl ImportNote {
    /// The reason, for programs.
    async fn code(&self) -> RefusalCode {
        RefusalCode::kept(&self.0.code)
    }

    /// The column that it concerns; null for the whole row.
    async fn column(&self) -> Option<&str> {
        named(&self.0.column)
    }

    /// The reason in words, in the caller's language.
    async fn message(&self, context: &Context<'_>) -> Result<&str, ApiError> {
        Ok(self.0.text.read(context.caller()?.language))
    }
}

/// One reason for which rows of a file are left out or wait.
#[derive(Debug, Clone)]
pub(crate) struct ImportProblem(Problem);

/// One reason for which rows of a file are left out or wait.
#[Object]
impl ImportProblem {
    /// The reason, for programs.
    async fn code(&self) -> RefusalCode {
        RefusalCode::kept(&self.0.code)
    }

    /// The column that it concerns; null for whole rows.
    async fn column(&self) -> Option<&str> {
        named(&self.0.column)
    }

    /// The reason in words, in the caller's language.
    async fn message(&self, context: &Context<'_>) -> Result<&str, ApiError> {
        Ok(self.0.text.read(context.caller()?.language))
    }

    /// How many rows it concerns.
    async fn rows(&self) -> u32 {
        self.0.rows
    }

    /// The lines of these rows, at most 20 of them; the header is line 1.
    async fn lines(&self) -> &[u64] {
        &self.0.lines
    }
}

/// A text in a file that may mean several places, or is a name that proves none. `chooseCandidates` answers it for all its
/// rows.
#[derive(Debug, Clone)]
pub(crate) struct ImportQuestion(Question);

/// A text in a file that may mean several places, or is a name that proves none. `chooseCandidates` answers it for all its
/// rows.
#[Object]
impl ImportQuestion {
    /// The column.
    async fn column(&self) -> &str {
        &self.0.column
    }

    /// What stands there.
    async fn written(&self) -> &str {
        &self.0.written
    }

    /// The places that it may mean, at most 5; another place can be named as well.
    async fn candidates(&self, context: &Context<'_>) -> Result<Vec<Party>, ApiError> {
        let ids = self.0.candidates.iter().copied().map(PartyById);
        let mut found = load_all(context.lookups()?, ids.clone()).await?;
        Ok(ids.filter_map(|id| found.remove(&id)?).map(Party::of).collect())
    }

    /// In how many rows it stands.
    async fn rows(&self) -> u32 {
        self.0.rows
    }

    /// The lines of these rows, at most 20 of them.
    async fn lines(&self) -> &[u64] {
        &self.0.lines
    }
}

fn named(column: &str) -> Option<&str> {
    Some(column).filter(|column| !column.is_empty())
}

/// A file that an officer imports (impor), what its check found, and what became of it. Only its party sees it.
#[derive(Debug, Clone)]
pub(crate) struct ImportBatch(pub(crate) Arc<import_batch::Model>);

/// A file that an officer imports (impor), what its check found, and what became of it. Only its party sees it.
#[Object]
impl ImportBatch {
    /// The identifier; it is never used again.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::ImportBatch, self.0.id)
    }

    /// What its rows are about.
    async fn kind(&self) -> ImportKind {
        self.0.kind.into()
    }

    /// The party whose file it is.
    async fn party(&self, context: &Context<'_>) -> Result<Option<Party>, ApiError> {
        Ok(load(context.lookups()?, PartyById(self.0.party_id)).await?.map(Party::of))
    }

    /// Who sent it, for colleagues.
    async fn sent_by(&self, context: &Context<'_>) -> Result<Option<Colleague>, ApiError> {
        let Some(id) = self.0.person_id else { return Ok(None) };
        Ok(load(context.lookups()?, ColleagueName(id)).await?.map(|name| Colleague((id, name))))
    }

    /// What its sender calls it.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// Its length in bytes.
    async fn size(&self) -> i64 {
        self.0.bytes
    }

    /// The SHA-256 of its content, in hexadecimal.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// The source, for rows that name none.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// The date to which the source refers.
    async fn as_of(&self) -> Date {
        self.0.as_of.into()
    }

    /// The headers of its columns.
    async fn header(&self) -> &[String] {
        &self.0.header.0
    }

    /// Where it stands.
    async fn state(&self) -> ImportState {
        self.0.state.into()
    }

    /// How many rows came to which verdict.
    async fn counts(&self) -> ImportCounts {
        let batch = &self.0;
        ImportCounts {
            new: batch.added,
            changed: batch.changed,
            same: batch.same,
            duplicate: batch.repeated,
            choose: batch.unclear,
            refused: batch.refused,
            to_enter: batch.to_enter(),
        }
    }

    /// Why rows are left out or wait, by column; at most 200.
    async fn problems(&self) -> Vec<ImportProblem> {
        self.0.problems.0.iter().cloned().map(ImportProblem).collect()
    }

    /// What has to be chosen; at most 200.
    async fn questions(&self) -> Vec<ImportQuestion> {
        self.0.questions.0.iter().cloned().map(ImportQuestion).collect()
    }

    /// The path of the rows that are refused or wait, as a CSV file with the reasons, ready to be mended and sent again.
    async fn rejects_path(&self) -> String {
        format!("/imports/{}/rejects.csv", encode(id::Kind::ImportBatch, self.0.id).0)
    }

    /// When it came, in UTC.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed, in UTC.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Rises with every change; the acts on it ask for it.
    async fn revision(&self) -> i32 {
        self.0.revision
    }
}

impl From<import_batch::Model> for ImportBatch {
    fn from(row: import_batch::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// One row of an imported file.
#[derive(Debug, Clone)]
pub(crate) struct ImportRow(pub(crate) Arc<import_row::Model>);

/// One row of an imported file.
#[Object]
impl ImportRow {
    /// The identifier; it is never used again.
    pub(crate) async fn id(&self) -> ID {
        encode(id::Kind::ImportRow, self.0.id)
    }

    /// The line of the file on which it begins; the header is line 1.
    async fn line(&self) -> i64 {
        self.0.line
    }

    /// Its cells, under the headers of the file.
    async fn cells(&self) -> &[String] {
        &self.0.cells.0
    }

    /// What the file makes of it.
    async fn verdict(&self) -> ImportVerdict {
        self.0.verdict.into()
    }

    /// Why it is left out or waits.
    async fn notes(&self) -> Vec<ImportNote> {
        self.0.notes.0.iter().cloned().map(ImportNote).collect()
    }

    /// The record that it made or changed, or that says the same already.
    async fn record(&self, context: &Context<'_>) -> Result<Option<Node>, ApiError> {
        let Some((kind, id)) = self.0.record_kind.zip(self.0.record_id) else { return Ok(None) };
        // The recursion follows the selection, whose depth is limited.
        Box::pin(node::load(context, Subject::new(kind, id))).await
    }
}

impl From<import_row::Model> for ImportRow {
    fn from(row: import_row::Model) -> Self {
        Self(Arc::new(row))
    }
}

connection!(ImportBatchConnection, ImportBatchEdge, ImportBatch, "files");
connection!(ImportRowConnection, ImportRowEdge, ImportRow, "rows");
