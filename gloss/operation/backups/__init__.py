"""Backups: the whole site in one file, made while it serves, and put back."""
