"""The site's clock, photographed to put cameras right, and times shifted by hand."""
