"""鱼多多, built from closed forms: meshes, expressions, textures, and the VRM file they make."""
