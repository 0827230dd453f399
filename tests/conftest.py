"""What all tests share: property tests have no deadline, for timings belong in benchmarks/.

The sentence encoder, which takes a second to load, is off but in tests/test_meaning.py.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("katou", deadline=None)
settings.register_profile("many", deadline=None, max_examples=5000)  # --hypothesis-profile many
settings.load_profile("katou")
os.environ["KATOU_MEANING"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--every`: what is drawn of the conversations otherwise is done with all of them."""
    parser.addoption("--every", action="store_true", help="every conversation's card on every surface")
