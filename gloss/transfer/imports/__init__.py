"""Moving in: what other systems exported becomes Markdown files and comments of ours."""
