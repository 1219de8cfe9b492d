"""A shop whose own system is a set of JSON records, in the form of tau-bench's retail data."""
