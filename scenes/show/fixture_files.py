"""A rig for lighting desks and planning software: MVR (DIN SPEC 15801) with its fixture as GDTF (DIN SPEC 15800).

Needs the extra `fixtures` (pymvr, pygdtf). MVR's axes: x east, y north, z up, millimetres.
"""

from __future__ import annotations

import importlib
import tempfile
import uuid
from pathlib import Path
from types import ModuleType
from typing import Any

from assets.errors import InputError
from assets.files import replacing
from scenes.show.rig import Fixture, Rig

SPEC = "Taihe@RGB Lamp.gdtf"
MODE = "5 channels"
SPACE = uuid.UUID("2f0c1b52-5a7e-5b0f-9a43-7d3c0e8a6f11")
"""Names that a fixture's identity is made of live here, so that writing twice gives the same ones (RFC 9562, v5)."""
CHANNELS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("Dimmer", "Dimmer.Dimmer", (1, 2)),
    ("ColorAdd_R", "Color.RGB", (3,)),
    ("ColorAdd_G", "Color.RGB", (4,)),
    ("ColorAdd_B", "Color.RGB", (5,)),
)


def write_mvr(rig: Rig, path: Path, name: str) -> None:
    """Writes the rig, a layer for each group, with the GDTF file that all of its fixtures refer to."""
    mvr = library("pymvr")
    writer = mvr.GeneralSceneDescriptionWriter()
    writer.xml_root.set("provider", "taihe")
    layers = []
    fixtures = rig.fixtures()
    for group in rig.groups:
        own = [_placed(mvr, fixture, k + 1) for k, fixture in enumerate(fixtures) if fixture.group == group]
        layers.append(mvr.Layer(group, _identity(name, group), child_list=mvr.ChildList(fixtures=own)))
    writer.serialize_scene(mvr.Scene(layers=mvr.Layers(layers)))
    with tempfile.TemporaryDirectory() as folder:
        lamp = Path(folder) / SPEC
        write_gdtf(lamp)
        writer.files_list.append((str(lamp), SPEC))
        with replacing(path) as part:
            writer.write_mvr(str(part))


def write_gdtf(path: Path) -> None:
    """Writes the fixture: a wide RGB lamp with a 16-bit dimmer."""
    gdtf = library("pygdtf")
    lamp = gdtf.FixtureType()
    lamp.name = lamp.long_name = "RGB Lamp"
    lamp.short_name, lamp.manufacturer = "RGB", "Taihe"
    lamp.description = "A lantern or street lamp of a Taihe scene: 16-bit dimmer, red, green, blue."
    lamp.fixture_type_id = str(uuid.uuid5(SPACE, SPEC)).upper()
    features = {"Dimmer": "Dimmer", "Color": "RGB"}
    lamp.feature_groups = [gdtf.FeatureGroup(k, k, [gdtf.Feature(v)]) for k, v in features.items()]
    lamp.activation_groups = [gdtf.ActivationGroup("ColorRGB")]
    lamp.attributes = [_attribute(gdtf, name, feature) for name, feature, _ in CHANNELS]
    lamp.geometries = [
        gdtf.GeometryBeam(gdtf.LampType("LED"), name="Beam", beam_angle=120.0, field_angle=160.0, luminous_flux=900.0)
    ]
    channels = [_channel(gdtf, name, offset) for name, _, offset in CHANNELS]
    lamp.dmx_modes = [gdtf.DmxMode(MODE, "", "Beam", gdtf.DmxChannels(channels), gdtf.DmxChannels(channels), 5)]
    gdtf.FixtureTypeWriter(lamp).write_gdtf(path)


def _attribute(gdtf: Any, name: str, feature: str) -> Any:
    group = gdtf.NodeLink("ActivationGroups", "ColorRGB") if name != "Dimmer" else None
    unit = gdtf.PhysicalUnit("LuminousIntensity" if name == "Dimmer" else "ColorComponent")
    pretty = name.replace("ColorAdd_", "")
    return gdtf.Attribute(name, pretty, group, gdtf.NodeLink("FeatureGroups", feature), physical_unit=unit)


def _channel(gdtf: Any, name: str, offset: tuple[int, ...]) -> Any:
    link = gdtf.NodeLink("Attributes", name)
    zero, full = (gdtf.DmxValue(f"{value}/{len(offset)}") for value in (0, 256 ** len(offset) - 1))
    function = gdtf.ChannelFunction(name, link, dmx_from=zero, dmx_to=full, default=zero)
    logical = gdtf.LogicalChannel(link, channel_functions=[function])
    initial = gdtf.NodeLink("DMXChannel", f"Beam_{name}.{name}.{name}")
    return gdtf.DmxChannel(1, list(offset), None, link, full, initial, "Beam", f"Beam_{name}", [logical])


def _placed(mvr: Any, fixture: Fixture, number: int) -> Any:
    x, y, z = (round(1000.0 * v, 1) for v in (fixture.at[0], -fixture.at[2], fixture.at[1]))
    matrix = mvr.Matrix([[1.0, 0.0, 0.0, 0], [0.0, 1.0, 0.0, 0], [0.0, 0.0, 1.0, 0], [x, y, z, 0]])
    address = mvr.Address(0, fixture.universe, fixture.address)
    return mvr.Fixture(
        name=fixture.name,
        uuid=_identity(fixture.group, fixture.name),
        gdtf_spec=SPEC,
        gdtf_mode=MODE,
        matrix=matrix,
        fixture_id=str(number),
        fixture_id_numeric=number,
        addresses=mvr.Addresses([address]),
    )


def _identity(*names: str) -> str:
    return str(uuid.uuid5(SPACE, "/".join(names))).upper()


def library(name: str) -> ModuleType:
    """A module of the extra `fixtures`. InputError that says how to install it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise InputError(f'fixtures need {error.name}: pip install "taihe[fixtures]"') from error
