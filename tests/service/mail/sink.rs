//! A mail server on the loopback address that keeps what it receives, and answers as a test tells it.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};
use uuid::Uuid;

/// A step of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The greeting.
    Greeting,
    /// RCPT.
    Recipient,
    /// DATA, before the content.
    Data,
    /// The end of the content: the mail is handed over.
    Content,
}

/// How the server answers at a step; most answers are about a mail that it has received.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// It accepts the mail, or goes on.
    Take,
    /// It accepts the mail, and says so only after a while.
    TakeSlowly(Duration),
    /// A temporary refusal.
    Busy,
    /// A permanent refusal.
    Refuse,
    /// A permanent refusal of this recipient: the mailbox does not exist.
    NobodyThere,
    /// It accepts the mail, and hangs up without saying so.
    HangUp,
    /// It says nothing until the client gives up.
    Stall,
}

/// A mail that the server has received.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The notice from which its Message-ID derives.
    pub notice: Uuid,
    /// The recipient, as the envelope has it.
    pub to: String,
    /// Headers and body as they were transmitted.
    pub raw: String,
    /// Whether the server has accepted it.
    pub taken: bool,
}

impl Offer {
    /// The value of a header, on one line.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }

    /// The text for readers without HTML: the first part, decoded from quoted-printable.
    pub fn text(&self) -> String {
        let body = self.raw.splitn(3, "\r\n\r\n").nth(2).unwrap().replace("=\r\n", "");
        let body = body.split("\r\n--=_").next().unwrap();
        let mut bytes = Vec::new();
        let mut rest = body.bytes();
        while let Some(byte) = rest.next() {
            let code = if byte == b'=' { rest.next().zip(rest.next()) } else { None };
            bytes.push(code.map_or(byte, |(high, low)| {
                u8::from_str_radix(&String::from_utf8(vec![high, low]).unwrap(), 16).unwrap()
            }));
        }
        String::from_utf8(bytes).unwrap()
    }
}

type Script = Arc<dyn Fn(&Offer) -> Answer + Send + Sync>;
type Mood = Arc<dyn Fn(&str) -> Answer + Send + Sync>;

struct Shared {
    offers: Mutex<Vec<Offer>>,
    script: Mutex<Script>,
    moods: Mutex<HashMap<Step, Mood>>,
    reached: Mutex<HashMap<Step, usize>>,
}

/// The server. It works on threads of its own, so that it answers while a test waits for something else.
pub struct Sink {
    shared: Arc<Shared>,
    port: u16,
}

impl Sink {
    /// One that accepts everything.
    pub fn new() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    /// One that listens at this address.
    pub fn on(listener: TcpListener) -> Self {
        let port = listener.local_addr().unwrap().port();
        let script: Script = Arc::new(|_| Answer::Take);
        let shared = Arc::new(Shared {
            offers: Mutex::default(),
            script: Mutex::new(script),
            moods: Mutex::default(),
            reached: Mutex::default(),
        });
        let state = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = state.clone();
                // A client that is killed interrupts its conversation, which is not an error of the server.
                thread::spawn(move || converse(stream, &state));
            }
        });
        Self { shared, port }
    }

    /// The setting `smtp_url` for this server.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Sets how it answers from now on.
    pub fn answers(&self, script: impl Fn(&Offer) -> Answer + Send + Sync + 'static) {
        *self.shared.script.lock().unwrap() = Arc::new(script);
    }

    /// Sets how it answers from now on at a step before it receives a mail, to the recipient if one is named.
    pub fn answers_at(&self, step: Step, mood: impl Fn(&str) -> Answer + Send + Sync + 'static) {
        self.shared.moods.lock().unwrap().insert(step, Arc::new(mood));
    }

    /// How often a conversation has reached a step, whatever the answer.
    pub fn reached(&self, step: Step) -> usize {
        self.shared.reached.lock().unwrap().get(&step).copied().unwrap_or_default()
    }

    /// Everything that it has received, in order.
    pub fn offers(&self) -> Vec<Offer> {
        self.shared.lock().clone()
    }

    /// How often it has received something.
    pub fn count(&self) -> usize {
        self.shared.lock().len()
    }

    /// The mails that it has accepted.
    pub fn taken(&self) -> Vec<Offer> {
        self.offers().into_iter().filter(|offer| offer.taken).collect()
    }

    /// How often it has accepted the mail of each notice.
    pub fn copies(&self) -> HashMap<Uuid, usize> {
        let mut copies = HashMap::new();
        for offer in self.taken() {
            *copies.entry(offer.notice).or_default() += 1;
        }
        copies
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Vec<Offer>> {
        self.offers.lock().unwrap()
    }

    fn reach(&self, step: Step) {
        *self.reached.lock().unwrap().entry(step).or_default() += 1;
    }

    /// Records that a conversation has reached a step, and returns how to answer.
    fn mood(&self, step: Step, to: &str) -> Answer {
        self.reach(step);
        let mood = self.moods.lock().unwrap().get(&step).cloned();
        mood.map_or(Answer::Take, |mood| mood(to))
    }

    /// Records a mail, and returns how to answer.
    fn receive(&self, to: String, raw: String) -> Answer {
        let mut offer = Offer { notice: Uuid::nil(), to, raw, taken: false };
        let id = offer.header("Message-ID").unwrap();
        offer.notice = id.trim_matches(['<', '>']).split('@').next().unwrap().parse().unwrap();
        let script = self.script.lock().unwrap().clone();
        let answer = script(&offer);
        offer.taken = matches!(answer, Answer::Take | Answer::TakeSlowly(_) | Answer::HangUp);
        self.lock().push(offer);
        answer
    }
}

/// One conversation with a client.
struct Conversation {
    lines: BufReader<TcpStream>,
    out: TcpStream,
}

impl Conversation {
    fn say(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(format!("{text}\r\n").as_bytes())
    }

    /// Answers; `usual` is the answer if all is well. Returns false when the conversation is over.
    fn answer(&mut self, answer: Answer, usual: &str, [not_now, never]: [&str; 2]) -> io::Result<bool> {
        match answer {
            Answer::Take => self.say(usual)?,
            Answer::TakeSlowly(pause) => {
                thread::sleep(pause);
                self.say(usual)?;
            }
            Answer::Busy => self.say(not_now)?,
            Answer::Refuse => self.say(never)?,
            Answer::NobodyThere => self.say("550 5.1.1 nobody is there")?,
            Answer::HangUp => return Ok(false),
            Answer::Stall => {
                self.lines.read_line(&mut String::new())?;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn converse(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    const REFUSALS: [&str; 2] = ["451 4.3.2 not now", "550 5.7.1 not from you"];
    stream.set_nodelay(true)?;
    let mut with = Conversation { lines: BufReader::new(stream.try_clone()?), out: stream };
    let mut to = String::new();
    let mut goes_on =
        with.answer(shared.mood(Step::Greeting, ""), "220 sink", ["421 4.3.2 not now", "554 no service"])?;
    while goes_on {
        let mut line = String::new();
        if with.lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        goes_on = match line.split([' ', '\r']).next() {
            Some("RCPT") => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                with.answer(shared.mood(Step::Recipient, &to), "250 ok", REFUSALS)?
            }
            Some("DATA") => match shared.mood(Step::Data, &to) {
                Answer::Take => {
                    with.say("354 go on")?;
                    let raw = content(&mut with.lines)?;
                    shared.reach(Step::Content);
                    with.answer(shared.receive(to.clone(), raw), "250 taken", REFUSALS)?
                }
                answer => with.answer(answer, "354 go on", REFUSALS)?,
            },
            _ => with.answer(Answer::Take, "250 ok", REFUSALS)?,
        };
    }
    Ok(())
}

fn content(lines: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let start = text.len();
        if lines.read_line(&mut text)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match &text[start..] {
            ".\r\n" => {
                text.truncate(start);
                return Ok(text);
            }
            line if line.starts_with('.') => {
                text.remove(start);
            }
            _ => {}
        }
    }
}
