"""What shoppers did: the events that ranking and recommendations learn from."""
