"""Word documents: templates that are read within bounds and filled in, and the paragraphs and pictures put into them."""
