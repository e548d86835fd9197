//! One operation of the description, from its row in the list.

use std::collections::BTreeMap;

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, Ref, Required};

use crate::error::ErrorCode;
use crate::router::{Access, Body, Method, Place, Reply, Route};

/// The name of the only way to sign requests.
pub const SESSION: &str = "session";

/// The path with this one method; utoipa joins the methods of one path.
pub fn item(route: &Route) -> PathItem {
    let method = match route.method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
    };
    let tag = route.path.split('/').nth(1).unwrap_or_default();
    let mut operation = OperationBuilder::new()
        .operation_id(Some(route.id))
        .tag(tag)
        .request_body(body(route));
    for parameter in route.parameters {
        let (place, required) = match parameter.place {
            Place::Path => (ParameterIn::Path, Required::True),
            Place::Query => (ParameterIn::Query, Required::False),
        };
        let built = ParameterBuilder::new()
            .name(parameter.name)
            .parameter_in(place)
            .required(required);
        operation = operation.parameter(
            built
                .schema(Some(Ref::from_schema_name(parameter.schema)))
                .build(),
        );
    }
    let (status, reply) = reply(route);
    operation = operation.response(status, reply);
    if let Reply::JsonOrNothing(_) = route.reply {
        operation = operation.response("204", Response::new("nothing to tell"));
    }
    let refusals = match route.reply {
        // Refusals are in the address that it leads to.
        Reply::Redirect => BTreeMap::new(),
        Reply::Nothing | Reply::Json(_) | Reply::JsonOrNothing(_) | Reply::Events => {
            refusals(route)
        }
    };
    for (status, codes) in refusals {
        operation = operation.response(status.to_string(), refusal(status, &codes));
    }
    if route.access == Access::NobodyToo {
        // One way is to present nothing.
        operation = operation.security(SecurityRequirement::default());
    }
    if route.access != Access::Open {
        operation = operation.security(SecurityRequirement::new(SESSION, Vec::<String>::new()));
    }
    PathItem::new(method, operation)
}

fn body(route: &Route) -> Option<RequestBody> {
    let (media, content) = match route.body {
        Body::None => return None,
        Body::Json(schema) => (
            "application/json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name(schema)))
                .build(),
        ),
        Body::File => (
            "application/octet-stream",
            ContentBuilder::new().schema(Some(bytes())).build(),
        ),
    };
    Some(
        RequestBodyBuilder::new()
            .content(media, content)
            .required(Some(Required::True))
            .build(),
    )
}

fn bytes() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
}

fn reply(route: &Route) -> (&'static str, Response) {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    match route.reply {
        Reply::Nothing => ("204", Response::new("done")),
        Reply::Json(schema) | Reply::JsonOrNothing(schema) => {
            let content = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name(schema)))
                .build();
            (
                "200",
                ResponseBuilder::new()
                    .description("answer")
                    .content("application/json", content)
                    .build(),
            )
        }
        Reply::Redirect => {
            let address = HeaderBuilder::new().schema(Some(text())).build();
            let codes: Vec<_> = route.codes().iter().map(|code| code.code()).collect();
            let told = format!(
                "to a page of the app; after # one of {} when it is refused",
                codes.join(" ")
            );
            let response = ResponseBuilder::new().description(told);
            ("303", response.header("Location", address).build())
        }
        Reply::Events => {
            let content = ContentBuilder::new().schema(Some(text())).build();
            (
                "200",
                ResponseBuilder::new()
                    .description("events")
                    .content("text/event-stream", content)
                    .build(),
            )
        }
    }
}

/// The codes of a route by status.
fn refusals(route: &Route) -> BTreeMap<u16, Vec<&'static str>> {
    let mut by_status: BTreeMap<u16, Vec<&'static str>> = BTreeMap::new();
    for code in route.codes() {
        by_status
            .entry(code.status())
            .or_default()
            .push(code.code());
    }
    by_status
}

fn refusal(status: u16, codes: &[&'static str]) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(codes.join(" "))
        .content("application/problem+json", content);
    let waits = [
        ErrorCode::TooManyRequests.status(),
        ErrorCode::Busy.status(),
    ];
    if waits.contains(&status) {
        let seconds = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
            .build();
        response.header("Retry-After", seconds).build()
    } else {
        response.build()
    }
}
