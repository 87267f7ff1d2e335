"""A user's own elevation model and map: where things land, how high, and what is said of bad files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin

from assets.errors import InputError
from assets.geometry import Geometry
from scenes.authoring import Stage
from scenes.geo.elevation import read_elevation
from scenes.geo.ground import water_level, with_beds
from scenes.geo.houses import rectangle
from scenes.geo.masses import lamp_feet, ribbons, roof
from scenes.geo.place import real_place
from scenes.geo.site import Site
from scenes.geo.streets import Outline, area_of, metres, read_streets
from scenes.palette import palette
from scenes.scene_file import load
from scenes.terrain import HeightField
from tools.cli import run
from tools.production import open_production

SITE = Site(120.29, 28.14, 400.0)
DEGREE = 0.00005
SQUARE = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, -10.0), (0.0, -10.0)])
"""Counter-clockwise seen from above: east, then north (-z)."""


pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning", "ignore::rasterio.errors.NotGeoreferencedWarning"
)


def dem(path: Path, height: np.ndarray, crs: str | None = "EPSG:4326", nodata: float | None = None) -> Path:
    rows, columns = height.shape
    corner = from_origin(120.29 - columns / 2 * DEGREE, 28.14 + rows / 2 * DEGREE, DEGREE, DEGREE)
    where = {"crs": crs, "transform": corner} if crs else {}
    size = {"height": rows, "width": columns, "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", driver="GTiff", nodata=nodata, **size, **where) as file:
        file.write(height.astype(np.float32), 1)
    return path


def slope(rows: int = 160, columns: int = 160) -> np.ndarray:
    """100 m in the middle, rising 1 m a cell to the north and 0.5 m a cell to the east."""
    j, i = np.mgrid[:rows, :columns]
    return 100.0 + (rows / 2 - 0.5 - j) + 0.5 * (i - columns / 2 + 0.5)


def test_a_site_s_axes() -> None:
    x, z = SITE.local(120.29, 28.141)[0]
    assert x == pytest.approx(0.0, abs=1e-6)
    assert z == pytest.approx(-110.82, abs=0.1)
    x, z = SITE.local(120.291, 28.14)[0]
    assert x == pytest.approx(98.26, abs=0.1)
    assert z == pytest.approx(0.0, abs=0.01)
    np.testing.assert_allclose(SITE.degrees(*SITE.local([120.2905], [28.1403]).T), [[120.2905, 28.1403]], atol=1e-9)


@pytest.mark.parametrize("place", [(200, 0, 400), (0, 95, 400), (0, 0, 5), (0, 0, 1e6)])
def test_no_such_site(place: tuple[float, float, float]) -> None:
    with pytest.raises(InputError, match="site"):
        Site(*place)


def test_heights_lie_where_the_file_says(tmp_path: Path) -> None:
    field = read_elevation(dem(tmp_path / "dem.tif", slope()), SITE)
    north, east = 110.82 * DEGREE * 1000, 98.26 * DEGREE * 1000  # metres a cell
    assert field(0, 0) == pytest.approx(100.0, abs=0.3)
    assert field(0, -100) == pytest.approx(100 + 100 / north, abs=0.4)
    assert field(100, 0) == pytest.approx(100 + 50 / east, abs=0.4)
    assert field.x0 == -200.0
    assert field.x0 + field.spacing * (field.height.shape[1] - 1) == pytest.approx(200.0)


def test_a_model_in_metres_is_projected(tmp_path: Path) -> None:
    east, north = rasterio.warp.transform("EPSG:4326", "EPSG:32651", [120.29], [28.14])
    grid = from_origin(east[0] - 400, north[0] + 400, 4.0, 4.0)
    height = np.tile(np.linspace(0, 200, 200)[::-1, None], (1, 200))
    size = {"height": 200, "width": 200, "count": 1, "dtype": "float64"}
    with rasterio.open(tmp_path / "utm.tif", "w", driver="GTiff", crs="EPSG:32651", transform=grid, **size) as file:
        file.write(height, 1)
    field = read_elevation(tmp_path / "utm.tif", SITE, spacing=5.0)
    # grid north leans 1.3 degrees from true north at 2.7 degrees west of zone 51's meridian
    assert field(0, -100) - field(0, 100) == pytest.approx(200 * 200 / 796, rel=0.01)
    assert abs(field(100, 0) - field(-100, 0)) == pytest.approx(200 * np.sin(np.radians(1.28)) * 200 / 796, abs=0.3)


def test_bad_models(tmp_path: Path) -> None:
    holed = slope()
    holed[80:83, 80:83] = -9999
    with pytest.raises(InputError, match=r"holes\.tif: \d+ of \d+ points .* have no height, the first at 28\."):
        read_elevation(dem(tmp_path / "holes.tif", holed, nodata=-9999), SITE)
    with pytest.raises(InputError, match="impossible height"):
        read_elevation(dem(tmp_path / "filler.tif", holed), SITE, spacing=5.0)
    closed = read_elevation(tmp_path / "holes.tif", SITE, fill=True)
    assert closed(0, 0) == pytest.approx(100.0, abs=3.0)
    with pytest.raises(InputError, match="no georeference"):
        read_elevation(dem(tmp_path / "bare.tif", slope(), crs=None), SITE)
    with pytest.raises(InputError, match=r"does not reach the site at 10 N 100 E: it covers 28\."):
        read_elevation(dem(tmp_path / "dem.tif", slope()), Site(100, 10))
    with pytest.raises(InputError, match="points of the site have no height"):
        read_elevation(tmp_path / "dem.tif", Site(120.29, 28.14, 4000))
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(InputError, match=r"text\.tif: cannot read the elevation model"):
        read_elevation(tmp_path / "text.tif", SITE)
    with rasterio.open(tmp_path / "shift.tif", "w", driver="GTiff", crs="EPSG:4326", transform=Affine.identity(),
                       height=4, width=4, count=1, dtype="float32") as file:  # fmt: skip
        file.write(np.zeros((4, 4), np.float32), 1)
    with pytest.raises(InputError, match="geotransform is missing"):
        read_elevation(tmp_path / "shift.tif", SITE)
    for elsewhere in ("http://127.0.0.1:9/a.tif", "/vsicurl/http://127.0.0.1:9/a.tif", "NETCDF:a", "none.tif"):
        with pytest.raises(InputError, match="no such elevation model"):
            read_elevation(elsewhere, SITE)


def osm(path: Path, *things: str) -> Path:
    path.write_text('<?xml version="1.0"?><osm version="0.6">' + "".join(things) + "</osm>", encoding="utf-8")
    return path


class Drawn:
    """A map drawn in metres."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.others: list[str] = []

    def node(self, x: float, z: float, **tags: str) -> int:
        longitude, latitude = SITE.degrees(x, z)[0]
        where = f'lat="{latitude:.9f}" lon="{longitude:.9f}"'
        self.nodes.append(f'<node id="{len(self.nodes) + 1}" version="1" {where}>{marks(tags)}</node>')
        return len(self.nodes)

    def way(self, points: list[tuple[float, float]], closed: bool = False, **tags: str) -> int:
        ids = [self.node(*p) for p in points]
        ids += ids[:1] if closed else []
        number = 1000 + len(self.others)
        refs = "".join(f'<nd ref="{i}"/>' for i in ids)
        self.others.append(f'<way id="{number}" version="1">{refs}{marks(tags)}</way>')
        return number

    def write(self, path: Path) -> Path:
        return osm(path, *self.nodes, *self.others)


def marks(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())


def box(x: float, z: float, w: float, d: float) -> list[tuple[float, float]]:
    return [(x, z), (x + w, z), (x + w, z + d), (x, z + d)]


def test_a_map_is_read(tmp_path: Path) -> None:
    drawn = Drawn()
    drawn.way(box(10, 20, 30, 12), True, building="yes", building__levels="5", name="图书馆")
    drawn.way(box(60, 20, 10, 10), True, building="tower", height="40 m", min_height="4")
    drawn.way(box(80, 20, 10, 10), True, building="yes", height="tall")
    drawn.way(box(1000, 20, 10, 10), True, building="yes")
    drawn.way([(-100, 0), (100, 0)], highway="residential", width="7")
    drawn.way([(0, 50), (0, 5000)], highway="footway", bridge="yes")
    drawn.way([(0, 60), (0, 90)], highway="proposed")
    drawn.node(5, 5, natural="tree")
    drawn.node(5, 900, natural="tree")
    outer = drawn.way(box(-150, -150, 100, 100), True)
    inner = drawn.way(box(-120, -120, 20, 20), True)
    members = f'<member type="way" ref="{outer}" role="outer"/><member type="way" ref="{inner}" role="inner"/>'
    drawn.others.append(
        f'<relation id="1" version="1">{members}<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>'
    )
    found = read_streets(drawn.write(tmp_path / "town.osm"), SITE)
    assert [(round(b.height, 1), b.base, b.name) for b in found.buildings] == [
        (16.0, 0.0, "图书馆"),
        (40.0, 4.0, ""),
        (9.6, 0.0, ""),
    ]
    corners = sorted(found.buildings[0].outline.outer.round(2).tolist())
    np.testing.assert_allclose(corners, sorted(box(10, 20, 30, 12)), atol=0.02)
    assert area_of(found.buildings[0].outline.outer) == pytest.approx(360, abs=0.5)
    (lake,) = found.water
    assert area_of(lake.outer) == pytest.approx(10_000, abs=5)
    assert area_of(lake.holes[0]) == pytest.approx(-400, abs=1)
    street, bridge = found.ways
    assert street.width == 7.0
    assert street.lit
    assert not bridge.lit
    assert bridge.bridge
    assert bridge.points[-1, 1] == pytest.approx(200, abs=8.0)  # cut at the edge of the site
    np.testing.assert_allclose(found.trees, [(5, 5)], atol=0.01)
    assert set(found.left_out) == {
        "1 buildings with an unreadable height (their levels, or the usual three, were taken)",
        "1 ways of a kind that is not drawn (highway=proposed)",
        "2 things outside the site",
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cut.osm", '<osm version="0.6"><node id="1"', "cannot read the map"),
        ("odd.txt", "hello", "cannot read the map"),
        ("empty.osm", '<osm version="0.6"></osm>', "holds nothing of the site"),
    ],
)
def test_bad_maps(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=f"{name}: .*{said}"):
        read_streets(tmp_path / name, SITE)
    with pytest.raises(InputError, match="no such map"):
        read_streets(tmp_path / "none.osm", SITE)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12.0), ("12.5 m", 12.5), ("3,5", 3.5), ("10'", 3.048), ("10 ft", 3.048), ("5'6\"", 1.6764), ("tall", None)],
)
def test_lengths_as_a_map_writes_them(text: str, value: float | None) -> None:
    assert metres(text) == (pytest.approx(value) if value is not None else None)


def test_beds_lie_below_the_water() -> None:
    field = HeightField(-100.0, -100.0, 10.0, np.full((21, 21), 18.0))
    pond = Outline(np.array([(-45.0, 45.0), (45.0, 45.0), (45.0, -45.0), (-45.0, -45.0)]))
    assert water_level(field, [pond]) == 18.0
    bed = with_beds(field, [pond], 16.0)
    assert bed.height[0, 0] == 2.0
    assert bed.height[10, 10] == -3.0
    assert (bed.height < 0).sum() == 81  # nodes from -40 to 40 in both directions


def test_a_roof_covers_what_its_outline_holds() -> None:
    g = Geometry()
    hole = np.array([(4.0, -4.0), (4.0, -6.0), (6.0, -6.0), (6.0, -4.0)])
    roof(g, Outline(SQUARE, (hole,)), 7.0, 0, np.ones(3))
    (part,) = g.parts
    a, b, c = (part.position[part.indices[k::3]] for k in range(3))
    cross = np.cross(b - a, c - a)
    assert (cross[:, 1] > 0).all()
    assert cross[:, 1].sum() / 2 == pytest.approx(96.0)
    assert (part.position[:, 1] == 7).all()


def test_a_front_faces_its_street() -> None:
    found = rectangle(Outline(SQUARE * [2.0, 1.0]), np.array([(10.0, 30.0)]))
    assert found is not None
    assert found.width == pytest.approx(20.0)
    assert found.depth == pytest.approx(10.0)
    np.testing.assert_allclose(found.front, (0, 1), atol=1e-9)
    np.testing.assert_allclose(found.middle, (10, -5), atol=1e-9)
    assert rectangle(Outline(np.array([(0.0, 0.0), (10.0, 0.0), (0.0, -10.0)])), np.zeros((0, 2))) is None


def test_a_place_from_both(tmp_path: Path) -> None:
    drawn = Drawn()
    drawn.way(box(-190, 40, 380, 90), True, natural="water")
    drawn.way(box(10, -30, 16, 12), True, building="yes", building__levels="4")
    drawn.way([(60, -90), (90, -90), (90, -80), (70, -80), (70, -60), (60, -60)], True, building="yes", height="30")
    drawn.way([(-150, 0), (150, 0)], highway="residential")
    stage = Stage("town", 5)
    look = palette(stage)
    height = np.where(slope() > 0, 50.0, 0.0)
    place = real_place(stage, look, SITE, dem(tmp_path / "dem.tif", height), drawn.write(tmp_path / "t.osm"), trees=20)
    scene = stage.build()
    assert scene.water is not None
    assert scene.water.level == 0.0
    assert place.land.heights(np.array(0.0), np.array(85.0)) < -1.0
    names = [scene.meshes[b.mesh].name for b in scene.batches]
    assert "ways" in names
    assert any(n.startswith("house") for n in names)
    assert any(n.startswith("block") for n in names)
    assert len(scene.lights) == 12  # 300 m of street, one every 26 m, half a step from the end
    with pytest.raises(InputError, match="needs an elevation model, a map, or both"):
        real_place(stage, look, SITE)


def test_a_place_in_a_scene_file(tmp_path: Path) -> None:
    drawn = Drawn()
    drawn.way(box(10, -30, 16, 12), True, building="yes")
    drawn.write(tmp_path / "t.osm")
    where = "longitude: 120.29, latitude: 28.14, size: 400"
    (tmp_path / "town.yaml").write_text(f"name: town\nparts:\n  - real_place: {{{where}, streets: t.osm, trees: 0}}\n")
    assert {scene_mesh.name.split()[0] for scene_mesh in load(tmp_path / "town.yaml").meshes} >= {"terrain", "house"}
    (tmp_path / "bad.yaml").write_text(f"name: town\nparts:\n  - real_place: {{{where}, streets: none.osm}}\n")
    with pytest.raises(InputError, match=r"none\.osm: no such map"):
        load(tmp_path / "bad.yaml")


def test_what_a_scene_file_leaves_out_of_its_map_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = Drawn()
    drawn.way(box(10, -30, 16, 12), True, building="yes", height="tall")
    drawn.way(box(2000, -30, 16, 12), True, building="yes")
    drawn.write(tmp_path / "t.osm")
    where = "longitude: 120.29, latitude: 28.14, size: 400"
    town = tmp_path / "town.yaml"
    orbit = "  - orbit: {target: [0, 0, 0], radius: 90}\n"
    town.write_text(f"name: town\nparts:\n  - real_place: {{{where}, streets: t.osm, trees: 0}}\n{orbit}")
    assert run(["check", str(town)]) == 0
    said = capsys.readouterr().out
    notes = [line for line in said.splitlines() if line.startswith("  note: left out of ")]
    assert len(notes) == 2
    assert "t.osm: 1 buildings with an unreadable height" in notes[0]
    assert "t.osm: 1 things outside the site" in notes[1]
    assert open_production(str(town)).notes == tuple(line.removeprefix("  note: ") for line in notes)


def test_lamps_alternate_and_ways_lie_on_the_ground(tmp_path: Path) -> None:
    drawn = Drawn()
    drawn.way([(-100, 0), (100, 0)], highway="residential", width="6")
    (way,) = read_streets(drawn.write(tmp_path / "t.osm"), SITE).ways
    ground = HeightField(-200, -200, 100, np.full((5, 5), 3.0))
    feet, _ = lamp_feet([way], 50.0, ground)
    np.testing.assert_allclose(feet, [(-75, 3, 3.6), (-25, 3, -3.6), (25, 3, 3.6), (75, 3, -3.6)], atol=0.02)
    stage = Stage("ways", 1)
    shape = ribbons([way], ground, palette(stage))
    np.testing.assert_allclose(np.unique(np.round(shape.parts[0].position[:, 2], 2)), (-3.0, 3.0))
    assert (shape.parts[0].normal[:, 1] > 0.99).all()
