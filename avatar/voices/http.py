"""A voice at the other end of a wire: any server with OpenAI's interface `POST /v1/audio/speech`.

A key, where the server wants one, comes from the environment variable TAIHE_SPEECH_KEY and is never written down.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

from assets.errors import InputError
from avatar.voices.voice import Voice

KEY = "TAIHE_SPEECH_KEY"
_LARGEST = 64 << 20
_PATH = "/v1/audio/speech"


def speak(text: str, language: str, voice: Voice) -> bytes:
    """The sound file that the server sends. Raises InputError when it is down, refuses, or takes over `timeout`."""
    address = endpoint(voice.url)
    wanted = {
        "model": voice.model or "tts-1",
        "input": text,
        "voice": voice.name or "alloy",
        "response_format": "wav",
        "speed": voice.rate,
    }
    headers = {"Content-Type": "application/json", "Accept": "audio/wav"}
    if os.environ.get(KEY):
        headers["Authorization"] = f"Bearer {os.environ[KEY]}"
    request = urllib.request.Request(address, json.dumps(wanted).encode(), headers, method="POST")
    until = time.monotonic() + voice.timeout
    try:
        with urllib.request.urlopen(request, timeout=voice.timeout) as answer:
            body = b""
            while block := answer.read1(1 << 16):
                body += block
                if time.monotonic() > until:
                    raise TimeoutError
                if len(body) > _LARGEST:
                    raise InputError(f"the answer is over {_LARGEST >> 20} MB", address)
            if answer.length:
                raise InputError(f"the answer breaks off: {answer.length} bytes are missing", address)
    except urllib.error.HTTPError as error:
        said = " ".join(error.read(300).decode(errors="replace").split())
        raise InputError(f"the server answers {error.code} {error.reason}: {said[:160]}", address) from None
    except TimeoutError:
        raise InputError(f"no answer within {voice.timeout:g} s", address) from None
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise InputError(f"no answer within {voice.timeout:g} s", address) from None
        raise InputError(
            f"the server cannot be reached: {getattr(reason, 'strerror', None) or reason}", address
        ) from None
    if not body:
        raise InputError("the server sent an empty answer", address)
    return body


def endpoint(url: str) -> str:
    """The address to post to: `url` itself, or the usual path below a server's root or its /v1."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InputError(f"the voice's url {url!r} is not like http://localhost:8000")
    base = url.rstrip("/")
    if base.endswith("/speech"):
        return base
    return base.removesuffix("/v1") + _PATH
