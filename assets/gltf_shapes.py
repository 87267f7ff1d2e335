"""The shapes of a glTF 2.0 document (Khronos specification, section 5, and the ratified KHR extensions we read)."""

from __future__ import annotations

import math

from assets.schema import (
    Rule,
    Shape,
    anything,
    choice,
    each,
    flag,
    index,
    integer,
    number,
    shaped,
    table,
    text,
    vector,
)

_UNIT = number(0.0, 1.0)

_transform = shaped(
    Shape({"offset": vector(2), "rotation": number(), "scale": vector(2), "texCoord": integer()}),
)


def reference(**more: Rule) -> Rule:
    """A textureInfo, with `more` keys of its own."""
    fields: dict[str, Rule] = {"index": index("textures"), "texCoord": integer(), **more}
    return shaped(Shape(fields, ("index",), extensions={"KHR_texture_transform": _transform}))


_sparse = shaped(
    Shape(
        {
            "count": integer(1),
            "indices": shaped(
                Shape(
                    {
                        "bufferView": index("bufferViews"),
                        "byteOffset": integer(),
                        "componentType": choice(5121, 5123, 5125),
                    },
                    ("bufferView", "componentType"),
                )
            ),
            "values": shaped(Shape({"bufferView": index("bufferViews"), "byteOffset": integer()}, ("bufferView",))),
        },
        ("count", "indices", "values"),
    )
)
_accessor = Shape(
    {
        "bufferView": index("bufferViews"),
        "byteOffset": integer(),
        "componentType": integer(),
        "normalized": flag,
        "count": integer(1),
        "type": text,
        "max": each(number(), 1, 16),
        "min": each(number(), 1, 16),
        "sparse": _sparse,
        "name": text,
    },
    ("componentType", "count", "type"),
    {"byteOffset": "bufferView"},
)
_pointer = shaped(Shape({"pointer": text}, ("pointer",)))
_target = Shape(
    {"node": index("nodes"), "path": choice("translation", "rotation", "scale", "weights", "pointer")},
    ("path",),
    extensions={"KHR_animation_pointer": _pointer},
)
_animation = Shape(
    {
        "channels": each(shaped(Shape({"sampler": integer(), "target": shaped(_target)}, ("sampler", "target")))),
        "samplers": each(
            shaped(
                Shape(
                    {
                        "input": index("accessors"),
                        "output": index("accessors"),
                        "interpolation": choice("LINEAR", "STEP", "CUBICSPLINE"),
                    },
                    ("input", "output"),
                )
            )
        ),
        "name": text,
    },
    ("channels", "samplers"),
)
_asset = Shape({"version": text, "minVersion": text, "generator": text, "copyright": text}, ("version",))
_buffer = Shape({"uri": text, "byteLength": integer(1), "name": text}, ("byteLength",))
_meshopt = shaped(
    Shape(
        {
            "buffer": index("buffers"),
            "byteOffset": integer(),
            "byteLength": integer(1),
            "byteStride": integer(1, 256),
            "count": integer(1),
            "mode": choice("ATTRIBUTES", "TRIANGLES", "INDICES"),
            "filter": choice("NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL", "COLOR"),
        },
        ("buffer", "byteLength", "byteStride", "count", "mode"),
    )
)
_view = Shape(
    {
        "buffer": index("buffers"),
        "byteOffset": integer(),
        "byteLength": integer(1),
        "byteStride": integer(4, 252, 4),
        "target": choice(34962, 34963),
        "name": text,
    },
    ("buffer", "byteLength"),
    extensions={"EXT_meshopt_compression": _meshopt, "KHR_meshopt_compression": _meshopt},
)
_camera = Shape(
    {
        "type": choice("perspective", "orthographic"),
        "perspective": shaped(
            Shape(
                {
                    "aspectRatio": number(above=0.0),
                    "yfov": number(above=0.0),
                    "znear": number(above=0.0),
                    "zfar": number(above=0.0),
                },
                ("yfov", "znear"),
            )
        ),
        "orthographic": shaped(
            Shape(
                {"xmag": number(), "ymag": number(), "znear": number(0.0), "zfar": number(above=0.0)},
                ("xmag", "ymag", "znear", "zfar"),
            )
        ),
        "name": text,
    },
    ("type",),
    excludes=(("perspective", "orthographic"),),
)
_image = Shape(
    {"uri": text, "mimeType": text, "bufferView": index("bufferViews"), "name": text},
    needs={"bufferView": "mimeType"},
    excludes=(("uri", "bufferView"),),
)
_material = Shape(
    {
        "pbrMetallicRoughness": shaped(
            Shape(
                {
                    "baseColorFactor": vector(4, 0.0, 1.0),
                    "baseColorTexture": reference(),
                    "metallicFactor": _UNIT,
                    "roughnessFactor": _UNIT,
                    "metallicRoughnessTexture": reference(),
                }
            )
        ),
        "normalTexture": reference(scale=number()),
        "occlusionTexture": reference(strength=_UNIT),
        "emissiveTexture": reference(),
        "emissiveFactor": vector(3, 0.0, 1.0),
        "alphaMode": choice("OPAQUE", "MASK", "BLEND"),
        "alphaCutoff": number(0.0),
        "doubleSided": flag,
        "name": text,
    },
    extensions={
        "KHR_materials_unlit": table(anything),
        "KHR_materials_emissive_strength": shaped(Shape({"emissiveStrength": number(0.0)})),
        "KHR_materials_specular": shaped(
            Shape(
                {
                    "specularFactor": _UNIT,
                    "specularColorFactor": vector(3, 0.0, math.inf),
                    "specularTexture": reference(),
                    "specularColorTexture": reference(),
                }
            ),
        ),
        "KHR_materials_pbrSpecularGlossiness": shaped(
            Shape(
                {
                    "diffuseFactor": vector(4, 0.0, 1.0),
                    "diffuseTexture": reference(),
                    "specularFactor": vector(3, 0.0, 1.0),
                    "glossinessFactor": _UNIT,
                    "specularGlossinessTexture": reference(),
                }
            )
        ),
        "KHR_materials_anisotropy": shaped(
            Shape({"anisotropyStrength": _UNIT, "anisotropyRotation": number(), "anisotropyTexture": reference()})
        ),
        "KHR_materials_clearcoat": shaped(
            Shape(
                {
                    "clearcoatFactor": _UNIT,
                    "clearcoatTexture": reference(),
                    "clearcoatRoughnessFactor": _UNIT,
                    "clearcoatRoughnessTexture": reference(),
                    "clearcoatNormalTexture": reference(scale=number()),
                }
            )
        ),
        "KHR_materials_diffuse_transmission": shaped(
            Shape(
                {
                    "diffuseTransmissionFactor": _UNIT,
                    "diffuseTransmissionTexture": reference(),
                    "diffuseTransmissionColorFactor": vector(3, 0.0, 1.0),
                    "diffuseTransmissionColorTexture": reference(),
                }
            )
        ),
        "KHR_materials_dispersion": shaped(Shape({"dispersion": number(0.0)})),
        "KHR_materials_ior": shaped(Shape({"ior": number(0.0)})),
        "KHR_materials_iridescence": shaped(
            Shape(
                {
                    "iridescenceFactor": _UNIT,
                    "iridescenceTexture": reference(),
                    "iridescenceIor": number(1.0),
                    "iridescenceThicknessMinimum": number(0.0),
                    "iridescenceThicknessMaximum": number(0.0),
                    "iridescenceThicknessTexture": reference(),
                }
            )
        ),
        "KHR_materials_sheen": shaped(
            Shape(
                {
                    "sheenColorFactor": vector(3, 0.0, 1.0),
                    "sheenColorTexture": reference(),
                    "sheenRoughnessFactor": _UNIT,
                    "sheenRoughnessTexture": reference(),
                }
            )
        ),
        "KHR_materials_transmission": shaped(Shape({"transmissionFactor": _UNIT, "transmissionTexture": reference()})),
        "KHR_materials_volume": shaped(
            Shape(
                {
                    "thicknessFactor": number(0.0),
                    "thicknessTexture": reference(),
                    "attenuationDistance": number(above=0.0),
                    "attenuationColor": vector(3, 0.0, 1.0),
                }
            )
        ),
    },
)
_attributes = table(index("accessors"), 1)
_draco = shaped(
    Shape({"bufferView": index("bufferViews"), "attributes": table(integer())}, ("bufferView", "attributes"))
)
_mapping = Shape(
    {"variants": each(index("variants"), unique=True), "material": index("materials"), "name": text},
    ("variants", "material"),
)
_mappings = shaped(Shape({"mappings": each(shaped(_mapping))}, ("mappings",)))
_primitive = Shape(
    {
        "attributes": _attributes,
        "indices": index("accessors"),
        "material": index("materials"),
        "mode": integer(0, 6),
        "targets": each(table(index("accessors"))),
    },
    ("attributes",),
    extensions={"KHR_materials_variants": _mappings, "KHR_draco_mesh_compression": _draco},
)
_mesh = Shape({"primitives": each(shaped(_primitive)), "weights": each(number()), "name": text}, ("primitives",))
_node = Shape(
    {
        "camera": index("cameras"),
        "children": each(index("nodes"), unique=True),
        "skin": index("skins"),
        "matrix": vector(16),
        "mesh": index("meshes"),
        "rotation": vector(4, -1.0, 1.0),
        "scale": vector(3),
        "translation": vector(3),
        "weights": each(number()),
        "name": text,
    },
    needs={"skin": "mesh", "weights": "mesh"},
    excludes=(("matrix", "translation"), ("matrix", "rotation"), ("matrix", "scale")),
    extensions={
        "KHR_lights_punctual": shaped(Shape({"light": index("lights")}, ("light",))),
        "KHR_node_visibility": shaped(Shape({"visible": flag})),
        "EXT_mesh_gpu_instancing": shaped(Shape({"attributes": _attributes}, ("attributes",))),
    },
)
_FILTERS = (9728, 9729, 9984, 9985, 9986, 9987)
_sampler = Shape(
    {
        "magFilter": choice(9728, 9729),
        "minFilter": choice(*_FILTERS),
        "wrapS": choice(33071, 33648, 10497),
        "wrapT": choice(33071, 33648, 10497),
        "name": text,
    }
)
_scene = Shape({"nodes": each(index("nodes"), unique=True), "name": text})
_skin = Shape(
    {
        "inverseBindMatrices": index("accessors"),
        "skeleton": index("nodes"),
        "joints": each(index("nodes"), unique=True),
        "name": text,
    },
    ("joints",),
)
_texture = Shape(
    {"sampler": index("samplers"), "source": index("images"), "name": text},
    extensions={
        "EXT_texture_avif": shaped(Shape({"source": index("images")})),
        "EXT_texture_webp": shaped(Shape({"source": index("images")})),
        "KHR_texture_basisu": shaped(Shape({"source": index("images")})),
    },
)
_light = Shape(
    {
        "type": choice("point", "spot", "directional"),
        "color": vector(3, 0.0, 1.0),
        "intensity": number(0.0),
        "range": number(above=0.0),
        "spot": shaped(
            Shape({"innerConeAngle": number(0.0, math.pi / 2), "outerConeAngle": number(0.0, math.pi / 2 + 1e-6)}),
        ),
        "name": text,
    },
    ("type",),
)

DOCUMENT: Rule = shaped(
    Shape(
        {
            "asset": shaped(_asset),
            "extensionsUsed": each(text, unique=True),
            "extensionsRequired": each(text, unique=True),
            "accessors": each(shaped(_accessor)),
            "animations": each(shaped(_animation)),
            "buffers": each(shaped(_buffer)),
            "bufferViews": each(shaped(_view)),
            "cameras": each(shaped(_camera)),
            "images": each(shaped(_image)),
            "materials": each(shaped(_material)),
            "meshes": each(shaped(_mesh)),
            "nodes": each(shaped(_node)),
            "samplers": each(shaped(_sampler)),
            "scene": index("scenes"),
            "scenes": each(shaped(_scene)),
            "skins": each(shaped(_skin)),
            "textures": each(shaped(_texture)),
        },
        ("asset",),
        extensions={
            "KHR_lights_punctual": shaped(Shape({"lights": each(shaped(_light))}, ("lights",))),
            "KHR_materials_variants": shaped(
                Shape({"variants": each(shaped(Shape({"name": text}, ("name",))))}, ("variants",))
            ),
        },
    )
)
"""The whole document. Counts for its references are the lengths of the root arrays, "lights" and "variants"."""
