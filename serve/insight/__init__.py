"""What shoppers ask, where the assistant failed them, and what that asks of the shop."""
