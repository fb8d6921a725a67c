//! The whiteboard of `examples/`: its rules, two who draw through a real server, and its window.

#![cfg(feature = "windows")]

#[path = "../../examples/whiteboard/board.rs"]
mod board;
#[path = "../../examples/whiteboard/seat.rs"]
mod seat;
#[path = "../../examples/whiteboard/window.rs"]
mod window;

mod drawing;
mod picture;
