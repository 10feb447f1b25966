"""Finding comments: filters, pages and counts whose cost does not grow with the site."""
