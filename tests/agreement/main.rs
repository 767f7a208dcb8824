//! Figures of agreement, against independent implementations and as the example prints them.

mod example;
mod figures;
