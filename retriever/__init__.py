"""Retrieval: the catalogue, search, recommendations and policy passages."""
