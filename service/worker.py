"""The entry point of job workers: ``celery --app service.worker worker``."""
