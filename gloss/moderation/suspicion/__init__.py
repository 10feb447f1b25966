"""What is found about comments by rules, by the model and by likeness, before a person decides."""
