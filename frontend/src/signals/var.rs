//! A value that is set, and draws anew what read it.
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

use super::lasting::lasting;

pub(super) type Held = Arc<dyn Any + Send + Sync>;

/// A value that is set. Copied freely; all copies are the same value.
pub struct Var<T> {
    held: RwSignal<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Var<T> {}
impl<T> fmt::Debug for Var<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Var")
    }
}

impl<T: Clone + Send + Sync + 'static> Var<T> {
    /// Holds a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            held: RwSignal::new(Arc::new(value)),
            of: PhantomData,
        }
    }
    /// Holds a value that outlives a change of language, under a name that no other has.
    #[must_use]
    pub fn lasting(name: &str, value: T) -> Self {
        Self {
            held: lasting(name.to_owned(), Arc::new(value)),
            of: PhantomData,
        }
    }
    /// Reads it; what reads runs again when it is set.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&*self.held.get()))
    }
    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(typed(&*self.held.get_untracked()))
    }
    /// A copy; what reads runs again when it is set.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }
    /// A copy, read once.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
    /// A copy, or nothing when the screen that it belonged to is gone.
    #[must_use]
    pub fn try_get_untracked(&self) -> Option<T> {
        let held = self.held.try_get_untracked()?;
        Some(typed::<T>(&*held).clone())
    }
    /// What holds it, whatever that is.
    pub(super) const fn held(&self) -> RwSignal<Held> {
        self.held
    }
    /// The value for those who may not set it.
    #[must_use]
    pub const fn shown(self) -> Shown<T> {
        Shown(self)
    }
    /// Sets it. Where the screen that it belonged to is gone, nothing happens: answers come late.
    pub fn set(&self, value: T) {
        drop(self.held.try_set(Arc::new(value)));
    }
    /// Changes it in place; as `set` where the screen is gone.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        self.replace(&mut |held| alter(held, &mut change));
    }
    /// Changes it in place and draws nothing anew until [`Var::tell`]; as `set` where the screen is gone.
    pub fn put(&self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        self.held
            .try_update_untracked(|held| alter(held, &mut change));
    }
    /// Draws anew what read it.
    pub fn tell(&self) {
        self.held.notify();
    }
    fn replace(&self, change: &mut dyn FnMut(&mut Held)) {
        self.held.try_update(change);
    }
}

/// Changes what is held: in place where nobody else holds it.
fn alter<T: Clone + Send + Sync + 'static>(
    held: &mut Held,
    change: &mut Option<impl FnOnce(&mut T)>,
) {
    let Some(change) = change.take() else { return };
    if let Some(value) = Arc::get_mut(held).and_then(|held| held.downcast_mut::<T>()) {
        change(value);
    } else {
        let mut value: T = typed::<T>(&**held).clone();
        change(&mut value);
        *held = Arc::new(value);
    }
}

/// A value that somebody else sets.
#[derive(Debug)]
pub struct Shown<T>(Var<T>);

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Shown<T> {}

impl<T: Clone + Send + Sync + 'static> Shown<T> {
    /// Reads it; what reads runs again when it is set.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.with(read)
    }
    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.with_untracked(read)
    }
    /// A copy; what reads runs again when it is set.
    #[must_use]
    pub fn get(&self) -> T {
        self.0.get()
    }
    /// A copy, read once.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.0.get_untracked()
    }
}

/// # Panics
/// Never: what is held is what was put in.
#[inline(never)]
fn typed<T: 'static>(held: &(dyn Any + Send + Sync)) -> &T {
    match held.downcast_ref::<T>() {
        Some(value) => value,
        None => unreachable!("a Var holds what its type says"),
    }
}
