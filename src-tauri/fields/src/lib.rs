//! `#[derive(Fields)]`: the list of a kind's fields, made from the struct that a person's entries are kept in.
//!
//! ```ignore
//! #[derive(Fields)]
//! #[fields(row = DeviceFields)]
//! pub struct DeviceInput {
//!     #[field(Code, label = "Asset tag", key = Name, search = Codes, list = Shown, headers = "tag barcode")]
//!     pub asset_tag: Option<String>,
//!     #[field(part)]
//!     pub warranties: Vec<WarrantyInput>,
//! }
//! ```
//!
//! The first word is the field's kind, a variant of the core's `FieldKind`; `Choice` takes its words from the field's type,
//! and a link names what it leads to: `Named(Vendor)`. The others set the members of the core's `Field` of the same name.
//! A field marked `part` has rules of its own and is not in the list; one marked `custom` holds the values of the fields that
//! people define. `row` names a second struct with the same fields
//! without parts and tags, for the rows of a list.
//!
//! What all this means, and all that is made of it, stands in the core's `fields` module. Only the core uses this derive.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, Meta, Result, Token,
    punctuated::Punctuated, spanned::Spanned,
};

/// Makes `impl Fields` of a struct, and the struct of its list's rows.
#[proc_macro_derive(Fields, attributes(field, fields))]
pub fn derive_fields(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<Tokens> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.span(), "Fields are those of a struct."));
    };
    let Fields::Named(members) = &data.fields else {
        return Err(Error::new(input.span(), "Fields have names."));
    };
    let mut listed = Vec::new();
    let mut custom = None;
    for member in &members.named {
        let said = said(member)?;
        if said.iter().any(|one| one.path().is_ident("custom")) {
            custom = Some(member);
        } else if !said.iter().any(|one| one.path().is_ident("part")) {
            let tags = said.iter().any(|one| one.path().is_ident("Tags"));
            listed.push(Listed { member, field: declared(member, &said)?, tags });
        }
    }
    let own = implementation(&input.ident, &listed, custom);
    listed.retain(|listed| !listed.tags);
    let row = match row_name(&input.attrs)? {
        Some(name) => row_struct(input, &name, &listed, custom),
        None => Tokens::new(),
    };
    Ok(quote! { #own #row })
}

/// A member that is a field.
struct Listed<'a> {
    member: &'a Field,
    /// The `Field` made of it.
    field: Tokens,
    tags: bool,
}

/// What stands in a field's attribute.
fn said(member: &Field) -> Result<Punctuated<Meta, Token![,]>> {
    let attribute = member.attrs.iter().find(|attribute| attribute.path().is_ident("field"));
    let Some(attribute) = attribute else {
        return Err(Error::new(
            member.span(),
            "Say what kind of field this is: #[field(Text, label = \"…\")], or #[field(part)].",
        ));
    };
    attribute.parse_args_with(Punctuated::parse_terminated)
}

/// The `Field` of a member.
fn declared(member: &Field, said: &Punctuated<Meta, Token![,]>) -> Result<Tokens> {
    let name = member.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let ty = &member.ty;
    let mut said = said.iter();
    let kind = match said.next() {
        Some(Meta::Path(path)) if path.is_ident("Choice") => {
            quote! { Choice(<#ty as crate::fields::Word>::WORDS) }
        }
        Some(Meta::Path(path)) => quote! { #path },
        Some(Meta::List(list)) => {
            let (path, to) = (&list.path, &list.tokens);
            quote! { #path(crate::ids::Kind::#to) }
        }
        other => return Err(Error::new(other.span(), "The kind of the field comes first, such as Text.")),
    };
    let mut members = Vec::new();
    for one in said {
        members.push(match one {
            Meta::Path(flag) => quote! { #flag: true },
            Meta::NameValue(pair) => value_of(&pair.path, &pair.value),
            Meta::List(list) => return Err(Error::new(list.span(), "Write name = value.")),
        });
    }
    Ok(quote! {
        crate::fields::Field { name: #name, kind: crate::fields::FieldKind::#kind, #(#members,)* ..crate::fields::Field::BLANK }
    })
}

/// A word such as `Codes` is a variant of the enum that the member holds.
fn value_of(name: &syn::Path, value: &Expr) -> Tokens {
    let Expr::Path(word) = value else { return quote! { #name: #value } };
    match name.get_ident().map(ToString::to_string).as_deref() {
        Some("search") => quote! { search: crate::fields::Search::#word },
        Some("list") => quote! { list: crate::fields::List::#word },
        Some("key") => quote! { key: crate::fields::Key::#word },
        _ => quote! { #name: #value },
    }
}

fn implementation(name: &Ident, listed: &[Listed<'_>], custom: Option<&Field>) -> Tokens {
    let fields = listed.iter().map(|listed| &listed.field);
    let places: Vec<usize> = (0..listed.len()).collect();
    let members: Vec<_> = listed.iter().map(|listed| &listed.member.ident).collect();
    let custom = custom.map(|member| {
        let name = &member.ident;
        quote! {
            fn custom(&self) -> Option<&crate::fields::CustomValues> {
                Some(&self.#name)
            }

            fn custom_mut(&mut self) -> Option<&mut crate::fields::CustomValues> {
                Some(&mut self.#name)
            }
        }
    });
    quote! {
        impl crate::fields::Fields for #name {
            const FIELDS: &'static [crate::fields::Field<'static>] = &[#(#fields),*];

            fn get(&self, place: usize) -> crate::fields::Value {
                match place {
                    #(#places => crate::fields::Access::get(&self.#members),)*
                    _ => crate::fields::Value::Empty,
                }
            }

            fn set(&mut self, place: usize, value: crate::fields::Value) {
                match place {
                    #(#places => crate::fields::Access::set(&mut self.#members, value),)*
                    _ => {}
                }
            }

            #custom
        }
    }
}

/// The name behind `#[fields(row = …)]`.
fn row_name(attributes: &[Attribute]) -> Result<Option<Ident>> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("fields")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("row") {
                return Err(meta.error("Only the name of the row is said here: row = …"));
            }
            name = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(name)
}

/// The struct of a list's rows: every listed field, as it is in the input.
fn row_struct(input: &DeriveInput, name: &Ident, listed: &[Listed<'_>], custom: Option<&Field>) -> Tokens {
    let doc = format!("The fields of a [`{}`] in a row of its list.", input.ident);
    let members = listed.iter().map(|listed| listed.member).chain(custom).map(|member| {
        let (name, ty) = (&member.ident, &member.ty);
        let docs = member.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
        quote! { #(#docs)* pub #name: #ty }
    });
    let own = implementation(name, listed, custom);
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub struct #name { #(#members,)* }
        #own
    }
}
