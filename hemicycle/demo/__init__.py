"""A chamber to try: a fictional congress with its agenda."""
