"""Scene and pose to image: the only room that knows OpenGL."""
