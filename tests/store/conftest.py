import pytest

from dlp_service.config import StoreSettings
from dlp_service.store import open_store


@pytest.fixture
def store():
    with open_store(StoreSettings()) as opened:
        yield opened
