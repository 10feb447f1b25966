"""Picture files: what they are, without what they tell about people, and in the sizes of the web.

Knows files and bytes; that there are articles, it does not know.
"""
