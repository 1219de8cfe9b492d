"""The demo shop "Hearth & Trail": its catalogue, pages, customers, orders and the storefront over them."""
