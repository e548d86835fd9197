//! Elements, texts and what stands in braces.
use proc_macro2::TokenTree;
use quote::{ToTokens, quote};
use rstml::node::{Node, NodeBlock, NodeElement};
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

use crate::{Written, attribute};

/// What stands still where something is put between the elements.
pub const HOLE: &str = "?\n";

/// Writes a node with all that is in it.
pub fn write(node: &Node, written: &mut Written) -> syn::Result<()> {
    match node {
        Node::Element(element) => return write_element(element, written),
        Node::Fragment(fragment) => {
            for child in &fragment.children {
                write(child, written)?;
            }
        }
        Node::Text(text) => written.text(&text.value_string()),
        Node::RawText(text) => written.text(&text.to_string_best()),
        Node::Block(block) => {
            written.sign('?', "");
            written.part(expression(block));
        }
        Node::Comment(_) => {}
        Node::Doctype(_) | Node::Custom(_) => {
            return Err(syn::Error::new(node.span(), "not a part of a screen"));
        }
    }
    Ok(())
}

fn write_element(
    element: &NodeElement<rstml::Infallible>,
    written: &mut Written,
) -> syn::Result<()> {
    let name = element.name().to_string();
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        let why =
            "an element's name is in small letters; a part of a screen is a function, in braces";
        return Err(syn::Error::new(element.name().span(), why));
    }
    written.sign('<', &name);
    for one in element.attributes() {
        attribute::write(one, written)?;
    }
    for child in &element.children {
        write(child, written)?;
    }
    written.sign('>', "");
    Ok(())
}

impl Written {
    fn text(&mut self, text: &str) {
        self.sign('"', &text.replace('\n', " "));
    }
}

/// One expression in braces stands without them, so that the compiler does not call them needless.
fn expression(block: &NodeBlock) -> proc_macro2::TokenStream {
    if let NodeBlock::ValidBlock(block) = block
        && let [Stmt::Expr(only, None)] = block.stmts.as_slice()
    {
        return written(only);
    }
    quote! { #block }
}

/// A text of the catalogue is looked up where it is put, by code that lies there once.
fn written(value: &Expr) -> proc_macro2::TokenStream {
    if let Expr::Macro(call) = value
        && call.mac.path.is_ident("word")
        && let [
            TokenTree::Ident(group),
            TokenTree::Punct(_),
            TokenTree::Ident(key),
        ] = call
            .mac
            .tokens
            .clone()
            .into_iter()
            .collect::<Vec<_>>()
            .as_slice()
    {
        return quote! { word!(@key #group.#key) };
    }
    value.to_token_stream()
}

/// The same of an attribute's value.
pub fn unbraced(value: &Expr) -> proc_macro2::TokenStream {
    if let Expr::Block(block) = value
        && block.attrs.is_empty()
        && block.label.is_none()
        && let [Stmt::Expr(only, None)] = block.block.stmts.as_slice()
    {
        return written(only);
    }
    written(value)
}
