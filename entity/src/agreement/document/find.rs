//! Reading documents, as far as a caller may.

use super::{
    record::{blob, signature},
    rule,
};
use crate::{
    Caller, Error, Registry,
    agreement::{
        document::visible::visible as visible_documents,
        find as agreements,
        record::{agreement, document},
    },
    policy::visible,
    rows::group,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The documents of a party's agreements.
pub(crate) fn concerning(caller: &Caller, party: Uuid) -> SelectStatement {
    let agreements = agreements::concerning(caller, party);
    let documents = document::Entity::find().filter(document::Column::AgreementId.in_subquery(agreements));
    documents.select_only().column(document::Column::Id).into_query()
}

/// The documents of these agreements, which the caller has been shown, as far as they may see them: by date; those without
/// one last.
pub async fn documents_of(
    registry: &Registry,
    caller: &Caller,
    agreements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<document::Model>>, Error> {
    let found = document::Entity::find()
        .filter(document::Column::AgreementId.is_in(agreements.iter().copied()))
        .filter(visible_documents(caller))
        .order_by_asc(document::Column::Id)
        .all(&registry.db)
        .await?;
    let mut documents = group(found, |document| document.agreement_id);
    for of_one in documents.values_mut() {
        of_one.sort_by_key(|document| (document.issued_on.is_none(), document.issued_on));
    }
    Ok(documents)
}

/// The documents with these identifiers that the caller may see.
pub async fn documents_by_id(
    registry: &Registry,
    caller: &Caller,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, document::Model>, Error> {
    let such = seen(caller).filter(document::Column::Id.is_in(ids.iter().copied()));
    Ok(such.all(&registry.db).await?.into_iter().map(|document| (document.id, document)).collect())
}

/// Those of these documents that the caller may see, by the hash of what each says.
pub(crate) async fn seen_by_hash(
    db: &impl ConnectionTrait,
    caller: &Caller,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<String, Uuid>, Error> {
    let found = seen(caller).filter(document::Column::Id.is_in(ids)).all(db).await?;
    let of_found = signature::Column::DocumentId.is_in(found.iter().map(|document| document.id));
    let signatures = signature::Entity::find().filter(of_found).all(db).await?;
    let signatures = group(signatures, |signature| signature.document_id);
    let hash = |document: &document::Model| {
        (rule::hash(document, signatures.get(&document.id).map_or(&[], Vec::as_slice)), document.id)
    };
    Ok(found.iter().map(hash).collect())
}

/// The document with this identifier, when the caller may see it.
pub async fn document(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<document::Model>, Error> {
    Ok(seen(caller).filter(document::Column::Id.eq(id)).one(db).await?)
}

/// The documents that the caller may see, of agreements that they see.
fn seen(caller: &Caller) -> Select<document::Entity> {
    let seen = agreement::Entity::find()
        .select_only()
        .column(agreement::Column::Id)
        .filter(visible::<agreement::Entity>(caller))
        .into_query();
    document::Entity::find().filter(document::Column::AgreementId.in_subquery(seen)).filter(visible_documents(caller))
}

/// The signatures under these documents, which the caller has been shown.
pub async fn signatures_of(
    registry: &Registry,
    documents: &[Uuid],
) -> Result<HashMap<Uuid, Vec<signature::Model>>, Error> {
    let found = signature::Entity::find()
        .filter(signature::Column::DocumentId.is_in(documents.iter().copied()))
        .order_by_asc(signature::Column::SignedOn)
        .order_by_asc(signature::Column::PartyId)
        .all(&registry.db)
        .await?;
    Ok(group(found, |signature| signature.document_id))
}

/// The files with these hashes.
pub async fn blobs(registry: &Registry, hashes: &[String]) -> Result<HashMap<String, blob::Model>, Error> {
    let found = blob::Entity::find().filter(blob::Column::Sha256.is_in(hashes)).all(&registry.db).await?;
    Ok(found.into_iter().map(|blob| (blob.sha256.clone(), blob)).collect())
}

/// The file with this hash.
pub async fn blob(db: &impl ConnectionTrait, sha256: &str) -> Result<Option<blob::Model>, Error> {
    Ok(blob::Entity::find_by_id(sha256).one(db).await?)
}

/// All files, by hash: those after `last`, at most so many.
pub async fn all_blobs(registry: &Registry, last: &str, most: u64) -> Result<Vec<blob::Model>, Error> {
    let after = blob::Entity::find().filter(blob::Column::Sha256.gt(last)).order_by_asc(blob::Column::Sha256);
    Ok(after.limit(most).all(&registry.db).await?)
}
