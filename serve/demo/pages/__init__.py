"""The demo shop's pages, rendered on the server; they host the chat where shoppers would meet it."""
