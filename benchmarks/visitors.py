"""What visitors of the pages do, for locust: the overview, the customers list, a search, a customer.

Told by the environment: PAGES_SESSIONS (cookies of people who signed in), PAGES_CUSTOMERS (ids), PAGES_WORDS (what is searched for).
"""

from __future__ import annotations

import itertools
import json
import os
import random

from locust import HttpUser, between, task

CUSTOMERS = json.loads(os.environ.get("PAGES_CUSTOMERS", "[]"))
SESSIONS = json.loads(os.environ.get("PAGES_SESSIONS", "[]"))
WORDS = json.loads(os.environ.get("PAGES_WORDS", "[]"))

_PLACES = itertools.count()


class Visitor(HttpUser):
    """A person at the pages, who thinks between one page and the next."""

    wait_time = between(0, 0) if os.environ.get("PAGES_HURRY") else between(0.5, 1.5)

    def on_start(self) -> None:
        """Take the session of a person who signed in before."""
        self.chance = random.Random(os.urandom(8))
        self.client.headers["cookie"] = SESSIONS[next(_PLACES) % len(SESSIONS)]

    @task(2)
    def overview(self) -> None:
        """Look at the overview."""
        self.client.get("/", name="overview")

    @task(3)
    def customers(self) -> None:
        """Look at the list, ordered and turned over in some way."""
        order = self.chance.choice(("-revenue", "-last_purchase_on", "-orders", "name"))
        self.client.get(f"/customers?sort={order}&page={self.chance.randint(1, 20)}", name="customers list")

    @task(3)
    def search(self) -> None:
        """Look somebody up."""
        self.client.get("/customers", params={"q": self.chance.choice(WORDS)}, name="search")

    @task(4)
    def customer(self) -> None:
        """Look at one customer."""
        self.client.get(f"/customers/{self.chance.choice(CUSTOMERS)}", name="customer page")
