"""鱼多多 says a line: words become sounds, sounds become the pose at t, and the scene is a function of time."""

from assets.scene import Camera, Scene
from avatar.cast import character, rig_of
from avatar.performer import perform
from avatar.script_reader import parse
from scenes.authoring import Stage

SCRIPT = """
title: 杨梅熟了
scene: speaking
avatar: yuduoduo
lines:
  - id: hello
    pause: 0.5
    text: {zh: '<mark name="wave"/>大家好，我是<emphasis>鱼多多</emphasis>。青田的杨梅熟了！'}
    do:
      - {gesture: welcome, stroke: wave+0.3, hold: 2.0}
      - {face: smile, start: start, hold: 3.0, weight: 0.5}
"""


def build() -> Scene:
    s = Stage("鱼多多 speaks")
    s.studio(background=(0.10, 0.17, 0.20), ambient=(0.5, 0.5, 0.55))
    s.avatar("yuduoduo", at=(0, 0, 0))
    s.text("鱼多多", (0.62, 1.2, 0), 0.13, color=(1.0, 0.93, 0.8, 1))
    s.camera("main", lambda t: Camera((0.25, 1.35, 2.1), (0.22, 1.18, 0), fov=0.5))
    scene = s.build()
    spoken = perform(parse(SCRIPT), "zh", rig_of(character("yuduoduo")), engine="silent")  # "auto": with the voice
    scene.drive("yuduoduo", spoken.pose)
    scene.duration = spoken.duration
    return scene
