"""Materials in terms of UsdPreviewSurface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.material import Material, Texture

WRAP = {"repeat": "repeat", "clamp": "clamp", "mirror": "mirror"}


def add_material(stage: Any, number: int, m: Material, textures: Sequence[Texture], files: Sequence[str]) -> Any:
    """A UsdShade.Material; `files` are the pictures' names. Without a picture the base colour is that of the vertices
    (primvar displayColor, which has it multiplied in)."""
    from pxr import Gf, Sdf, UsdShade

    kinds = Sdf.ValueTypeNames
    path = f"/Scene/Materials/material{number}"
    made = UsdShade.Material.Define(stage, path)
    made.GetPrim().SetDisplayName(m.name)
    surface = UsdShade.Shader.Define(stage, f"{path}/surface")
    surface.CreateIdAttr("UsdPreviewSurface")
    made.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")
    st = UsdShade.Shader.Define(stage, f"{path}/st")
    st.CreateIdAttr("UsdPrimvarReader_float2")
    st.CreateInput("varname", kinds.String).Set("st")

    def picture(slot: str, index: int, scale: tuple[float, float, float, float], bias: float = 0.0) -> Any:
        texture = textures[index]
        node = UsdShade.Shader.Define(stage, f"{path}/{slot}")
        node.CreateIdAttr("UsdUVTexture")
        node.CreateInput("file", kinds.Asset).Set(Sdf.AssetPath(f"./{files[index]}"))
        node.CreateInput("st", kinds.Float2).ConnectToSource(st.ConnectableAPI(), "result")
        node.CreateInput("sourceColorSpace", kinds.Token).Set("sRGB" if texture.srgb else "raw")
        node.CreateInput("wrapS", kinds.Token).Set(WRAP[texture.wrap])
        node.CreateInput("wrapT", kinds.Token).Set(WRAP[texture.wrap_v or texture.wrap])
        node.CreateInput("scale", kinds.Float4).Set(Gf.Vec4f(*scale))
        node.CreateInput("bias", kinds.Float4).Set(Gf.Vec4f(bias))
        return node.ConnectableAPI()

    def put(name: str, kind: Any, value: Any, source: Any = None, output: str = "") -> None:
        given = surface.CreateInput(name, kind)
        if source is None:
            given.Set(value)
        else:
            given.ConnectToSource(source, output)

    r, g, b, a = m.base_color
    if m.base_color_texture >= 0:
        base = picture("base", m.base_color_texture, (r, g, b, a))
        put("diffuseColor", kinds.Color3f, None, base, "rgb")
        if m.alpha_mode != "OPAQUE":
            put("opacity", kinds.Float, None, base, "a")
    else:
        reader = UsdShade.Shader.Define(stage, f"{path}/color")
        reader.CreateIdAttr("UsdPrimvarReader_float3")
        reader.CreateInput("varname", kinds.String).Set("displayColor")
        reader.CreateInput("fallback", kinds.Float3).Set(Gf.Vec3f(r, g, b))
        put("diffuseColor", kinds.Color3f, None, reader.ConnectableAPI(), "result")
        put("opacity", kinds.Float, a if m.alpha_mode != "OPAQUE" else 1.0)
    if m.alpha_mode == "MASK":
        put("opacityThreshold", kinds.Float, m.alpha_cutoff)
    if m.metallic_roughness_texture >= 0:
        both = picture("metallic_roughness", m.metallic_roughness_texture, (1.0, m.roughness, m.metallic, 1.0))
        put("roughness", kinds.Float, None, both, "g")
        put("metallic", kinds.Float, None, both, "b")
    else:
        put("roughness", kinds.Float, m.roughness)
        put("metallic", kinds.Float, m.metallic)
    if m.normal_texture >= 0:
        bump = 2.0 * m.normal_scale
        put("normal", kinds.Normal3f, None, picture("normal", m.normal_texture, (bump, bump, 2.0, 1.0), -1.0), "rgb")
    if m.occlusion_texture >= 0:
        put("occlusion", kinds.Float, None, picture("occlusion", m.occlusion_texture, (1.0, 1.0, 1.0, 1.0)), "r")
    er, eg, eb = m.emissive
    glow = er, eg, eb
    if m.emissive_texture >= 0 and max(glow) > 0:
        put("emissiveColor", kinds.Color3f, None, picture("emissive", m.emissive_texture, (*glow, 1.0)), "rgb")
    elif max(glow) > 0:
        put("emissiveColor", kinds.Color3f, Gf.Vec3f(*glow))
    put("ior", kinds.Float, m.ior)
    if m.clearcoat:
        put("clearcoat", kinds.Float, m.clearcoat.strength)
        put("clearcoatRoughness", kinds.Float, m.clearcoat.roughness)
    return made
