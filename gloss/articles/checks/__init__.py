"""What is sound and could be better, for ``flask articles check``."""
