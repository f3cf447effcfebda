"""What people say: quoted words, and words that tell who said something."""
