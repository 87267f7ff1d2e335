"""What the viewer shows now, and how keys and the mouse change it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from assets.scene import Camera, Frame, Move
from render.picking import Picked
from tools.production import Production
from tools.view.cameras import Orbit, Walk, orbit_from, walk_from
from tools.view.ground import Footing, Ground
from tools.view.playhead import Playhead

ON_AIR = "on air"
"""The camera that the film itself uses at each instant."""
WALKING = 2.2
"""Metres a second; with shift three times that."""


@dataclass(eq=False)
class State:
    """The viewer's state. `eye` is a camera's name, `ON_AIR`, or one that the hand moves."""

    production: Production
    playhead: Playhead
    eye: str | Orbit | Walk = ON_AIR
    moves: list[Move] = field(default_factory=list)
    """What clicks have moved; it stays so."""
    selected: Picked | None = None
    """What the last click was on."""
    hovered: Picked | None = None
    """What can be clicked under the pointer."""
    hour: float | None = None
    """The time of day, where it is not the scene's own."""
    message: str = ""
    help: bool = False
    map: bool = True
    panel: bool = True
    captions: bool = True
    quit: bool = False

    def camera(self, t: float) -> Camera:
        if isinstance(self.eye, str):
            return self.production.camera(t, None if self.eye == ON_AIR else self.eye)
        return self.eye.camera(self.production.camera(t))

    def seen(self, t: float) -> Camera | str | None:
        """The camera on air (None), the named one, or the one in hand."""
        return (None if self.eye == ON_AIR else self.eye) if isinstance(self.eye, str) else self.camera(t)

    def frame(self, t: float) -> Frame:
        seen = self.production.frame(t, self.seen(t), self.hour)
        if self.moves:
            seen = replace(seen, moves=(*seen.moves, *self.moves))
        if isinstance(self.eye, Walk) and self.eye.footing:
            footing = self.ground.settle(seen.moves, self.eye.footing)
            if footing != self.eye.footing:
                self.eye = self.eye.standing(footing)
                seen = replace(seen, camera=self.camera(t))
        return seen

    def own_hour(self, t: float) -> float | None:
        """The time of day of the scene's own clock, hours; None where it has none."""
        daylight = self.production.scene.daylight
        return daylight.hour(self.production.shot(t).scene_time(t)) if daylight else None

    def take_hour(self, t: float) -> None:
        """Takes the time of day in hand, or gives it back to the scene's clock."""
        self.hour = self.own_hour(t) if self.hour is None else None

    @cached_property
    def ground(self) -> Ground:
        """Made when somebody first sets foot on it."""
        return Ground(self.production.scene)

    def orbit(self, t: float) -> None:
        self.eye = orbit_from(self.camera(t))

    def walk(self, t: float) -> None:
        """Down on the ground, below the eye or as near as one can stand."""
        self.eye = walk_from(self.camera(t))
        self.ground.move(self.production.frame(t).moves)
        self._stand(self.ground.enter(self.eye.eye), "there is no ground near: you fly")

    def walk_to(self, x: float, z: float, t: float) -> None:
        """To a place of the map."""
        if not isinstance(self.eye, Walk):
            self.walk(t)
        assert isinstance(self.eye, Walk)
        self._stand(self.ground.stand(x, z, 1e4), "nobody can stand there")

    def _stand(self, footing: Footing | None, otherwise: str) -> None:
        assert isinstance(self.eye, Walk)
        if footing is None:
            self.message = otherwise
        else:
            self.eye = self.eye.standing(footing)

    def stop(self, name: str, now: float) -> None:
        """To a stop: its time, and in a scene the camera that shows it. InputError lists the known ones."""
        production = self.production
        self.playhead.seek(production.stop(name), now)
        self.message = name
        self.eye = ON_AIR if len(production.shots) > 1 else production.scene.stop_cameras.get(name, self.eye)

    def next_stop(self, way: int, t: float, now: float) -> None:
        """To the stop after t, or with `way` -1 to the one before; round at the ends."""
        stops = self.production.stops
        later = [name for name, at in stops.items() if (at - t) * way > 1e-3]
        if stops:
            self.stop((later or list(stops))[0 if way > 0 else -1], now)

    def drag(self, dx: float, dy: float, t: float, pan: bool = False) -> None:
        """A drag of dx, dy window heights. On a fixed camera it takes that camera in hand."""
        if isinstance(self.eye, str):
            self.orbit(t)
        if isinstance(self.eye, Orbit):
            self.eye = self.eye.panned(dx, dy, self.camera(t).fov) if pan else self.eye.turned(dx, dy)
        elif isinstance(self.eye, Walk):
            self.eye = self.eye.turned(dx, dy)

    def wheel(self, steps: float, t: float) -> None:
        if isinstance(self.eye, str):
            self.orbit(t)
        if isinstance(self.eye, Orbit):
            self.eye = self.eye.zoomed(steps)
        elif isinstance(self.eye, Walk):
            self.step(0.5 * steps, 0.0, 0.0, t)

    def step(self, ahead: float, right: float, up: float, t: float) -> None:
        """Metres on foot, or through the air once one has gone `up`; any other camera becomes a walk first."""
        if not isinstance(self.eye, Walk):
            self.walk(t)
        assert isinstance(self.eye, Walk)
        if self.eye.footing and not up:
            self.eye = self.eye.standing(self.ground.walk(self.eye.footing, *self.eye.way(ahead, right)))
        else:
            self.eye = self.eye.moved(ahead, right, up)

    @property
    def outlined(self) -> tuple[int, int] | None:
        """(object, instance) to be marked."""
        marked = self.hovered or self.selected
        return marked.which if marked else None

    def shot(self, t: float) -> object:
        """What changes at a cut."""
        if not isinstance(self.eye, str):
            return type(self.eye).__name__
        return self.production.shot(t) if self.eye == ON_AIR else self.eye

    def picked(self, found: Picked | None) -> None:
        """What a click does: the scene decides; where it does not, what was clicked is named and outlined."""
        answer = self.production.scene.on_pick
        self.selected = found
        if found is None:
            return
        if found.pick and answer:
            result = answer(found.pick, found.instance)
            self.message = result.message
            self.moves += result.moves
        else:
            x, y, z = found.position
            self.message = f"{found.name} [{found.instance}] at {x:.2f} {y:.2f} {z:.2f}, {found.distance:.2f} m away"
