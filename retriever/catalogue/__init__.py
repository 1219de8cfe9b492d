"""Product records, from a shop's file to the store that answers for them."""
