"""What a page carries inside itself: its data as JSON that cannot break out, and a policy that forbids any network."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

_UNSAFE = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def embedded_json(value: Any) -> str:
    """``value`` as JSON for a script element: nothing in it can end the element or begin a comment.

    >>> embedded_json(["</script>"])
    '["\\\\u003c/script\\\\u003e"]'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


@cache
def asset(name: str) -> str:
    """A script or style sheet of this package."""
    return files("pipeline.show").joinpath("templates", name).read_text("utf-8")


@cache
def policy(script: str, style: str) -> str:
    """The Content-Security-Policy of a page with this script and style: they alone run, pictures come from the disk."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
