use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

use super::{Relay, Smtp, Timeouts};
use crate::mail::{Letter, sample};
use entity::notice::rule::Outcome;
use std::time::Duration;

/// What a scripted relay does where it would speak.
#[derive(Clone, Copy)]
enum Act {
    Say(&'static str),
    HangUp,
    Stall,
    /// Says it after this time.
    SayAfter(Duration, &'static str),
}
use Act::{HangUp, Say, SayAfter, Stall};

/// The places in a conversation where a relay may differ from an ordinary one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Greeting,
    Sender,
    Recipient,
    Data,
    Block,
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

async fn converse(stream: TcpStream, at: At, told: Act, content: UnboundedSender<String>, stalls: UnboundedSender<()>) {
    let mut stream = BufReader::new(stream);
    let mut place = Some(At::Greeting);
    loop {
        let usual = match place {
            Some(At::Greeting) => "220 relay",
            Some(At::Data) => "354 go on",
            _ => "250 ok",
        };
        let act = if place == Some(at) { told } else { Say(usual) };
        let line = match act {
            Say(line) => line,
            SayAfter(pause, line) => {
                stalls.send(()).unwrap();
                tokio::time::sleep(pause).await;
                tokio::time::resume();
                line
            }
            HangUp => return,
            Stall => return stall(&stalls).await,
        };
        if stream.write_all(format!("{line}\r\n").as_bytes()).await.is_err() {
            return;
        }
        if place == Some(At::Data) && line.starts_with("354") {
            match (at, told) {
                (At::Block, HangUp) => return,
                (At::Block, _) => return stall(&stalls).await,
                _ => {}
            }
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

/// Signals that it has fallen silent, and stays silent.
async fn stall(stalls: &UnboundedSender<()>) {
    stalls.send(()).unwrap();
    std::future::pending::<()>().await;
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
    Smtp::new(relay, &sample::sender(), Timeouts::default())
}

async fn deliver(smtp: &Smtp, letter: &Letter) -> Outcome {
    match smtp.offer(letter).await {
        Ok(connection) => smtp.hand_over(connection, letter).await,
        Err(outcome) => outcome,
    }
}

/// What becomes of a letter at a relay that falls silent: once it has, the clock runs ahead to the next timer, until
/// somebody lets it go on.
async fn outcome_of_silence(mut script: Script, letter: Letter) -> Outcome {
    let smtp = smtp(&script.relay);
    let delivery = tokio::spawn(async move { deliver(&smtp, &letter).await });
    script.stalls.recv().await.unwrap();
    tokio::time::pause();
    delivery.await.unwrap()
}

/// More than the buffers on the way hold, so that a relay which reads nothing does not get all of it.
fn huge_letter() -> Letter {
    let mut letter = letter();
    letter.bytes.extend("Sampah dari sumbernya.\r\n".repeat(2_000_000).into_bytes());
    letter
}

/// What becomes of a letter at a relay that acts so at that place.
async fn outcome(at: At, act: Act) -> Outcome {
    let script = relay_that(at, act).await;
    deliver(&smtp(&script.relay), &letter()).await
}

fn failed(reason: &str, suppress: bool) -> Outcome {
    if suppress { Outcome::AddressRefused(reason.to_owned()) } else { Outcome::Refused(reason.to_owned()) }
}

fn retry(reason: &str) -> Outcome {
    Outcome::NotNow(reason.to_owned())
}

#[tokio::test]
async fn an_accepted_letter_arrives_as_it_was_composed() {
    let mut script = relay_that(At::Content, Say("250 2.0.0 queued")).await;
    let letter = letter();
    assert_eq!(deliver(&smtp(&script.relay), &letter).await, Outcome::Delivered);
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
        assert_eq!(deliver(&smtp, &letter()).await, Outcome::Delivered);
    }
    script.connections.recv().await.unwrap();
    assert!(script.connections.try_recv().is_err());

    let mut kept = smtp.take_kept().unwrap();
    kept.quit().await.unwrap();
    kept.abort().await;
    smtp.keep(kept);
    assert_eq!(deliver(&smtp, &letter()).await, Outcome::Delivered);
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
    assert_eq!(
        outcome(At::Recipient, Say("550-5.1.1 no such user\r\n550 5.1.1 here")).await,
        failed("550 5.1.1 no such user here", true)
    );
    assert_eq!(outcome(At::Recipient, Say("550 5.2.1 disabled")).await, failed("550 5.2.1 disabled", true));
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_mailbox_spares_the_address() {
    for (at, answer) in [
        (At::Content, "554 5.7.1 looks like spam"),
        (At::Content, "550 5.1.1 no such user"),
        (At::Recipient, "550 5.7.1 relaying denied"),
        (At::Recipient, "552 5.2.2 mailbox full"),
        (At::Recipient, "550 no such user"),
    ] {
        assert_eq!(outcome(at, Say(answer)).await, failed(answer, false));
    }
    let later = "554 5.1.1 no valid recipients";
    assert_eq!(outcome(At::Data, Say(later)).await, retry(later));
}

#[tokio::test]
async fn a_relay_that_refuses_the_sender_is_held_against_no_letter_and_no_address() {
    for said in ["550 5.1.1 unknown mailbox", "553 5.1.8 unknown sender domain", "550 5.1.0 sender rejected", "550 no"]
    {
        assert_eq!(outcome(At::Sender, Say(said)).await, Outcome::Unreachable(said.to_owned()));
    }
}

#[tokio::test]
async fn a_cut_after_the_content_leaves_open_whether_it_was_taken() {
    for act in [HangUp, Say("no answer of this protocol")] {
        let outcome = outcome(At::Content, act).await;
        assert!(matches!(outcome, Outcome::Doubtful(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_cut_before_the_content_has_sent_nothing() {
    for at in [At::Sender, At::Recipient, At::Data] {
        let outcome = outcome(at, HangUp).await;
        assert!(matches!(outcome, Outcome::NotNow(_)), "{at:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn trouble_with_the_relay_itself_is_not_held_against_the_letter() {
    let refused = deliver(&smtp("smtp://127.0.0.1:1"), &letter()).await;
    let plain = relay_that(At::Greeting, Say("220 relay")).await.relay;
    let no_tls = deliver(&smtp(&format!("{plain}?tls=required")), &letter()).await;
    let no_sign_in = deliver(&smtp(&plain.replace("//", "//user:hunter2@")), &letter()).await;

    for outcome in [
        refused,
        no_tls,
        no_sign_in,
        outcome(At::Greeting, Say("421 4.3.2 shutting down")).await,
        outcome(At::Greeting, Say("554 5.7.1 go away")).await,
        outcome(At::Greeting, HangUp).await,
        outcome(At::Sender, Say("530 5.7.0 sign in first")).await,
    ] {
        let Outcome::Unreachable(reason) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(!reason.is_empty() && !reason.contains("hunter2"), "{reason}");
    }
}

#[tokio::test]
async fn a_relay_that_falls_silent_is_given_up_after_the_time_of_that_step() {
    for (at, step) in [
        (At::Greeting, "the greeting within 630s"),
        (At::Sender, "MAIL within 300s"),
        (At::Recipient, "RCPT within 300s"),
        (At::Data, "DATA within 120s"),
        (At::Content, "the content within 600s"),
    ] {
        let script = relay_that(at, Stall).await;
        let reason = format!("no answer from {}?tls=off to {step}", script.relay);
        let expected = match at {
            At::Greeting => Outcome::Unreachable(reason),
            At::Content => Outcome::Doubtful(reason),
            _ => Outcome::NotNow(reason),
        };
        assert_eq!(outcome_of_silence(script, letter()).await, expected);
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_letter_whose_end_the_relay_did_not_get_is_not_on_its_way() {
    let silent = outcome_of_silence(relay_that(At::Block, Stall).await, huge_letter()).await;
    assert!(matches!(&silent, Outcome::NotNow(reason) if reason.ends_with("to a block of the content within 180s")));
    tokio::time::resume();
    let cut = relay_that(At::Block, HangUp).await;
    let cut = deliver(&smtp(&cut.relay), &huge_letter()).await;
    assert!(matches!(cut, Outcome::NotNow(_)), "{cut:?}");
}

#[tokio::test]
async fn a_relay_that_takes_its_time_with_a_letter_has_taken_it() {
    for (at, seconds, answer) in [
        (At::Greeting, 299, "220 relay"),
        (At::Sender, 299, "250 ok"),
        (At::Recipient, 299, "250 ok"),
        (At::Data, 119, "354 go on"),
        (At::Data, 25, "354 go on"),
        (At::Content, 25, "250 taken"),
        (At::Content, 599, "250 taken"),
    ] {
        let script = relay_that(at, SayAfter(Duration::from_secs(seconds), answer)).await;
        assert_eq!(outcome_of_silence(script, letter()).await, Outcome::Delivered, "{at:?} after {seconds} s");
    }
}
