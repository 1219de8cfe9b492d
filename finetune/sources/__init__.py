"""Where rows come from: this project's own writing, a shop's conversations, its agents' suggestions, public sets."""
