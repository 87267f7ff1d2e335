"""The show: drones, fireworks, beams and light cues, all closed forms of time."""
