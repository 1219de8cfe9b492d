"""Product pictures, drawn as SVG from a product's kind, title and colour."""
