"""What the service is measured against, each under the same gunicorn."""
