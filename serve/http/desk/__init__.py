"""The desk's routes, for its own page and for a helpdesk that a shop has already."""
