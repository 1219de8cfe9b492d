"""Words and filters in, an ordered page of products out."""
