"""The load benchmark: ``python -m bench.load [hits|misses|held|all]``, or ``make bench``.

Everything it starts is on loopback: a fast stub endpoint, a real Redis, the service and its references under gunicorn.
"""
