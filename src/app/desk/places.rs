//! Visited places: where the reader was before a jump, and the way back and forward, across articles.

use crate::{project::ArticleId, text::ByteOffset};

/// Places that are remembered in each direction.
const MAX_PLACES: usize = 100;

/// Where the reader was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which article.
    pub article: ArticleId,
    /// Where in it.
    pub offset: ByteOffset,
}

/// The places before and after the one where the reader is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    back: Vec<Place>,
    forward: Vec<Place>,
}

impl Places {
    /// Records a jump from `here`. The places that could be gone forward to are forgotten.
    pub fn leave(&mut self, here: Place) {
        self.forward.clear();
        if self.back.last() != Some(&here) {
            self.back.push(here);
        }
        if self.back.len() > MAX_PLACES {
            self.back.remove(0);
        }
    }

    /// The place before `here`, which is kept for the way forward.
    pub fn back(&mut self, here: Place) -> Option<Place> {
        step(&mut self.back, &mut self.forward, here)
    }

    /// The place that was gone back from.
    pub fn forward(&mut self, here: Place) -> Option<Place> {
        step(&mut self.forward, &mut self.back, here)
    }
}

/// Takes the last place that is not here already.
fn step(from: &mut Vec<Place>, to: &mut Vec<Place>, here: Place) -> Option<Place> {
    let place = std::iter::from_fn(|| from.pop()).find(|place| *place != here)?;
    to.push(here);
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_lead_through_the_places_that_were_left() {
        let place = |article, offset| Place { article: ArticleId::from_random(article), offset: ByteOffset::new(offset) };
        let (one, two, three) = (place(1, 5), place(1, 900), place(2, 0));
        let mut places = Places::default();
        assert_eq!(places.back(one), None);
        places.leave(one);
        places.leave(two);
        assert_eq!(places.back(three), Some(two));
        assert_eq!(places.back(two), Some(one));
        assert_eq!(places.back(one), None);
        assert_eq!(places.forward(one), Some(two));
        assert_eq!(places.forward(two), Some(three));
        assert_eq!(places.forward(three), None);
        assert_eq!(places.back(three), Some(two));
        places.leave(two);
        assert_eq!(places.forward(one), None, "a new leap forgets the way forward");
    }
}
