//! The route table: every page there is.

use super::{
    Page,
    link::{password::PASSWORD, set_up::SET_UP, stop::STOP},
};

/// A page with its embedded files.
macro_rules! page {
    ($name:literal, $path:literal) => {
        Page::of(
            $name,
            $path,
            include_str!(concat!("../../pages/", $name, ".html")),
            include_str!(concat!("../../pages/", $name, ".graphql")),
        )
    };
    ($name:literal, $path:literal, $link:expr) => {
        Page::of_link($name, $path, include_str!(concat!("../../pages/", $name, ".html")), $link)
    };
}

/// Where people go after signing in.
const NEXT: &str = "/explorer";

/// Every page.
pub(super) static PAGES: &[Page] = &[
    page!("home", "/").kept().even_bare(),
    page!("set_up", "/setup/{token}", &SET_UP).then(NEXT),
    page!("password", "/password/{token}", &PASSWORD).then(NEXT),
    page!("stop", "/stop/{token}", &STOP),
];

/// What pages share.
pub(super) const PARTS: [(&str, &str); 3] = [
    ("parts/layout.html", include_str!("../../pages/parts/layout.html")),
    ("parts/form.html", include_str!("../../pages/parts/form.html")),
    ("parts/message.html", include_str!("../../pages/parts/message.html")),
];
