#![doc = include_str!("ARCHITECTURE.md")]
#![cfg_attr(not(feature = "frames"), allow(dead_code, reason = "the rooms that use the rest are behind the feature"))]

pub mod basics;
pub mod files;
pub mod sheets;

pub mod facts;
pub mod rulebook;

pub mod settlement;

pub mod book;
pub mod feeds;
pub mod render;
#[cfg(feature = "frames")]
pub mod tables;

pub mod fuzzing;
#[cfg(feature = "frames")]
pub mod pipeline;

#[cfg(feature = "frames")]
pub mod cli;
