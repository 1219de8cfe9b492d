"""Products without a search, each with a true reason."""
