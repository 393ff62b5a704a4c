"""What a fresh local cloud holds: one confirmed account with a few files, and a link to share."""

from __future__ import annotations

from dataclasses import dataclass

from local_cloud.client import Client

USERNAME = "demo"
EMAIL = "demo@share-cloud.test"
PASSWORD = "share-cloud demo"
FILES = {
    "Read me.txt": ("text/plain", b"These bytes went straight from the seeder to MinIO; no function saw them.\n"),
    "여행 계획.txt": ("text/plain", "첫째 날: 바다. 둘째 날: 산. 셋째 날: 집.\n".encode()),
    "Numbers.csv": ("text/csv", b"number,square\n" + b"".join(b"%d,%d\n" % (number, number * number) for number in range(1, 1001))),
}


@dataclass(frozen=True)
class Seeded:
    login: str
    password: str
    link: str


def seed(origin: str) -> Seeded:
    client = Client(origin)
    client.sign_up(USERNAME, EMAIL, PASSWORD)
    folder = client.make_folder("Welcome")
    for name, (content_type, content) in FILES.items():
        client.upload(name, content, content_type, folder)
    return Seeded(USERNAME, PASSWORD, client.share(folder))
