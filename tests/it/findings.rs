//! Bad inputs: each finding has its place, its reason and its remedy.
