"""What all tests share: property tests have no deadline, for timings belong in benchmarks/."""

from hypothesis import settings

settings.register_profile("katou", deadline=None)
settings.load_profile("katou")
