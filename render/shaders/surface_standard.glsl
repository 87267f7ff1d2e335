// The surface of a material that names none: glTF 2.0 as it is.
Surface surface(Fragment f, Material m) { return plain(f, m); }
