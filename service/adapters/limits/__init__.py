"""How much callers ask for, counted: permits of a minute, places, usage."""
