"""The JSON wire format, as the models that validate it: OpenAPI is generated from the same ones."""
