use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::{RELAY_TIMEOUT, Relay, Smtp};
use crate::mail::{Letter, Outcome, sample};

/// What a scripted relay does where it would speak.
#[derive(Clone, Copy)]
enum Act {
    Say(&'static str),
    HangUp,
    Stall,
}
use Act::{HangUp, Say, Stall};

/// The places in a conversation where a relay may differ from an ordinary one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Greeting,
    Sender,
    Recipient,
    Data,
    Content,
}

/// A relay on loopback that behaves as told at one place and well elsewhere.
struct Script {
    relay: String,
    content: UnboundedReceiver<String>,
    connections: UnboundedReceiver<()>,
    stalls: UnboundedReceiver<()>,
}

async fn relay_that(at: At, act: Act) -> Script {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("smtp://{}", listener.local_addr().unwrap());
    let (content_in, content) = unbounded_channel();
    let (connection_in, connections) = unbounded_channel();
    let (stall_in, stalls) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            connection_in.send(()).unwrap();
            let (content_in, stall_in) = (content_in.clone(), stall_in.clone());
            tokio::spawn(converse(stream, at, act, content_in, stall_in));
        }
    });
    Script { relay, content, connections, stalls }
}

async fn converse(stream: TcpStream, at: At, act: Act, content: UnboundedSender<String>, stalls: UnboundedSender<()>) {
    let mut stream = BufReader::new(stream);
    let mut place = Some(At::Greeting);
    loop {
        let usual = match place {
            Some(At::Greeting) => "220 relay",
            Some(At::Data) => "354 go on",
            _ => "250 ok",
        };
        let act = if place == Some(at) { act } else { Say(usual) };
        match act {
            Say(line) => {
                let line = format!("{line}\r\n");
                if stream.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
            HangUp => return,
            Stall => {
                stalls.send(()).unwrap();
                std::future::pending::<()>().await;
            }
        }
        if place == Some(At::Data) && matches!(act, Say(line) if line.starts_with("354")) {
            let Some(text) = read_content(&mut stream).await else {
                return;
            };
            content.send(text).unwrap();
            place = Some(At::Content);
            continue;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        place = match line.split([' ', '\r']).next() {
            Some("MAIL") => Some(At::Sender),
            Some("RCPT") => Some(At::Recipient),
            Some("DATA") => Some(At::Data),
            _ => None,
        };
    }
}

async fn read_content(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n.\r\n") {
        if stream.read_line(&mut text).await.unwrap_or(0) == 0 {
            return None;
        }
    }
    Some(text)
}

fn letter() -> Letter {
    sample::sender().compose(&sample::reminder()).unwrap()
}

fn smtp(relay: &str) -> Smtp {
    let relay = Relay::from_url(relay).unwrap();
    Smtp::new(relay, &sample::sender(), RELAY_TIMEOUT)
}

/// What becomes of a letter at a relay that acts so at that place.
async fn outcome(at: At, act: Act) -> Outcome {
    let script = relay_that(at, act).await;
    smtp(&script.relay).deliver(&letter()).await
}

fn failed(reason: &str, suppress: bool) -> Outcome {
    Outcome::Failed { reason: reason.to_owned(), suppress }
}

fn retry(reason: &str) -> Outcome {
    Outcome::Retry { reason: reason.to_owned() }
}

#[tokio::test]
async fn an_accepted_letter_arrives_as_it_was_composed() {
    let mut script = relay_that(At::Content, Say("250 2.0.0 queued")).await;
    let letter = letter();
    assert_eq!(smtp(&script.relay).deliver(&letter).await, Outcome::Delivered);
    let arrived = script.content.recv().await.unwrap();
    // A dot at the start of a line travels doubled (RFC 5321 section 4.5.2).
    let arrived = arrived.replace("\r\n..", "\r\n.");
    let sent = String::from_utf8(letter.bytes).unwrap();
    assert_eq!(arrived.strip_suffix("\r\n.\r\n"), Some(sent.as_str()));
}

#[tokio::test]
async fn a_connection_is_used_again_and_replaced_when_it_is_gone() {
    let mut script = relay_that(At::Greeting, Say("220 relay")).await;
    let smtp = smtp(&script.relay);
    for _ in 0..3 {
        assert_eq!(smtp.deliver(&letter()).await, Outcome::Delivered);
    }
    script.connections.recv().await.unwrap();
    assert!(script.connections.try_recv().is_err());

    let mut kept = smtp.take_kept().unwrap();
    kept.quit().await.unwrap();
    kept.abort().await;
    smtp.keep(kept);
    assert_eq!(smtp.deliver(&letter()).await, Outcome::Delivered);
    script.connections.recv().await.unwrap();
}

#[tokio::test]
async fn temporary_refusals_are_tried_again() {
    assert_eq!(
        outcome(At::Recipient, Say("451 4.7.1 greylisted, come back")).await,
        retry("451 4.7.1 greylisted, come back")
    );
    assert_eq!(outcome(At::Content, Say("452 4.3.1 disk full")).await, retry("452 4.3.1 disk full"));
    assert_eq!(outcome(At::Sender, Say("421 4.7.0 too many")).await, retry("421 4.7.0 too many"));
}

#[tokio::test]
async fn an_unknown_mailbox_is_written_to_no_more() {
    for at in [At::Recipient, At::Content] {
        assert_eq!(
            outcome(at, Say("550-5.1.1 no such user\r\n550 5.1.1 here")).await,
            failed("550 5.1.1 no such user here", true)
        );
    }
    assert_eq!(outcome(At::Recipient, Say("550 5.2.1 disabled")).await, failed("550 5.2.1 disabled", true));
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_mailbox_spares_the_address() {
    for (at, answer) in [
        (At::Content, "554 5.7.1 looks like spam"),
        (At::Recipient, "550 5.7.1 relaying denied"),
        (At::Recipient, "552 5.2.2 mailbox full"),
        (At::Recipient, "550 no such user"),
        (At::Sender, "553 5.1.8 unknown sender domain"),
        (At::Sender, "550 5.1.0 sender rejected"),
    ] {
        assert_eq!(outcome(at, Say(answer)).await, failed(answer, false));
    }
}

#[tokio::test]
async fn a_cut_after_the_content_leaves_open_whether_it_was_taken() {
    for act in [HangUp, Say("no answer of this protocol")] {
        let outcome = outcome(At::Content, act).await;
        assert!(matches!(outcome, Outcome::Ambiguous { .. }), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_cut_before_the_content_has_sent_nothing() {
    for at in [At::Sender, At::Recipient, At::Data] {
        let outcome = outcome(at, HangUp).await;
        assert!(matches!(outcome, Outcome::Retry { .. }), "{at:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn trouble_with_the_relay_itself_is_not_held_against_the_letter() {
    let refused = smtp("smtp://127.0.0.1:1").deliver(&letter()).await;
    let plain = relay_that(At::Greeting, Say("220 relay")).await.relay;
    let no_tls = smtp(&format!("{plain}?tls=required")).deliver(&letter()).await;
    let no_sign_in = smtp(&plain.replace("//", "//user:hunter2@")).deliver(&letter()).await;

    for outcome in [
        refused,
        no_tls,
        no_sign_in,
        outcome(At::Greeting, Say("421 4.3.2 shutting down")).await,
        outcome(At::Greeting, Say("554 5.7.1 go away")).await,
        outcome(At::Greeting, HangUp).await,
        outcome(At::Sender, Say("530 5.7.0 sign in first")).await,
    ] {
        let Outcome::RetryUncounted { reason } = outcome else {
            panic!("{outcome:?}");
        };
        assert!(!reason.is_empty() && !reason.contains("hunter2"), "{reason}");
    }
}

#[tokio::test]
async fn a_relay_that_falls_silent_is_given_up_after_the_timeout() {
    for at in [At::Greeting, At::Recipient, At::Content] {
        let mut script = relay_that(at, Stall).await;
        let smtp = smtp(&script.relay);
        let delivery = tokio::spawn(async move { smtp.deliver(&letter()).await });
        script.stalls.recv().await.unwrap();
        // From here the clock runs ahead to the next timer.
        tokio::time::pause();
        let outcome = delivery.await.unwrap();
        tokio::time::resume();
        let as_expected = match at {
            At::Greeting => matches!(outcome, Outcome::RetryUncounted { .. }),
            At::Content => matches!(outcome, Outcome::Ambiguous { .. }),
            _ => matches!(outcome, Outcome::Retry { .. }),
        };
        assert!(as_expected, "{at:?}: {outcome:?}");
    }
}
