"""The built avatar in other people's hands: the Khronos validator, and three-vrm in headless Chromium.

Both come by `npm install` in tests/viewer; without them, node or chromium, the tests skip and say what is missing.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from avatar.character.arkit import ARKIT
from avatar.character.build import OUTPUT
from avatar.character.springs import CHAINS, COLLIDERS

FOLDER = Path(__file__).parent / "viewer"
MODULES = FOLDER / "node_modules"
LIMIT = 180.0
"""Seconds: software WebGL compiles slowly."""

VALIDATE = """
const validator = require('gltf-validator'), fs = require('fs');
validator.validateBytes(new Uint8Array(fs.readFileSync(process.argv[1])), {maxIssues: 0})
  .then(report => console.log(JSON.stringify(report)));
"""


def needed(*programs: str) -> str:
    """The path of the first of these programs that is here; skips without one, or without the npm packages."""
    found = next((path for path in map(shutil.which, programs) if path), None)
    if found is None:
        pytest.skip(f"no {' or '.join(programs)} on this machine")
    if not (MODULES / "@pixiv" / "three-vrm").is_dir() or not (MODULES / "gltf-validator").is_dir():
        pytest.skip("npm packages missing: run npm install in tests/viewer")
    return found


def test_the_khronos_validator_finds_nothing_wrong() -> None:
    node = needed("node")
    done = subprocess.run([node, "-e", VALIDATE, str(OUTPUT)], cwd=FOLDER, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert report["issues"]["numErrors"] == 0, report["issues"]["messages"]
    assert report["issues"]["numWarnings"] == 0, report["issues"]["messages"]
    assert report["info"]["hasMorphTargets"]


class Handler(SimpleHTTPRequestHandler):
    """Serves the page, its packages and the avatar, and takes the result."""

    server: Viewer

    def do_GET(self) -> None:
        if self.path != "/avatar.vrm":
            super().do_GET()
            return
        content = OUTPUT.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.server.result = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        self.server.answered.set()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Viewer(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(FOLDER)))
        self.answered = threading.Event()
        self.result: dict[str, Any] = {}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What three-vrm made of the file."""
    chromium = needed("chromium", "chromium-browser", "google-chrome")
    with Viewer() as viewer:
        threading.Thread(target=viewer.serve_forever, daemon=True).start()
        profile = tmp_path_factory.mktemp("profile")
        flags = (
            "--headless",
            "--no-sandbox",
            "--use-gl=angle",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
        )
        address = f"http://127.0.0.1:{viewer.server_port}/viewer.html"
        browser = subprocess.Popen(
            [chromium, *flags, "--remote-debugging-port=0", f"--user-data-dir={profile}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert viewer.answered.wait(LIMIT), "the browser did not answer"
        finally:
            browser.terminate()
            browser.wait(10)
            viewer.shutdown()
        yield viewer.result


def picture(seen: dict[str, Any], name: str) -> NDArray[np.int64]:
    png = base64.b64decode(seen["pictures"][name].partition(",")[2])
    return np.asarray(PIL.Image.open(io.BytesIO(png)).convert("RGB"), np.int64)


def test_three_vrm_opens_the_avatar(seen: dict[str, Any]) -> None:
    assert "error" not in seen, seen["error"]
    assert (seen["name"], seen["version"]) == ("鱼多多", "1")
    assert {"hips", "head", "leftHand", "rightFoot", "leftIndexDistal"} <= set(seen["bones"])
    assert set(ARKIT) | {"happy", "angry", "sad", "relaxed", "surprised", "neutral", "aa"} <= set(seen["expressions"])
    assert seen["joints"] == 2 * len(CHAINS)
    assert seen["colliders"] == sum(len(balls) for balls in COLLIDERS.values())


def test_it_shows_her_and_she_moves_there(seen: dict[str, Any]) -> None:
    rest, expression, bone = (picture(seen, name) for name in ("rest", "expression", "bone"))
    sky = rest[2, 2]
    figure = np.abs(rest - sky).sum(2) > 60
    assert 0.08 < figure.mean() < 0.6
    face = np.abs(expression - rest).sum(2) > 60
    rows = np.flatnonzero(face.any(1))
    assert 60 < face.sum() < 0.2 * figure.sum()
    assert rows.max() < 0.45 * len(rest)  # nothing but the face has moved
    arm = np.abs(bone - expression).sum(2) > 60
    columns = np.flatnonzero(arm.any(0))
    assert arm.sum() > 1500
    assert columns.mean() > rest.shape[1] / 2  # her left arm, on the right of the picture
