//! The description of the API, made from the list of routes, so that it is complete by construction. The shapes of bodies
//! are written by hand in `components.json`, because the types themselves live in `shared`, which depends on no web crate;
//! a test holds each shape against what the type really writes.

mod operation;

use serde_json::Value;
use shared::model::Role;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder};

use crate::auth::cookie;
use crate::error::{ApiError, ErrorCode};
use crate::router::ROUTES;

/// Schemas of everything that travels as JSON.
const COMPONENTS: &str = include_str!("components.json");

/// Builds the whole description.
pub fn document() -> Result<OpenApi, ApiError> {
    let mut components: Components =
        serde_json::from_value(schemas()?).map_err(ApiError::internal)?;
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(cookie::NAME)));
    components
        .security_schemes
        .insert(operation::SESSION.to_owned(), cookie.into());
    let mut paths = PathsBuilder::new();
    for route in ROUTES {
        paths = paths.path(route.path, operation::item(route));
    }
    let info = InfoBuilder::new()
        .title("Fotfäste")
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    Ok(OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .components(Some(components))
        .build())
}

/// The schemas with the lists that the code owns filled in.
fn schemas() -> Result<Value, ApiError> {
    let mut schemas: Value = serde_json::from_str(COMPONENTS).map_err(ApiError::internal)?;
    schemas["schemas"]["Role"]["enum"] =
        serde_json::to_value(Role::ALL).map_err(ApiError::internal)?;
    schemas["schemas"]["Problem"]["properties"]["code"]["enum"] = ErrorCode::ALL
        .iter()
        .map(|code| code.code())
        .collect::<Vec<_>>()
        .into();
    Ok(schemas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::{Body, Reply};

    #[test]
    fn every_operation_is_described_and_every_named_schema_is_there() {
        let text = serde_json::to_value(document().unwrap()).unwrap();
        for route in ROUTES {
            let method = format!("{:?}", route.method).to_lowercase();
            assert_eq!(
                text["paths"][route.path][&method]["operationId"], route.id,
                "{}",
                route.path
            );
            let mut named: Vec<&str> = route
                .parameters
                .iter()
                .map(|parameter| parameter.schema)
                .collect();
            if let Body::Json(schema) = route.body {
                named.push(schema);
            }
            if let Reply::Json(schema) | Reply::JsonOrNothing(schema) = route.reply {
                named.push(schema);
            }
            for schema in named {
                assert!(
                    text["components"]["schemas"][schema].is_object(),
                    "add {schema} to components.json"
                );
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(reference)) = map.get("$ref") {
                        found.push(reference.clone());
                    }
                    map.values().for_each(|inner| references(inner, found));
                }
                Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
                _ => {}
            }
        }
        let text = serde_json::to_value(document().unwrap()).unwrap();
        let mut found = Vec::new();
        references(&text, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(text.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    }

    #[test]
    fn a_request_that_is_described_closed_is_closed_in_the_type_too() {
        let text = serde_json::to_value(document().unwrap()).unwrap();
        for route in ROUTES {
            let Body::Json(schema) = route.body else {
                continue;
            };
            let is_sync = route.path.starts_with("/sync/");
            let is_closed = text["components"]["schemas"][schema]["additionalProperties"] == false;
            assert_eq!(is_closed, !is_sync, "{schema}");
        }
    }
}
