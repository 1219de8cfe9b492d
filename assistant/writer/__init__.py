"""Says in words what the tools found."""
