"""What the service reaches the world with: one file a technology, its exceptions translated there."""
