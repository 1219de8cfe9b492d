"""What a support agent is offered: the next reply and the next action, from facts, earlier solved cases and rules."""
