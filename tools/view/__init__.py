"""The viewer: a scene in a window, its timeline, its sound."""
