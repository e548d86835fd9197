//! A QR code that the server has drawn: black on white in every theme, for cameras read nothing else.
use crate::view::*;

/// Draws it; the label says what it is for.
pub fn qr(size: u32, path: String, label: &str) -> AnyView {
    let label = label.to_owned();
    let view_box = format!("0 0 {size} {size}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="white"></rect>
            <path d=path fill="black"></path>
        </svg>
    }
    .into_any()
}
