"""Encrypted connections between a grader, its scheduler and its workers, who know each other by one key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed.security import Security

CERTIFICATE, KEY = "certificate.pem", "key.pem"


class NoCertificates(RuntimeError):
    """A scheduler cannot be trusted without the course's certificates; the message says how to make them."""


def of_this_run() -> Security:
    """A key for one run, which exists in its processes' memory only."""
    from distributed.security import Security

    return Security.temporary()  # type: ignore[no-any-return]  # Dask is untyped


def write_certificates(folder: Path) -> None:
    """Make a key and its certificate, valid for a year, for all machines that grade a course.

    Raises FileExistsError when there is a key: machines that have the old one would be locked out.
    """
    made: Any = of_this_run()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in ((KEY, made.tls_scheduler_key), (CERTIFICATE, made.tls_scheduler_cert)):
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(text)


def of_scheduler(address: str, folder: Path) -> Security:
    """What a client needs to trust the scheduler at ``address``, and to be trusted by it.

    Raises NoCertificates for an address without encryption, and when there are no certificates.
    """
    from distributed.security import Security

    if not address.startswith("tls://"):
        raise NoCertificates(
            f"{address} is not encrypted: anybody who can reach it could run code as the grader. Run "
            "`autograder certificates`, start the scheduler as it says, and name it as tls://HOST:8786."
        )
    certificate, key = folder / CERTIFICATE, folder / KEY
    if not (certificate.exists() and key.exists()):
        raise NoCertificates(
            f"There are no certificates in {folder}. Run `autograder certificates`, and start scheduler and "
            "workers as it says."
        )
    files = {"tls_ca_file": str(certificate), "tls_client_cert": str(certificate), "tls_client_key": str(key)}
    return Security(require_encryption=True, **files)
