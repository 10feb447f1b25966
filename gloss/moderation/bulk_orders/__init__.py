"""Orders about many comments: previewed, carried out in parts, resumed after a crash, undone."""
