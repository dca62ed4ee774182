//! courtage
#![cfg_attr(not(feature = "frames"), allow(dead_code))]
pub mod basics;
#[cfg(feature = "frames")]
pub mod cli;
pub mod facts;
pub mod feeds;
pub mod files;
#[cfg(feature = "frames")]
pub mod pipeline;
pub mod render;
pub mod rulebook;
pub mod settlement;
pub mod sheets;
#[cfg(feature = "frames")]
pub mod tables;
