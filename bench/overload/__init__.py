"""Ten times as many new articles as the service can brief: what becomes of them, and of everybody else."""
