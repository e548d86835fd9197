//! `view!`: what a screen looks like, written as HTML with Rust in braces. Surprising choice: Leptos' own macro makes code of every
//! element, and its types more of it for each that reads a signal; this one makes a line of text of all that stands still, and what
//! changes is put into its places by code that lies in the app once (`frontend/src/view`).
mod attribute;
mod node;

use proc_macro2::TokenStream;
use quote::quote;

/// Draws elements. `{…}` is anything that is `IntoView`; a closure is drawn anew when what it read has changed.
///
/// `name=value` an attribute · `prop:name=value` a property of the element · `style=("name", value)` a property of its style ·
/// `on:event=handler(…)`
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let written = rstml::parse(tokens).and_then(|nodes| Written::of(&nodes));
    let made = written.map_or_else(|error| error.to_compile_error(), |written| written.made());
    made.into()
}

/// What was written: what stands still, and what is put into it, in order.
#[derive(Default)]
struct Written {
    still: String,
    parts: Vec<TokenStream>,
}

impl Written {
    fn of(nodes: &[rstml::node::Node]) -> syn::Result<Self> {
        let mut written = Self::default();
        for node in nodes {
            node::write(node, &mut written)?;
        }
        Ok(written)
    }

    /// A line each: its first sign says what comes, the rest is a name or a text. `frontend/src/view/still.rs` reads them.
    fn sign(&mut self, sign: char, text: &str) {
        self.still.push(sign);
        self.still.push_str(text);
        self.still.push('\n');
    }

    fn part(&mut self, part: TokenStream) {
        self.parts.push(part);
    }

    fn made(&self) -> TokenStream {
        let (still, parts) = (&self.still, &self.parts);
        match (still.as_str(), parts.as_slice()) {
            ("", []) => quote! { crate::view::IntoView::into_view(()) },
            (node::HOLE, [only]) => quote! { crate::view::IntoView::into_view(#only) },
            (_, []) => quote! { crate::view::still(#still) },
            _ => quote! {{
                let mut tree = crate::view::Tree::new(#still);
                #( tree.put(#parts); )*
                crate::view::View::from(tree)
            }},
        }
    }
}
