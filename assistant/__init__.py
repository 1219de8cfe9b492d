"""The assistant: the domain, the turn, the tools, the guard and the policy of the shop's conversation."""
