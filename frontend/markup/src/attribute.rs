//! Attributes, properties and what is done when something happens.
use proc_macro2::Ident;
use quote::{ToTokens, quote};
use rstml::node::{KeyedAttribute, NodeAttribute};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

use crate::Written;
use crate::node::unbraced;

/// Writes an attribute of the element that was opened last.
pub fn write(attribute: &NodeAttribute, written: &mut Written) -> syn::Result<()> {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return Err(syn::Error::new(attribute.span(), "an attribute has a name"));
    };
    let name = attribute.key.to_string();
    match name.split_once(':') {
        Some(("on", event)) => on(attribute, event, written),
        Some(("prop", property)) => {
            written.sign('.', property);
            written.part(value(attribute)?);
            Ok(())
        }
        Some((kind, _)) => {
            let why = format!("`{kind}:` means nothing here; there are `on:` and `prop:`");
            Err(syn::Error::new(attribute.key.span(), why))
        }
        None if name == "style" => style(attribute, written),
        None => plain(attribute, &name, written),
    }
}

fn value(attribute: &KeyedAttribute) -> syn::Result<proc_macro2::TokenStream> {
    let missing = || syn::Error::new(attribute.key.span(), "a value is missing");
    attribute.value().map(unbraced).ok_or_else(missing)
}

fn on(attribute: &KeyedAttribute, event: &str, written: &mut Written) -> syn::Result<()> {
    let maker = Ident::new(event, attribute.key.span());
    let act = value(attribute)?;
    written.sign('!', event);
    written.part(quote! { crate::view::on::#maker(#act) });
    Ok(())
}

/// `style=("name", value)`: the content policy lets no style be an attribute.
fn style(attribute: &KeyedAttribute, written: &mut Written) -> syn::Result<()> {
    let pair = match attribute.value() {
        Some(Expr::Tuple(pair)) => pair.elems.iter().collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let [
        Expr::Lit(ExprLit {
            lit: Lit::Str(name),
            ..
        }),
        value,
    ] = pair.as_slice()
    else {
        let why = "a style is written as (\"name\", value)";
        return Err(syn::Error::new(attribute.key.span(), why));
    };
    written.sign(':', &name.value());
    written.part(value.to_token_stream());
    Ok(())
}

/// A value that is written out stands still.
fn plain(attribute: &KeyedAttribute, name: &str, written: &mut Written) -> syn::Result<()> {
    let still = match attribute.value() {
        None => Some(String::new()),
        Some(Expr::Lit(ExprLit { lit, .. })) => match lit {
            Lit::Str(text) => Some(text.value()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        },
        Some(_) => None,
    };
    if let Some(still) = still {
        written.sign('@', name);
        written.sign('=', &still.replace('\n', " "));
    } else {
        written.sign('~', name);
        written.part(value(attribute)?);
    }
    Ok(())
}
