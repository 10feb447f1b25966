"""Reports: what readers, without an account, say is wrong with a comment that everybody sees."""
