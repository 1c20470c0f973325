//! Which media type an answer has (RFC 9110 section 12.5.1, GraphQL over HTTP "Accept").

use actix_web::http::header::{ACCEPT, HeaderMap};

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`, with which the status tells the outcome of the request.
    Response,
    /// `application/json`, with which a request that could be read is answered with 200.
    Json,
}

impl Media {
    /// The type and subtype.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Response => ("application", "graphql-response+json"),
            Self::Json => ("application", "json"),
        }
    }

    /// The `Content-Type` of the answer.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What the caller prefers; `None` if it accepts neither. A caller that does not say, or accepts anything, gets
    /// JSON.
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let ranges: Vec<Range> = headers
            .get_all(ACCEPT)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(Range::parse)
            .collect();
        if ranges.is_empty() {
            return (!headers.contains_key(ACCEPT)).then_some(Self::Json);
        }
        let wish = |media: Self| ranges.iter().filter_map(|range| range.wish(media)).max_by_key(|wish| wish.closeness);
        // The later of two that are equally wanted wins: JSON for `*/*`, the better type if both are named.
        let (json, response) = (wish(Self::Json), wish(Self::Response));
        let named = response.is_some_and(|wish| wish.closeness == 2);
        let order = if named {
            [(json, Self::Json), (response, Self::Response)]
        } else {
            [(response, Self::Response), (json, Self::Json)]
        };
        order
            .into_iter()
            .filter_map(|(wish, media)| Some((wish.filter(|wish| wish.quality > 0)?.quality, media)))
            .max_by_key(|(quality, _)| *quality)
            .map(|(_, media)| media)
    }
}

/// A media range of an `Accept` header.
#[derive(Debug)]
struct Range<'a> {
    name: &'a str,
    sub: &'a str,
    /// Thousandths.
    quality: u16,
}

/// How much a range wants a media type.
#[derive(Debug, Clone, Copy)]
struct Wish {
    /// How precisely the range names it: 2 by name, 1 by its first half, 0 with everything else.
    closeness: u8,
    quality: u16,
}

impl<'a> Range<'a> {
    /// A range that is malformed, or asks for an encoding other than UTF-8, is left out.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (name, sub) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            if key.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if key.eq_ignore_ascii_case("charset") && !is_utf8(value) {
                return None;
            }
        }
        Some(Self { name, sub, quality })
    }

    fn wish(&self, media: Media) -> Option<Wish> {
        let (name, sub) = media.name();
        let closeness = match (self.name, self.sub) {
            ("*", "*") => 0,
            (own, "*") if own.eq_ignore_ascii_case(name) => 1,
            (own, half) if own.eq_ignore_ascii_case(name) && half.eq_ignore_ascii_case(sub) => 2,
            _ => return None,
        };
        Some(Wish { closeness, quality: self.quality })
    }
}

/// Whether a `charset` parameter means UTF-8.
pub(super) fn is_utf8(charset: &str) -> bool {
    charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
}

/// A quality such as `0.8`, in thousandths: one digit, and at most three after the point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok().filter(|quality| *quality <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn media(accept: &[&str]) -> Option<Media> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        Media::negotiate(&headers)
    }

    #[test]
    fn one_who_does_not_care_gets_json() {
        for accept in [&[][..], &["*/*"], &["application/*"], &["text/html, */*;q=0.8"]] {
            assert_eq!(media(accept), Some(Media::Json), "{accept:?}");
        }
    }

    #[test]
    fn the_quality_decides_and_then_the_name() {
        let both = "application/graphql-response+json, application/json";
        assert_eq!(media(&[both]), Some(Media::Response));
        assert_eq!(
            media(&["application/json", "application/graphql-response+json; charset=utf-8"]),
            Some(Media::Response)
        );
        assert_eq!(media(&["application/graphql-response+json;q=0.9, application/json"]), Some(Media::Json));
        assert_eq!(media(&["APPLICATION/JSON;Q=0.1, application/graphql-response+json;q=0.05"]), Some(Media::Json));
        assert_eq!(media(&["application/graphql-response+json, */*;q=0.1"]), Some(Media::Response));
        assert_eq!(media(&["application/json;q=0, */*"]), Some(Media::Response));
    }

    #[test]
    fn one_who_accepts_neither_gets_nothing() {
        for accept in
            ["text/event-stream", "application/json;q=0", "*/*;q=0.000", "application/json;charset=latin1", "", "json"]
        {
            assert_eq!(media(&[accept]), None, "{accept}");
        }
    }

    #[test]
    fn a_malformed_quality_leaves_its_range_out() {
        for accept in
            ["application/json;q=2", "application/json;q=x", "application/json;q=1.001", "application/json;q=0.0001"]
        {
            assert_eq!(media(&[accept]), None, "{accept}");
        }
    }
}
