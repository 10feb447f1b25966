"""Whose comment it is: mailboxes, the proof that somebody reads one, and the links in letters."""
