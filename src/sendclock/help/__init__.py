"""What the program says of itself: what may be typed next."""
