"""The tasks that a model is tuned for: how rows become examples."""
