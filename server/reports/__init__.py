"""The office's reports (通报) of a month, a quarter or a year: figures that are frozen, and the documents made of them."""
