"""Commands about threat scores: `tocsin threat score`."""
