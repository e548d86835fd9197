//! Arrangements that somebody has named, as they are kept on the device. Surprising choice: what was looked for is never kept; it
//! may be a person's name, and the place is not the replica's.
use serde_json::{Map, Value};

use super::arrangement::{Arrangement, Order};

/// Most views that one person keeps of one table.
pub const VIEWS_MAX: usize = 20;
/// Longest name of a view, in letters.
pub const NAME_MAX: usize = 60;

/// A named arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What it is called.
    pub name: String,
    /// How the table stands.
    pub how: Arrangement,
}

impl View {
    /// A view that comes with the table.
    #[must_use]
    pub fn new(
        name: &str,
        picks: &[(&str, &str)],
        sort: Option<(&str, Order)>,
        hidden: &[&str],
    ) -> Self {
        let own = |text: &&str| (*text).to_owned();
        Self {
            name: name.to_owned(),
            how: Arrangement {
                text: String::new(),
                picks: picks
                    .iter()
                    .map(|(column, value)| (own(column), own(value)))
                    .collect(),
                sort: sort.map(|(column, order)| (column.to_owned(), order)),
                hidden: hidden.iter().map(own).collect(),
            },
        }
    }
}

/// Puts a view in place of the one of its name, or after the others. Says no where there are too many.
pub fn keep(views: &mut Vec<View>, view: View) -> bool {
    if let Some(old) = views.iter_mut().find(|old| old.name == view.name) {
        *old = view;
    } else if views.len() < VIEWS_MAX {
        views.push(view);
    } else {
        return false;
    }
    true
}

/// The views as text.
#[must_use]
pub fn write(views: &[View]) -> String {
    let list = views.iter().map(|view| {
        let mut map = Map::new();
        let texts = |list: &[String]| Value::from(list.to_vec());
        let picks: Vec<Value> = view
            .how
            .picks
            .iter()
            .map(|(c, v)| texts(&[c.clone(), v.clone()]))
            .collect();
        map.insert("name".to_owned(), view.name.clone().into());
        map.insert("picks".to_owned(), picks.into());
        map.insert("hidden".to_owned(), texts(&view.how.hidden));
        if let Some((column, order)) = &view.how.sort {
            let order = match order {
                Order::Rising => "rising",
                Order::Falling => "falling",
            };
            map.insert(
                "sort".to_owned(),
                texts(&[column.clone(), order.to_owned()]),
            );
        }
        Value::Object(map)
    });
    shared::wire::canonical(&Value::from(list.collect::<Vec<_>>()))
}

/// Reads what was kept; what does not read, an older build's or somebody else's, is left out.
#[must_use]
pub fn read(text: &str) -> Vec<View> {
    let kept: Value = shared::wire::read(text.as_bytes()).unwrap_or_default();
    let views = kept.as_array().into_iter().flatten().filter_map(|view| {
        let pair = |value: &Value| {
            let list = texts(value);
            Some((list.first()?.clone(), list.get(1)?.clone()))
        };
        let sort = view.get("sort").and_then(pair).map(|(column, order)| {
            let order = if order == "falling" {
                Order::Falling
            } else {
                Order::Rising
            };
            (column, order)
        });
        Some(View {
            name: view.get("name")?.as_str()?.to_owned(),
            how: Arrangement {
                text: String::new(),
                picks: view
                    .get("picks")?
                    .as_array()?
                    .iter()
                    .filter_map(pair)
                    .collect(),
                sort,
                hidden: view.get("hidden").map(texts).unwrap_or_default(),
            },
        })
    });
    views.take(VIEWS_MAX).collect()
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> View {
        View::new(
            name,
            &[("state", "open")],
            Some(("value", Order::Falling)),
            &["cpv"],
        )
    }

    #[test]
    fn a_view_reads_back_without_what_was_looked_for() {
        let mut kept = view("Öppna \"stora\"");
        kept.how.text = "Amina".to_owned();
        let text = write(&[kept, view("Två")]);
        assert!(!text.contains("Amina"));
        assert_eq!(read(&text), [view("Öppna \"stora\""), view("Två")]);
    }

    #[test]
    fn what_does_not_read_is_left_out() {
        assert!(read("").is_empty());
        assert!(read("{\"name\":1}").is_empty());
        assert_eq!(
            read("[{\"name\":\"x\"},{\"name\":\"a\",\"picks\":[[\"s\"]]}]").len(),
            1
        );
    }

    #[test]
    fn twenty_views_are_kept_and_no_more_but_an_old_one_can_change() {
        let mut views = Vec::new();
        for number in 0..VIEWS_MAX {
            assert!(keep(&mut views, view(&number.to_string())));
        }
        assert!(!keep(&mut views, view("one more")));
        let mut changed = view("3");
        changed.how.picks.clear();
        assert!(keep(&mut views, changed.clone()));
        assert_eq!((views.len(), &views[3]), (VIEWS_MAX, &changed));
        assert_eq!(read(&write(&views)).len(), VIEWS_MAX);
    }
}
