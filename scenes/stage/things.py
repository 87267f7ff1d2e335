"""What stands on the stage: materials, meshes, their instances, models, presenters, ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from assets.errors import InputError
from assets.geometry import Geometry
from assets.given import array, check_numbers, each, function, made, number, numbers, spelt, whole
from assets.gltf_scene import PlacedModel, add_model
from assets.grouping import grouped
from assets.kinds import check_kinds
from assets.models import load
from assets.scene import IDENTITY, Batch, Floats, Material, Mesh, Primitive, Texture, Vec3
from scenes.land import Extent, Land, sheet
from scenes.stage.draft import Draft
from scenes.terrain import Heights

Layer = Literal["all", "no_mirror", "no_shadow", "no_mirror_no_shadow"]
MOST_CELLS = 4_000_000
"""Of one sheet of ground."""
MOST_SAID = 8
"""Lines about what one model leaves out."""


@dataclass(frozen=True)
class Placed:
    """Instances on stage: the batch id and how many it holds."""

    batch: int
    count: int


class Things(Draft):
    """Materials, meshes and where they stand."""

    ground: Heights | None = None
    """What parts stand on: the terrain that was made last."""

    def material(self, name: str, **look: Any) -> int:
        """A material by the fields of `assets.scene.Material`; returns its id."""
        made_of = made(Material, f"material {name!r}", name=name, **look)
        check_numbers(made_of, f"material {name!r}")
        check_kinds(made_of, f"material {name!r}")
        for share in ("metallic", "roughness"):
            number(getattr(made_of, share), 0, 1, f"material {name!r}: {share}")
        self._scene.materials.append(made_of)
        return len(self._scene.materials) - 1

    def texture(self, texture: Texture) -> int:
        """A picture for materials, `(h, w, 4)` uint8; returns its id."""
        if not isinstance(texture, Texture):
            raise InputError(f"texture: {type(texture).__name__} is no assets.scene.Texture")
        self._scene.textures.append(texture)
        return len(self._scene.textures) - 1

    def surfaces(self, folder: Path) -> None:
        """Makes every `NAME.glsl` in `folder` available as `Material(surface="NAME")`."""
        if not Path(folder).is_dir():
            raise InputError(f"surfaces: {folder} is no folder")
        folder = Path(folder)
        self._scene.surfaces.update({path.stem: path for path in sorted(folder.glob("*.glsl"))})

    def mesh(
        self,
        name: str,
        shape: Geometry | Sequence[Primitive],
        lod: int = -1,
        lod_pixels: float = 0.0,
        cull_pixels: float = 0.75,
    ) -> int:
        """A mesh from geometry (metres); returns its id. `lod` is the coarser mesh that replaces it below `lod_pixels`
        on screen; below `cull_pixels` it is not drawn."""
        if lod != -1:
            self._known(self._scene.meshes, lod, "mesh")
        if not isinstance(shape, Geometry) and not (
            isinstance(shape, Sequence) and all(isinstance(each, Primitive) for each in shape)
        ):
            raise InputError(f"mesh {name!r}: {type(shape).__name__} is neither a Geometry nor a list of primitives")
        primitives = shape.primitives() if isinstance(shape, Geometry) else tuple(shape)
        self._scene.meshes.append(Mesh(name, primitives, lod, lod_pixels, cull_pixels))
        return len(self._scene.meshes) - 1

    def place(
        self,
        mesh: int,
        at: ArrayLike = (0.0, 0.0, 0.0),
        yaw: float = 0.0,
        scale: ArrayLike = 1.0,
        tint: Vec3 = (1.0, 1.0, 1.0),
        seed: float = 0.0,
        layer: Layer = "all",
        pick: int = 0,
    ) -> Placed:
        """One instance of `mesh` at a point, turned by `yaw` radians about y."""
        if not np.asarray(scale).all():
            raise InputError("place: a scale of 0 leaves nothing to be seen")
        colors = np.r_[numbers(tint, (3,), "place: tint"), number(seed, -1e9, 1e9, "place: seed")]
        return self.instances(mesh, transforms(at, yaw, scale), colors[None], layer, pick)

    def scatter(
        self,
        mesh: int,
        points: ArrayLike,
        seed: int = 0,
        yaw: ArrayLike | None = None,
        scale: tuple[float, float] = (1.0, 1.0),
        tint: tuple[Vec3, Vec3] = ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)),
        layer: Layer = "all",
        pick: int = 0,
    ) -> Placed:
        """Instances at `points` `(n, 3)` with random yaw (unless given), scale and tint between the two ends."""
        p = numbers(points, ("n", 3), "scatter: points")
        whole(seed, "scatter: seed")
        sizes, tints = numbers(scale, (2,), "scatter: scale"), numbers(tint, (2, 3), "scatter: tint")
        if not 0 < sizes[0] <= sizes[1]:
            raise InputError(f"scatter: scale {tuple(scale)}: the least and the greatest, above 0")
        rng = np.random.default_rng(seed)
        n = len(p)
        turn = rng.uniform(0, 2 * np.pi, n) if yaw is None else each(yaw, n, 0, "scatter: yaw")
        size = rng.uniform(sizes[0], sizes[1], n)[:, None]
        blend = rng.random((n, 1))
        rgb = tints[0] * (1 - blend) + tints[1] * blend
        return self.instances(mesh, transforms(p, turn, size), np.c_[rgb, rng.random(n)], layer, pick)

    def instances(
        self, mesh: int, transform: ArrayLike, tint: ArrayLike | None = None, layer: Layer = "all", pick: int = 0
    ) -> Placed:
        """Instances by their `(n, 3, 4)` transforms and `(n, 4)` tints (RGB and seed)."""
        name = self._known(self._scene.meshes, mesh, "mesh").name
        t = numbers(transform, ("n", 3, 4), f"instances of {name!r}: transform").astype(np.float32)
        c = each((1, 1, 1, 0) if tint is None else tint, len(t), 4, f"instances of {name!r}: tint")
        c = np.broadcast_to(c, (len(t), 4))
        whole(pick, "pick")
        if layer not in get_args(Layer):
            raise InputError(f"instances of {name!r}: no layer {layer!r}; there is {', '.join(get_args(Layer))}")
        self._scene.batches.append(Batch(name, mesh, t, np.ascontiguousarray(c, np.float32), layer=layer, pick=pick))
        return Placed(len(self._scene.batches) - 1, len(t))

    def model(
        self,
        path: str | Path,
        at: ArrayLike = (0, 0, 0),
        yaw: float = 0.0,
        scale: float = 1.0,
        *,
        allow_external: bool = False,
        variant: str | None = None,
    ) -> PlacedModel:
        """A glTF, GLB, VRM, OBJ, PLY or STL file, placed; it names files outside its folder only if allowed to."""
        found = load(path, allow_external, variant)
        placed = add_model(self._scene, found, transforms(at, yaw, scale)[0])
        lost = grouped([*found.dropped, *placed.dropped])
        self.say(*(f"{Path(path).name}: {line}" for line in lost[:MOST_SAID]))
        if (more := len(lost) - MOST_SAID) > 0:
            self.say(f"{Path(path).name}: and {more} more (taihe check {path})")
        return placed

    def avatar(
        self,
        name: str = "yuduoduo",
        at: ArrayLike = (0, 0, 0),
        yaw: float = 0.0,
        scale: float = 1.0,
        profile: str = "",
    ) -> PlacedModel:
        """A presenter by name, or somebody's .vrm or .glb (with a profile where recognition needs one); faces +z
        turned by `yaw`, breathes and blinks until a performance drives her."""
        from avatar.cast import add_avatar  # and with it her voices

        number(scale, 1e-4, 1e4, "avatar: scale")
        if Path(name).stem in {figure.name for figure in self._scene.figures}:
            raise InputError(f"there is a presenter {Path(name).stem!r} already: a script could not tell them apart")
        return add_avatar(self._scene, name, transforms(at, yaw, scale)[0], profile)

    def terrain(
        self,
        heights: Heights,
        extent: Extent,
        material: int,
        spacing: float = 4.0,
        color: ArrayLike = (1.0, 1.0, 1.0),
        layer: Layer = "all",
    ) -> Land:
        """Ground over `extent` (x0, z0, x1, z1) from `heights(x, z)`, as a grid of `spacing` metres.

        `scenes.land.rolling` makes hills, `scenes.terrain.erode` carves valleys, `HeightField` holds a survey.
        """
        function(heights, "x, z", "terrain: heights")
        self._known(self._scene.materials, material, "material")
        x0, z0, x1, z1 = numbers(extent, (4,), "terrain: extent").tolist()
        number(spacing, 1e-3, 1e5, "terrain: spacing")
        if not (x0 < x1 and z0 < z1):
            raise InputError(f"terrain: extent {tuple(extent)} has no area: x0, z0, x1, z1 with x0 < x1 and z0 < z1")
        if (cells := (x1 - x0) * (z1 - z0) / spacing**2) > MOST_CELLS:
            raise InputError(f"terrain: {cells:.0f} cells of {spacing:g} m; {MOST_CELLS} at most: a larger spacing")
        land = Land(heights, extent)
        self.place(self.mesh("terrain", sheet(land, spacing, material, color)), layer=layer)
        self.ground = heights
        return land


def transforms(at: ArrayLike, yaw: ArrayLike = 0.0, scale: ArrayLike = 1.0) -> Floats:
    """`(n, 3, 4)` from points `(n, 3)`, yaw about y (scalar or `(n,)`, radians), scale (scalar, `(n, 1)`, `(n, 3)`)."""
    p = array(at, ("n", 3), "transforms: at")
    n = len(p)
    a = np.broadcast_to(each(yaw, n, 0, "transforms: yaw"), (n,))
    try:
        s = np.broadcast_to(np.asarray(scale), (n, 3))
        if s.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError):
        found = spelt(np.shape(scale))
        raise InputError(
            f"transforms: scale: expected one number, (n, 1) or (n, 3) with n = {n}, found {found}"
        ) from None
    out = np.tile(IDENTITY.astype(float), (n, 1, 1))
    out[:, 0, 0], out[:, 0, 2] = np.cos(a), np.sin(a)
    out[:, 2, 0], out[:, 2, 2] = -np.sin(a), np.cos(a)
    out[:, :, :3] *= s[:, None, :]
    out[:, :, 3] = p
    return out.astype(np.float32)
