"""The writer's own pages: one for each comment, under an address that nobody else knows."""
