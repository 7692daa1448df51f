"""The gateway's figures, as Prometheus would read them."""

import requests
from prometheus_client.parser import text_string_to_metric_families

from .gateway import Gateway


def scrape(gateway: Gateway) -> dict[str, float]:
    """All samples by name, those of one name with different labels added up."""
    answer = requests.get(f"{gateway.address}/metrics", timeout=10)
    assert answer.status_code == 200
    samples: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            samples[sample.name] = samples.get(sample.name, 0.0) + sample.value
    return samples
