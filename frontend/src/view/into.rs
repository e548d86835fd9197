//! What can be drawn.
use std::borrow::Cow;

use super::View;
use crate::words::{LaterPlain, Plain};

/// What can be drawn, or be an attribute's value.
pub trait IntoView {
    /// As a part of a screen.
    fn into_view(self) -> View;

    /// The same, as screens call it.
    fn into_any(self) -> View
    where
        Self: Sized,
    {
        self.into_view()
    }
}

/// Several that can be drawn.
pub trait CollectView {
    /// One after the other.
    fn collect_view(self) -> View;
}

impl<I: IntoIterator<Item = T>, T: IntoView> CollectView for I {
    fn collect_view(self) -> View {
        View::List(self.into_iter().map(T::into_view).collect())
    }
}

impl IntoView for View {
    fn into_view(self) -> View {
        self
    }
}
impl IntoView for () {
    fn into_view(self) -> View {
        View::None
    }
}
impl IntoView for bool {
    fn into_view(self) -> View {
        View::Is(self)
    }
}
impl IntoView for &'static str {
    fn into_view(self) -> View {
        View::Text(Cow::Borrowed(self))
    }
}
impl IntoView for Plain {
    fn into_view(self) -> View {
        self.say().into_view()
    }
}
impl IntoView for LaterPlain {
    fn into_view(self) -> View {
        self.say().into_view()
    }
}
impl IntoView for String {
    fn into_view(self) -> View {
        View::Text(Cow::Owned(self))
    }
}
macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoView for $number {
            fn into_view(self) -> View {
                self.to_string().into_view()
            }
        }
    )* };
}
numbers!(u8 i64 usize);

impl<T: IntoView> IntoView for Option<T> {
    fn into_view(self) -> View {
        self.map_or(View::None, T::into_view)
    }
}
impl<T: IntoView> IntoView for Vec<T> {
    fn into_view(self) -> View {
        self.collect_view()
    }
}
impl<F: FnMut() -> T + 'static, T: IntoView> IntoView for F {
    fn into_view(self) -> View {
        View::Follows(Box::new(self))
    }
}

/// What follows signals.
pub trait Follow {
    /// What is seen now.
    fn now(&mut self) -> View;
}

impl<F: FnMut() -> T, T: IntoView> Follow for F {
    fn now(&mut self) -> View {
        self().into_view()
    }
}
