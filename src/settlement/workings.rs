//! How an amount came about, step by step.
//!
//! The run computes with [`Silent`], which costs nothing; `explain` computes the same function with [`Workings`].

use crate::basics::Source;

/// One step of a computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub what: String,
    /// What came of it.
    pub result: String,
    /// The row it rests on, where there is one.
    pub source: Option<Source>,
    /// The authority that the row names.
    pub authority: String,
}

/// Takes down the steps of a computation.
pub trait Recorder: Sized {
    /// Takes down what another has taken down, behind its own.
    fn join(&mut self, other: Self);
    /// Takes down one step. The step is only made where somebody wants to read it.
    fn step(&mut self, step: impl FnOnce() -> Step);

    /// Takes down several, likewise.
    fn steps(&mut self, steps: impl FnOnce() -> Vec<Step>);
}

/// Takes down nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Recorder for Silent {
    fn join(&mut self, _: Self) {}

    fn step(&mut self, _: impl FnOnce() -> Step) {}

    fn steps(&mut self, _: impl FnOnce() -> Vec<Step>) {}
}

/// Takes down every step.
#[derive(Clone, Debug, Default)]
pub struct Workings(pub Vec<Step>);

impl Recorder for Workings {
    fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0.push(step());
    }

    fn steps(&mut self, steps: impl FnOnce() -> Vec<Step>) {
        self.0.extend(steps());
    }
}
