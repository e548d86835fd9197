//! A value that is worked out of others; what reads it is drawn anew only when it comes to another value.
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

/// A value of any type that can be told from another.
trait Model: Any + Send + Sync {
    fn is(&self, other: &dyn Model) -> bool;
}

impl<T: PartialEq + Send + Sync + 'static> Model for T {
    fn is(&self, other: &dyn Model) -> bool {
        (other as &dyn Any).downcast_ref::<T>() == Some(self)
    }
}

#[derive(Clone)]
struct Held(Arc<dyn Model>);

/// What works a value out.
trait Work {
    fn work(&self) -> Held;
}

impl<T: PartialEq + Send + Sync + 'static, F: Fn() -> T> Work for F {
    fn work(&self) -> Held {
        Held(Arc::new(self()))
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(&*other.0)
    }
}

/// A value that is worked out. Copied freely.
pub struct Live<T> {
    held: Memo<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Live<T> {}
impl<T> fmt::Debug for Live<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

impl<T: PartialEq + Send + Sync + 'static> Live<T> {
    /// Works it out when first read, and again when what it read is set.
    #[must_use]
    pub fn new(work: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self {
            held: memo(Box::new(work)),
            of: PhantomData,
        }
    }
    /// Reads it; what reads runs again when it comes to another value.
    ///
    /// # Panics
    /// Never: what is held is what was worked out.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&*self.held.get().0))
    }
    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&*self.held.get_untracked().0))
    }
    /// What calls this runs again when it comes to another value.
    pub fn track(&self) {
        // Read, not only tracked: what is never read is never worked out, and then nothing wakes whoever tracks it.
        self.held.with(|_held| ());
    }
    /// A copy; what reads runs again when it comes to another value.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
    /// A copy, read once.
    #[must_use]
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

fn memo(work: Box<dyn Work + Send + Sync>) -> Memo<Held> {
    Memo::new(move |_| work.work())
}

#[inline(never)]
fn typed<T: 'static>(held: &dyn Model) -> &T {
    match (held as &dyn Any).downcast_ref::<T>() {
        Some(value) => value,
        None => unreachable!("a Live holds what its type says"),
    }
}
