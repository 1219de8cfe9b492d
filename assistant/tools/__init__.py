"""What the assistant can do for a shopper: typed READ and WRITE tools over the shop's ports."""
