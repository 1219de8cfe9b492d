"""Measures the planner: scores over labelled rows, the route bench, reports over public data."""
