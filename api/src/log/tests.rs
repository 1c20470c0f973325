use super::*;
use std::sync::mpsc::{self, Receiver, Sender};

/// A file that does with each piece as it is told: `true` takes it, `false` has no room.
struct Told {
    answers: Receiver<bool>,
    written: Sender<Vec<u8>>,
}

impl Write for Told {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        match self.answers.recv() {
            Ok(true) => {
                self.written.send(text.to_vec()).unwrap();
                Ok(text.len())
            }
            Ok(false) => Err(ErrorKind::StorageFull.into()),
            Err(_) => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lines, what tells their file what to do, and what is written to it.
fn lines(format: LogFormat) -> (Arc<Lines>, Sender<bool>, Receiver<Vec<u8>>) {
    let (tell, answers) = mpsc::channel();
    let (written, read) = mpsc::channel();
    (Lines::written_to(Told { answers, written }, format).unwrap(), tell, read)
}

fn text(read: &Receiver<Vec<u8>>) -> String {
    String::from_utf8(read.recv().unwrap()).unwrap()
}

#[test]
fn lines_are_written_in_their_order() {
    let (lines, tell, read) = lines(LogFormat::Text);
    lines.add(b"one\n");
    tell.send(true).unwrap();
    assert_eq!(text(&read), "one\n");
    lines.add(b"two\n");
    tell.send(true).unwrap();
    assert_eq!(text(&read), "two\n");
    assert!(lines.wait(Duration::from_mins(1)));
}

#[test]
fn what_could_not_be_written_is_counted_and_said_when_it_can_again() {
    for (format, said) in [(LogFormat::Text, "lines=2\n"), (LogFormat::Json, "\"lines\":2,")] {
        let (lines, tell, read) = lines(format);
        for line in ["one\n", "two\n"] {
            lines.add(line.as_bytes());
            tell.send(false).unwrap();
            assert!(lines.wait(Duration::from_mins(1)), "what is lost is not waited for");
        }
        lines.add(b"three\n");
        tell.send(true).unwrap();
        let written = text(&read);
        assert!(written.contains(said) && written.ends_with("\nthree\n"), "{written}");
        lines.add(b"four\n");
        tell.send(true).unwrap();
        assert_eq!(text(&read), "four\n", "it is said once");
    }
}

#[test]
fn nobody_waits_for_a_reader_who_does_not_read_and_what_waits_is_bounded() {
    let (lines, tell, read) = lines(LogFormat::Text);
    let line = [b"x".repeat(1023), b"\n".to_vec()].concat();
    let many = 3 * MOST_WAITING / line.len();
    for _ in 0..many {
        lines.add(&line);
    }
    assert!(lines.waiting().text.len() <= MOST_WAITING);
    assert!(!lines.wait(Duration::ZERO), "there is something left");
    for _ in 0..4 {
        tell.send(true).unwrap();
    }
    assert!(lines.wait(Duration::from_mins(1)));
    lines.add(b"end\n");
    assert!(lines.wait(Duration::from_mins(1)));
    let written: String = read.try_iter().map(|piece| String::from_utf8(piece).unwrap()).collect();
    let there = written.lines().filter(|line| line.starts_with('x')).count();
    let lost = written.split("lines=").skip(1).map(|rest| rest.lines().next().unwrap().parse::<usize>().unwrap());
    assert!(there > 0 && written.ends_with("\nend\n"));
    assert_eq!(lost.sum::<usize>() + there, many);
}

#[test]
fn a_reader_who_is_gone_is_no_fault() {
    let (lines, tell, _read) = lines(LogFormat::Text);
    drop(tell);
    for _ in 0..3 {
        writeln!(&*lines, "line").unwrap();
        assert!(lines.wait(Duration::from_mins(1)));
    }
    assert_eq!(lines.waiting().lost, 3);
}
