//! Workbooks made by hand, and what is read of them.
