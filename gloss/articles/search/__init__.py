"""Full-text search of what is public. Knows no HTTP."""
