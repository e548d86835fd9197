//! Files that a person chose.
use wasm_bindgen::JsCast;
pub use web_sys::File;

/// The files in the field that an event came from.
pub fn chosen(event: &web_sys::Event) -> Vec<File> {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(files) = input.and_then(|input| input.files()) else {
        return Vec::new();
    };
    (0..files.length())
        .filter_map(|place| files.get(place))
        .collect()
}
