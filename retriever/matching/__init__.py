"""Says whether what a shopper named is what the catalogue calls it: colours, sizes, categories, brands."""
