"""Parts of scenes by name, with typed parameters: what `Stage.add` and scene files are made of.

A part is a function `name(stage, *, ...)` under `@part`. Its annotations are its parameters' types, its docstring is
its documentation, and calling it is the same as `stage.add("name", ...)`. Metres, seconds and degrees; x east, y up, z
south; `at` is the part's origin and `yaw` turns it about y, counter-clockwise seen from above.
"""
