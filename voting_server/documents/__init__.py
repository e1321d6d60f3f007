"""Documents at hand: what a PDF must be, and where its bytes lie (docs/documents.md §1)."""
