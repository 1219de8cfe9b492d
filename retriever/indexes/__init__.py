"""Product indexes: which records are near a text."""
