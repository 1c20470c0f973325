//! Writing the mail, and making the link that it brings.

use crate::{
    Caller, Error, Registry, Work,
    account::{Secret, act::add_link, record::Purpose, rule::MAILED_LINK_LIFE},
    journal::{Entry, SubjectKind},
    notice::{
        act::{Draft, row, withdraw, write},
        record::{Channel, Kind, Payload, State, notice},
    },
    policy::Act,
    registry::Reading,
    subject::Subject,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Acts after which a mail on its way says what is no longer so.
const OVERTAKING: [Act; 5] =
    [Act::MailPasswordLink, Act::SetPassword, Act::ChangePassword, Act::ResetPassword, Act::DisablePerson];

/// Reads in the journal who is to choose a password by mail, and writes it, in place of one that is still on its way; who needs
/// it no more; and whose link an administrator holds, so that nobody's password is changed behind their back.
pub(crate) fn mail_links<'a>(work: &'a Work, entries: &'a [Entry]) -> Reading<'a> {
    Box::pin(async move {
        for entry in Entry::about(entries, SubjectKind::Person).filter(|entry| OVERTAKING.contains(&entry.act)) {
            withdraw(work, under_way(work, entry.subject_id).await?).await?;
            let payload = match entry.act {
                Act::MailPasswordLink => Payload::Password,
                Act::ResetPassword => Payload::PasswordLinkHeld,
                _ => continue,
            };
            write(work, vec![row(work, draft(work, entry.subject_id, payload))]).await?;
        }
        Ok(())
    })
}

/// The mails to a person with a link that are on their way. That an administrator holds one, they hear whatever comes after.
async fn under_way(work: &Work, person: Uuid) -> Result<Vec<Uuid>, Error> {
    let mails = notice::Entity::find()
        .filter(notice::Column::SubjectId.eq(person))
        .filter(notice::Column::Kind.eq(Kind::Password))
        .filter(notice::Column::State.is_in([State::Ready, State::Leased]));
    let with_link = |mail: &notice::Model| mail.payload == Payload::Password;
    Ok(mails.all(&**work).await?.into_iter().filter(with_link).map(|mail| mail.id).collect())
}

fn draft(work: &Work, person: Uuid, payload: Payload) -> Draft {
    Draft {
        subject: Subject::new(SubjectKind::Person, person),
        version: work.new_id().to_string(),
        kind: Kind::Password,
        channel: Channel::Mail,
        recipient: Some(person),
        payload,
        due_at: work.now,
        stale_at: work.now + MAILED_LINK_LIFE,
    }
}

/// A new link for a try of such a mail. Those of earlier tries, which may have arrived, go on working until one is used.
pub async fn new_link(registry: &Registry, mail: &notice::Model) -> Result<Secret, Error> {
    let work = registry.begin(&Caller::system()).await?;
    let link = add_link(&work, Purpose::SetPassword, mail.recipient_id, mail.stale_at).await?;
    work.commit_upkeep().await?;
    Ok(link)
}
