"""Front matter: what an author says about an article above its text."""
