//! The files that pages load, carried in the binary.

use actix_web::{HttpResponse, http::header};

/// The style of every page.
pub(super) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(include_str!("../../assets/kembar.css"))
}

/// The GraphQL schema, for tools.
pub(super) async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(graphql_schema::sdl())
}
