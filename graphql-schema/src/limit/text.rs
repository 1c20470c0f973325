//! What can be told from the text of a document before it is parsed.

/// What opens and closes a block string.
const QUOTES: &[u8] = b"\"\"\"";

/// Counts over the lexical tokens of a document (GraphQL specification, 2.1.6).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// Words, strings, signs and numbers; a number with a fraction counts as several.
    pub tokens: u64,
    /// The deepest brackets, of whatever kind: the parser recurses this far.
    pub nesting: u64,
    /// Signs that begin a directive.
    pub directives: u64,
}

impl Text {
    /// Counts as the parser would read. Where the text is not GraphQL, the parser stops, and counting on does no harm.
    pub fn scan(text: &str) -> Self {
        let mut counts = Self::default();
        let mut open: u64 = 0;
        let mut rest = text.as_bytes();
        // Where one block string is not closed, no later one is: it is not looked for again.
        let mut blocks = true;
        while let [first, ..] = rest {
            let length = match first {
                // White space, commas, and the bytes of a byte order mark mean nothing.
                b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xEF | 0xBB | 0xBF => {
                    rest = &rest[1..];
                    continue;
                }
                b'#' => {
                    rest = &rest[span(rest, |byte| byte != b'\n' && byte != b'\r')..];
                    continue;
                }
                b'{' | b'[' | b'(' => {
                    open += 1;
                    counts.nesting = counts.nesting.max(open);
                    1
                }
                b'}' | b']' | b')' => {
                    open = open.saturating_sub(1);
                    1
                }
                b'@' => {
                    counts.directives += 1;
                    1
                }
                b'"' if blocks && rest.starts_with(QUOTES) => block(rest).unwrap_or_else(|| {
                    blocks = false;
                    line(rest)
                }),
                b'"' => line(rest),
                b'.' => span(rest, |byte| byte == b'.').min(3),
                b'-' => 1 + span(&rest[1..], is_word),
                byte if is_word(*byte) => span(rest, is_word),
                _ => 1,
            };
            counts.tokens += 1;
            rest = &rest[length..];
        }
        counts
    }
}

/// Letters, digits and underscores.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How many bytes at the start of `rest` satisfy `belongs`.
fn span(rest: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len())
}

/// The length of the block string at the start of `rest`, in which only `\"""` is escaped; `None` if it is not closed.
/// Its opening is an empty string before another one then, as the parser reads it.
fn block(rest: &[u8]) -> Option<usize> {
    let mut at = QUOTES.len();
    loop {
        if rest[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest[at..].starts_with(QUOTES) {
            return Some(at + QUOTES.len());
        } else if at < rest.len() {
            at += 1;
        } else {
            return None;
        }
    }
}

/// The length of the string at the start of `rest`, which ends with its line at the latest.
fn line(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> (u64, u64, u64) {
        let Text { tokens, nesting, directives } = Text::scan(text);
        (tokens, nesting, directives)
    }

    #[test]
    fn tokens_are_counted_as_the_specification_does() {
        assert_eq!(scan("query Q($a: [Int!] = [1, -2]) { a: b(c: $a) @skip(if: true) ...F }"), (36, 2, 1));
        assert_eq!(scan("\u{feff}# { [ @\n{ a }"), (3, 1, 0));
        assert_eq!(scan(""), (0, 0, 0));
    }

    #[test]
    fn nothing_inside_a_string_counts() {
        assert_eq!(scan(r#"{ a(b: "[[[{{{@\"[[[") }"#), (8, 2, 0));
        assert_eq!(scan("{ a(b: \"\"\"[[[\n\\\"\"\"[[[\"@\"\"\") }"), (8, 2, 0));
        assert_eq!(scan(r#"{ a(b: "", c: "\\") }"#), (11, 2, 0));
    }

    #[test]
    fn brackets_behind_a_block_string_that_is_not_closed_count() {
        assert_eq!(scan(r#"{ a(b: ["""abc" [[[[ "#).1, 7);
        assert_eq!(scan("{ a(b: \"open\n[[[").1, 5);
        assert_eq!(scan("{ a(b: \"\\").0, 6);
        assert_eq!(scan(&"\"\"\"\n\\".repeat(6_000)), (18_000, 0, 0));
    }
}
