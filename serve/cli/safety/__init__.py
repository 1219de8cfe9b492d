"""What the safety bench says to a shop, what it hides in it, and how it judges the answers."""
