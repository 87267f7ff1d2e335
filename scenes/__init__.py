"""The authoring API, procedural content, and the scenes themselves, without OpenGL."""
