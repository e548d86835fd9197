//! Reads what `view!` has written of all that stands still, once; each further time it is copied by the browser.
use std::cell::RefCell;
use std::rc::Rc;

use crate::platform::dom::{self, Place};

/// What a drawing is made of: its parts are often drawn apart from it, and an element of a page shows nothing there.
const DRAWN: [&str; 7] = ["svg", "circle", "g", "line", "path", "rect", "text"];

/// Where something is put.
#[derive(Clone, Copy)]
pub enum Hole {
    /// Between elements.
    Child,
    /// An attribute of this name.
    Attribute(&'static str),
    /// A property of the element.
    Property(&'static str),
    /// A property of its style.
    Style(&'static str),
    /// What is done at an event.
    Event(&'static str),
}

/// A step on the way through the elements, to what something is put into.
#[derive(Clone, Copy)]
enum Step {
    In,
    Next,
    Out,
    Here(Hole),
}

/// What stands still, read.
pub struct Still {
    elements: Place,
    steps: Vec<Step>,
    /// How many stand side by side.
    pub count: usize,
}

type Known = Vec<(*const u8, Rc<Still>)>;

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(Vec::new()) };
}

impl Still {
    /// What a text says.
    pub fn of(text: &'static str) -> Rc<Self> {
        let is = |known: &Known| known.binary_search_by_key(&text.as_ptr(), |(at, _)| *at);
        let found = KNOWN.with_borrow(|known| is(known).ok().map(|at| known[at].1.clone()));
        found.unwrap_or_else(|| {
            let still = Rc::new(Self::read(text));
            KNOWN.with_borrow_mut(|known| {
                if let Err(at) = is(known) {
                    known.insert(at, (text.as_ptr(), still.clone()));
                }
            });
            still
        })
    }

    fn read(text: &'static str) -> Self {
        let elements = dom::held();
        let mut reading = Reading {
            at: elements.clone(),
            name: "",
            counts: vec![0],
            drawing: 0,
            way: Vec::new(),
            steps: Vec::new(),
        };
        for line in text.split_terminator('\n') {
            let mut signs = line.chars();
            let sign = signs.next().unwrap_or_default();
            reading.line(sign, signs.as_str());
        }
        Self {
            elements,
            count: reading.counts.first().copied().unwrap_or_default(),
            steps: reading.steps,
        }
    }

    /// The elements once more, and what something is put into, in order.
    pub fn copy(&self) -> (Place, Vec<(Place, Hole)>) {
        let copy = dom::copy(&self.elements);
        let (mut at, mut holes) = (copy.clone(), Vec::new());
        for step in &self.steps {
            match step {
                Step::In => at = dom::first_in(&at),
                Step::Next => at = dom::after(&at),
                Step::Out => at = dom::around(&at),
                Step::Here(hole) => holes.push((at.clone(), *hole)),
            }
        }
        (copy, holes)
    }
}

struct Reading {
    at: Place,
    /// The attribute whose value comes next.
    name: &'static str,
    /// How many each of the open elements has, the outermost first.
    counts: Vec<usize>,
    /// How many open elements belong to a drawing.
    drawing: usize,
    /// The steps to where we are since the last hole.
    way: Vec<Step>,
    steps: Vec<Step>,
}

impl Reading {
    fn line(&mut self, sign: char, text: &'static str) {
        match sign {
            '<' => self.open(text),
            '>' => self.close(),
            '@' => self.name = text,
            '=' => dom::set(&self.at, self.name, Some(text)),
            '"' => self.put(&dom::text(text)),
            '?' => {
                self.put(&dom::text(""));
                self.hole(Hole::Child);
            }
            '~' => self.hole(Hole::Attribute(text)),
            '.' => self.hole(Hole::Property(text)),
            ':' => self.hole(Hole::Style(text)),
            _ => self.hole(Hole::Event(text)),
        }
    }

    /// The way goes to what was put in last: into the element as its first, or on from the one before.
    fn put(&mut self, place: &Place) {
        dom::put(&self.at, place);
        let Some(count) = self.counts.last_mut() else {
            return;
        };
        self.way
            .push(if *count == 0 { Step::In } else { Step::Next });
        *count += 1;
    }

    fn open(&mut self, name: &str) {
        self.drawing += usize::from(self.drawing > 0 || DRAWN.contains(&name));
        let element = dom::element(name, self.drawing > 0);
        self.put(&element);
        self.at = element;
        self.counts.push(0);
    }

    fn close(&mut self) {
        self.at = dom::around(&self.at);
        self.drawing = self.drawing.saturating_sub(1);
        if self.counts.pop().is_some_and(|count| count > 0) {
            self.out();
        }
    }

    /// Out again; nobody has gone in where nothing was since.
    fn out(&mut self) {
        while matches!(self.way.last(), Some(Step::Next)) {
            self.way.pop();
        }
        if matches!(self.way.last(), Some(Step::In)) {
            self.way.pop();
        } else {
            self.way.push(Step::Out);
        }
    }

    fn hole(&mut self, hole: Hole) {
        self.steps.append(&mut self.way);
        self.steps.push(Step::Here(hole));
    }
}
