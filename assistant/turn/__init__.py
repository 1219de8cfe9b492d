"""One turn: admit, plan, act, show, write, settle."""
