//! Laws of whole runs: what must not change a byte, and what must add up.
