"""The shop's own pages, by passage."""
