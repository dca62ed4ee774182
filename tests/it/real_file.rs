//! The real file: 1,500 policies that nobody here wrote.
