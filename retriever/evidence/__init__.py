"""Which line of a product's page answers a question, if any does."""
