//! Through which issuers one may sign in: what the buttons of the sign-in screen are made from.

use shared::api::{Items, OidcIssuer};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "oidc_issuers",
    method: Method::Get,
    path: "/auth/v1/oidc",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("OidcIssuerList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>) -> Answer<Items<OidcIssuer>> {
    let shown = app.oidc.issuers().iter().map(|issuer| OidcIssuer {
        key: issuer.settings.key.clone(),
        label: issuer.settings.label.clone(),
    });
    Answer(Items {
        items: shown.collect(),
    })
}
