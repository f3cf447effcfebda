"""What is worked on while nobody waits for it at the other end of a connection: jobs, archives, callbacks."""
