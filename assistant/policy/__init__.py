"""The shop's rules as data, enforced at one place."""
