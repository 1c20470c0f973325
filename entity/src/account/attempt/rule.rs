//! How often someone may try to sign in, and how long they wait after that.

use crate::refusal::Wait;
use chrono::{DateTime, Duration, Utc};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::IpAddr;

/// How long an attempt counts for its address and network.
pub const WINDOW: Duration = Duration::minutes(5);
/// How many attempts on one account may fail from one address within [`WINDOW`], or in one browser that it knows.
pub const MOST_AT_ACCOUNT: u64 = 10;
/// How many attempts may fail from one address within [`WINDOW`], on whatever accounts.
pub const MOST_FROM_ADDRESS: u64 = 30;
/// How many attempts may fail from one network within [`WINDOW`], on whatever accounts.
pub const MOST_FROM_NETWORK: u64 = 100;
/// How long an attempt counts for its account.
pub const CROWD_WINDOW: Duration = Duration::hours(1);
/// How many attempts may fail on one account within [`CROWD_WINDOW`] before everyone waits. A network counts for
/// [`MOST_AT_ACCOUNT`] at most: nobody makes others wait alone.
pub const CROWD: u64 = 20;
/// What each further attempt adds to the wait of everyone.
const WAIT_EACH: i64 = 5;
/// The longest wait of everyone, in seconds.
const LONGEST_WAIT: i64 = 300;
/// No more networks than this are counted: the wait has then reached its longest.
pub const ENOUGH_NETWORKS: u64 = CROWD + 60;

/// One caller, as far as an address tells: a subscriber with IPv6 has 2^64 of them (RFC 6177, RFC 4291 section 2.5.4).
pub fn address(address: IpAddr) -> IpNet {
    narrow(address, 32, 64)
}

/// The network around it: what a site is given with IPv6 (RFC 6177 section 2), and a smallest block of IPv4.
pub fn network(address: IpAddr) -> IpNet {
    narrow(address, 24, 48)
}

fn narrow(address: IpAddr, v4: u8, v6: u8) -> IpNet {
    let net = match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Net::new(address, v4).map(IpNet::V4),
        IpAddr::V6(address) => Ipv6Net::new(address, v6).map(IpNet::V6),
    };
    net.expect("the lengths are those of prefixes").trunc()
}

/// How long the attempt at `at` still counts; `None` once it no longer does.
pub fn until_it_counts_no_more(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Wait> {
    let end = at + WINDOW;
    (now < end).then(|| Wait::until(end, now))
}

/// How long everyone waits before an attempt on an account with this many failures, by network; `None` if they are few.
pub fn crowd_wait(failed: &[u64]) -> Option<Duration> {
    let crowd: u64 = failed.iter().map(|count| (*count).min(MOST_AT_ACCOUNT)).sum();
    let over = i64::try_from(crowd.checked_sub(CROWD)?).unwrap_or(i64::MAX).saturating_add(1);
    Some(Duration::seconds(over.saturating_mul(WAIT_EACH).min(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_one_of_ipv4_or_a_subscriber_of_ipv6() {
        assert_eq!(address(ip("203.0.113.7")).to_string(), "203.0.113.7/32");
        assert_eq!(address(ip("2001:db8:1:2:3:4:5:6")).to_string(), "2001:db8:1:2::/64");
        assert_eq!(address(ip("::ffff:203.0.113.7")), address(ip("203.0.113.7")));
        assert_eq!(network(ip("203.0.113.7")).to_string(), "203.0.113.0/24");
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")).to_string(), "2001:db8:1::/48");
    }

    #[test]
    fn the_wait_grows_with_the_crowd_and_ends_at_five_minutes() {
        let wait = |failed: &[u64]| crowd_wait(failed).map(|wait| wait.num_seconds());
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[1; 19]), None);
        assert_eq!(wait(&[1; 20]), Some(5));
        assert_eq!(wait(&[1; 21]), Some(10));
        assert_eq!(wait(&[1; 500]), Some(300));
        assert_eq!(wait(&[u64::MAX; 500]), Some(300));
        assert_eq!(wait(&[1; 80]), Some(300), "as many networks are enough");
    }

    #[test]
    fn one_network_makes_nobody_else_wait() {
        assert_eq!(crowd_wait(&[100_000]), None);
        assert_eq!(crowd_wait(&[100_000, 9]), None);
        assert!(crowd_wait(&[100_000, 10]).is_some());
    }

    #[test]
    fn an_attempt_counts_until_it_counts_no_more() {
        let begin = DateTime::UNIX_EPOCH;
        let wait = |seconds| until_it_counts_no_more(begin, begin + Duration::seconds(seconds));
        assert_eq!(wait(0), Some(Wait(300)));
        assert_eq!(wait(299), Some(Wait(1)));
        assert_eq!(wait(300), None);
    }
}
