"""Script to speech to timelines to pose: the digital human, without OpenGL."""
