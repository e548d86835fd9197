//! What nearly every endpoint names.

pub use std::sync::Arc;

pub use axum::Json as Answer;
pub use axum::extract::State;
pub use axum::http::HeaderMap;
pub use axum::response::{IntoResponse, Response};
pub use axum::routing::{get, post};

pub use crate::app::App;
pub use crate::auth::Caller;
pub use crate::error::{ApiError, ErrorCode};
pub use crate::json::Json;
pub use crate::limits::Limit;
pub use crate::router::{Access, Body, Method, Parameter, Place, Reply, Route};
