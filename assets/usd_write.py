"""A model as an OpenUSD stage: nodes, meshes, instances, materials, lights, cameras and sampled movement.

Terms and units are those of the USD schemas (UsdGeom, UsdShade, UsdLux of OpenUSD 26.11; "Spec for UsdPreviewSurface"):
metres, y up, time codes at `RATE` a second. Needs the package usd-core (extra `usd`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets import transforms as tf
from assets.errors import InputError
from assets.grouping import grouped
from assets.model import Channel, Lens, Light, Model, Node
from assets.scene import Floats, Primitive
from assets.usd_materials import add_material
from assets.vertices import colors_of

RATE = 24.0
"""Time codes a second."""
APERTURE = 24.0
"""Height of a camera's picture in tenths of a metre; only its ratio to the focal length is seen."""
LAMP = 0.05
"""Radius in metres of the spheres that lamps without a size become."""


@dataclass(eq=False)
class _Draft:
    """The stage while it grows."""

    stage: Any
    model: Model
    channels: Mapping[int, Sequence[Channel]]
    materials: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def usd_files(model: Model, stem: str, suffix: str) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files by name, the stage (`stem` + `suffix`: .usdc or .usda) first and its pictures in a folder, and what
    they could not hold, in words. InputError without the package usd-core."""
    check_usd()
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.CreateInMemory()
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    stage.SetTimeCodesPerSecond(RATE)
    root = UsdGeom.Xform.Define(stage, "/Scene")
    stage.SetDefaultPrim(root.GetPrim())
    UsdGeom.Scope.Define(stage, "/Scene/Materials")
    channels: dict[int, list[Channel]] = {}
    for channel in model.animations[0].channels if model.animations else ():
        channels.setdefault(channel.node, []).append(channel)
    d = _Draft(stage, model, channels)
    pictures = {f"{stem}_textures/{i}.png": _png(t.pixels) for i, t in enumerate(model.textures)}
    d.materials = [add_material(stage, i, m, model.textures, list(pictures)) for i, m in enumerate(model.materials)]
    for number, mesh in enumerate(model.meshes):
        _add_mesh(d, f"/Scene/Meshes/mesh{number}", mesh.primitives, mesh.name)
    if model.meshes:
        # shown only where a node refers to them
        UsdGeom.Imageable(stage.GetPrimAtPath("/Scene/Meshes")).GetPrim().SetSpecifier(_class())
    d.paths = [_path(model, i) for i in range(len(model.nodes))]
    for i, node in enumerate(model.nodes):
        _add_node(d, i, node)
    if model.animations:
        stage.SetStartTimeCode(0.0)
        stage.SetEndTimeCode(model.animations[0].duration * RATE)
    _say(d)
    return {f"{stem}{suffix}": _exported(stage, suffix), **pictures}, grouped((*model.dropped, *d.dropped))


def check_usd() -> None:
    """InputError where the package usd-core is missing."""
    if find_spec("pxr") is None:
        raise InputError('USD files need the package usd-core: pip install "taihe[usd]"')


def _class() -> Any:
    from pxr import Sdf

    return Sdf.SpecifierClass


def _exported(stage: Any, suffix: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"stage{suffix}"
        stage.GetRootLayer().Export(str(path))
        return path.read_bytes()


def _png(pixels: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


# Nodes ---------------------------------------------------------------------------------------------------------------


def _add_node(d: _Draft, i: int, node: Node) -> None:
    from pxr import UsdGeom

    path = d.paths[i]
    prim = UsdGeom.Xform.Define(d.stage, path)
    prim.GetPrim().SetDisplayName(node.name)
    _place(d, prim, i, node)
    if not node.visible:
        prim.MakeInvisible()
    if node.mesh >= 0 and node.skin >= 0:
        _add_deformed(d, i, node)
    elif node.mesh >= 0 and node.instances is not None:
        _add_instances(d, f"{path}/instances", node.mesh, node.instances)
        if node.tints is not None and (np.ptp(node.tints, axis=0) > 1e-3).any():
            d.dropped.append("instances have the colour of their mesh, each without its own tint")
    elif node.mesh >= 0:
        shape = d.stage.DefinePrim(f"{path}/mesh", "Xform")
        shape.GetReferences().AddInternalReference(f"/Scene/Meshes/mesh{node.mesh}")
        shape.SetInstanceable(True)
    if node.light >= 0:
        _add_light(d, f"{path}/light", d.model.lights[node.light])
    if node.camera >= 0:
        _add_camera(d, f"{path}/camera", d.model.lenses[node.camera])


def _path(model: Model, i: int) -> str:
    from pxr import Tf

    node = model.nodes[i]
    parent = _path(model, node.parent) if node.parent >= 0 else "/Scene"
    return f"{parent}/{Tf.MakeValidIdentifier(node.name or 'node')}_{i}"


def _place(d: _Draft, prim: Any, i: int, node: Node) -> None:
    """Translation, rotation and scale, with time samples for what moves."""
    from pxr import Gf, UsdGeom

    ops = (
        ("translation", prim.AddTranslateOp(), node.translation, lambda v: Gf.Vec3d(*map(float, v))),
        ("rotation", prim.AddOrientOp(UsdGeom.XformOp.PrecisionFloat), node.rotation, _quaternion),
        ("scale", prim.AddScaleOp(UsdGeom.XformOp.PrecisionFloat), node.scale, lambda v: Gf.Vec3f(*map(float, v))),
    )
    tracks = {channel.path: channel for channel in d.channels.get(i, ())}
    for name, op, rest, made in ops:
        op.Set(made(rest))
        if channel := tracks.get(name):  # type: ignore[call-overload]
            values = channel.values[:, 1] if channel.values.ndim == 3 else channel.values
            for t, value in zip(channel.times, values, strict=True):
                op.Set(made(value), float(t) * RATE)
            if channel.interpolation != "LINEAR":
                d.dropped.append(f"movement is linear between its keys, not {channel.interpolation.lower()}")


def _quaternion(v: Sequence[float]) -> Any:
    from pxr import Gf

    x, y, z, w = (float(c) for c in v)
    return Gf.Quatf(w, x, y, z)


def _add_instances(d: _Draft, path: str, mesh: int, where: Floats) -> None:
    from pxr import Gf, UsdGeom, Vt

    made = UsdGeom.PointInstancer.Define(d.stage, path)
    prototype = d.stage.DefinePrim(f"{path}/prototype", "Xform")
    prototype.GetReferences().AddInternalReference(f"/Scene/Meshes/mesh{mesh}")
    made.CreatePrototypesRel().AddTarget(prototype.GetPath())
    move, turn, scale = tf.decompose(where)
    made.CreateProtoIndicesAttr(Vt.IntArray.FromNumpy(np.zeros(len(where), np.int32)))
    made.CreatePositionsAttr(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(move, np.float32)))
    made.CreateOrientationsfAttr(
        Vt.QuatfArray([Gf.Quatf(float(w), float(x), float(y), float(z)) for x, y, z, w in turn])
    )
    made.CreateScalesAttr(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(scale, np.float32)))


# Shapes --------------------------------------------------------------------------------------------------------------


def _add_mesh(d: _Draft, path: str, primitives: Sequence[Primitive], name: str, baked: Sequence[Floats] = ()) -> None:
    """A mesh for each primitive below `path`; `baked` are other positions for them."""
    from pxr import UsdGeom, UsdShade, Vt

    parent = UsdGeom.Xform.Define(d.stage, path)
    parent.GetPrim().SetDisplayName(name)
    for k, p in enumerate(primitives):
        if p.topology != "triangles" or not len(p.indices):
            if p.topology != "triangles":
                d.dropped.append("lines and points are left out")
            continue
        material = d.model.materials[p.material]
        mesh = UsdGeom.Mesh.Define(d.stage, f"{path}/part{k}")
        position = np.ascontiguousarray(baked[k] if baked else p.position, np.float32)
        mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(position))
        mesh.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack([position.min(0), position.max(0)])))
        mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(p.indices) // 3, 3, np.int32)))
        mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(p.indices.astype(np.int32)))
        if not baked:
            mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(p.normal, np.float32)))
            mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
        mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
        mesh.CreateDoubleSidedAttr(material.double_sided)
        tints = colors_of(p)
        rgb = np.ones((len(position), 3)) if tints is None else tints[:, :3]
        color = mesh.CreateDisplayColorPrimvar(UsdGeom.Tokens.vertex)
        color.Set(Vt.Vec3fArray.FromNumpy((rgb * material.base_color[:3]).astype(np.float32)))
        if material.base_color_texture >= 0 and (rgb < 0.99).any():
            d.dropped.append("colours of vertices under a picture are left out")
        if p.uv is not None:
            st = UsdGeom.PrimvarsAPI(mesh).CreatePrimvar("st", _texcoord(), UsdGeom.Tokens.vertex)
            st.Set(Vt.Vec2fArray.FromNumpy((p.uv * [1, -1] + [0, 1]).astype(np.float32)))  # USD's v points up
        UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(d.materials[p.material])


def _texcoord() -> Any:
    from pxr import Sdf

    return Sdf.ValueTypeNames.TexCoord2fArray


def _add_deformed(d: _Draft, i: int, node: Node) -> None:
    """A skinned mesh as it stands at the first moment, in the world."""
    skin, mesh = d.model.skins[node.skin], d.model.meshes[node.mesh]
    joints = np.stack([_world(d.model, int(j)) for j in skin.joints])
    bind = tf.compose(joints, skin.inverse_bind).astype(float)
    weights = np.zeros(0) if node.weights is None else node.weights
    baked = []
    for p in mesh.primitives:
        at = p.position.astype(float)
        for target, weight in zip(p.targets, weights, strict=False):
            at[target.index] += weight * target.position
        if p.joints is not None and p.weights is not None:
            blend = np.einsum("vk,vkij->vij", p.weights.astype(float), bind[p.joints])
            at = np.einsum("vij,vj->vi", blend[:, :, :3], at) + blend[:, :, 3]
        baked.append(at.astype(np.float32))
    _add_mesh(d, f"/Scene/figure_{i}", mesh.primitives, node.name, baked)
    d.dropped.append("figures stand as at the first moment: their skins and expressions do not move")


def _world(model: Model, i: int) -> Floats:
    node = model.nodes[i]
    own = tf.trs(node.translation, node.rotation, node.scale)
    return own if node.parent < 0 else tf.compose(_world(model, node.parent), own)


# Light and view ------------------------------------------------------------------------------------------------------


def _add_light(d: _Draft, path: str, light: Light) -> None:
    """Candela become the radiance of a small sphere, lux the irradiance of a distant light."""
    from pxr import Gf, UsdLux

    if light.kind == "directional":
        made = UsdLux.DistantLight.Define(d.stage, path)
        made.CreateAngleAttr(0.53)
        made.CreateNormalizeAttr(True)
        made.CreateIntensityAttr(light.intensity)
    else:
        made = UsdLux.SphereLight.Define(d.stage, path)
        made.CreateRadiusAttr(LAMP)
        made.CreateTreatAsPointAttr(True)
        made.CreateIntensityAttr(light.intensity / (np.pi * LAMP**2))
        if light.kind == "spot":
            shaping = UsdLux.ShapingAPI.Apply(made.GetPrim())
            shaping.CreateShapingConeAngleAttr(float(np.degrees(light.outer_cone)))
            shaping.CreateShapingConeSoftnessAttr(1.0 - light.inner_cone / max(light.outer_cone, 1e-6))
        if light.range > 0:
            d.dropped.append("lamps shine without end: their reach is left out")
    made.CreateColorAttr(Gf.Vec3f(*light.color))


def _add_camera(d: _Draft, path: str, lens: Lens) -> None:
    from pxr import Gf, UsdGeom

    made = UsdGeom.Camera.Define(d.stage, path)
    made.CreateClippingRangeAttr(Gf.Vec2f(lens.near, lens.far if math.isfinite(lens.far) else 1e5))
    if lens.half_size:
        made.CreateProjectionAttr(UsdGeom.Tokens.orthographic)
        made.CreateHorizontalApertureAttr(20.0 * lens.half_size[0])
        made.CreateVerticalApertureAttr(20.0 * lens.half_size[1])
        return
    made.CreateHorizontalApertureAttr(APERTURE * 16 / 9)
    made.CreateVerticalApertureAttr(APERTURE)
    made.CreateFocalLengthAttr(APERTURE / (2 * np.tan(lens.fov / 2)))


def _say(d: _Draft) -> None:
    said = {
        "of the animations only the first is written": len(d.model.animations) > 1,
        "movement of expressions is left out": any(c.path == "weights" for each in d.channels.values() for c in each),
        "changing materials are written as at the first moment": any(a.materials for a in d.model.animations),
        "textures with a transform or coordinates of their own lie where the mesh's first coordinates put them": any(
            m.uv_transforms for m in d.model.materials
        ),
        "the sky is left out: give the file a dome light": True,
    }
    d.dropped += [line for line, yes in said.items() if yes]
