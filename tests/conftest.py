"""What every test shares."""

import os

from hypothesis import HealthCheck, settings

# A slow machine is no failing test; `make fuzz` looks at many more cases.
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("suite", max_examples=200, deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("fuzz", max_examples=2_000, deadline=None, suppress_health_check=_CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
